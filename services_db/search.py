"""Search the full-text index: services, clauses, indicators and hotlines in one ranked list.

SQLite's bm25 chooses candidates among the rows that hold the rarest of the wanted words; `ranking` puts them in order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Engine, text

from services_db.cutting import Cutter
from services_db.query_reading import Wanted, read_query
from services_db.ranking import Candidate, Ranking
from services_db.records import Indicator, LookUp, SearchHit
from services_db.simplified import folded
from services_db.word_store import WordStore

if TYPE_CHECKING:
    from services_db.catalogue import Catalogue

_WEIGHTS: Final = "0, 0, 6.0, 4.0, 1.0"
"""Of kind, ref, title, names, body: a word in a name tells more than one in a clause of 300 words."""
_SNIPPET_LENGTH: Final = 60
_CANDIDATES: Final = 40
_MAX_ROWS: Final = 1000
"""Rows that one query may touch; common words beyond that only help to rank."""
_TOO_COMMON: Final = 3000
"""Of a query that holds only words as common as this, the first rows in catalogue order are ranked."""
_PINNED: Final = 1000.0

_SQL: Final = "SELECT kind, ref, body FROM search_index WHERE search_index MATCH :match"
_BEST_FIRST: Final = f" AND rank MATCH 'bm25({_WEIGHTS})'", " ORDER BY rank"


class Search:
    """The search over one catalogue; keep it, it remembers what does not change between two queries."""

    def __init__(self, engine: Engine, cutter: Cutter, catalogue: Catalogue) -> None:
        self._engine = engine
        self.cutter = cutter
        self._catalogue = catalogue

    def hits(self, query: str, limit: int, kinds: Sequence[str] = ()) -> list[SearchHit]:
        """The best `limit` hits; an empty list when nothing in the query is known."""
        return list(self.look_up(query, limit, kinds).hits)

    def look_up(self, query: str, limit: int, kinds: Sequence[str] = ()) -> LookUp:
        """The best `limit` hits with the words that were looked for; nothing when nothing in the query is known."""
        if limit < 1:
            return LookUp((), ())
        with self._engine.connect() as connection:
            wanted = read_query(WordStore(connection), self.cutter, query)
            rows = _candidates(connection, wanted, max(limit, _CANDIDATES), kinds) if wanted else []
        ranking = Ranking(wanted, self._rows)
        scored = {
            (kind, ref): ranking.score(Candidate(*self._names[kind, ref], body))
            for kind, ref, body in rows
            if (kind, ref) in self._names  # a build may have added to the index since this catalogue was read
        }
        if cited := self._cited(query, kinds):
            scored[cited] = _PINNED
        best = sorted(scored.items(), key=lambda item: -item[1])[:limit]
        words = tuple(dict.fromkeys(word for one in wanted for word in one.words))
        hits = (_hit(self._catalogue, kind, ref, round(score, 3), words) for (kind, ref), score in best)
        return LookUp(tuple(hits), words)

    @cached_property
    def _rows(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM search_index")).scalar_one())

    @cached_property
    def _names(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Of every row: its title, and all its names one a line, spelled as queries are."""
        catalogue = self._catalogue
        called = {("service", s.id): (s.name, *s.everyday_names) for s in catalogue.services()}
        called |= {("clause", c.id): (c.section,) for c in catalogue.clauses()}
        called |= {("indicator", i.id): (i.name,) for i in catalogue.indicators()}
        called |= {("hotline", h.number): (h.name, h.number) for h in catalogue.hotlines()}
        return {key: (folded(names[0]), folded("\n".join(names))) for key, names in called.items()}

    @cached_property
    def _citations(self) -> dict[str, tuple[str, str]]:
        cited: dict[str, tuple[str, str]] = {}
        for clause in self._catalogue.clauses():
            kind = "indicator" if self._catalogue.indicator(clause.id) else "clause"
            cited |= {clause.id: (kind, clause.id), _squeezed(clause.label): (kind, clause.id)}
        return cited

    def _cited(self, query: str, kinds: Sequence[str]) -> tuple[str, str] | None:
        """The clause that the query cites by its id (women-2.2.4) or as people do (妇女规划 二（二）4)."""
        cited = self._citations.get(_squeezed(query))
        return cited if cited and (not kinds or cited[0] in kinds) else None


def _squeezed(query: str) -> str:
    return "".join(folded(query).split())


def _candidates(connection: Connection, wanted: Sequence[Wanted], limit: int, kinds: Sequence[str]) -> list[Any]:
    names = {f"kind{n}": kind for n, kind in enumerate(kinds)}
    narrowed = f" AND kind IN ({', '.join(f':{name}' for name in names)})" if names else ""
    weighed, ordered = _BEST_FIRST if wanted[0].documents < _TOO_COMMON else ("", "")
    statement = text(f"{_SQL}{weighed}{narrowed}{ordered} LIMIT :limit")
    return list(connection.execute(statement, {"match": _match(wanted), "limit": limit, **names}))


def _match(wanted: Sequence[Wanted]) -> str:
    """The FTS5 expression of the rarest words, as many as may be touched; the rarest always."""
    rows = 0
    groups: list[str] = []
    for one in wanted:
        rows += one.documents
        if groups and rows > _MAX_ROWS:
            break
        groups.append("(" + " AND ".join(f'"{word}"' for word in one.words) + ")")
    return " OR ".join(groups)


def _hit(catalogue: Catalogue, kind: str, ref: str, score: float, words: Sequence[str]) -> SearchHit:
    if kind == "service":
        service = catalogue.service(ref)
        told = next((fact.text for fact in service.facts if fact.kind != "unstated"), "")
        return SearchHit(kind, ref, service.name, told, service.clauses, f"/services/{ref}", score)
    if kind == "hotline":
        hotline = catalogue.hotline(ref)
        title, what_for = (hotline.name, hotline.what_for) if hotline else (ref, "")
        return SearchHit(kind, ref, f"{ref} {title}", what_for, (), f"tel:{ref}", score)
    indicator = catalogue.indicator(ref)
    if indicator:
        return indicator_hit(indicator, score)
    clause = catalogue.clause(ref)
    snippet = excerpt(clause.text, words)
    return SearchHit(kind, ref, f"{clause.label} {clause.section}", snippet, (ref,), f"/plans/{ref}", score)


def indicator_hit(indicator: Indicator, score: float = 0.0) -> SearchHit:
    """An indicator as the search shows it: both its figures."""
    snippet = f"2020年：{indicator.value_2020}；2025年目标：{indicator.target_2025 or '原表没有单独写'}"
    unit = f"（{indicator.unit}）" if indicator.unit else ""
    ref = indicator.id
    return SearchHit("indicator", ref, indicator.name + unit, snippet, (ref,), f"/plans/{ref}", score)


def excerpt(body: str, words: Sequence[str], length: int = _SNIPPET_LENGTH) -> str:
    """The stretch of the text around the first of the longest words that it holds."""
    found = [body.find(word) for word in sorted(words, key=len, reverse=True) if word in body]
    start = max(0, (found[0] if found else 0) - length // 3)
    cut = body[start : start + length].replace("\t", " ")
    return f"{'…' if start else ''}{cut}{'…' if start + length < len(body) else ''}"
