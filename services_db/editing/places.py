"""Edits of places: a place as the row of a directory, judged by the importer's rules, written beside the others."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, text

from services_db.editing.judging import FieldProblem
from services_db.editing.refusals import DraftRefused
from services_db.fields import PLACE_KINDS
from services_db.places.columns import COLUMNS
from services_db.places.directory import PlaceDirectory
from services_db.places.judging import Divisions, Rules, judge
from services_db.places.records import Place
from services_db.places.staging import CHILD_COLUMNS, LOCATION_COLUMNS, child_rows, location_row
from services_db.sources import read_divisions
from services_db.state.drafts import Content

KIND: Final = "place"
CLOSED: Final = "已关闭"
FIELDS: Final = (*(column.name for column in COLUMNS if column.name != "编号"), CLOSED)
"""The fields of a place's form. The number stays with the directory: it is what makes it the same place."""
_NAMED: Final = re.compile(r"“([^”]+)”")


def cells_of(place: Place) -> Content:
    """The place as the row of a directory; text by column, empty where nothing is said."""
    given, capacity, hours = place.given_point, place.capacity, place.hours
    cells = {
        "类型": PLACE_KINDS[place.kind],
        "名称": place.name,
        "县（市、区）": place.county,
        "乡镇（街道）": place.town,
        "地址": place.address,
        "邮编": place.postal_code,
        "电话": "、".join(f"{p.number}转{p.extension}" if p.extension else p.number for p in place.phones),
        "开放时间": hours and hours.text,
        "纬度": given and given.lat,
        "经度": given and given.lng,
        "坐标系": place.given_datum,
        "容量": capacity and capacity.maximum,
        "空余": capacity and capacity.available,
        "容量单位": capacity and capacity.unit,
        "无障碍": place.accessibility,
        "说明": place.description,
        "来源": place.source,
        "核验日期": place.checked_on and place.checked_on.isoformat(),
        CLOSED: "是" if place.closed_on else "",
    }
    return {name: "" if cells[name] is None else str(cells[name]) for name in FIELDS}


def place_differences(before: Content, after: Content) -> list[tuple[str, str, str]]:
    """(column, before, after) of every cell that differs."""
    return [
        (name, before.get(name, ""), after.get(name, ""))
        for name in FIELDS
        if before.get(name, "") != after.get(name, "")
    ]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A sound edit of a place."""

    place: Place
    today: date

    def check(self, connection: Connection) -> None:
        """Nothing to compare with: the publisher has compared the content itself."""

    def write(self, connection: Connection, number: int, at: float) -> None:
        """Write the place's rows anew, in the caller's transaction.

        The fingerprint stays that of the directory's row: an import of the same row then leaves the correction alone.
        """
        place = self.place
        row = location_row(place, self.today)
        names = [*LOCATION_COLUMNS, "words", "address_words"]
        values = dict(zip(names, row, strict=True))
        values["closed_on"] = place.closed_on.isoformat() if place.closed_on else None
        words, address_words = values.pop("words"), values.pop("address_words")
        values["corrected_on"] = self.today.isoformat()
        kept = ("id", "key", "fingerprint")
        changes = ", ".join(f"{name} = :{name}" for name in (*LOCATION_COLUMNS, "corrected_on") if name not in kept)
        connection.execute(text(f"UPDATE location SET {changes} WHERE id = :id"), values)
        found = connection.execute(text("SELECT number FROM location WHERE id = :id"), {"id": place.id})
        owner = int(found.scalar_one())
        index = {"number": owner, "words": words, "address": address_words}
        connection.execute(text("DELETE FROM place_index WHERE rowid = :number"), index)
        connection.execute(
            text("INSERT INTO place_index (rowid, name, address) VALUES (:number, :words, :address)"), index
        )
        self._write_children(connection, owner)

    def _write_children(self, connection: Connection, owner: int) -> None:
        capacity = self.place.capacity
        for table, columns in CHILD_COLUMNS.items():
            connection.execute(text(f"DELETE FROM {table} WHERE location_number = :owner"), {"owner": owner})
            marks = ", ".join(f":{name}" for name in (*columns, "owner"))
            insert = text(f"INSERT INTO {table} ({', '.join(columns)}, location_number) VALUES ({marks})")
            for values in child_rows(table, self.place):
                row = dict(zip(columns, values, strict=True))
                if table == "service_capacity" and capacity:
                    unit = {"id": row["unit_id"], "name": capacity.unit}
                    connection.execute(text("INSERT OR IGNORE INTO unit (id, name) VALUES (:id, :name)"), unit)
                connection.execute(insert, row | {"owner": owner})


class PlaceEdits:
    """What the publisher needs to know of places."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._directory = PlaceDirectory(engine)
        self._clock = clock

    def current(self, subject: str) -> Content:
        """The place as it is shown; raises PlaceNotFound."""
        return cells_of(self._directory.place(subject))

    def problems(self, subject: str, content: Content) -> list[FieldProblem]:
        """What the importer would say of this row, beside its columns."""
        _, problems = self._judged(content)
        return [FieldProblem(_field_in(problem), problem) for problem in problems]

    def prepare(self, subject: str, content: Content) -> PlaceChange:
        """Judge the row; raises DraftRefused, PlaceNotFound."""
        judged, problems = self._judged(content)
        if judged is None:
            raise DraftRefused([FieldProblem(_field_in(problem), problem) for problem in problems])
        old, today = self._directory.place(subject), self._clock().date()
        closed_on = (old.closed_on or today) if content[CLOSED] else None
        return PlaceChange(replace(judged, id=old.id, key=old.key, closed_on=closed_on), today)

    def published(self) -> None:
        """Places are read at every question; there is nothing to take in."""

    def _judged(self, content: Content) -> tuple[Place | None, list[str]]:
        cells = {name: value for name, value in content.items() if name != CLOSED}
        return judge(cells, Rules(Divisions(read_divisions()), None, self._clock()))


def _field_in(problem: str) -> str:
    named: Any = _NAMED.match(problem)
    return named[1] if named and named[1] in FIELDS else ""
