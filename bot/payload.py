"""What goes into Rasa as words, and our neutral reply out of what it hands back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.base import REPLY_KEY
from actions.reply import Reply
from bot.errors import BotFailed


def plain_words(text: str) -> str:
    """The text as words and nothing else: a leading slash would be an order to Rasa ("/restart"), not a message."""
    return text.lstrip("/ ") or "？"


def reply_of(messages: Iterable[Mapping[str, Any]]) -> Reply:
    """The last reply that an action composed; raises BotFailed when there is none, or one that is malformed."""
    payloads = [custom[REPLY_KEY] for message in messages if REPLY_KEY in (custom := message.get("custom") or {})]
    if not payloads:
        raise BotFailed("no action composed a reply")
    try:
        return Reply.from_payload(payloads[-1])
    except (KeyError, TypeError, ValueError) as error:
        raise BotFailed(f"malformed reply: {error!r}") from error
