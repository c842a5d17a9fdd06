"""Everything that can go wrong with the catalogue.

CatalogueError
├── CatalogueRejected      the YAML files do not hold together; nothing was written
├── EditsNotExported       edits published at the desk are not in the YAML files; nothing was written
├── CatalogueUnavailable   the database is missing, damaged or was never built
├── PackageFolderInUse     a folder to export to holds other people's files
├── SnapshotUnreadable     a file to compare is neither a database nor an export
├── DirectoryBusy          somebody else is writing; nothing of the directory of places was written
├── PlaceNotFound          no place has this id
├── ServiceNotFound        no service has this id
└── ClauseNotFound         no clause has this id

An error carries the facts; the door that shows it chooses the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file: file name, 1-based line (0: the file as a whole), a Chinese sentence."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.message}" if self.line else f"{self.file}：{self.message}"


class CatalogueError(Exception):
    """Root of this package's errors."""


class CatalogueRejected(CatalogueError):
    """The catalogue files have problems; the database was left as it was."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class EditsNotExported(CatalogueError):
    """A build would write over these services' published edits."""

    def __init__(self, service_ids: Sequence[str]) -> None:
        self.service_ids = tuple(service_ids)
        super().__init__("、".join(service_ids))


class CatalogueUnavailable(CatalogueError):
    """The database cannot be read; `reason` is for the operator's log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class PackageFolderInUse(CatalogueError):
    """This folder holds files, and no data package that could be replaced."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


class SnapshotUnreadable(CatalogueError):
    """This file is neither a built database nor a JSON export."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


class DirectoryBusy(CatalogueError):
    """The database is locked by another writer; nothing was written."""


class PlaceNotFound(CatalogueError):
    """No place has this id."""

    def __init__(self, place_id: str) -> None:
        self.place_id = place_id
        super().__init__(place_id)


class ServiceNotFound(CatalogueError):
    """No service has this id."""

    def __init__(self, service_id: str) -> None:
        self.service_id = service_id
        super().__init__(service_id)


class ClauseNotFound(CatalogueError):
    """No clause has this id."""

    def __init__(self, clause_id: str) -> None:
        self.clause_id = clause_id
        super().__init__(clause_id)
