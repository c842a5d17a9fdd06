"""Published records, serialised once: found by id, chosen by filters that add up, cut into pages."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from services_db.simplified import folded

JSON_SEPARATORS: Final = (",", ":")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record in all its forms (`listed`, `full`, …), and what the filters look at."""

    id: str
    forms: Mapping[str, bytes]
    words: str = ""
    modified: datetime | None = None
    terms: frozenset[str] = frozenset()
    taxonomies: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; everything that is set must hold."""

    search: str = ""
    terms: tuple[str, ...] = ()
    taxonomies: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    modified_after: datetime | None = None
    parent: str | None = None
    top_only: bool = False

    def admit(self, entry: Entry) -> bool:
        """Whether the entry passes everything but the search."""
        return (
            entry.terms.issuperset(self.terms)
            and entry.taxonomies.issuperset(self.taxonomies)
            and entry.organizations.issuperset(self.organizations)
            and (self.modified_after is None or (entry.modified is not None and entry.modified >= self.modified_after))
            and (self.parent is None or entry.parent == self.parent)
            and not (self.top_only and entry.parent)
        )


@dataclass(frozen=True, slots=True)
class Shelf:
    """All records of one kind, in their order."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {entry.id: entry for entry in self.entries})

    def chosen(self, filters: Filters, found: Iterable[str] | None = None) -> list[Entry]:
        """The entries that pass; `found` are ids that a search has put in order, else words are looked for here."""
        if found is not None:
            candidates: Iterable[Entry] = (self.by_id[ident] for ident in found if ident in self.by_id)
        else:
            words = folded(filters.search).split()
            candidates = (entry for entry in self.entries if all(word in entry.words for word in words))
        return [entry for entry in candidates if filters.admit(entry)]


@dataclass(frozen=True, slots=True)
class PageBounds:
    """Which page of how many; pages count from 1, an empty result has one empty page."""

    total: int
    number: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages hold something."""
        return math.ceil(self.total / self.per_page)

    @property
    def exists(self) -> bool:
        """Whether there is such a page; the first always is."""
        return self.number <= max(self.pages, 1)

    @property
    def start(self) -> int:
        """How many records come before this page."""
        return (self.number - 1) * self.per_page


def page_of(contents: Sequence[bytes], bounds: PageBounds) -> bytes:
    """The standard's envelope around one page's records."""
    head = {
        "total_items": bounds.total,
        "total_pages": bounds.pages,
        "page_number": bounds.number,
        "size": len(contents),
        "first_page": bounds.number == 1,
        "last_page": bounds.number >= bounds.pages,
        "empty": not contents,
    }
    return serialised(head)[:-1] + b',"contents":[' + b",".join(contents) + b"]}"


def serialised(record: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(record, ensure_ascii=False, separators=JSON_SEPARATORS).encode()
