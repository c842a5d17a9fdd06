"""The servers that are compared: started on loopback, measured, ended by their own process ids."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import psutil

from tests.bench.load import Body, chat_body, rest_body
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models/xiaoou.tar.gz"
START_SECONDS = 180.0
_MB = 1024 * 1024
NO_RATE_LIMIT = dict.fromkeys(
    ("USER_PER_MINUTE", "USER_BURST", "ADDRESS_PER_MINUTE", "ADDRESS_BURST", "MAX_WAITING"), "1000000"
)
"""A benchmark is one address with fifty hurried users behind it: counted as always, and never refused."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A running server: where to post what, which processes it is, and how long it took to be ready."""

    name: str
    url: str
    body: Body
    processes: tuple[subprocess.Popen[bytes], ...]
    ready_seconds: float

    def memory(self) -> float:
        """Resident megabytes of all its processes."""
        return round(sum(process.memory_info().rss for process in self._all()) / _MB, 0)

    def cpu(self) -> float:
        """Processor seconds that all its processes have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._all())

    def _all(self) -> Iterator[psutil.Process]:
        for process in self.processes:
            parent = psutil.Process(process.pid)
            yield from (parent, *parent.children(recursive=True))


@contextmanager
def gateway(name: str, database: Path, **environ: str) -> Iterator[Contestant]:
    """Our gateway; RASA_URL in `environ` makes it ask a Rasa server."""
    port = free_port()
    settings = {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{database}",
        "MODEL_PATH": str(MODEL),
        "SECRET_KEY": "a-secret-for-benchmarks-only",
        **NO_RATE_LIMIT,
    } | environ
    with _running([sys.executable, "-m", "api", "serve"], settings, f"http://127.0.0.1:{port}/readyz") as (
        process,
        took,
    ):
        yield Contestant(name, f"http://127.0.0.1:{port}/api/chat", chat_body, (process,), took)


@contextmanager
def stock_rasa(name: str, database: Path, folder: Path, packages: Path | None = None) -> Iterator[Contestant]:
    """`rasa run` and `rasa run actions` as Rasa documents them, with our model and our actions.

    `packages` is a folder that comes first on their path: another version of a library.
    """
    rasa_port, actions_port = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    endpoints, credentials = folder / "endpoints.yml", folder / "credentials.yml"
    endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    credentials.write_text("rest:\n")
    path = os.pathsep.join(str(part) for part in (packages, ROOT) if part)
    environ = {"DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": path}
    actions = [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)]
    server = [sys.executable, "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1"]
    server += ["--port", str(rasa_port), "--model", str(MODEL)]
    server += ["--endpoints", str(endpoints), "--credentials", str(credentials)]
    with ExitStack() as stack:
        one, _ = stack.enter_context(_running(actions, environ, f"http://127.0.0.1:{actions_port}/health"))
        two, took = stack.enter_context(_running(server, environ, f"http://127.0.0.1:{rasa_port}/status"))
        yield Contestant(name, f"http://127.0.0.1:{rasa_port}/webhooks/rest/webhook", rest_body, (one, two), took)


@contextmanager
def gateway_with_rasa(name: str, database: Path, folder: Path) -> Iterator[Contestant]:
    """Our gateway in front of a Rasa server and its action server."""
    with (
        stock_rasa("rasa", database, folder) as rasa,
        gateway(name, database, RASA_URL=rasa.url.removesuffix("/webhooks/rest/webhook")) as door,
    ):
        took = round(rasa.ready_seconds + door.ready_seconds, 1)
        yield replace(door, processes=(*door.processes, *rasa.processes), ready_seconds=took)


@contextmanager
def _running(
    command: Sequence[str], environ: dict[str, str], ready_url: str
) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | quiet | environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(ready_url, process)
        yield process, round(time.perf_counter() - started, 1)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer in {START_SECONDS} s")
