"""A real redis-server on a free loopback port, without a file on disk; ended by its own process id."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.serving import free_port

REDIS_SERVER = os.environ.get("REDIS_SERVER") or shutil.which("redis-server")
MISSING = "没有找到 redis-server，Redis 的测试没有运行（Debian：apt-get install redis-server；或用 REDIS_SERVER 指明）"
_START_SECONDS = 20.0


class RedisServer:
    """`url` is what REDIS_URL takes; the process can be stopped, woken and ended."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        self.client: Redis[str] = Redis(port=port, decode_responses=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert REDIS_SERVER
        options = ("--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen([REDIS_SERVER, *options], stdout=subprocess.DEVNULL)
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            try:
                self.client.ping()
                return
            except RedisError:
                time.sleep(0.02)
        raise AssertionError("redis-server did not start")

    def end(self) -> None:
        if self._process:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None

    def fall_silent(self) -> None:
        """Hold the process: connections stay open, and nothing is answered."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running one; the test is skipped without redis-server, and fails with CI set."""
    if not REDIS_SERVER:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    server = RedisServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.end()
