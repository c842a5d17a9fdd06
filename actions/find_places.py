"""Answer where a service is to be had out of the imported directories, when they have it.

When they do not, the reply stays what the plans say (see compose.py): a place is never made up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from actions.conversation import Conversation
from actions.looking import Looking
from actions.places_card import places_card
from actions.plain_text import number_options, plain_text
from actions.reply import Card, Reply, Status
from actions.words import say
from services_db import Catalogue, CatalogueError, Service
from services_db.fields import PLACE_KINDS
from services_db.places.directory import PlaceQuery
from services_db.places.judging import Divisions
from services_db.places.records import FoundPage

PAGE: Final = 5
COUNTY: Final = "county:"
"""An option that names a county; without a name, the citizen would rather not say."""
MORE: Final = re.compile(
    r"看?(?:下一?页|下一批|换一批|后面的|继续看?|更多|再来几个|再看几个|"
    r"还有(?:没有)?(?:别的|其他的?|更多的?)?(?:吗|么|没有?|不)?)[?？。!！呢吧]*"
)
"""What can only mean the next page while a list of places is open."""
Clock = Callable[[], datetime]


def answer_places(
    catalogue: Catalogue,
    service: Service,
    reply: Reply,
    after: Conversation,
    clock: Clock = lambda: datetime.now(UTC),
) -> tuple[Reply, Conversation] | None:
    """The places of a service, or the question in which county; None when the directories have none to show.

    Asked when, the answer is places only while a list of them is open ("几点关门"); else it is what the plans say.
    """
    kind = after.looking.named_kind or service.place_kind
    if kind is None or not (reply.facet == "where" or (reply.facet == "when" and kind == after.looking.kind)):
        return None
    try:
        counties = catalogue.places.counties(kind)
        if not counties or _has_none_here(counties, after):
            return None
        if _county_matters(counties, after):
            return _ask_county(kind, _in_order(catalogue, counties), reply, after)
        return _page(catalogue, replace(reply, cards=()), _opened(after, kind), clock)
    except CatalogueError:
        # A directory that cannot be read must not take away what the plans say.
        return None


def next_page(
    catalogue: Catalogue, before: Conversation, clock: Clock = lambda: datetime.now(UTC)
) -> tuple[Reply, Conversation] | None:
    """More of the list that is open; None when none is."""
    if before.looking.kind is None:
        return None
    blank = Reply(Status.ANSWERED, "", facet="where", district=before.district)
    if before.looking.shown == 0:
        card: Card = {"type": "text", "text": say("utter_no_more_places")}
        return replace(blank, text=plain_text([card]), cards=(card,)), before
    return _page(catalogue, blank, before, clock)


def _opened(after: Conversation, kind: str) -> Conversation:
    return replace(after, looking=replace(after.looking, kind=kind, shown=0, asked=False, waiting=False))


def _has_none_here(counties: dict[str, int], after: Conversation) -> bool:
    return bool(after.district) and not after.looking.nearby and after.district not in counties


def _county_matters(counties: dict[str, int], after: Conversation) -> bool:
    looking = after.looking
    known = after.district or looking.nearby or looking.anywhere
    return not known and len(counties) > 1 and sum(counties.values()) > PAGE


def _in_order(catalogue: Catalogue, counties: dict[str, int]) -> dict[str, int]:
    """In the order of the official list of divisions."""
    return {d.county: counties[d.county] for d in catalogue.divisions() if d.town is None and d.county in counties}


def _ask_county(kind: str, counties: dict[str, int], reply: Reply, after: Conversation) -> tuple[Reply, Conversation]:
    names = list(counties)
    words = say("utter_ask_county").format(total=sum(counties.values()), kind=PLACE_KINDS[kind])
    card: Card = {"type": "options", "text": words, "options": number_options([*names, "不想说"])}
    looking = replace(after.looking, kind=kind, shown=0, asked=True, waiting=False)
    options = (*(f"{COUNTY}{name}" for name in names), COUNTY)
    asked = replace(after, looking=looking, options=options, options_facet=reply.facet)
    return replace(reply, status=Status.CLARIFY, text=plain_text([card]), cards=(card,)), asked


def _page(catalogue: Catalogue, reply: Reply, talk: Conversation, clock: Clock) -> tuple[Reply, Conversation]:
    now = clock()
    page, town, note = _find(catalogue, talk, now)
    title = _title(talk, town)
    card = places_card(title, page, now, note)
    shown = talk.looking.shown + len(page.items) if page.more else 0
    after = replace(talk, looking=replace(talk.looking, shown=shown), options=(), options_facet=None)
    return replace(reply, text=plain_text([card]), cards=(card,)), after


def _find(catalogue: Catalogue, talk: Conversation, now: datetime) -> tuple[FoundPage, str | None, str | None]:
    """A page, the town it keeps to, and a note; looked for more widely when there is nothing as was asked for."""
    looking, kind = talk.looking, str(talk.looking.kind)
    county = None if looking.nearby else talk.district
    town = _town(catalogue, county, looking)
    query = PlaceQuery(kind, county, town, looking.near, now if looking.open_only else None, looking.shown, PAGE)
    page, notes = catalogue.places.find(query), []
    if town and not page.items and not looking.shown:
        query, notes = replace(query, town=None), [f"{town}没有登记的，下面是{county}的。"]
        page, town = catalogue.places.find(query), None
    if looking.open_only and not page.items and not looking.shown:
        notes.append("没有查到现在确定开着的，下面不分开没开。")
        page = catalogue.places.find(replace(query, open_at=None))
    return page, town, "".join(notes) or None


def _town(catalogue: Catalogue, county: str | None, looking: Looking) -> str | None:
    if not (county and looking.town):
        return None
    return Divisions(catalogue.divisions()).town(county, looking.town)


def _title(talk: Conversation, town: str | None) -> str:
    kind, offset = PLACE_KINDS[str(talk.looking.kind)], talk.looking.shown
    where = "离您近的" if talk.looking.nearby else f"{town or talk.district or '全市'}的"
    now_open = "现在开着的" if talk.looking.open_only else ""
    return f"{where}{now_open}{kind}{f'，第 {offset + 1} 处起' if offset else ''}"
