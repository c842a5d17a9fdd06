"""Have the YAML files what was published at the desk? A build asks before it writes over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services_db.editing.content import SECTIONS, changed_items, content_of, items_of
from services_db.state.drafts import Content
from services_db.state.publications import Publication


@dataclass(frozen=True, slots=True)
class NetEdit:
    """All publications of one service since the last build, as one change; `numbers` are theirs."""

    subject: str
    before: Content
    after: Content
    numbers: tuple[int, ...]


def net_edits(publications: Iterable[Publication]) -> list[NetEdit]:
    """One change a service, out of publications in the order in which they were made."""
    edits: dict[str, NetEdit] = {}
    for one in publications:
        earlier = edits.get(one.subject)
        before, numbers = (earlier.before, earlier.numbers) if earlier else (one.before, ())
        edits[one.subject] = NetEdit(one.subject, before, one.after, (*numbers, one.id))
    return list(edits.values())


def is_in(edit: NetEdit, data: Mapping[str, Any] | None) -> bool:
    """Whether a service's entry has all that the edit brought and nothing that it took away."""
    if data is None:
        return False
    content = content_of(data)
    for section in SECTIONS:
        have = items_of(content, section)
        old, new = items_of(edit.before, section), items_of(edit.after, section)
        for _, i1, i2, j1, j2 in changed_items(old, new):
            gone = [item for item in old[i1:i2] if item not in new]
            if any(item not in have for item in new[j1:j2]) or any(item in have for item in gone):
                return False
    return True


def missing_from(entries: Sequence[Mapping[str, Any]], edits: Iterable[NetEdit]) -> list[NetEdit]:
    """The edits that these entries of the YAML files do not have."""
    by_id = {entry["id"]: entry for entry in entries}
    return [edit for edit in edits if not is_in(edit, by_id.get(edit.subject))]
