"""Real gateways under uvicorn: repeats across two of them, one that dies, bodies that never end."""

from __future__ import annotations

import asyncio
import socket
import time
from pathlib import Path

import httpx
import psutil

from tests.bench.wechat_hostile import AES_KEY, attack
from tests.bench.wechat_hostile import APP_ID as HOSTILE_APP_ID
from tests.bench.wechat_load import many_users, slow_bot, three_times
from tests.wechat_side.api_server import APP_ID, APP_SECRET, WeChatApiServer
from tests.wechat_side.pusher import Pusher
from tests.wechat_side.running import TOKEN, gateway, heard


async def test_each_message_three_times_at_two_gateways_is_asked_once(tmp_path: Path, in_both_stores: str) -> None:
    parts = {"BOT_SECONDS": "0.05", "REDIS_URL": in_both_stores}
    with gateway(tmp_path, **parts) as (one, _), gateway(tmp_path, **parts) as (other, _):
        assert await three_times([one, other], 100) == 300
    assert sorted(heard(tmp_path)) == sorted(f"三遍{n}" for n in range(100))


async def test_repeat_at_another_gateway_delivers_the_late_answer_once(
    tmp_path: Path, api: WeChatApiServer, in_both_stores: str
) -> None:
    account = {"WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": APP_SECRET, "WECHAT_API_BASE": api.base}
    parts = account | {"BOT_SECONDS": "3", "WECHAT_REPLY_SECONDS": "2", "REDIS_URL": in_both_stores}
    api.allowed["oUser"] = 5
    with gateway(tmp_path, **parts) as (one, _), gateway(tmp_path, **parts) as (other, _):
        async with httpx.AsyncClient(base_url=one, timeout=20) as a, httpx.AsyncClient(base_url=other, timeout=20) as b:
            body = Pusher(a, TOKEN).xml("oUser", "text", {"Content": "慢", "MsgId": "1"})
            first = await Pusher(a, TOKEN).send(body)
            second = await Pusher(b, TOKEN).send(body)
            await asyncio.sleep(1.5)
    assert first.raw == "success"
    assert second.text == "听到：慢"
    assert not api.sent
    assert heard(tmp_path) == ["慢"]


async def test_gateway_that_dies_with_a_question_is_stood_in_for_by_the_repeat(
    tmp_path: Path, in_both_stores: str
) -> None:
    with (
        gateway(tmp_path, BOT_SECONDS="60", REDIS_URL=in_both_stores) as (one, process),
        gateway(tmp_path, WECHAT_REPLY_SECONDS="4.5", REDIS_URL=in_both_stores) as (other, _),
    ):
        async with httpx.AsyncClient(base_url=one, timeout=20) as a, httpx.AsyncClient(base_url=other, timeout=20) as b:
            body = Pusher(a, TOKEN).xml("oUser", "text", {"Content": "慢", "MsgId": "1"})
            first = asyncio.create_task(Pusher(a, TOKEN).send(body))
            await asyncio.sleep(2)
            process.kill()
            await asyncio.gather(first, return_exceptions=True)
            got = [(await Pusher(b, TOKEN).send(body)).text for _ in range(2)]
    assert "听到：慢" in got


async def test_slow_bot_is_answered_for_in_time_and_delivered_once(tmp_path: Path, api: WeChatApiServer) -> None:
    account = {"WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": APP_SECRET, "WECHAT_API_BASE": api.base}
    with gateway(tmp_path, BOT_SECONDS="8", **account) as (base, _):
        got, texts = await slow_bot(base, api, 10)
    assert all(g.raw == "success" and g.seconds < 4.5 for g in got)
    assert sorted(texts) == sorted(f"听到：慢{n}" for n in range(10))


async def test_many_users_each_get_their_own_answers(tmp_path: Path) -> None:
    with gateway(tmp_path, BOT_SECONDS="0.05") as (base, _):
        load = await many_users(base, tmp_path, 20, 10, at_once=False)
    assert load.answers == load.own == load.asked == 200


def test_slow_and_endless_bodies_hold_up_nobody(tmp_path: Path) -> None:
    with gateway(tmp_path) as (base, _):
        address = ("127.0.0.1", int(base.rsplit(":", 1)[1]))
        head = b"POST /wechat?signature=x HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n<xml>"
        dawdlers = [socket.create_connection(address) for _ in range(50)]
        for dawdler in dawdlers:
            dawdler.sendall(head)
        started = time.perf_counter()
        assert httpx.get(f"{base}/healthz").is_success
        assert time.perf_counter() - started < 2
        dawdlers[0].settimeout(20)
        assert dawdlers[0].recv(100).startswith(b"HTTP/1.1 408")
        for dawdler in dawdlers:
            dawdler.close()


async def test_hostile_bodies_are_4xx_or_200_and_cost_no_memory(tmp_path: Path) -> None:
    keys = {"WECHAT_APP_ID": HOSTILE_APP_ID, "WECHAT_ENCODING_AES_KEY": AES_KEY}
    with gateway(tmp_path, **keys) as (base, process):
        memory = psutil.Process(process.pid).memory_info
        statuses = await attack(base, 200, aes=True)
        before = memory().rss
        statuses += await attack(base, 600, aes=True, seed=2)
        assert memory().rss - before < 20 * 2**20
    assert set(statuses) <= {200, 400, 401, 403, 413}
    assert statuses[400] > 500
