"""What changed between two builds of the catalogue, told as a civil servant would tell it."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from services_db.catalogue import Catalogue
from services_db.clause_labels import label_of
from services_db.database import migrate, open_engine
from services_db.errors import CatalogueError, SnapshotUnreadable
from services_db.export import Row, snapshot
from services_db.fields import FACETS, FACT_KINDS

_SQLITE: Final = b"SQLite format 3\x00"
_LISTS: Final = {
    "everyday_names": "俗称",
    "phones": "电话",
    "audience": "对象",
    "life_stages": "人生阶段",
    "departments": "部门",
    "oddities": "原文说明",
    "phone_reasons": "打电话的缘由",
}
_INDICATOR_WORDS: Final = {
    "name": "名称",
    "unit": "单位",
    "value_2020": "2020年值",
    "target_2025": "2025年目标",
    "oddity": "说明",
}


@dataclass(frozen=True, slots=True)
class Build:
    """One build as it is compared: its services and indicators by id, its facts by service and facet."""

    services: dict[str, dict[str, Any]]
    facts: dict[tuple[str, str], list[Row]]
    indicators: dict[str, dict[str, Any]]

    @classmethod
    def read(cls, path: Path) -> Build:
        """From a database or a JSON export; raises SnapshotUnreadable when the file is neither."""
        try:
            if path.read_bytes()[: len(_SQLITE)] == _SQLITE:
                return cls.of(_snapshot_of_any_age(path))
            return cls.of(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, sqlite3.Error, CatalogueError) as error:
            raise SnapshotUnreadable(str(path)) from error

    @classmethod
    def of(cls, exported: Mapping[str, Any]) -> Build:
        """From what `export.snapshot` makes."""
        facts: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in exported["facts"]:
            facts[row["service_id"], row["facet"]].append(row)
        indicators = {indicator["id"]: indicator for indicator in exported.get("indicators", ())}
        return cls({service["id"]: service for service in exported["services"]}, dict(facts), indicators)


def _snapshot_of_any_age(path: Path) -> dict[str, Any]:
    """A database's contents; one that an older version wrote is brought up to date in a copy, never in place."""
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder) / "compared.db"
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copied)) as target:
            source.backup(target)  # takes what still stands in the write-ahead log along
        engine = open_engine(f"sqlite:///{copied}")
        try:
            migrate(engine)
            return snapshot(Catalogue(engine))
        finally:
            engine.dispose()


def changes(old: Build, new: Build) -> list[str]:
    """One sentence for every change, in the new catalogue's order; services that are gone come last."""
    told: list[str] = []
    for ident, service in new.services.items():
        if ident in old.services:
            told += _service_changes(old.services[ident], service)
            told += _related_changes(old, new, service)
            told += _fact_changes(old, new, service)
        else:
            facts = sum(len(rows) for (owner, _), rows in new.facts.items() if owner == ident)
            told.append(f"新增事项“{service['name']}”（{ident}），共 {facts} 条内容。")
    gone = [service for ident, service in old.services.items() if ident not in new.services]
    told += [f"取消事项“{service['name']}”（{service['id']}）。" for service in gone]
    return [*told, *_indicator_changes(old, new)]


def _service_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    name = new["name"]
    if old["name"] != name:
        yield f"事项“{old['name']}”改名为“{name}”。"
    if old["category"] != new["category"]:
        yield f"“{name}”从“{old['category']}”类移到“{new['category']}”类。"
    for key, word in _LISTS.items():
        yield from _list_changes(name, word, old.get(key, new[key]), new[key])
    yield from _list_changes(name, "依据条款", _labels(old["clauses"]), _labels(new["clauses"]))
    if old.get("place_kind", new["place_kind"]) != new["place_kind"]:
        yield f"“{name}”要找的地点由“{old['place_kind'] or '没有'}”改为“{new['place_kind'] or '没有'}”。"


