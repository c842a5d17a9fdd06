"""The pusher: signs, encrypts and sends like WeChat, and reads replies as strictly as WeChat does."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import time
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx
from wechatpy.crypto import PrpCrypto

from tests.wechat_side.wire import Came, Wire

ACCOUNT = "gh_0123456789ab"
PATIENCE = 5.0
_ids = itertools.count(23_000_000_000_000_000)


@dataclass(frozen=True)
class Got:
    """What came back: HTTP status, seconds, and the message in the reply; `kind` is empty for `success`."""

    status: int
    seconds: float
    kind: str = ""
    text: str = ""
    title: str = ""
    url: str = ""
    raw: str = ""


@dataclass
class Pusher:
    """`mode` is plain, compatible or aes."""

    client: httpx.AsyncClient | Wire
    token: str
    app_id: str = "wx0123456789abcdef"
    aes_key: str = ""
    mode: str = "plain"
    now: float | None = None
    pushed: list[Got] = field(default_factory=list)

    async def verify(self, **changes: str) -> httpx.Response:
        """The GET by which WeChat checks an address."""
        query = {**self._signed(), "echostr": "4815162342"} | changes
        assert isinstance(self.client, httpx.AsyncClient)
        return await self.client.get("/wechat", params=query)

    async def text(self, user: str, content: str, **options: object) -> Got:
        """A text message."""
        return await self.message(user, "text", {"Content": content}, **options)

    async def message(self, user: str, kind: str, fields: dict[str, str], **options: object) -> Got:
        """Any message."""
        message_id = str(options.pop("message_id", None) or next(_ids))
        return await self.send(self.xml(user, kind, {**fields, "MsgId": message_id}, options.pop("created", None)))

    async def event(self, user: str, event: str, fields: dict[str, str] | None = None, **options: object) -> Got:
        """Any event."""
        return await self.send(
            self.xml(user, "event", {"Event": event, **(fields or {})}, options.pop("created", None))
        )

    async def repeated(self, body: str, tries: int = 3, patience: float = PATIENCE) -> list[Got]:
        """Push as WeChat does: again when nothing came in time, up to three tries."""
        got: list[Got] = []
        for _ in range(tries):
            try:
                got.append(await asyncio.wait_for(self.send(body), patience))
                break
            except TimeoutError:
                got.append(Got(0, patience))
        return got

    def xml(self, user: str, kind: str, fields: dict[str, str], created: object = None) -> str:
        """The body of a push in the clear; a value that starts with < is taken for XML as it stands."""
        head = {
            "ToUserName": ACCOUNT,
            "FromUserName": user,
            "CreateTime": str(created or int(self._clock())),
            "MsgType": kind,
        }
        parts = [
            f"<{name}>{value if value.startswith('<') else escape(value)}</{name}>"
            for name, value in (head | fields).items()
        ]
        return f"<xml>{''.join(parts)}</xml>"

    async def send(self, body: str | bytes, **changes: str) -> Got:
        """Sign, encrypt as the mode says, send, read the reply."""
        content, query = self.sealed(body)
        started = time.perf_counter()
        response = await self.client.post(
            "/wechat", params=query | changes, content=content, headers={"Content-Type": "text/xml"}
        )
        got = self._read(response, time.perf_counter() - started, str(body))
        self.pushed.append(got)
        return got

    def sealed(self, body: str | bytes) -> tuple[bytes, dict[str, str]]:
        """The body and the query of a push."""
        query = self._signed() | {"openid": "o-from-the-query"}
        if self.mode == "plain":
            return body if isinstance(body, bytes) else body.encode(), query
        encrypted = self._crypto().encrypt(body, self.app_id).decode()
        query |= {"encrypt_type": "aes"}
        query["msg_signature"] = self._sign(query["timestamp"], query["nonce"], encrypted)
        inner = (
            str(body).removeprefix("<xml>").removesuffix("</xml>")
            if self.mode == "compatible"
            else f"<ToUserName>{ACCOUNT}</ToUserName>"
        )
        return f"<xml>{inner}<Encrypt>{encrypted}</Encrypt></xml>".encode(), query

    def _read(self, response: httpx.Response | Came, seconds: float, pushed: str) -> Got:
        if response.status_code != 200 or response.text in ("", "success"):
            return Got(response.status_code, seconds, raw=response.text)
        assert not response.text.lstrip().startswith("{"), "WeChat shows an error for JSON"
        root = ElementTree.fromstring(response.text)
        if self.aes_key:
            root = self._decrypted(root)
        sender = ElementTree.fromstring(pushed).findtext("FromUserName")
        assert root.findtext("ToUserName") == sender, "the reply goes to somebody else"
        assert root.findtext("FromUserName") == ACCOUNT
        assert int(root.findtext("CreateTime") or "x") > 0
        kind = root.findtext("MsgType") or ""
        text = root.findtext("Content") or ""
        assert kind in ("text", "news")
        assert len(text.encode()) <= 2048
        assert (kind == "text") == bool(text)
        if kind == "news":
            assert root.findtext("ArticleCount") == "1"
            assert len(root.findall("Articles/item")) == 1
        item = root.find("Articles/item")
        title, url = (item.findtext("Title") or "", item.findtext("Url") or "") if item is not None else ("", "")
        return Got(200, seconds, kind, text, title, url, response.text)

    def _decrypted(self, root: ElementTree.Element) -> ElementTree.Element:
        encrypted = root.findtext("Encrypt") or ""
        assert encrypted, "a reply in the clear to an encrypted push"
        signature = self._sign(root.findtext("TimeStamp") or "", root.findtext("Nonce") or "", encrypted)
        assert root.findtext("MsgSignature") == signature
        return ElementTree.fromstring(self._crypto().decrypt(encrypted, self.app_id))

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(self._clock())), str(next(_ids))
        return {"signature": self._sign(timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def _sign(self, *parts: str) -> str:
        return hashlib.sha1("".join(sorted((self.token, *parts))).encode()).hexdigest()

    def _crypto(self) -> PrpCrypto:
        return PrpCrypto(base64.b64decode(self.aes_key + "="))

    def _clock(self) -> float:
        return time.time() if self.now is None else self.now
