"""WeChat's own API: tokens, customer-service messages, the menu. Over httpx, patient where it helps."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import httpx
import structlog

from api.settings import Settings
from api.wechat.answer import Answer
from api.wechat.bookkeeping import Bookkeeping
from api.wechat.errors import ApiBusy, ApiRefused
from api.wechat.tokens import Tokens

_log = structlog.get_logger("xiaoou")
_TIMEOUT: Final = httpx.Timeout(5.0)
_TOKEN_REJECTED: Final = frozenset({40001, 40014, 42001})
_TOO_OFTEN: Final = {45009: 3600.0, 45011: 60.0}
"""errcode and how many seconds to leave WeChat alone: the day's calls are used up; too many within a minute."""
_SYSTEM_BUSY: Final = -1
_TRIES: Final = 3
_FIRST_PAUSE: Final = 0.5
_BUSY_SECONDS: Final = 30.0

Sleep = Callable[[float], Awaitable[None]]


class WeChatApi:
    """Calls for one account; `http` has WECHAT_API_BASE as its base address."""

    def __init__(
        self,
        settings: Settings,
        books: Bookkeeping,
        key: bytes,
        http: httpx.AsyncClient | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._http = http or httpx.AsyncClient(base_url=settings.wechat_api_base, timeout=_TIMEOUT)
        self._tokens = Tokens(books, key, self._fetch_token, clock)
        self._clock = clock
        self._sleep = sleep
        self._quiet_until = 0.0

    async def send(self, open_id: str, answer: Answer) -> None:
        """One customer-service message; raises ApiRefused or ApiBusy."""
        if answer.article:
            article = answer.article
            entry = {"title": article.title, "description": article.description, "url": article.url, "picurl": ""}
            message: dict[str, Any] = {"msgtype": "news", "news": {"articles": [entry]}}
        else:
            message = {"msgtype": "text", "text": {"content": answer.text}}
        await self._call("POST", "/cgi-bin/message/custom/send", {"touser": open_id, **message})

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Publish the menu."""
        await self._call("POST", "/cgi-bin/menu/create", menu)

    async def current_menu(self) -> dict[str, Any]:
        """The menu that is published now; raises ApiRefused with 46003 when there is none."""
        return await self._call("GET", "/cgi-bin/menu/get")

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """One call with a token; a rejected token is renewed once."""
        token = await self._tokens.get()
        answer = await self._ask(method, path, {"access_token": token}, body)
        if answer.get("errcode") in _TOKEN_REJECTED:
            token = await self._tokens.renew(rejected=token)
            answer = await self._ask(method, path, {"access_token": token}, body)
        return self._judged(answer)

    async def _fetch_token(self, force: bool) -> tuple[str, float]:
        account = {"appid": self._settings.wechat_app_id, "secret": self._settings.wechat_app_secret}
        kind = {"grant_type": "client_credential"}
        if self._settings.wechat_stable_token:
            body = {**kind, **account, "force_refresh": force}
            answer = self._judged(await self._ask("POST", "/cgi-bin/stable_token", {}, body))
        else:
            answer = self._judged(await self._ask("GET", "/cgi-bin/token", {**kind, **account}, None))
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int | float) or seconds <= 0:
            raise ApiBusy("an answer without a token", _BUSY_SECONDS)
        return token, float(seconds)

    async def _ask(
        self, method: str, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """WeChat's answer, asked again after a pause when it is busy; raises ApiBusy."""
        if self._clock() < self._quiet_until:
            raise ApiBusy("WeChat asked to be left alone", self._quiet_until - self._clock())
        # WeChat shows \u escapes to citizens as they stand.
        content = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        reason = ""
        for tried in range(_TRIES):
            if tried:
                await self._sleep(_FIRST_PAUSE * 2 ** (tried - 1) * random.uniform(0.8, 1.2))  # noqa: S311
            try:
                response = await self._http.request(method, path, params=query, content=content)
                answer = response.json() if response.is_success else {"errcode": _SYSTEM_BUSY}
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = type(error).__name__
                continue
            except (httpx.HTTPError, ValueError) as error:
                # It may have arrived: a second copy is worse than one that waits for the citizen's next message.
                raise ApiRefused(0, f"no telling whether it arrived: {type(error).__name__}") from error
            if not isinstance(answer, dict):
                raise ApiRefused(0, "an answer that is no object")
            if answer.get("errcode") != _SYSTEM_BUSY:
                return answer
            reason = f"HTTP {response.status_code}" if not response.is_success else "errcode -1"
        _log.warning("wechat_api_busy", path=path, reason=reason)
        raise ApiBusy(reason, _BUSY_SECONDS)

    def _judged(self, answer: dict[str, Any]) -> dict[str, Any]:
        code = answer.get("errcode", 0)
        if code in _TOO_OFTEN:
            self._quiet_until = self._clock() + _TOO_OFTEN[code]
            raise ApiBusy(f"errcode {code}", _TOO_OFTEN[code])
        if code != 0:
            raise ApiRefused(code if isinstance(code, int) else -1, str(answer.get("errmsg", ""))[:200])
        return answer
