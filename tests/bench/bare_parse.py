"""Understanding alone, by Rasa's own agent, without a server: python -m tests.bench.bare_parse USERS MESSAGES_EACH

Prints one JSON line. The users wait for each other, as they would at any server: parsing takes one core.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import asdict, replace

import psutil

from nlu.quiet_rasa import quiet_rasa
from tests.bench.contestants import MODEL, ROOT
from tests.bench.load import Load, figures

QUESTIONS = (ROOT / "tests/bench/questions.txt").read_text(encoding="utf-8").split("\n")[:-1]


async def measure(load: Load) -> None:
    """Parse, and print the figures."""
    quiet_rasa()
    from rasa.core.agent import Agent

    agent = Agent()
    agent.load_model(str(MODEL))
    for question in QUESTIONS[:20]:
        await agent.parse_message(question)
    turn, times = asyncio.Lock(), []
    process = psutil.Process()
    cpu, started = sum(process.cpu_times()[:2]), time.perf_counter()

    async def one_user(user: int) -> None:
        for n in range(load.messages_each):
            begun = time.perf_counter()
            async with turn:
                await agent.parse_message(QUESTIONS[(user * 7 + n) % len(QUESTIONS)])
                await asyncio.sleep(0)
            times.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(one_user(user) for user in range(load.users)))
    result = figures(load.users, times, 0, time.perf_counter() - started)
    used = sum(process.cpu_times()[:2]) - cpu
    memory = round(process.memory_info().rss / 1024 / 1024, 0)
    print(json.dumps(asdict(replace(result, memory=memory, cpu_per_1000=round(used / len(times) * 1000, 2)))))


if __name__ == "__main__":
    asyncio.run(measure(Load(int(sys.argv[1]), int(sys.argv[2]))))
