"""What happens to a message before anything understands it: a list of steps that can be read aloud."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot import Location, clean_text
from services_db.personal_data import mask_personal_data

MAX_CHARACTERS: Final = 500


class MessageRefused(Exception):
    """The message cannot be taken; `reason` names which prepared sentence the citizen reads."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message at the door: channel, pseudonymous user, text, and where the user is if the door was told."""

    channel: str
    user: str
    text: str
    location: Location | None = None


Step = Callable[[Incoming], Incoming]


def limit_length(incoming: Incoming) -> Incoming:
    """Refuse more than 500 characters, as typed."""
    if len(incoming.text) > MAX_CHARACTERS:
        raise MessageRefused("too_long")
    return incoming


def clean(incoming: Incoming) -> Incoming:
    """One width, nothing invisible, simplified Chinese; refuse what is empty then."""
    text = clean_text(incoming.text)
    if not text:
        raise MessageRefused("empty")
    return replace(incoming, text=text)


def mask(incoming: Incoming) -> Incoming:
    """Take out numbers that identify a person."""
    return replace(incoming, text=mask_personal_data(incoming.text))


INTAKE: Final[tuple[Step, ...]] = (limit_length, clean, mask)


def take_in(incoming: Incoming) -> Incoming:
    """Run all steps in order; raises MessageRefused."""
    for step in INTAKE:
        incoming = step(incoming)
    return incoming
