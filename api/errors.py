"""Turn refusals and failures into prepared Chinese sentences; the only place that words them."""

from __future__ import annotations

import math
from typing import Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException

from api.intake import MAX_CHARACTERS, MessageRefused
from api.look_up import DistrictUnknown
from api.rate_limit import TooFast, limit_headers
from api.sent_once import StillBeingAnswered
from api.user_queue import TooManyWaiting
from bot import say

REFUSALS: Final = {
    "empty": (400, "您还没有输入内容。请用一句话说说您的事。"),
    "too_long": (413, f"一次最多 {MAX_CHARACTERS} 个字。请拣最要紧的说。"),
    "too_large": (413, f"发来的内容太大了。一次最多 {MAX_CHARACTERS} 个字。"),
    "malformed": (422, "发来的内容我读不懂。请刷新页面再试一次。"),
    "unknown_district": (422, "温州没有这个县（市、区）或乡镇（街道）。请写鹿城、瑞安、柳市这样的地名，或者不写。"),
    "too_many_waiting": (429, "您说得有点快，请等前面的话答完再发。"),
    "too_fast": (429, "您问得太快，我跟不上了。请等 {seconds} 秒再发。急事请直接打 110、120 或 12345。"),
    "still_being_answered": (503, "这句话还在查，请过一会儿再发一次。"),
    "form_expired": (403, "这个页面放得太久了。请再点一次“发送”。"),
    "too_slow": (408, "内容没有传完，请再发一次。"),
    "wechat_closed": (404, "微信入口没有开：先设好 WECHAT_TOKEN 再启动，见 docs/wechat.md。"),
    "not_found": (404, "没有这个页面。"),
    "failed": (503, ""),
}


TITLES: Final = {404: "没有这个页面", 503: "暂时答不上来"}


def refusal(reason: str) -> JSONResponse:
    """The response for a named refusal."""
    status, words = REFUSALS[reason]
    return JSONResponse({"error": reason, "text": words or say("utter_unavailable")}, status_code=status)


def too_fast_words(error: TooFast) -> str:
    """The sentence for somebody who asks too fast, with the seconds to wait."""
    return REFUSALS["too_fast"][1].format(seconds=max(1, math.ceil(error.spent.retry_after)))


def register_errors(app: FastAPI, templates: Jinja2Templates) -> None:
    """Every failure that can leave a door ends in one of these; a person reading pages gets a page."""

    def for_reader(request: Request, plain: JSONResponse, reason: str) -> Response:
        if "text/html" not in request.headers.get("accept", "") or request.url.path.startswith("/api/"):
            return plain
        status, words = REFUSALS[reason]
        context = {"title": TITLES.get(status, "没有办成"), "text": words or say("utter_unavailable")}
        return templates.TemplateResponse(request, "message.html", context, status_code=status)

    @app.exception_handler(MessageRefused)
    async def refuse_message(request: Request, error: MessageRefused) -> JSONResponse:
        return refusal(error.reason)

    @app.exception_handler(TooManyWaiting)
    async def refuse_crowd(request: Request, error: TooManyWaiting) -> JSONResponse:
        return refusal("too_many_waiting")

    @app.exception_handler(TooFast)
    async def refuse_haste(request: Request, error: TooFast) -> Response:
        status, _ = REFUSALS["too_fast"]
        body = {"error": "too_fast", "text": too_fast_words(error)}
        return JSONResponse(body, status_code=status, headers=limit_headers(error.spent))

    @app.exception_handler(StillBeingAnswered)
    async def refuse_twin(request: Request, error: StillBeingAnswered) -> JSONResponse:
        return refusal("still_being_answered")

    @app.exception_handler(DistrictUnknown)
    async def refuse_district(request: Request, error: DistrictUnknown) -> JSONResponse:
        return refusal("unknown_district")

    @app.exception_handler(RequestValidationError)
    async def refuse_body(request: Request, error: RequestValidationError) -> Response:
        return for_reader(request, refusal("malformed"), "malformed")

    @app.exception_handler(HTTPException)
    async def refuse_request(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return for_reader(request, refusal("not_found"), "not_found")
        _, words = REFUSALS["malformed"]
        return JSONResponse({"error": "malformed", "text": words}, status_code=error.status_code, headers=error.headers)

    @app.exception_handler(Exception)
    async def admit_failure(request: Request, error: Exception) -> Response:
        return for_reader(request, refusal("failed"), "failed")
