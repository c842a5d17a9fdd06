"""python -m tests.bench.wechat_load: the WeChat door under load, over real HTTP against a real uvicorn.

50 users with 20 messages each and a bot that takes 50 ms; a bot that takes 8 s; each message three times at two
gateways on one database. With turns in the database and, where there is a redis-server, in Redis. It stops by itself
after about two minutes. One user's messages are answered in order, so 20 at once take a second with such a bot.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from tests.redis_server import REDIS_SERVER, redis_server
from tests.wechat_side.api_server import APP_ID, APP_SECRET, WeChatApiServer, api_server
from tests.wechat_side.pusher import Got, Pusher
from tests.wechat_side.running import TOKEN, gateway, heard
from tests.wechat_side.wire import wire

_UNTIL_DELIVERED = 8.0
"""Seconds after the first replies: the 8 s bot answers 3.7 s after them, and a second copy would show soon."""


@dataclass(frozen=True)
class Load:
    """What one run showed."""

    answers: int
    own: int
    asked: int
    slowest: float
    p99: float
    p50: float
    seconds: float
    processor_ms: float = 0.0

    def line(self, name: str) -> str:
        return (
            f"| {name} | {self.answers} | {self.own} | {self.asked} | {self.p50 * 1000:.0f} | {self.p99 * 1000:.0f} "
            f"| {self.slowest * 1000:.0f} | {self.answers / self.seconds:.0f} | {self.processor_ms:.1f} |"
        )


async def many_users(base: str, folder: Path, users: int, messages: int, at_once: bool) -> Load:
    """Every user sends his messages, one after the other's answer or all at once."""
    async with wire(base) as http:
        pusher = Pusher(http, TOKEN)
        started = time.perf_counter()

        async def ask(user: int, n: int) -> tuple[Got, bool]:
            got = await pusher.text(f"oUser{user}", f"用户{user}问{n}")
            return got, got.text == f"听到：用户{user}问{n}"

        async def one(user: int) -> list[tuple[Got, bool]]:
            if at_once:
                return await asyncio.gather(*(ask(user, n) for n in range(messages)))
            return [await ask(user, n) for n in range(messages)]

        rows = [row for own in await asyncio.gather(*(one(user) for user in range(users))) for row in own]
    seconds = sorted(got.seconds for got, _ in rows)
    return Load(
        answers=sum(got.kind == "text" for got, _ in rows),
        own=sum(own for _, own in rows),
        asked=len(heard(folder)),
        slowest=seconds[-1],
        p99=seconds[int(len(seconds) * 0.99) - 1],
        p50=statistics.median(seconds),
        seconds=time.perf_counter() - started,
    )


async def slow_bot(base: str, api: WeChatApiServer, users: int) -> tuple[list[Got], list[str]]:
    """First pushes of users whose answers take too long; what the API delivered of them."""
    async with wire(base) as http:
        pusher = Pusher(http, TOKEN)
        for user in range(users):
            api.allowed[f"oUser{user}"] = 5
        got = await asyncio.gather(*(pusher.text(f"oUser{user}", f"慢{user}") for user in range(users)))
        await asyncio.sleep(_UNTIL_DELIVERED)
    return list(got), api.texts()


async def three_times(bases: list[str], messages: int) -> int:
    """Every message pushed three times, at once, to gateways in turn; how many of the answers were the right one."""
    async with wire(bases[0]) as one, wire(bases[-1]) as other:
        pushers = [Pusher(http, TOKEN) for http in (one, other, one)]

        async def ask(n: int) -> int:
            body = pushers[0].xml(f"oUser{n % 50}", "text", {"Content": f"三遍{n}", "MsgId": str(n + 1)}, 1_700_000_000)
            got = await asyncio.gather(*(pusher.send(body) for pusher in pushers))
            return sum(g.text == f"听到：三遍{n}" for g in got)

        right = 0
        for first in range(0, messages, 50):
            right += sum(await asyncio.gather(*(ask(n) for n in range(first, min(first + 50, messages)))))
        return right


def measured(users: int, messages: int, at_once: bool, redis_url: str) -> Load:
    """The first figure at a gateway of its own, with the processor time that a message cost it."""
    parts = {"BOT_SECONDS": "0.05", "REDIS_URL": redis_url}
    with tempfile.TemporaryDirectory() as place, gateway(Path(place), **parts) as (base, process):
        times = psutil.Process(process.pid).cpu_times
        before = times()
        load = asyncio.run(many_users(base, Path(place), users, messages, at_once))
        spent = times().user + times().system - before.user - before.system
    return replace(load, processor_ms=spent * 1000 / (users * messages))


def late(users: int, redis_url: str) -> str:
    """The second figure: a bot of 8 s, and an account that may use the customer-service API."""
    with tempfile.TemporaryDirectory() as place, api_server() as api:
        account = {"WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": APP_SECRET, "WECHAT_API_BASE": api.base}
        with gateway(Path(place), BOT_SECONDS="8", REDIS_URL=redis_url, **account) as (base, _):
            got, texts = asyncio.run(slow_bot(base, api, users))
        return (
            f"8 s bot, {users} users: slowest first push {max(g.seconds for g in got):.2f} s, "
            f"`success` {sum(g.raw == 'success' for g in got)}, delivered {len(texts)}, different {len(set(texts))}, "
            f"bot asked {len(heard(Path(place)))}, token requests {api.calls['stable_token']}"
        )


def repeated(messages: int, redis_url: str) -> str:
    """The third figure: every message three times, at two gateways in turn."""
    with tempfile.TemporaryDirectory() as place:
        parts = {"BOT_SECONDS": "0.05", "REDIS_URL": redis_url}
        with gateway(Path(place), **parts) as (one, _), gateway(Path(place), **parts) as (other, _):
            right = asyncio.run(three_times([one, other], messages))
        asked = len(heard(Path(place)))
        return f"{messages} messages × 3 at two gateways: right answers {right} of {messages * 3}, bot asked {asked}"


def all_figures(store: str, redis_url: str) -> None:
    """Print them for one store of turns."""
    print(f"\nTurns in {store}, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    print("| run | answered | own answer | bot asked | p50 ms | p99 ms | max ms | per second | processor ms |")
    print("| --- " * 9 + "|")
    for name, at_once in (("50 users × 20, each after the last answer", False), ("50 users × 20, all at once", True)):
        print(measured(50, 20, at_once, redis_url).line(name), flush=True)
    print(f"\n{late(50, redis_url)}", flush=True)
    print(f"\n{repeated(500, redis_url)}", flush=True)


def main() -> None:
    all_figures("the database", "")
    if REDIS_SERVER:
        with redis_server() as redis:
            all_figures("Redis", redis.url)


if __name__ == "__main__":
    main()
