"""A running gateway shows what another process published, soon, and open data with it."""

from __future__ import annotations

import asyncio
import copy
import time
from pathlib import Path

import httpx

from api.current import PerEdition, keep_current
from services_db import Catalogue
from services_db.database import open_engine
from services_db.editing.publishing import Publisher
from services_db.editing.services import ServiceEdits
from services_db.hsds import Directory
from services_db.state import Drafts, Edit
from tests.databases import copied

NEW = "规划还要提升家庭照护能力，没写怎么做。"


async def test_what_another_process_publishes_shows_without_a_request_having_asked(
    catalogue: Catalogue, catalogue_url: str, tmp_path: Path
) -> None:
    engine = open_engine(copied(catalogue_url, tmp_path / "copy.db"))
    here, there = (Catalogue(engine, like=catalogue.cutter) for _ in range(2))
    app = PerEdition(lambda: _saying(here))
    watching = asyncio.create_task(keep_current(here, app.renew, every=0.05))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert NEW not in (await client.get("/")).text
        await asyncio.to_thread(_publish, there)
        until = time.monotonic() + 60
        told = ""
        while NEW not in told and time.monotonic() < until:
            told = (await client.get("/")).text
        assert NEW in told
    assert here.service("respite-care").facts[1].text == NEW
    watching.cancel()


async def test_gateway_goes_on_with_what_it_has_when_the_database_is_gone(
    catalogue: Catalogue, catalogue_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "copy.db"
    engine = open_engine(copied(catalogue_url, path))
    here = Catalogue(engine, like=catalogue.cutter)
    engine.dispose()
    path.write_bytes(b"no database " * 1000)
    watching = asyncio.create_task(keep_current(here, every=0.01))
    await asyncio.sleep(0.3)
    assert not watching.done() and here.service("respite-care").name
    watching.cancel()


def _publish(catalogue: Catalogue) -> None:
    engine, edits = catalogue.engine, ServiceEdits(catalogue)
    content = copy.deepcopy(edits.current("respite-care"))
    content["facts"][1]["text"] = NEW
    edit = Edit("service", "respite-care", 0, edits.current("respite-care"), content, "更好懂", "甲")
    draft = Drafts(engine).save(edit)
    Publisher(engine, {"service": edits}).publish(draft.id, draft.version, "乙")


def _saying(catalogue: Catalogue):  # type: ignore[no-untyped-def]
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    records = {record["id"]: record for record in Directory(catalogue).service_records()}
    words = str(records[catalogue.service("respite-care").uuid])
    return Starlette(routes=[Route("/", lambda request: PlainTextResponse(words))])
