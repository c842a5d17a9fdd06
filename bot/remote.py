"""The bot on a stock Rasa server (`RASA_URL`), with its own action server; over httpx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from actions import Reply
from bot.errors import BotFailed, BotUnavailable
from bot.interface import Location, metadata_of
from bot.payload import plain_words, reply_of

TIMEOUT_SECONDS = 10.0


class RemoteBot:
    """See bot.interface.Bot; conversations live in the server's tracker store."""

    def __init__(self, rasa_url: str, token: str | None = None, client: httpx.AsyncClient | None = None) -> None:
        parameters = {"token": token} if token else {}
        self._client = client or httpx.AsyncClient(base_url=rasa_url, timeout=TIMEOUT_SECONDS, params=parameters)
        self._ready = False

    @property
    def ready(self) -> bool:
        """See Bot.ready."""
        return self._ready

    async def start(self) -> None:
        """Ask the server for its status; raises BotUnavailable until a model is loaded there."""
        self._ready = False
        status = await self._ask("GET", "/status")
        if not status.get("model_file"):
            raise BotUnavailable("the Rasa server has no model")
        self._ready = True

    async def reply(self, conversation_id: str, text: str, location: Location | None = None) -> Reply:
        """See Bot.reply."""
        body = {"sender": conversation_id, "message": plain_words(text), "metadata": metadata_of(location)}
        messages = await self._ask("POST", "/webhooks/rest/webhook", body)
        if not isinstance(messages, list):
            raise BotFailed("the Rasa server's answer is not a list of messages")
        return reply_of(messages)

    async def parse(self, text: str) -> dict[str, object]:
        """What the server's model understands of a text, without a conversation; see EmbeddedBot.parse."""
        parsed = await self._ask("POST", "/model/parse", {"text": plain_words(text)})
        if not isinstance(parsed, dict):
            raise BotFailed("the Rasa server's parse is not an object")
        return parsed

    async def forget(self, conversation_id: str) -> None:
        """Restart the conversation on the server."""
        path = f"/conversations/{conversation_id}/tracker/events"
        await self._ask("POST", path, {"event": "restart"})

    async def close(self) -> None:
        """See Bot.close."""
        await self._client.aclose()

    async def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        try:
            response = await self._client.request(method, path, json=body)
            response.raise_for_status()
            return response.json()
        except httpx.HTTPStatusError as error:
            raise BotFailed(f"the Rasa server answered {error.response.status_code}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise BotUnavailable(f"the Rasa server does not answer: {type(error).__name__}") from error
