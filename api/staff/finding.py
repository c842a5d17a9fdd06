"""Find what a clerk looks for: everything the catalogue knows, narrowed by county, life stage, category and kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from api.look_up import district_names, without_district
from api.place_hits import place_hits
from bot import clean_text
from services_db import Catalogue, LookUp, SearchHit, Service
from services_db.fields import CATEGORIES, LIFE_STAGES
from services_db.search import indicator_hit
from services_db.simplified import folded

LIMIT: Final = 20
_BEFORE_FILTERS: Final = 200
"""A life stage or a category is looked for among so many; the catalogue has 294 services."""
MAX_CHARACTERS: Final = 200
_WHOLE_WORD: Final = 2
_MOST_INDICATORS: Final = 3
_BEFORE_PLACES: Final = 3

KINDS: Final = MappingProxyType(
    {"service": "事项", "indicator": "指标", "clause": "条款", "hotline": "热线", "place": "地点"}
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the clerk typed and chose; empty strings mean anything. Unknown choices count as none."""

    query: str = ""
    county: str = ""
    stage: str = ""
    category: str = ""
    kind: str = ""

    @property
    def is_for_services(self) -> bool:
        """Whether a choice was made that only services can meet."""
        return bool(self.stage or self.category)


class Finder:
    """Looks up in one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        divisions = catalogue.divisions()
        self._names = district_names(divisions)
        self.counties = tuple(division.county for division in divisions if division.town is None)

    def wanted(self, values: Mapping[str, str]) -> Wanted:
        """Read what a form or an address holds."""

        def chosen(name: str, among: tuple[str, ...]) -> str:
            value = values.get(name, "")
            return value if value in among else ""

        return Wanted(
            query=clean_text(values.get("q", "")[:MAX_CHARACTERS]),
            county=chosen("county", self.counties),
            stage=chosen("stage", LIFE_STAGES),
            category=chosen("category", CATEGORIES),
            kind=chosen("kind", tuple(KINDS)),
        )

    def find(self, wanted: Wanted) -> LookUp:
        """The best hits and the words to mark; without words to look for, all services that the filters leave."""
        if not wanted.query:
            return LookUp(tuple(self._shelf(wanted)) if wanted.is_for_services else (), ())
        query = without_district(wanted.query, self._names.get(wanted.county, ()))
        kinds = ("service",) if wanted.is_for_services else (wanted.kind,) if wanted.kind else ()
        if wanted.kind not in ("", *kinds):
            return LookUp((), ())
        found = self._catalogue.look_up(query, _BEFORE_FILTERS if wanted.is_for_services else LIMIT, kinds)
        hits = [hit for hit in found.hits if self._fits(hit, wanted)]
        if not wanted.is_for_services:
            hits = self._with_indicators(hits, found.words, wanted.kind)
            hits = self._with_places(hits, query, wanted)
        return LookUp(tuple(hits[:LIMIT]), found.words)

    def _with_indicators(self, hits: list[SearchHit], words: Sequence[str], kind: str) -> list[SearchHit]:
        """The hits, with the indicators whose name holds the rarest word: a clerk who types 托位 wants the figure.

        The search alone ranks it behind every service that tells of 托位.
        """
        if kind not in ("", "indicator") or not words or len(words[0]) < _WHOLE_WORD:
            return hits
        known = {hit.id for hit in hits}
        named = [row for row in self._catalogue.indicators() if words[0] in row.name and row.id not in known]
        return [*hits[:1], *map(indicator_hit, named[:_MOST_INDICATORS]), *hits[1:]]

    def _with_places(self, hits: list[SearchHit], query: str, wanted: Wanted) -> list[SearchHit]:
        if wanted.kind not in ("", "place"):
            return hits
        most = LIMIT * 2 if wanted.kind else LIMIT if wanted.county else LIMIT // 2
        places = place_hits(self._catalogue, query, wanted.county or None, None, most)
        # Places are scored by a ranking of their own: what the plans say comes first, save for a name as typed.
        named = [hit for hit in places if folded(hit.title) == folded(query)]
        others = [hit for hit in places if hit not in named]
        return [*named, *hits[:_BEFORE_PLACES], *others, *hits[_BEFORE_PLACES:]]

    def _fits(self, hit: SearchHit, wanted: Wanted) -> bool:
        return not wanted.is_for_services or _is_on_shelf(self._catalogue.service(hit.id), wanted)

    def _shelf(self, wanted: Wanted) -> Iterator[SearchHit]:
        if wanted.kind not in ("", "service"):
            return
        for service in self._catalogue.services():
            if _is_on_shelf(service, wanted):
                told = next((fact.text for fact in service.facts if fact.kind != "unstated"), "")
                url = f"/services/{service.id}"
                yield SearchHit("service", service.id, service.name, told, service.clauses, url, 0.0)


def _is_on_shelf(service: Service, wanted: Wanted) -> bool:
    return wanted.stage in ("", *service.life_stages) and wanted.category in ("", service.category)
