"""What the catalogue hands out: frozen records, plain data, no database behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the 156 clauses. `label` is how a person cites it, e.g. 妇女规划 二（二）4."""

    id: str
    plan: str
    part: str
    section: str
    text: str
    label: str
    position: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the plans say of a service, or do not say (`kind == "unstated"`).

    `quote` stands to the letter in the clause named by `clause`; both are None only for unstated facts.
    """

    facet: str
    kind: str
    text: str
    clause: str | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Hotline:
    """A public number. `basis` is `plan:<clause id>` or `national`."""

    number: str
    name: str
    what_for: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class ServicePhone:
    """Whom to call for one service, and why this number."""

    hotline: Hotline
    why: str


@dataclass(frozen=True, slots=True)
class Oddity:
    """A wording of the plans that cannot be right as it stands, quoted and explained."""

    clause: str
    quote: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a citizen can ask for. `id` is a slug, `uuid` its uuid5 for HSDS; clauses most telling first."""

    id: str
    uuid: str
    name: str
    everyday_names: tuple[str, ...]
    audience: tuple[str, ...]
    life_stages: tuple[str, ...]
    category: str
    departments: tuple[str, ...]
    phones: tuple[ServicePhone, ...]
    place_kind: str | None
    clauses: tuple[str, ...]
    related: tuple[str, ...]
    oddities: tuple[Oddity, ...]
    facts: tuple[Fact, ...]

    def facts_of(self, facet: str) -> tuple[Fact, ...]:
        """The facts of one facet, in catalogue order."""
        return tuple(fact for fact in self.facts if fact.facet == facet)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a plan's table of key indicators; the values are quoted as printed, `target_2025` None where none is."""

    id: str
    plan: str
    number: int
    name: str
    unit: str
    value_2020: str
    target_2025: str | None
    oddity: str | None


@dataclass(frozen=True, slots=True)
class Division:
    """A county of Wenzhou, or one of its towns (`town` None for the county itself)."""

    county_code: str
    county: str
    town: str | None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One result of the search; higher `score` is better, and only comparable within one query."""

    kind: str
    id: str
    title: str
    snippet: str
    clauses: tuple[str, ...]
    url: str
    score: float


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a search found, best first, and the words it looked for: as typed, or as they were probably meant."""

    hits: tuple[SearchHit, ...]
    words: tuple[str, ...]
