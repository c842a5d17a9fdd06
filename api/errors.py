"""Turn refusals and failures into prepared Chinese sentences; the only place that words them."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.intake import MAX_CHARACTERS, MessageRefused
from api.look_up import DistrictUnknown
from api.user_queue import TooManyWaiting
from bot import say

REFUSALS: Final = {
    "empty": (400, "您还没有输入内容。请用一句话说说您的事。"),
    "too_long": (413, f"一次最多 {MAX_CHARACTERS} 个字。请拣最要紧的说。"),
    "too_large": (413, f"发来的内容太大了。一次最多 {MAX_CHARACTERS} 个字。"),
    "malformed": (422, "发来的内容我读不懂。请刷新页面再试一次。"),
    "unknown_district": (422, "温州没有这个县（市、区）或乡镇（街道）。请写鹿城、瑞安、柳市这样的地名，或者不写。"),
    "too_many_waiting": (429, "您说得有点快，请等前面的话答完再发。"),
    "not_found": (404, "没有这个页面。"),
    "failed": (503, ""),
}


def refusal(reason: str) -> JSONResponse:
    """The response for a named refusal."""
    status, words = REFUSALS[reason]
    return JSONResponse({"error": reason, "text": words or say("utter_unavailable")}, status_code=status)


def register_errors(app: FastAPI) -> None:
    """Every failure that can leave a door ends in one of these."""

    @app.exception_handler(MessageRefused)
    async def refuse_message(request: Request, error: MessageRefused) -> JSONResponse:
        return refusal(error.reason)

    @app.exception_handler(TooManyWaiting)
    async def refuse_crowd(request: Request, error: TooManyWaiting) -> JSONResponse:
        return refusal("too_many_waiting")

    @app.exception_handler(DistrictUnknown)
    async def refuse_district(request: Request, error: DistrictUnknown) -> JSONResponse:
        return refusal("unknown_district")

    @app.exception_handler(RequestValidationError)
    async def refuse_body(request: Request, error: RequestValidationError) -> JSONResponse:
        return refusal("malformed")

    @app.exception_handler(HTTPException)
    async def refuse_request(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == 404:
            return refusal("not_found")
        _, words = REFUSALS["malformed"]
        return JSONResponse({"error": "malformed", "text": words}, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def admit_failure(request: Request, error: Exception) -> JSONResponse:
        return refusal("failed")
