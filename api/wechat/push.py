"""One push of WeChat's: a message or an event, as it came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from api.wechat.xml_in import XmlRefused, read_fields

_REQUIRED: Final = ("ToUserName", "FromUserName", "CreateTime", "MsgType")
_NAME: Final = re.compile(r"[\x21-\x7e]{1,128}")
_NUMBER: Final = re.compile(r"-?\d{1,24}")


@dataclass(frozen=True, slots=True)
class Push:
    """`sender` is the citizen's OpenID, `to` the account; `fields` are the other elements by name."""

    to: str
    sender: str
    created: str
    kind: str
    fields: Mapping[str, str]

    @classmethod
    def read(cls, body: bytes) -> Push:
        """The push in a body; raises XmlRefused when something every push has is missing or odd."""
        fields = read_fields(body)
        values = [fields.get(name, "").strip() for name in _REQUIRED]
        to, sender, created, kind = values
        if not (
            _NAME.fullmatch(to) and _NAME.fullmatch(sender) and _NAME.fullmatch(kind) and _NUMBER.fullmatch(created)
        ):
            raise XmlRefused("missing fields")
        push = cls(to, sender, created, kind.lower(), fields)
        if not push.event if push.kind == "event" else not _NUMBER.fullmatch(push.message_id):
            raise XmlRefused("neither an event nor a message with an id")
        return push

    @property
    def event(self) -> str:
        """The event's name in lower case; empty for a message."""
        return self.field("Event").lower() if self.kind == "event" else ""

    @property
    def event_key(self) -> str:
        """The key of the menu's button, or of the scanned code."""
        return self.field("EventKey")

    @property
    def message_id(self) -> str:
        """WeChat's number of a message; empty for an event."""
        return self.field("MsgId")

    def field(self, name: str) -> str:
        """An element's words without blanks around them; empty when it is missing."""
        return self.fields.get(name, "").strip()

    def identity(self) -> str:
        """The same for every repeat of this push, and for no other push.

        A message's id alone is not unique across users, and an event has none.
        """
        own = (self.event, self.event_key) if self.kind == "event" else (self.message_id,)
        return "\x1f".join((self.sender, self.created, self.kind, *own))
