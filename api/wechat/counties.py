"""Which county a scanned code stands for: posters in 乐清 greet people of 乐清."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from services_db.sounds import readings
from services_db.sources import read_divisions
from services_db.vocabulary import short_name

_SCENE: Final = "qrscene_"
_SEPARATORS: Final = re.compile(r"[_\-:.]")


def county_scenes() -> dict[str, str]:
    """Every way to name a county in a code's scene: 330382, 乐清市, 乐清, yueqing, leqing; the county by each."""
    names: dict[str, str] = {}
    for division in read_divisions():
        short = short_name(division.county)
        for name in (division.county_code, division.county, short, *map("".join, readings(short))):
            names.setdefault(name, division.county)
    return names


def county_of(event_key: str, scenes: Mapping[str, str]) -> str | None:
    """The county in an event's key, whole or as one part (`qrscene_poster-330382`); None without one."""
    scene = event_key.removeprefix(_SCENE).lower()
    return next((scenes[part] for part in (scene, *_SEPARATORS.split(scene)) if part in scenes), None)
