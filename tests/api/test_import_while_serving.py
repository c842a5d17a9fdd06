"""An import, good or bad, never silences the gateway: a real server, a real import beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from services_db.places.made_up import write_made_up
from tests.databases import copied
from tests.serving import ROOT, serving

PLACES = 15_000
MOST_SECONDS = 15.0
"""Far above what it takes; the machine of a test may be busy."""


def _import(url: str, path: Path, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "services_db", "--database-url", url, "import-places", str(path), *more]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_gateway_answers_while_a_directory_is_imported(catalogue_url: str, tmp_path: Path) -> None:
    url = copied(catalogue_url, tmp_path / "served.db")
    write_made_up(tmp_path / "places.csv", PLACES)
    with (
        serving(url, ready_status=503, MODEL_PATH=str(tmp_path / "none.tar.gz")) as base,
        httpx.Client(base_url=base, timeout=MOST_SECONDS) as client,
    ):
        importing = _import(url, tmp_path / "places.csv")
        asked = 0
        while importing.poll() is None or asked < 5:
            danger = client.post("/api/chat", json={"message": "老公打我怎么办", "session_id": f"s{asked}"})
            assert danger.status_code == 200 and danger.json()["text"].startswith("现在有危险，马上打 110")
            question = client.post("/api/chat", json={"message": "产假", "session_id": f"s{asked}"})
            assert question.status_code == 200 and question.json()["services"]
            assert client.get("/healthz").status_code == 200
            asked += 1
            time.sleep(0.1)
        assert importing.returncode == 0 and asked > 3
        found = client.get("/api/search", params={"q": "示例 托育机构"}).json()["results"]
        assert any(hit["kind"] == "place" for hit in found), "an import shows without a restart"


def test_bad_file_is_refused_by_the_command_and_the_gateway_goes_on(catalogue_url: str, tmp_path: Path) -> None:
    url = copied(catalogue_url, tmp_path / "served.db")
    (tmp_path / "bad.csv").write_text("名称,类型,县（市、区）,地址\n=1+1,托育机构,鹿城区,x\n", encoding="utf-8")
    command = [sys.executable, "-m", "services_db", "--database-url", url, "import-places", str(tmp_path / "bad.csv")]
    with serving(url, ready_status=503, MODEL_PATH=str(tmp_path / "none.tar.gz")) as base:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 1 and "bad.csv 第 2 行：“名称”以 '=' 开头" in done.stderr
        assert httpx.post(f"{base}/api/chat", json={"message": "产假"}).status_code == 200