def _related_changes(old: Build, new: Build, service: Mapping[str, Any]) -> Iterator[str]:
    names = {ident: one["name"] for build in (old, new) for ident, one in build.services.items()}
    after = service["related"]
    before = old.services[service["id"]].get("related", after)
    yield from _list_changes(
        service["name"], "相关事项", [names.get(one, one) for one in before], [names.get(one, one) for one in after]
    )


def _indicator_changes(old: Build, new: Build) -> Iterator[str]:
    for ident, indicator in new.indicators.items():
        before = old.indicators.get(ident, indicator)
        for key, word in _INDICATOR_WORDS.items():
            if before[key] != indicator[key]:
                yield f"指标“{indicator['name']}”的{word}由“{before[key] or '无'}”改为“{indicator[key] or '无'}”。"


def _labels(clauses: Sequence[str]) -> list[str]:
    return [label_of(clause) for clause in clauses]


def _list_changes(name: str, word: str, old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    added, removed = [one for one in new if one not in old], [one for one in old if one not in new]
    if added:
        yield f"“{name}”增加{word}：{'、'.join(added)}。"
    if removed:
        yield f"“{name}”去掉{word}：{'、'.join(removed)}。"
    if not added and not removed and list(old) != list(new):
        yield f"“{name}”的{word}调整了先后次序：{'、'.join(new)}。"


def _fact_changes(old: Build, new: Build, service: Mapping[str, Any]) -> Iterator[str]:
    for facet, question in FACETS.items():
        key = service["id"], facet
        before, after = old.facts.get(key, []), new.facts.get(key, [])
        removed, added = [row for row in before if row not in after], [row for row in after if row not in before]
        # A service that was only renamed carries its new name in every row; that is told once, above.
        removed, added = _without_same(removed, added), _without_same(added, removed)
        for was, becomes in _paired(removed, added):
            yield _told(f"“{service['name']}”的“{question}”", was, becomes)


def _without_same(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    said = {_said(other) for other in others}
    return [row for row in rows if _said(row) not in said]


def _said(row: Row) -> tuple[str, ...]:
    return row["kind"], row["text"], row["clause_id"], row["quote"]


def _paired(removed: list[Row], added: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """What was changed into what: rows with the same text or quote first, then in order."""
    rest = list(added)
    left = []
    for was in removed:
        twin = next((row for row in rest if row["text"] == was["text"] or _same_quote(row, was)), None)
        if twin is None:
            left.append(was)
        else:
            rest.remove(twin)
            yield was, twin
    for n in range(max(len(left), len(rest))):
        yield (left[n] if n < len(left) else None), (rest[n] if n < len(rest) else None)


def _same_quote(row: Row, other: Row) -> bool:
    return bool(row["quote"]) and row["quote"] == other["quote"]


def _told(where: str, was: Row | None, becomes: Row | None) -> str:
    if was is None and becomes is not None:
        return f"{where}增加：{becomes['text']}（{_standing(becomes)}）"
    if becomes is None:
        return f"{where}删去：{was['text'] if was else ''}"
    parts = list(_differences(was or {}, becomes))
    return f"{where}{'；'.join(parts)}。"


def _differences(was: Row, becomes: Row) -> Iterator[str]:
    if was["text"] != becomes["text"]:
        yield f"改为“{becomes['text']}”，原来是“{was['text']}”"
    if was["kind"] != becomes["kind"]:
        yield f"性质由“{FACT_KINDS[was['kind']]}”改为“{FACT_KINDS[becomes['kind']]}”"
    if was["clause_id"] != becomes["clause_id"]:
        yield f"依据由{was['clause_label'] or '无'}改为{becomes['clause_label'] or '无'}"
    if was["quote"] != becomes["quote"] and was["quote"] and becomes["quote"]:
        yield f"引文改为“{becomes['quote']}”"


def _standing(row: Row) -> str:
    kind = FACT_KINDS[row["kind"]]
    return f"{kind}，{row['clause_label']}" if row["clause_label"] else kind
