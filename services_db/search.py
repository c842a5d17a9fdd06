"""Search the full-text index: services, clauses, indicators and hotlines in one ranked list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sqlalchemy import Engine, text

from services_db.cutting import Cutter
from services_db.records import SearchHit

if TYPE_CHECKING:
    from services_db.catalogue import Catalogue

_WEIGHTS: Final = "0, 0, 6.0, 4.0, 1.0"
"""Of kind, ref, title, names, body: a word in a name tells more than one in a clause of 300 words."""
_SNIPPET_LENGTH: Final = 60
_MAX_WORDS: Final = 32

_SQL: Final = f"""
    SELECT kind, ref, -bm25(search_index, {_WEIGHTS}) AS score FROM search_index
    WHERE search_index MATCH :match {{kinds}} ORDER BY score DESC LIMIT :limit
"""


def search(
    engine: Engine, cutter: Cutter, catalogue: Catalogue, query: str, limit: int, kinds: Sequence[str] = ()
) -> list[SearchHit]:
    """The best `limit` hits; an empty list when the query has no word to search with."""
    words = cutter.query_words(query)[:_MAX_WORDS]
    if not words or limit < 1:
        return []
    match = " OR ".join(f'"{word}"' for word in words)
    names = {f"kind{n}": kind for n, kind in enumerate(kinds)}
    narrowed = f"AND kind IN ({', '.join(f':{name}' for name in names)})" if names else ""
    with engine.connect() as connection:
        rows = connection.execute(text(_SQL.format(kinds=narrowed)), {"match": match, "limit": limit, **names})
        return [_hit(catalogue, row.kind, row.ref, round(float(row.score), 3), words) for row in rows]


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
        snippet = f"2020年：{indicator.value_2020}；2025年目标：{indicator.target_2025 or '原表没有单独写'}"
        unit = f"（{indicator.unit}）" if indicator.unit else ""
        return SearchHit(kind, ref, indicator.name + unit, snippet, (ref,), f"/plans/{ref}", score)
    clause = catalogue.clause(ref)
    snippet = excerpt(clause.text, words)
    return SearchHit(kind, ref, f"{clause.label} {clause.section}", snippet, (ref,), f"/plans/{ref}", score)


def excerpt(body: str, words: Sequence[str], length: int = _SNIPPET_LENGTH) -> str:
    """The stretch of the text around the first of the longest words that it holds."""
    found = [body.find(word) for word in sorted(words, key=len, reverse=True) if word in body]
    start = max(0, (found[0] if found else 0) - length // 3)
    cut = body[start : start + length].replace("\t", " ")
    return f"{'…' if start else ''}{cut}{'…' if start + length < len(body) else ''}"
