"""A made-up catalogue of any size beside the real one: the real words in another order; every row says 示例."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text

from services_db import schema
from services_db.cutting import Cutter, Token
from services_db.fields import CATEGORIES, LIFE_STAGES
from services_db.search_index import Document, write_documents
from services_db.service_rows import term_id

_BATCH = 4000
_NAMES = 15
_TERMS = (("category", CATEGORIES[0]), ("life_stage", LIFE_STAGES[0]))
Words = list[list[str]]


class AlreadyCut(Cutter):
    """The cutter of made-up texts, which come with blanks between their words."""

    def __init__(self) -> None:
        """Needs no dictionary."""

    def words(self, text: str) -> list[str]:
        return text.split()

    def tokens(self, text: str) -> list[Token]:
        return [Token(word, 0) for word in text.split()]


def add_made_up_rows(engine: Engine, times: int) -> int:
    """Put `times` as many made-up rows beside the real ones; how many rows the index has then."""
    shuffled = random.Random(20211231)  # the same rows in every run
    with engine.begin() as connection:
        organization = connection.execute(select(schema.organization.c.id)).scalar_one()
        made = [
            document
            for kind in ("service", "clause", "hotline")
            for document in _documents(kind, _real(connection, kind), times, shuffled)
        ]
        for start in range(0, len(made), _BATCH):
            batch = made[start : start + _BATCH]
            for table, rows in _rows(batch, organization):
                if rows:
                    connection.execute(insert(table), rows)
            write_documents(connection, batch, AlreadyCut())
        return int(connection.execute(text("SELECT count(*) FROM search_index")).scalar_one())


def _real(connection: Connection, kind: str) -> tuple[Words, Words, Words]:
    """The words of the titles, names and bodies of the real rows of one kind; indicators count as clauses."""
    query = "SELECT title, names, body FROM search_index WHERE kind IN (:kind, :also)"
    also = "indicator" if kind == "clause" else kind
    rows = connection.execute(text(query), {"kind": kind, "also": also}).all()
    titles, names, bodies = zip(*([column.split() for column in row] for row in rows), strict=True)
    return list(titles), list(names), list(bodies)


def _documents(kind: str, real: tuple[Words, Words, Words], times: int, shuffled: random.Random) -> Iterator[Document]:
    titles, names, bodies = real
    called = [word for words in (*titles, *names) for word in words if len(word) > 1] or ["示例"]
    for n in range(times * len(titles)):
        ref = f"{n:06d}" if kind == "hotline" else f"{'women-' if kind == 'clause' else ''}made-up-{kind}-{n}"
        title = " ".join(["示例", *shuffled.choice(titles)])
        count = _NAMES if kind == "service" else 1
        own = tuple(dict.fromkeys(" ".join(shuffled.sample(called, 2)) for _ in range(count)))
        yield Document(kind, ref, title, own, " ".join(["示例", *_mixed(bodies, shuffled)]))


def _mixed(bodies: Words, shuffled: random.Random) -> Sequence[str]:
    """Half of one real body and half of another, in disorder."""
    one, other = shuffled.choice(bodies), shuffled.choice(bodies)
    words = one[: len(one) // 2] + other[len(other) // 2 :]
    shuffled.shuffle(words)
    return words


def _rows(documents: Sequence[Document], organization: str) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The catalogue's own rows of made-up documents, so that hits can be shown."""
    services = [d for d in documents if d.kind == "service"]
    yield (
        schema.service,
        [
            {
                "id": d.ref,
                "slug": d.ref,
                "position": 100_000,
                "organization_id": organization,
                "name": d.title,
                "description": "示例",
                "status": "active",
            }
            for d in services
        ],
    )
    names = [(d.ref, name, n) for d in services for n, name in enumerate(d.names)]
    yield (
        schema.everyday_name,
        [{"name": f"{_plain(name)}（示例{ref}）", "service_id": ref, "position": n} for ref, name, n in names],
    )
    yield schema.attribute, [_filed(d.ref, *term) for d in services for term in _TERMS]
    fact = {"facet": "what", "kind": "unstated", "text": "示例"}
    yield schema.fact, [{"service_id": d.ref, **fact} for d in services]
    yield (
        schema.clause,
        [
            {
                "id": d.ref,
                "plan": "women",
                "part": "示例",
                "section": _plain(d.title),
                "text": _plain(d.body),
                "label": f"示例 {d.ref}",
                "position": 100_000,
            }
            for d in documents
            if d.kind == "clause"
        ],
    )
    yield (
        schema.hotline,
        [
            {"number": d.ref, "name": _plain(d.title), "what_for": _plain(d.body), "basis": "示例", "note": "示例"}
            for d in documents
            if d.kind == "hotline"
        ],
    )


def _filed(ref: str, taxonomy: str, name: str) -> dict[str, Any]:
    ident = f"{ref}/{taxonomy}"
    return {
        "id": ident,
        "link_id": ref,
        "link_entity": "service",
        "taxonomy_term_id": term_id(taxonomy, name),
        "position": 0,
    }


def _plain(cut: str) -> str:
    return cut.replace(" ", "")
