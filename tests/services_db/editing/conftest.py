"""A small catalogue out of two real files' form, built into a database of its own, with what edits need."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from services_db import Catalogue
from services_db.build import build
from services_db.catalogue_files import CATALOGUE_DIR
from services_db.cutting import Cutter
from services_db.database import open_engine
from services_db.editing.publishing import Publisher
from services_db.editing.services import ServiceEdits
from services_db.state import Drafts, Edit

RESPITE = "respite-care"


@dataclass
class Room:
    """An editing desk over a small catalogue."""

    folder: Path
    engine: Engine
    catalogue: Catalogue
    drafts: Drafts
    publisher: Publisher

    @property
    def content(self) -> dict[str, Any]:
        return self.publisher.edits["service"].current(RESPITE)

    def save(self, content: dict[str, Any], by: str = "林编辑", version: int = 0) -> Any:
        return self.drafts.save(Edit("service", RESPITE, version, self.content, content, "改一改", by))

    def publish(self, content: dict[str, Any], author: str = "林编辑", by: str = "陈发布") -> int:
        draft = self.save(content, author)
        return self.publisher.publish(draft.id, draft.version, by)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One real file, cut off from the services of other files, and the database built of it; copied for each test."""
    place = tmp_path_factory.mktemp("editing")
    folder = place / "catalogue"
    folder.mkdir()
    text = (CATALOGUE_DIR / "elder_care.yml").read_text(encoding="utf-8")
    own = {line.split(": ")[1] for line in text.splitlines() if line.startswith("  - id: ")}
    (folder / "elder_care.yml").write_text(_without_strangers(text, own), encoding="utf-8")
    engine = open_engine(f"sqlite:///{place}/edits.db")
    build(engine, folder)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return place


@pytest.fixture(scope="session")
def cutter() -> Cutter:
    return Cutter([])


@pytest.fixture
def room(built: Path, cutter: Cutter, tmp_path: Path) -> Iterator[Room]:
    folder = tmp_path / "catalogue"
    shutil.copytree(built / "catalogue", folder)
    shutil.copy(built / "edits.db", tmp_path)
    engine = open_engine(f"sqlite:///{tmp_path}/edits.db")
    catalogue = Catalogue(engine, like=cutter)
    yield Room(folder, engine, catalogue, Drafts(engine), Publisher(engine, {"service": ServiceEdits(catalogue)}))
    engine.dispose()


def _without_strangers(text: str, own: set[str]) -> str:
    key = "    related: ["
    return "\n".join(_among(line, key, own) if line.startswith(key) else line for line in text.splitlines()) + "\n"


def _among(line: str, key: str, own: set[str]) -> str:
    named = line.removeprefix(key).removesuffix("]").split(", ")
    return f"{key}{', '.join(name for name in named if name in own)}]"
