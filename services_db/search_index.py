"""Write the search's tables: the full-text index, the words in it, and the keys to its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, delete, text

from services_db import schema
from services_db.cutting import Cutter
from services_db.search_keys import MAX_TERM, keys_of
from services_db.simplified import folded

if TYPE_CHECKING:
    from services_db.build import CatalogueSource

_NOT_SPELLED: Final = re.compile(r"[^\u4e00-\u9fffa-z0-9]+")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
INSERT: Final = "INSERT INTO search_index (kind, ref, title, names, body) VALUES (:kind, :ref, :title, :names, :body)"
_COUNT_WORD: Final = """
    INSERT INTO search_word (word, documents) VALUES (:word, :documents)
    ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents
"""
_COUNT_KEY: Final = """
    INSERT INTO search_key (key, term, uses) VALUES (:key, :term, :uses)
    ON CONFLICT (key, term) DO UPDATE SET uses = uses + excluded.uses
"""


@dataclass(frozen=True, slots=True)
class Document:
    """One row of the index before it is cut: what it is called, what else people call it, what it says."""

    kind: str
    ref: str
    title: str
    names: tuple[str, ...]
    body: str


def write_search_index(connection: Connection, source: CatalogueSource, cutter: Cutter) -> None:
    """Replace the whole index by the documents of these texts."""
    connection.execute(text("DELETE FROM search_index"))
    for table in (schema.search_word, schema.search_key):
        connection.execute(delete(table))
    write_documents(connection, list(documents_of(source)), cutter)


def write_documents(connection: Connection, documents: Sequence[Document], cutter: Cutter) -> None:
    """Add the documents; every column is stored cut, with spaces between the words."""
    rows = [cut_row(document, cutter) for document in documents]
    connection.execute(text(INSERT), rows)
    count(connection, words_in(rows), terms_in(documents, cutter))


def count(connection: Connection, words: Counter[str], terms: Counter[str]) -> None:
    """Add to the counts of words and keys; numbers below nought take away."""
    if words:
        connection.execute(text(_COUNT_WORD), [{"word": word, "documents": n} for word, n in words.items()])
    if keys := list(_keys(terms)):
        connection.execute(text(_COUNT_KEY), keys)


def words_in(rows: Iterable[dict[str, str]]) -> Counter[str]:
    """In how many of these rows each word stands."""
    return Counter(
        word for row in rows for word in {*row["title"].split(), *row["names"].split(), *row["body"].split()}
    )


def terms_in(documents: Iterable[Document], cutter: Cutter) -> Counter[str]:
    """How many of these documents are called by each term."""
    return Counter(term for document in documents for term in terms_of(document, cutter))


def cut_row(document: Document, cutter: Cutter) -> dict[str, str]:
    """The document as the index stores it."""
    return {
        "kind": document.kind,
        "ref": document.ref,
        "title": " ".join(cutter.words(document.title)),
        "names": " ".join(word for name in document.names for word in cutter.words(name)),
        "body": " ".join(cutter.words(document.body)),
    }


def terms_of(document: Document, cutter: Cutter) -> set[str]:
    """The names of a document, and their words: what somebody may have meant to type."""
    terms = set()
    for name in (document.title, *document.names):
        spelled = _NOT_SPELLED.sub("", folded(name))
        terms |= {spelled, *(token.word for token in cutter.tokens(name) if not token.is_stop)}
    return {term for term in terms if 2 <= len(term) <= MAX_TERM and _HAN.search(term)}


def _keys(uses: Counter[str]) -> Iterator[dict[str, Any]]:
    for term, n in uses.items():
        for key in keys_of(term):
            yield {"key": key, "term": term, "uses": n}


def documents_of(source: CatalogueSource) -> Iterator[Document]:
    """Everything of these texts that can be found."""
    for service in source.services:
        yield _service_document(service.data)
    indicator_ids = {indicator.id for indicator in source.indicators}
    for clause in source.clauses:
        if clause.id not in indicator_ids:
            yield Document("clause", clause.id, clause.section, (clause.label,), clause.text)
    for indicator in source.indicators:
        body = f"{indicator.unit} {indicator.value_2020} {indicator.target_2025 or ''} 指标 目标 2020 2025"
        yield Document("indicator", indicator.id, indicator.name, (), body)
    for hotline in source.hotlines:
        names = (hotline.number, "热线", "电话")
        yield Document("hotline", hotline.number, hotline.name, names, hotline.what_for)


def _service_document(data: Any) -> Document:
    return Document("service", data["id"], data["name"], tuple(data["everyday_names"]), " ".join(_body(data)))


def _body(data: Any) -> Iterable[str]:
    for fact in data["facts"]:
        yield from (fact["text"], fact["quote"])
    yield from data["audience"]
