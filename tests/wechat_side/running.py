"""Start real gateways with a hand-made bot, several on one database if need be; end them by their own process ids."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.serving import ROOT, free_port

TOKEN = "tokenfortests"
_START_SECONDS = 180.0


@contextmanager
def gateway(folder: Path, **environ: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Base address and process of a gateway whose database and heard.txt lie in the folder."""
    port = free_port()
    settings = {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder}/gateway.db",
        "SECRET_KEY": "a-secret-for-tests-only",
        "WECHAT_TOKEN": TOKEN,
        "HEARD_FILE": str(folder / "heard.txt"),
    }
    command = [sys.executable, "-m", "tests.wechat_side.gateway"]
    with (folder / f"log-{port}.txt").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings | environ, stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(base, process)
        yield base, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def heard(folder: Path) -> list[str]:
    """Every question that a bot of these gateways was asked."""
    file = folder / "heard.txt"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def _wait(base: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the gateway ended with {process.returncode}"
        try:
            if httpx.get(f"{base}/healthz", timeout=2).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError("the gateway did not start")
