"""GET and POST /wechat: the routes, and what keeps going behind them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import httpx
import structlog
from fastapi import APIRouter, Request, Response

from api.answering import Answering
from api.errors import refusal
from api.settings import Settings
from api.wechat.answer import Answer
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.client import WeChatApi
from api.wechat.conversing import Conversing
from api.wechat.counties import county_scenes
from api.wechat.delivery import Delivery
from api.wechat.desk import Desk
from api.wechat.errors import PushRefused
from api.wechat.gate import Gate
from api.wechat.hearing import Hearing
from api.wechat.menu import Menu
from api.wechat.push import Push
from api.wechat.render import Renderer
from api.wechat.turns import Turns, TurnsInDatabase
from api.wechat.turns_in_redis import TurnsInRedis
from api.wechat.xml_out import news_reply, text_reply
from services_db.sources import read_hotlines

_log = structlog.get_logger("xiaoou")
_PATH: Final = "/wechat"
_POST_EVERY: Final = 5.0
_TIDY_EVERY: Final = 300.0
_COUNTED_SECONDS: Final = 60.0


class WeChatDoor:
    """The open door of one account."""

    def __init__(self, gate: Gate, desk: Desk, retention_hours: float) -> None:
        self._gate = gate
        self._desk = desk
        self._retention_hours = retention_hours
        self._refused = 0
        self._told_at = float("-inf")

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()

        @router.get(_PATH)
        async def verify(request: Request) -> Response:
            try:
                return _plain(self._gate.echo(request.query_params))
            except PushRefused as refused:
                return self._refusal(refused)

        @router.post(_PATH)
        async def receive(request: Request) -> Response:
            started = request.scope.get("xiaoou.received", time.monotonic())
            try:
                push, encrypted = self._gate.open(request.query_params, await request.body())
            except PushRefused as refused:
                return self._refusal(refused)
            left = self._desk.seconds - (time.monotonic() - started)
            answer = await self._desk.receive(push, max(left, 0.0))
            reply = self._gate.seal(_xml(push, answer, int(self._desk.clock())), encrypted)
            _log.info(
                "wechat",
                kind=push.event or push.kind,
                silent=not reply,
                ms=round((time.monotonic() - started) * 1000, 1),
            )
            return Response(reply, media_type="application/xml") if reply else _plain("success")

        return router

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Deliver what is left over and forget what is over, as long as the gateway runs."""
        tasks = [asyncio.create_task(self._keep_posting()), asyncio.create_task(self._keep_tidy())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._desk.close()

    def _refusal(self, refused: PushRefused) -> Response:
        """Nothing but the status; strangers learn nothing from it, and the log is not theirs to fill."""
        self._refused += 1
        if time.monotonic() - self._told_at > _COUNTED_SECONDS:
            _log.warning("wechat_refused", status=refused.status, reason=refused.reason, since_last=self._refused)
            self._told_at, self._refused = time.monotonic(), 0
        return Response(status_code=refused.status)

    async def _keep_posting(self) -> None:
        while True:
            await asyncio.sleep(_POST_EVERY)
            await _survive(self._desk.delivery.post_due())

    async def _keep_tidy(self) -> None:
        while True:
            await _survive(self._desk.tidy(self._retention_hours))
            await asyncio.sleep(_TIDY_EVERY)


def open_wechat(
    settings: Settings,
    answering: Answering,
    key: bytes,
    http: httpx.AsyncClient | None = None,
    clock: Callable[[], float] = time.time,
) -> WeChatDoor | None:
    """The door that the settings describe; None while WECHAT_TOKEN is not set. `http` goes to WeChat's API."""
    if not settings.wechat_token:
        return None
    books = Bookkeeping.open(settings.database_url, settings.wechat_app_id)
    turns: Turns = TurnsInRedis.at(settings.redis_url, books) if settings.redis_url else TurnsInDatabase(books)
    uses_api = settings.wechat_customer_service and settings.wechat_app_secret
    api = WeChatApi(settings, books, key, http, clock) if uses_api else None
    delivery = Delivery(books, api, clock)
    desk = Desk(
        answering=answering,
        hearing=Hearing(Menu.read(settings.public_url).replies(), county_scenes(), answering.guard.gazetteer.county),
        renderer=Renderer(settings.public_url, [hotline.number for hotline in read_hotlines()]),
        books=books,
        turns=turns,
        delivery=delivery,
        conversing=Conversing(turns, delivery, clock),
        key=key,
        seconds=settings.wechat_reply_seconds,
        clock=clock,
    )
    return WeChatDoor(Gate.of(settings, clock), desk, settings.retention_hours)


def closed_wechat_router() -> APIRouter:
    """What an operator reads who tries the address before the token is set."""
    router = APIRouter()

    @router.api_route(_PATH, methods=["GET", "POST"])
    async def closed() -> Response:
        return refusal("wechat_closed")

    return router


def _xml(push: Push, answer: Answer, now: int) -> str:
    """The passive reply, to whom the push came from; empty when there is nothing to say."""
    if answer.is_silent:
        return ""
    if answer.article:
        return news_reply(push.sender, push.to, now, answer.article)
    return text_reply(push.sender, push.to, now, answer.text)


def _plain(text: str) -> Response:
    return Response(text, media_type="text/plain")


async def _survive(work: Awaitable[None]) -> None:
    try:
        await work
    except Exception as error:
        # A failure now must not mean that nothing is delivered or forgotten ever again.
        _log.warning("wechat_chore_failed", error=type(error).__name__)
