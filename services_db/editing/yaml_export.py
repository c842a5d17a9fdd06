"""Bring published edits home into the catalogue's YAML files, changing only the lines that hold them.

Each difference between what was published before and after is looked up in the file. What somebody changed in the file
meanwhile stays; where the desk and the file changed the same item, the file is left alone and the service is named.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import yaml as yaml_1_1
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from services_db.build import load_source
from services_db.editing.content import SECTIONS, changed_items, items_of
from services_db.editing.merged import NetEdit
from services_db.fields import WRITTEN_FACETS

_WIDE: Final = 1_000_000
_PAIRED: Final = ("phones", "facts")


@dataclass(frozen=True, slots=True)
class Exported:
    """Files that were written, and services whose file says something else by now, with the item it is about."""

    files: tuple[str, ...]
    services: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]


class _Differs(Exception):
    """The file does not hold what the edit changes."""


def export_edits(folder: Path, edits: Sequence[NetEdit]) -> Exported:
    """Write the edits into the folder's files; each file is replaced whole or left as it was."""
    wanted = {edit.subject: edit for edit in edits}
    written: list[str] = []
    done: list[str] = []
    conflicts: list[tuple[str, str]] = []
    yaml = _yaml()
    for path in sorted(folder.glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if not any(f"- id: {subject}\n" in text for subject in wanted):
            continue
        document = yaml.load(text)
        for entry in document["services"]:
            edit = wanted.get(entry["id"])
            if edit is None:
                continue
            try:
                _check(entry, edit)
                _apply(entry, edit)
                done.append(edit.subject)
            except _Differs as differs:
                conflicts.append((edit.subject, str(differs)))
        changed = _dumped(yaml, document)
        if changed != text:
            _replace(path, changed)
            written.append(path.name)
    lost = wanted.keys() - {*done} - {subject for subject, _ in conflicts}
    conflicts += [(subject, "文件里没有这个事项") for subject in sorted(lost)]
    return Exported(tuple(written), tuple(done), tuple(conflicts))


def try_out(folder: Path, edits: Sequence[NetEdit]) -> None:
    """Judge a copy of the folder with the edits in it; raises CatalogueRejected before the real one is touched."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "catalogue"
        copytree(folder, copy)
        export_edits(copy, edits)
        load_source(copy)


def _yaml() -> Any:
    yaml: Any = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    return yaml


def _dumped(yaml: Any, document: Any) -> str:
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".export-", suffix=".tmp")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    made = Path(name)
    made.chmod(path.stat().st_mode)
    made.replace(path)


def _check(entry: CommentedMap, edit: NetEdit) -> None:
    """Raise when an item that the edit takes away is not in the file (any more): all before anything is changed."""
    for section, words in SECTIONS.items():
        old, new = items_of(edit.before, section), items_of(edit.after, section)
        have = [_plain(item) for item in _items(entry, section)]
        for _, i1, i2, j1, j2 in changed_items(old, new):
            for item in old[i1:i2]:
                if item not in have and not all(one in have for one in new[j1:j2]):
                    raise _Differs(f"{words}：{item}")


def _items(entry: CommentedMap, section: str) -> list[Any]:
    return [list(pair) for pair in entry[section].items()] if section == "unstated" else list(entry[section])


def _plain(item: Any) -> Any:
    if isinstance(item, dict):
        return {key: str(value) for key, value in item.items()}
    return [str(part) for part in item] if isinstance(item, list) else str(item)


def _apply(entry: CommentedMap, edit: NetEdit) -> None:
    for section in ("everyday_names", *_PAIRED):
        old, new = items_of(edit.before, section), items_of(edit.after, section)
        for _, i1, i2, j1, j2 in reversed([*changed_items(old, new)]):
            _change(entry[section], old[i1:i2], new[j1:j2], old[i1 - 1] if i1 else None)
    _apply_unstated(entry["unstated"], edit)


def _change(items: list[Any], gone: list[Any], come: list[Any], after: Any) -> None:
    """Take items out and put others in their place, or behind the item `after`; a mapping is changed in place."""
    for n, item in enumerate(gone):
        at = _index(items, item)
        if at is None:
            continue
        if n < len(come) and isinstance(item, dict):
            for key, value in come[n].items():
                if str(items[at][key]) != value:
                    items[at][key] = _scalar(key, value)
        elif n < len(come):
            items[at] = _flow(come[n])
        else:
            del items[at]
    behind = come[min(len(gone), len(come)) - 1] if gone and come else after
    for item in come[len(gone) :]:
        if _index(items, item) is None:
            at = _index(items, behind)
            items.insert(0 if behind is None else len(items) if at is None else at + 1, _flow(item))
        behind = item


def _index(items: list[Any], item: Any) -> int | None:
    return next((n for n, one in enumerate(items) if _plain(one) == item), None)


def _flow(item: Any) -> Any:
    if not isinstance(item, dict):
        return _scalar("", item)
    made = CommentedMap({key: _scalar(key, value) for key, value in item.items()})
    made.fa.set_flow_style()
    return made


def _scalar(key: str, value: str) -> str:
    """Quoted where the catalogue quotes, or where a reader of YAML 1.1 would not take it for text (yes, 1.0)."""
    return DoubleQuotedScalarString(value) if key == "number" or not _is_plain_text(value) else value


def _is_plain_text(value: str) -> bool:
    try:
        return bool(yaml_1_1.safe_load(value) == value)
    except yaml_1_1.YAMLError:
        return False


def _apply_unstated(unstated: CommentedMap, edit: NetEdit) -> None:
    before, after = edit.before["unstated"], edit.after["unstated"]
    # The blank line between two services hangs on the last key, whichever that is.
    tail = unstated.ca.items.pop(next(reversed(unstated), None), None)
    for facet in before.keys() - after.keys():
        unstated.pop(facet, None)
    for facet, text in after.items():
        if facet in unstated:
            if before.get(facet) != text:
                unstated[facet] = _scalar("", text)
        else:
            earlier = WRITTEN_FACETS[: WRITTEN_FACETS.index(facet)]
            unstated.insert(sum(key in earlier for key in unstated), facet, _scalar("", text))
    if tail and unstated:
        unstated.ca.items[next(reversed(unstated))] = tail
