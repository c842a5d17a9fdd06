"""Where a citizen's WeChat last said they are: one rough point, for ten minutes, in this process only.

WeChat may tell it every five seconds. It is never written down, never part of a track, and used only for a question
that asks for something near.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot import Location

_KEPT_SECONDS: Final = 600.0
_NOT_AGAIN_WITHIN: Final = 30.0
_MOST: Final = 10_000
_NEVER: Final = float("inf")
_DIGITS: Final = 3
"""Three digits after the point are about a hundred metres."""


class LastSeen:
    """`clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points: OrderedDict[str, tuple[float, Location]] = OrderedDict()

    def note(self, user: str, location: Location) -> None:
        """Keep this point instead of the last, unless that is only seconds old."""
        now = self._clock()
        noted, _ = self._points.get(user, (-_NEVER, location))
        if now - noted < _NOT_AGAIN_WITHIN:
            return
        rough = replace(location, lat=round(location.lat, _DIGITS), lng=round(location.lng, _DIGITS))
        self._points[user] = (now, rough)
        self._points.move_to_end(user)
        while self._points and (len(self._points) > _MOST or self._is_old(next(iter(self._points.values()))[0])):
            self._points.popitem(last=False)

    def of(self, user: str) -> Location | None:
        """The point, if it is fresh."""
        noted, location = self._points.get(user, (-_NEVER, None))
        return None if self._is_old(noted) else location

    def forget(self, user: str) -> None:
        """Forget it at once."""
        self._points.pop(user, None)

    def __len__(self) -> int:
        """How many points are kept."""
        return len(self._points)

    def _is_old(self, noted: float) -> bool:
        return self._clock() - noted > _KEPT_SECONDS
