"""Times of change: kept from build to build, moved only by what really changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine

from services_db import Catalogue
from services_db.build import build
from services_db.database import open_engine
from services_db.hsds import Directory
from services_db.revisions import Revision, timestamp
from services_db.schema import hsds_uuid
from tests.services_db.test_build import SOUND

FIRST = datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))
LATER = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
OTHER = SOUND.replace("respite-care", "other-care").replace("喘息服务\n", "别的服务\n").replace("照护者喘口气", "别名")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_engine(f"sqlite:///{tmp_path}/catalogue.db")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "one.yml").write_text(SOUND, encoding="utf-8")
    (folder / "two.yml").write_text(OTHER, encoding="utf-8")
    return folder


def _built(engine: Engine, folder: Path, at: datetime) -> dict[str, Revision | None]:
    build(engine, folder, clock=lambda: at)
    catalogue = Catalogue(engine)
    return {service.id: catalogue.revision(service.uuid) for service in catalogue.services()}


def test_first_build_creates_every_service(engine: Engine, folder: Path) -> None:
    for revision in _built(engine, folder, FIRST).values():
        assert revision and revision.modified_at == "2026-01-01T00:00:00.000Z"
        assert [change.action_type for change in revision.changes] == ["create"]


def test_changed_fact_moves_its_service_only_and_is_told(engine: Engine, folder: Path) -> None:
    before = _built(engine, folder, FIRST)
    changed = SOUND.replace("text: 免费或低偿。", "text: 规划说免费或低偿。")
    (folder / "one.yml").write_text(changed, encoding="utf-8")
    after = _built(engine, folder, LATER)
    assert after["other-care"] == before["other-care"]
    moved = after["respite-care"]
    assert moved and moved.modified_at == "2026-03-01T12:30:15.123Z"
    told = {(c.action_type, c.field_name, c.previous_value, c.replacement_value) for c in moved.changes}
    assert ("update", "fees_description", "免费或低偿。", "规划说免费或低偿。") in told
    assert {change.action_date for change in moved.changes} == {"2026-03-01T12:30:15.123Z", "2026-01-01T00:00:00.000Z"}
    assert moved.changes[-1].action_type == "create", "the newest comes first"


def test_rebuild_without_a_change_of_content_moves_nothing(engine: Engine, folder: Path) -> None:
    before = _built(engine, folder, FIRST)
    (folder / "one.yml").write_text("# 只加了一句注释\n" + SOUND, encoding="utf-8")
    assert _built(engine, folder, LATER) == before


def test_service_that_left_and_came_back_is_new(engine: Engine, folder: Path) -> None:
    _built(engine, folder, FIRST)
    (folder / "two.yml").unlink()
    assert set(_built(engine, folder, FIRST)) == {"respite-care"}
    (folder / "two.yml").write_text(OTHER, encoding="utf-8")
    returned = _built(engine, folder, LATER)["other-care"]
    assert returned and returned.modified_at == timestamp(LATER) and len(returned.changes) == 1


def test_published_record_carries_time_and_changes(engine: Engine, folder: Path) -> None:
    _built(engine, folder, FIRST)
    records = {record["id"]: record for record in Directory(Catalogue(engine)).service_records()}
    record = records[hsds_uuid("service", "respite-care")]
    assert record["last_modified"] == "2026-01-01T00:00:00.000Z"
    assert record["metadata"][0]["resource_id"] == record["id"]
