"""Ask the search's two small tables: how common is a word, which terms stand under a key."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Column, Connection, Row, Select, select

from services_db import schema

_MAX_PREFIXED: Final = 40
_CHUNK: Final = 400
_AFTER_Z: Final = "{"
_TERMS: Final = select(schema.search_key.c.key, schema.search_key.c.term, schema.search_key.c.uses)


@dataclass(frozen=True, slots=True)
class KeyedTerm:
    """A term, the key it was found under, and how many rows are called by it."""

    key: str
    term: str
    uses: int


class WordStore:
    """The words and keys of one built index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def documents(self, words: Collection[str]) -> dict[str, int]:
        """How many rows hold each of the words; words that no row holds are left out."""
        column = schema.search_word.c
        query = select(column.word, column.documents)
        return {row.word: row.documents for row in self._among(query, column.word, words)}

    def terms(self, keys: Collection[str]) -> list[KeyedTerm]:
        """The terms under exactly these keys."""
        return [KeyedTerm(row.key, row.term, row.uses) for row in self._among(_TERMS, schema.search_key.c.key, keys)]

    def terms_from(self, prefix: str) -> list[KeyedTerm]:
        """The first terms whose key begins so; the shortest keys first."""
        key = schema.search_key.c.key
        rows = self._connection.execute(_TERMS.where(key >= prefix, key < prefix + _AFTER_Z).limit(_MAX_PREFIXED))
        return sorted(
            (KeyedTerm(row.key, row.term, row.uses) for row in rows), key=lambda found: (len(found.key), -found.uses)
        )

    def _among(self, query: Select[Any], column: Column[str], values: Collection[str]) -> Iterator[Row[Any]]:
        asked = list(dict.fromkeys(values))
        for start in range(0, len(asked), _CHUNK):
            yield from self._connection.execute(query.where(column.in_(asked[start : start + _CHUNK])))
