"""Every refusal of the open data, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from services_db import CatalogueUnavailable

_REFUSALS: Final = {
    "parameter": (400, "参数 {name} 写得不对：{why}", "The parameter {name} is not understood: {reason}"),
    "page": (404, "没有第 {number} 页，一共 {pages} 页。", "There is no page {number}; there are {pages}."),
    "unknown_id": (404, "没有编号为“{id}”的{kind}。", "There is no {kind_name} with the id {id}."),
    "not_found": (404, "没有这个地址。可用的地址见 /hsds/openapi.json。", "No such path; see /hsds/openapi.json."),
    "method": (405, "开放数据只能读取，请用 GET。", "Open data can only be read: use GET."),
    "host": (400, "请求的 Host 头读不懂。", "The Host header is not understood."),
    "unavailable": (503, "数据暂时读不出来，请过一会儿再试。", "The data cannot be read now; please try again later."),
}
_WHY: Final = {
    "int_parsing": ("应是整数。", "it must be a whole number."),
    "int_from_float": ("应是整数。", "it must be a whole number."),
    "greater_than_equal": ("不能小于 {ge}。", "it cannot be less than {ge}."),
    "less_than_equal": ("不能大于 {le}。", "it cannot be more than {le}."),
    "float_parsing": ("应是数字。", "it must be a number."),
    "finite_number": ("应是有限的数字。", "it must be a finite number."),
    "bool_parsing": ("应是 true 或 false。", "it must be true or false."),
    "uuid_parsing": ("应是 UUID。", "it must be a UUID."),
    "literal_error": ("应是 {expected} 之一。", "it must be one of {expected}."),
    "string_too_long": ("最多 {max_length} 个字。", "it can have {max_length} characters at most."),
    "string_pattern_mismatch": ("应是六位数字的邮政编码。", "it must be a postal code of six digits."),
    "time": (
        "应是 ISO 8601 的日期或时间，如 2026-11-01 或 2026-11-01T08:00:00+08:00。",
        "it must be an ISO 8601 date or time, e.g. 2026-11-01 or 2026-11-01T08:00:00+08:00.",
    ),
    "needs_postcode": ("要和 postcode 一起用。", "it needs postcode beside it."),
}
_OTHERWISE: Final = ("读不懂。", "it cannot be read.")


class Refused(Exception):
    """A request that cannot be answered; `refused` names it, `facts` fill its sentences."""

    def __init__(self, refused: str, **facts: Any) -> None:
        self.refused = refused
        self.facts = facts
        super().__init__(refused)


def bad_parameter(name: str, kind: str, **limits: Any) -> Refused:
    """The refusal of one parameter; `kind` is a key of the table of reasons."""
    spelled = {key: str(limit).replace(" or ", ", ") for key, limit in limits.items()}
    why, reason = (sentence.format(**spelled) for sentence in _WHY.get(kind, _OTHERWISE))
    return Refused("parameter", name=name, why=why, reason=reason)


def refusal(refused: str, headers: Mapping[str, str] | None = None, **facts: Any) -> JSONResponse:
    """The response for a named refusal."""
    status, chinese, english = _REFUSALS[refused]
    body = {"error": refused, "text": chinese.format(**facts), "message": english.format(**facts)}
    return JSONResponse(body, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})})


def register_hsds_errors(app: FastAPI) -> None:
    """Every failure that can leave the open data ends in one of these."""

    @app.exception_handler(Refused)
    async def refuse(request: Request, error: Refused) -> JSONResponse:
        return refusal(error.refused, **error.facts)

    @app.exception_handler(RequestValidationError)
    async def refuse_parameter(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        refused = bad_parameter(str(first["loc"][1]), str(first["type"]), **first.get("ctx", {}))
        return refusal(refused.refused, **refused.facts)

    @app.exception_handler(HTTPException)
    async def refuse_path(request: Request, error: HTTPException) -> JSONResponse:
        return refusal("not_found")

    @app.exception_handler(CatalogueUnavailable)
    async def admit_unavailable(request: Request, error: CatalogueUnavailable) -> JSONResponse:
        return refusal("unavailable")

    @app.exception_handler(Exception)
    async def admit_failure(request: Request, error: Exception) -> JSONResponse:
        return refusal("unavailable")
