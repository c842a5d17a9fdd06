"""Start the gateway as its operator does, on a free loopback port; end it by its own process id."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
START_SECONDS = 240.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(database_url: str, ready_status: int = 200, **environ: str) -> Iterator[str]:
    """The base address of a running gateway, once /readyz answers with this status."""
    port = free_port()
    settings = {"PORT": str(port), "DATABASE_URL": database_url, "SECRET_KEY": "a-secret-for-tests-only"}
    command = [sys.executable, "-m", "api", "serve"]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{base}/readyz", ready_status, process)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(url: str, status: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the gateway ended with {process.returncode}"
        try:
            if httpx.get(url, timeout=2).status_code == status:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"{url} did not answer {status} in {START_SECONDS} s")
