"""Addresses in records: the public address is known only when someone asks, so records hold a place for it."""

from __future__ import annotations

from typing import Final

PUBLIC: Final = "https://xiaoou.invalid"
"""Stands for the public address of this service in every stored record; `.invalid` names nobody's host."""


def clause_page(clause_id: str) -> str:
    """The readable page of a clause."""
    return f"{PUBLIC}/plans/{clause_id}"


def service_page(slug: str) -> str:
    """The readable page of a service."""
    return f"{PUBLIC}/services/{slug}"


def place_page(place_id: str) -> str:
    """The readable page of a place."""
    return f"{PUBLIC}/places/{place_id}"


def published(record: bytes, address: str) -> bytes:
    """A serialised record with the address under which it is asked for, e.g. `https://example.org`."""
    return record.replace(PUBLIC.encode(), address.encode())
