"""Change a few documents of the search index, so that it is what a build would have written.

Cutting is slow and happens before the database is locked; what is then written are a few rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, text

from services_db import schema
from services_db.build import CatalogueSource
from services_db.cutting import Cutter
from services_db.search_index import INSERT, Document, count, cut_row, documents_of, terms_in, words_in
from services_db.simplified import folded


@dataclass(frozen=True, slots=True)
class IndexChange:
    """Rows to be replaced, and by how much the counts of words and terms change."""

    rows: list[dict[str, str]]
    words: Counter[str]
    terms: Counter[str]


def prepare_change(old: CatalogueSource, new: CatalogueSource, cutter: Cutter) -> IndexChange:
    """What has to be written for the index to go from one set of texts to another with the same documents.

    `cutter` is that of the old texts. A new everyday name also changes how other documents are cut, where they hold it.
    """
    grown = Cutter(new.words(), cutter)
    words = {folded(word) for word in {*old.words()} ^ {*new.words()}}
    pairs = [
        (before, after)
        for before, after in zip(documents_of(old), documents_of(new), strict=True)
        if before != after or _holds(before, words)
    ]
    gone, come = [before for before, _ in pairs], [after for _, after in pairs]
    rows = [cut_row(document, grown) for document in come]
    counted = words_in(rows), terms_in(come, grown)
    counted[0].subtract(words_in(cut_row(document, cutter) for document in gone))
    counted[1].subtract(terms_in(gone, cutter))
    return IndexChange(rows, _changed(counted[0]), _changed(counted[1]))


def _holds(document: Document, words: Collection[str]) -> bool:
    everything = folded("\n".join((document.title, *document.names, document.body)))
    return any(word in everything for word in words)


def _changed(counts: Counter[str]) -> Counter[str]:
    return Counter({key: n for key, n in counts.items() if n})


def write_change(connection: Connection, change: IndexChange) -> None:
    """Write it, in the caller's transaction."""
    for row in change.rows:
        connection.execute(text("DELETE FROM search_index WHERE kind = :kind AND ref = :ref"), row)
    if change.rows:
        connection.execute(text(INSERT), change.rows)
    count(connection, change.words, change.terms)
    connection.execute(delete(schema.search_word).where(schema.search_word.c.documents <= 0))
    connection.execute(delete(schema.search_key).where(schema.search_key.c.uses <= 0))
