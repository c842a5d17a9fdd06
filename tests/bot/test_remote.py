"""The remote bot against a real Rasa server with a real action server, both on loopback."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot import BotFailed, BotUnavailable, Location, RemoteBot, Status
from bot.training import ROOT
from tests.serving import free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")
START_SECONDS = 120.0


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{url} did not answer in {START_SECONDS} s")


@pytest.fixture(scope="session")
def rasa_url(small_model: Path, places_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rasa")
    rasa_port, actions_port = free_port(), free_port()
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions_port}/webhook\n")
    (folder / "credentials.yml").write_text("rest:\n")
    environ = os.environ | {
        "RASA_TELEMETRY_ENABLED": "false",
        "DATABASE_URL": places_url,
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONPATH": str(ROOT),
    }
    commands = (
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions_port)],
        [
            *(sys.executable, "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1"),
            *("--port", str(rasa_port), "--model", str(small_model)),
            *("--endpoints", str(folder / "endpoints.yml"), "--credentials", str(folder / "credentials.yml")),
        ],
    )
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        _wait_for(f"http://127.0.0.1:{actions_port}/health", processes[0])
        _wait_for(f"http://127.0.0.1:{rasa_port}/status", processes[1])
        yield f"http://127.0.0.1:{rasa_port}"
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=30)


async def test_remote_bot_answers_like_the_embedded_one(rasa_url: str) -> None:
    bot = RemoteBot(rasa_url)
    await bot.start()
    assert bot.ready
    first = await bot.reply("remote-a", "我在柳市，两岁的孩子白天没人带，有托班吗")
    second = await bot.reply("remote-a", "要钱吗")
    assert first.status is Status.ANSWERED and first.services[0].id == "childcare-under-3"
    assert (second.services[0].id, second.facet, second.district) == ("childcare-under-3", "cost", "乐清市")
    await bot.close()


async def test_remote_bot_knows_where_the_citizen_is(rasa_url: str) -> None:
    bot = RemoteBot(rasa_url)
    near = await bot.reply("remote-c", "两岁的孩子白天没人带，附近哪里有托班", Location(28.01, 120.65, "GCJ02"))
    (card,) = [card for card in near.cards if card["type"] == "places"]
    assert all(item["distance_m"] is not None for item in card["items"])
    await bot.close()


async def test_remote_bot_says_what_it_understood(rasa_url: str) -> None:
    bot = RemoteBot(rasa_url)
    parsed = await bot.parse("瑞安的喘息服务要钱吗")
    assert parsed["services"][0]["id"] == "respite-care" and parsed["facet"]["name"] == "cost"  # type: ignore[index]
    assert [entity["value"] for entity in parsed["entities"]] == ["瑞安市"]  # type: ignore[index, attr-defined]
    await bot.close()


async def test_remote_conversation_can_be_forgotten(rasa_url: str) -> None:
    bot = RemoteBot(rasa_url)
    await bot.reply("remote-b", "喘息服务是什么")
    await bot.forget("remote-b")
    assert (await bot.reply("remote-b", "要钱吗")).services == ()
    await bot.close()


async def test_server_that_is_not_there_is_unavailable() -> None:
    bot = RemoteBot(f"http://127.0.0.1:{free_port()}")
    with pytest.raises(BotUnavailable):
        await bot.start()
    assert not bot.ready
    await bot.close()


@pytest.mark.parametrize(
    ("response", "error"),
    [
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 2\r\n\r\n{}", BotFailed),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]", BotFailed),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", BotFailed),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", BotUnavailable),
        (b"", BotUnavailable),
    ],
)
async def test_server_that_misbehaves_becomes_a_named_failure(response: bytes, error: type[Exception]) -> None:
    async def misbehave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(response)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(misbehave, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    bot = RemoteBot(f"http://127.0.0.1:{port}")
    with pytest.raises(error):
        await bot.reply("a", "产假")
    await bot.close()
    server.close()
