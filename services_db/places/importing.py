"""Import a directory of places: read, judge every row, then write all of it or nothing. A library function; the
command line and the staff desk show its report."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

from services_db.errors import Problem
from services_db.places.judging import Divisions, Rules, judge
from services_db.places.merging import Merged, merge
from services_db.places.records import Place
from services_db.places.sheet import Row, Sheet, SheetUnreadable, read_sheet
from services_db.places.staging import Staging
from services_db.sources import read_divisions

MAX_PROBLEMS: Final = 500
"""More are counted, but not worded: nobody reads a thousand sentences."""
Watch = Callable[[Iterable[Row], int | None], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`source` stands in for rows that name none; `name` is the file's name in the report, for uploads."""

    source: str | None = None
    dry_run: bool = False
    skip_bad: bool = False
    close_missing: bool = False
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do. `written` False: the database is as it was.

    `bad_rows` counts rows with problems; `problems` words the first of them. `merged` is None when nothing could be
    compared. `close_refused`: closing was asked for, but rows were skipped, which may be the missing ones.
    """

    file: str
    rows: int = 0
    bad_rows: int = 0
    problems: tuple[Problem, ...] = ()
    unused_columns: tuple[str, ...] = ()
    merged: Merged | None = None
    written: bool = False
    close_refused: bool = False

    @property
    def sound(self) -> bool:
        """Whether the whole file is good."""
        return not self.problems


@dataclass(slots=True)
class _Judging:
    """Rows becoming places; collects problems, keys and sources on the way."""

    file: str
    rules: Rules
    rows: int = 0
    bad_rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    sources: set[str] = field(default_factory=set)

    def places(self, rows: Iterable[Row]) -> Iterator[Place]:
        for row in rows:
            self.rows += 1
            place, wrong = judge(row.cells, self.rules)
            if place and place.key in self.lines:
                wrong = [f"与第 {self.lines[place.key]} 行是同一处；确实是两处的话，请各写一个“编号”"]
            if wrong or place is None:
                self.bad_rows += 1
                self.note(row.line, "；".join(wrong))
                continue
            self.lines[place.key] = row.line
            self.sources.add(place.source)
            yield place

    def note(self, line: int, problem: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, line, problem))


def import_places(
    engine: Engine,
    path: Path,
    options: ImportOptions | None = None,
    watch: Watch = lambda rows, _length: rows,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ImportReport:
    """Import a CSV or XLSX file; `watch` sees every row go by (a progress bar).

    Problems of the file are in the report, not raised. Raises DirectoryBusy when the database stays locked, and
    CatalogueUnavailable when it cannot be used; nothing is written then.
    """
    options = options or ImportOptions()
    file = options.name or path.name
    rules = Rules(Divisions(read_divisions()), options.source, clock())
    judging = _Judging(file, rules)
    with tempfile.TemporaryDirectory() as folder:
        staging = Staging(Path(folder) / "staged.db")
        try:
            sheet = read_sheet(path)
            staging.add(judging.places(watch(sheet.rows, sheet.length)), rules.now.date())
        except SheetUnreadable as error:
            return _unreadable(judging, error)
        finally:
            staging.close()
        return _settle(engine, staging, judging, sheet, options)


def _unreadable(judging: _Judging, error: SheetUnreadable) -> ImportReport:
    problems = (*judging.problems, Problem(judging.file, error.line, error.problem))
    return ImportReport(judging.file, rows=judging.rows, bad_rows=judging.bad_rows, problems=problems)


def _settle(engine: Engine, staging: Staging, judging: _Judging, sheet: Sheet, options: ImportOptions) -> ImportReport:
    if not judging.rows:
        judging.note(0, "表里没有一行内容")
    good = not judging.problems or (options.skip_bad and judging.lines)
    write = bool(good) and not options.dry_run
    close = options.close_missing and not judging.bad_rows
    report = ImportReport(
        judging.file,
        rows=judging.rows,
        bad_rows=judging.bad_rows,
        problems=tuple(judging.problems),
        unused_columns=sheet.unused,
        close_refused=options.close_missing and bool(judging.bad_rows),
    )
    merged = merge(engine, staging.path, judging.sources, close_missing=close, write=write)
    return replace(report, merged=merged, written=write)
