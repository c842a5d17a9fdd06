"""While another process writes to the database, as an import does, everybody is answered all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.pseudonym import pseudonym
from api.settings import Settings, secret_key
from bot import Location, Reply, Status
from services_db.database import migrate, open_engine
from services_db.state import Conversations, PromptConversations
from tests.fakes import FakeBot
from tests.services_db.locking import locked

SECONDS = 2.0
"""A locked database is waited for up to five; an answer takes a few thousandths."""


class RememberingBot(FakeBot):
    """Saves at every message, in the event loop, as the embedded bot does."""

    def __init__(self, memory: PromptConversations) -> None:
        super().__init__(lambda text: Reply.saying(Status.SMALLTALK, f"听到：{text}"))
        self.memory = memory

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        self.memory.save(conversation_id, {"heard": len(self.heard)})
        return await super().reply(conversation_id, text, location)


@pytest.fixture
def memory(settings: Settings) -> PromptConversations:
    engine = open_engine(settings.database_url)
    migrate(engine)
    return PromptConversations(engine)


async def ask(client: Any, message: str, session: str, **more: str) -> Any:
    return await client.post("/api/chat", json={"message": message, "session_id": session, **more})


async def test_everybody_is_answered_while_the_database_is_locked(
    open_door: Any, settings: Settings, memory: PromptConversations
) -> None:
    async with open_door(RememberingBot(memory), memory=memory) as client:
        await ask(client, "产假几天", "one")
        with locked(settings.database_url):
            async with asyncio.timeout(SECONDS):
                questions = [
                    asyncio.create_task(ask(client, f"第{n}句", f"s{n}", message_id=f"message-{n:04}"))
                    for n in range(8)
                ]
                alive = await client.get("/healthz")
                danger = await ask(client, "老公又打我了", "one")
                answers = await asyncio.gather(*questions)
                after = await ask(client, "我该去哪里", "one")
        assert alive.status_code == 200 and danger.json()["status"] == "crisis"
        assert {answer.status_code for answer in answers} == {200}
        assert after.json()["safety"] == "domestic_violence", "the danger is remembered before it could be written"
    memory.close(20)
    stored = Conversations(open_engine(settings.database_url))
    assert all(stored.load(_key(settings, f"s{n}")) for n in range(8))


async def test_person_who_asks_to_be_forgotten_during_an_import_is_forgotten_after_it(
    open_door: Any, settings: Settings, memory: PromptConversations
) -> None:
    async with open_door(RememberingBot(memory), memory=memory) as client:
        await ask(client, "老公又打我了", "one")
        with locked(settings.database_url):
            forgetting = asyncio.create_task(client.post("/api/forget", json={"session_id": "one"}))
            await asyncio.sleep(0.05)
            assert (await client.get("/healthz")).status_code == 200
        assert (await forgetting).json() == {"forgotten": True}
    memory.close(20)
    stored = Conversations(open_engine(settings.database_url))
    assert not stored.load(_key(settings, "one") + "#safety")


def _key(settings: Settings, session: str) -> str:
    return pseudonym(secret_key(settings), "web", session)
