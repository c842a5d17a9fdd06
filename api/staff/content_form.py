"""Between the form of a service and its content: read what was typed, and tell whether it was typed over old text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from services_db.editing.content import FACT_KEYS
from services_db.fields import WRITTEN_FACETS
from services_db.state import Draft
from services_db.state.drafts import Content, packed

MAX_ROWS: Final = 200
_NUMBERED: Final = re.compile(r"^(fact|phone)-(\d{1,3})-(\w+)$")
_PHONE_KEYS: Final = ("number", "why")
Fields = Mapping[str, Sequence[str]]


def read_content(fields: Fields) -> Content:
    """The content that a posted form describes, with its blank rows."""
    rows: dict[str, dict[int, dict[str, str]]] = {"fact": {}, "phone": {}}
    for name, values in fields.items():
        if (numbered := _NUMBERED.match(name)) and values:
            kind, number, key = numbered[1], int(numbered[2]), numbered[3]
            rows[kind].setdefault(number, {})[key] = values[0]
    facts = [{key: row.get(key, "") for key in FACT_KEYS} for _, row in sorted(rows["fact"].items())]
    phones = [{key: row.get(key, "") for key in _PHONE_KEYS} for _, row in sorted(rows["phone"].items())]
    return {
        "everyday_names": _first(fields, "everyday_names").splitlines(),
        "phones": phones[:MAX_ROWS],
        "facts": facts[:MAX_ROWS],
        "unstated": {facet: _first(fields, f"unstated-{facet}") for facet in WRITTEN_FACETS},
    }


def with_blank_rows(content: Content, facet: str = "", *, phone: bool = False) -> Content:
    """The content with a row more to be filled in; a fact's behind the last one of its facet."""
    facts, phones = list(content["facts"]), list(content["phones"])
    if facet in WRITTEN_FACETS:
        same = [n for n, fact in enumerate(facts) if fact["facet"] == facet]
        blank = {"facet": facet, "kind": "promise", "text": "", "clause": "", "quote": ""}
        facts.insert(same[-1] + 1 if same else len(facts), blank)
    if phone:
        phones.append(dict.fromkeys(_PHONE_KEYS, ""))
    return content | {"facts": facts, "phones": phones}


def seen_mark(published: Content, draft: Draft | None) -> str:
    """What a form carries to tell what it was filled in over: a hash of what is published, and the draft's version."""
    digest = hashlib.blake2b(packed(published).encode(), digest_size=8).hexdigest()
    return f"{digest}-{draft.version if draft else 0}"


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def fields_of(form: Any) -> dict[str, list[str]]:
    """The text fields of a posted form."""
    fields: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            fields.setdefault(name, []).append(value)
    return fields
