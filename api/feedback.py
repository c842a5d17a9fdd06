"""POST /api/feedback: helped, did not help, or is wrong; stored with the question masked and without a name."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from api.errors import refusal
from api.intake import MAX_CHARACTERS
from api.rate_limit import address_of
from api.web_chat import WebDoor
from bot import Status, clean_text
from services_db.personal_data import mask_personal_data
from services_db.state import FeedbackBox, Opinion

_log = structlog.get_logger("xiaoou")
Words = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
Slug = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,80}$")]


class FeedbackRequest(BaseModel):
    """The body of POST /api/feedback; a disclosure of danger is never asked for an opinion."""

    model_config = ConfigDict(strict=True, extra="ignore")
    verdict: Literal["helped", "not_helped", "wrong"]
    question: Words
    status: Literal["answered", "clarify", "out_of_scope", "smalltalk", "handoff", "unavailable"]
    facet: Slug | None = None
    services: Annotated[list[Slug], "ids, best first"] = []
    note: Words = ""


def feedback_router(box: FeedbackBox | None, door: WebDoor) -> APIRouter:
    """The route that takes opinions."""
    router = APIRouter(prefix="/api")

    @router.post("/feedback")
    async def give_feedback(body: FeedbackRequest, request: Request) -> JSONResponse:
        await door.admit(address_of(request))
        if not await put_in(box, masked(body)):
            return refusal("failed")
        return JSONResponse({"stored": True, "text": "谢谢，记下了。"})

    return router


def masked(body: FeedbackRequest) -> Opinion:
    """The opinion as it is stored."""
    return Opinion(
        verdict=body.verdict,
        question=mask_personal_data(clean_text(body.question)),
        status=Status(body.status).value,
        facet=body.facet,
        services=tuple(body.services[:5]),
        note=mask_personal_data(clean_text(body.note)),
    )


async def put_in(box: FeedbackBox | None, opinion: Opinion) -> bool:
    """Store an opinion; whether that worked."""
    if box is None:
        return False
    try:
        await run_in_threadpool(box.put, opinion)
    except SQLAlchemyError as error:
        _log.warning("feedback_failed", error=type(error).__name__)
        return False
    return True
