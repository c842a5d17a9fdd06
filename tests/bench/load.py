"""Ask a server as many users at once, each in a conversation of their own, and take the time of every answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

LIMIT_SECONDS = 180.0
Body = Callable[[str, str], dict[str, Any]]
"""(conversation, question) → the JSON body of one message."""


@dataclass(frozen=True, slots=True)
class Load:
    """So many users, each with so many messages, one after the other."""

    users: int
    messages_each: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a load took; times in milliseconds, memory in megabytes."""

    users: int
    messages: int
    errors: int
    p50: float
    p95: float
    p99: float
    per_second: float
    memory: float = 0.0
    cpu_per_1000: float = 0.0


async def run_load(url: str, body: Body, load: Load, questions: Sequence[str], talk: str = "bench") -> Figures:
    """Run one load against one address; stops by itself after LIMIT_SECONDS."""
    times: list[float] = []
    errors = 0
    started = time.perf_counter()

    async def one_user(session: aiohttp.ClientSession, user: int) -> None:
        nonlocal errors
        for n in range(load.messages_each):
            if time.perf_counter() - started > LIMIT_SECONDS:
                return
            question = questions[(user * 7 + n) % len(questions)]
            begun = time.perf_counter()
            try:
                async with session.post(url, json=body(f"{talk}-{user}", question)) as response:
                    content = await response.read()
                    errors += response.status != 200 or len(content) < 3
            except (aiohttp.ClientError, TimeoutError):
                errors += 1
            times.append((time.perf_counter() - begun) * 1000)

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(60)) as session:
        await asyncio.gather(*(one_user(session, user) for user in range(load.users)))
    return figures(load.users, times, errors, time.perf_counter() - started)


def figures(users: int, times: list[float], errors: int, seconds: float) -> Figures:
    """Sum up the milliseconds of all messages."""
    ordered = sorted(times)

    def share(part: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 2)

    return Figures(users, len(ordered), errors, share(0.5), share(0.95), share(0.99), round(len(ordered) / seconds, 1))


def chat_body(conversation: str, question: str) -> dict[str, Any]:
    """A message to our own door."""
    return {"message": question, "session_id": conversation}


def rest_body(conversation: str, question: str) -> dict[str, Any]:
    """A message to Rasa's REST channel."""
    return {"sender": conversation, "message": question}
