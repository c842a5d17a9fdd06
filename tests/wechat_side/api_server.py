"""WeChat's API on a loopback port: tokens, customer-service messages with their windows, the menu, and its errors."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.serving import free_port

APP_ID, APP_SECRET = "wx0123456789abcdef", "0f1e2d3c4b5a69788796a5b4c3d2e1f0"


class WeChatApiServer:
    """`script[path]` holds what to answer next instead: an errcode, or an HTTP status as ("http", 502)."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.sent: list[dict[str, Any]] = []
        self.menu: dict[str, Any] | None = None
        self.script: dict[str, list[Any]] = defaultdict(list)
        self.allowed: dict[str, int] = {}
        self.forced = 0
        self.lifetime = 7200
        self.token_seconds = 0.0
        self._tokens = itertools.count(1)
        self.token = ""
        self.base = ""

    def app(self) -> Starlette:
        routes = [
            Route("/cgi-bin/stable_token", self._stable_token, methods=["POST"]),
            Route("/cgi-bin/token", self._token),
            Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
            Route("/cgi-bin/menu/create", self._create_menu, methods=["POST"]),
            Route("/cgi-bin/menu/get", self._get_menu),
        ]
        return Starlette(routes=routes)

    def expire(self) -> None:
        """Make the token that is out invalid, as another system of the operator would."""
        self.token = f"token-{next(self._tokens)}"

    def texts(self, open_id: str | None = None) -> list[str]:
        """What citizens read."""
        return [m["text"]["content"] for m in self.sent if m["msgtype"] == "text" and open_id in (None, m["touser"])]

    async def _stable_token(self, request: Request) -> Response:
        self.calls["stable_token"] += 1
        asked = json.loads(await request.body())
        if scripted := self._scripted("stable_token"):
            return scripted
        if (asked["appid"], asked["secret"], asked["grant_type"]) != (APP_ID, APP_SECRET, "client_credential"):
            return _error(40125)
        await asyncio.sleep(self.token_seconds)
        if asked.get("force_refresh"):
            self.forced += 1
        if asked.get("force_refresh") or not self.token:
            self.expire()
        return JSONResponse({"access_token": self.token, "expires_in": self.lifetime})

    async def _token(self, request: Request) -> Response:
        self.calls["token"] += 1
        if (request.query_params["appid"], request.query_params["secret"]) != (APP_ID, APP_SECRET):
            return _error(40125)
        self.expire()
        return JSONResponse({"access_token": self.token, "expires_in": self.lifetime})

    async def _send(self, request: Request) -> Response:
        self.calls["send"] += 1
        raw = await request.body()
        assert b"\\u" not in raw, "WeChat shows escapes as they stand"
        if refused := self._scripted("send") or self._refused(request):
            return refused
        message = json.loads(raw)
        if message["msgtype"] == "text" and len(message["text"]["content"].encode()) > 2048:
            return _error(45002)
        left = self.allowed.get(message["touser"], 0)
        if left <= 0:
            return _error(45015)
        self.allowed[message["touser"]] = left - 1
        self.sent.append(message)
        return _error(0)

    async def _create_menu(self, request: Request) -> Response:
        self.calls["menu"] += 1
        if refused := self._scripted("menu") or self._refused(request):
            return refused
        self.menu = json.loads(await request.body())
        return _error(0)

    async def _get_menu(self, request: Request) -> Response:
        if refused := self._refused(request):
            return refused
        return JSONResponse({"menu": self.menu}) if self.menu else _error(46003)

    def _refused(self, request: Request) -> Response | None:
        return None if self.token and request.query_params.get("access_token") == self.token else _error(40001)

    def _scripted(self, name: str) -> Response | None:
        if not self.script[name]:
            return None
        answer = self.script[name].pop(0)
        return Response(status_code=answer[1]) if isinstance(answer, tuple) else _error(answer)


def _error(code: int) -> JSONResponse:
    return JSONResponse({"errcode": code, "errmsg": "ok" if code == 0 else f"scripted {code}"})


@contextlib.contextmanager
def api_server() -> Iterator[WeChatApiServer]:
    """The API, served by a thread on a free port."""
    side = WeChatApiServer()
    port = free_port()
    config = uvicorn.Config(side.app(), host="127.0.0.1", port=port, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    side.base = f"http://127.0.0.1:{port}"
    try:
        yield side
    finally:
        server.should_exit = True
        thread.join(timeout=10)
