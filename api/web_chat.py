"""The web door: POST /api/chat as in the contract, and DELETE to be forgotten."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.answering import Answering
from api.intake import Incoming
from api.pseudonym import pseudonym
from bot import Location, Reply

SessionId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,128}$")]


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


class ForgetRequest(BaseModel):
    """The body of POST /api/forget."""

    model_config = ConfigDict(strict=True, extra="ignore")
    session_id: SessionId


def chat_json(session_id: str, reply: Reply) -> dict[str, Any]:
    """The reply as the contract wants it, always with all its keys."""
    payload = reply.to_payload()
    del payload["intent"]
    return {"session_id": session_id, **payload}


def web_chat_router(answering: Answering, key: bytes) -> APIRouter:
    """The routes of the web door."""
    router = APIRouter(prefix="/api")

    @router.post("/chat")
    async def chat(body: ChatRequest, request: Request) -> dict[str, Any]:
        session_id = body.session_id or secrets.token_urlsafe(16)
        where = Location(body.location.lat, body.location.lng, "WGS84") if body.location else None
        reply = await answering.answer(Incoming("web", pseudonym(key, "web", session_id), body.message, where))
        return chat_json(session_id, reply)

    @router.post("/forget")
    async def forget(body: ForgetRequest) -> dict[str, bool]:
        await answering.forget(pseudonym(key, "web", body.session_id))
        return {"forgotten": True}

    return router
