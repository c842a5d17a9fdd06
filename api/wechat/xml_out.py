"""Write the XML of replies; whatever the words are, it is well formed and says nothing but them."""

from __future__ import annotations

import re
from typing import Final

from api.wechat.answer import Article

# What XML 1.0 cannot hold at all, escaped or not.
_IMPOSSIBLE: Final = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_controls(text: str) -> str:
    """The text without characters that no XML document may hold."""
    return _IMPOSSIBLE.sub("", text)


def text_reply(to: str, sender: str, created: int, text: str) -> str:
    """A text message from `sender` (the account) to `to` (the citizen)."""
    return _reply(to, sender, created, "text", f"<Content>{_cdata(text)}</Content>")


def news_reply(to: str, sender: str, created: int, article: Article) -> str:
    """A card with one article, the most that WeChat allows after a message."""
    parts = {"Title": article.title, "Description": article.description, "PicUrl": "", "Url": article.url}
    item = "".join(f"<{name}>{_cdata(value)}</{name}>" for name, value in parts.items())
    return _reply(
        to, sender, created, "news", f"<ArticleCount>1</ArticleCount><Articles><item>{item}</item></Articles>"
    )


def encrypted_reply(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope around an encrypted reply."""
    return (
        f"<xml><Encrypt>{_cdata(encrypted)}</Encrypt><MsgSignature>{_cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{_cdata(nonce)}</Nonce></xml>"
    )


def _reply(to: str, sender: str, created: int, kind: str, content: str) -> str:
    return (
        f"<xml><ToUserName>{_cdata(to)}</ToUserName><FromUserName>{_cdata(sender)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{_cdata(kind)}</MsgType>{content}</xml>"
    )


def _cdata(text: str) -> str:
    return f"<![CDATA[{without_controls(text).replace(']]>', ']]]]><![CDATA[>')}]]>"
