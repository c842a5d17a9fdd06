"""The web door: POST /api/chat as in the contract, and POST /api/forget to be forgotten."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.answering import Answering, Ask
from api.intake import Incoming
from api.pseudonym import pseudonym
from api.rate_limit import RateLimit, address_of, limit_headers
from api.sent_once import Message, SentOnce
from bot import Location, Reply
from services_db.state import Spent

SessionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,128}$")]
MessageId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class BrowserLocation(BaseModel):
    """Where the browser says the citizen is: WGS-84 degrees."""

    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)
    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)


class ChatRequest(BaseModel):
    """The body of POST /api/chat."""

    model_config = ConfigDict(strict=True, extra="ignore")
    message: str
    session_id: SessionId | None = None
    location: BrowserLocation | None = None
    message_id: MessageId | None = None


class ForgetRequest(BaseModel):
    """The body of POST /api/forget."""

    model_config = ConfigDict(strict=True, extra="ignore")
    session_id: SessionId


def chat_json(session_id: str, reply: Reply) -> dict[str, Any]:
    """The reply as the contract wants it, always with all its keys."""
    payload = reply.to_payload()
    del payload["intent"]
    return {"session_id": session_id, **payload}


@dataclass(frozen=True, slots=True)
class WebDoor:
    """One message through the web door, whether a script or a plain form brought it."""

    answering: Answering
    limit: RateLimit
    once: SentOnce
    key: bytes

    async def ask(
        self,
        session_id: str,
        message: str,
        *,
        address: str,
        message_id: str | None = None,
        location: Location | None = None,
    ) -> tuple[Reply, Spent | None]:
        """The reply, and what is left of the user's allowance; raises what refuses a message.

        A message that tells of danger, and whatever follows it, is never refused. A repeat costs nothing.
        """
        user = self.user(session_id)
        spent: Spent | None = None

        async def around(ask: Ask) -> Reply:
            nonlocal spent
            message = Message(user, message_id, self.limit.wanted(user, address), self.answering.in_danger)
            reply, spent = await self.once.ask(message, ask)
            return reply

        return await self.answering.answer(Incoming("web", user, message, location), around), spent

    async def admit(self, address: str) -> None:
        """Spend a token of an address for something else than a message; raises TooFast."""
        await self.once.enter(Message("", None, self.limit.wanted(None, address)))

    async def forget(self, session_id: str) -> None:
        """Forget a session's conversation and replies."""
        user = self.user(session_id)
        await self.answering.forget(user)
        await self.once.forget(user)

    def user(self, session_id: str) -> str:
        """How the session is known behind the door."""
        return pseudonym(self.key, "web", session_id)


def new_session() -> str:
    """A session id that nobody can guess."""
    return secrets.token_urlsafe(16)


def web_chat_router(door: WebDoor) -> APIRouter:
    """The routes of the web door that scripts use."""
    router = APIRouter(prefix="/api")

    @router.post("/chat")
    async def chat(body: ChatRequest, request: Request, response: Response) -> dict[str, Any]:
        session_id = body.session_id or new_session()
        where = Location(body.location.lat, body.location.lng, "WGS84") if body.location else None
        reply, spent = await door.ask(
            session_id, body.message, address=address_of(request), message_id=body.message_id, location=where
        )
        response.headers.update(limit_headers(spent) | {"Cache-Control": "no-store"})
        return chat_json(session_id, reply)

    @router.post("/forget")
    async def forget(body: ForgetRequest) -> dict[str, bool]:
        await door.forget(body.session_id)
        return {"forgotten": True}

    return router
