"""What the directories of places hand out: frozen records, plain data, no database behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Datum = Literal["WGS84", "GCJ02", "BD09"]
Holidays = Literal["open", "closed"]


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees; WGS-84 unless said otherwise."""

    lat: float
    lng: float


@dataclass(frozen=True, slots=True)
class Span:
    """A weekly opening: `days` (Monday 0), minutes after midnight; `closes` up to 24 h later than midnight (1440),
    or beyond it (1560 is 2 o'clock of the next day).

    `season` is (first, last) as (month, day), None all year round.
    """

    days: tuple[int, ...]
    opens: int
    closes: int
    season: tuple[tuple[int, int], tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: the directory's words, what they mean, and whether public holidays are closed.

    `spans` empty: the words are known, but not when it opens. `holidays` None: the directory does not say.
    """

    text: str
    spans: tuple[Span, ...] = ()
    holidays: Holidays | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it is dialled in Wenzhou, e.g. 0577-88888888."""

    number: str
    extension: str | None = None


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many there are and how many are free, as of a day; None where the directory does not say."""

    unit: str
    maximum: int | None
    available: int | None
    updated: date


@dataclass(frozen=True, slots=True)
class Place:
    """One place of an imported directory. `point` is WGS-84; `closed_on` is set once it left its directory."""

    id: str
    key: str
    kind: str
    name: str
    county: str
    town: str | None
    address: str
    postal_code: str | None
    point: Point | None
    given_point: Point | None
    given_datum: Datum | None
    hours: Hours | None
    phones: tuple[Phone, ...]
    capacity: Capacity | None
    accessibility: str | None
    description: str | None
    source: str
    checked_on: date | None
    last_modified: datetime
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A place that was found; `distance_m` from where the citizen is, None when that is not known."""

    place: Place
    distance_m: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPage:
    """Some of the places that were found, and whether there are more after them."""

    items: tuple[Found, ...]
    more: bool
