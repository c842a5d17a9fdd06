"""The templates of all pages, with what every page needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.templating import Jinja2Templates
from markupsafe import Markup, escape

from api.assets import Assets
from services_db import DOCUMENT_NUMBER, PLAN_TITLES
from services_db.places.telling import distance_words
from services_db.sources import read_hotlines

_TEMPLATES: Final = Path(__file__).parent / "templates"
ELDER_COOKIE: Final = "elder"
_NUMBER: Final = re.compile(r"(?<!\d)(?:12\d{3}|(?<=[打拨] )1[12][09]|(?<=[打拨])1[12][09])(?!\d)")


def page_templates(assets: Assets | None = None) -> Jinja2Templates:
    """Templates that know where the static files are, and whether the reader wants the elder mode."""
    templates = Jinja2Templates(directory=_TEMPLATES, context_processors=[_about_reader])
    templates.env.globals["static"] = (assets or Assets.of()).url
    templates.env.globals |= {"plans": PLAN_TITLES, "document": DOCUMENT_NUMBER}
    numbers = {line.number for line in read_hotlines()}
    templates.env.filters |= {
        "numbered": lambda text: with_phone_links(text, numbers),
        "distance": distance_words,
        "day": say_day,
        "dial": dialled,
    }
    return templates


def with_phone_links(text: str, numbers: Iterable[str]) -> Markup:
    """The text, escaped, with the public numbers in it ready to be called at a touch."""
    known = set(numbers)
    linked = _NUMBER.sub(
        lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>' if found[0] in known else found[0], str(escape(text))
    )
    return Markup(linked)  # noqa: S704 - escaped above


def dialled(number: str) -> str:
    """What a phone dials for a number as it is written; a comma is the pause before an extension (转 1)."""
    return re.sub(r"[^\d,+-]", "", number.replace("转", ","))


def say_day(day: date | str) -> str:
    """A day, or its ISO form, as people write it: 2026年11月1日."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{day.year}年{day.month}月{day.day}日"


def _about_reader(request: Request) -> dict[str, Any]:
    return {"elder": request.cookies.get(ELDER_COOKIE) == "1"}
