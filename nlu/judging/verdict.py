"""Compare what was understood with what was expected: the checks, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nlu.judging.questions import Expected

CLAUSES_COUNTED: Final = 5
"""Only a topic's first clauses count, so that citing everything wins nothing."""
CHECKS: Final = {
    "right_first": "事项第一就对",
    "among_three": "前三里有",
    "sure_and_right": "有把握且对",
    "sure_but_wrong": "有把握却错",
    "facet": "方面",
    "district": "辖区",
    "rejected": "界外认得出",
    "small_talk": "闲聊认得出",
    "danger_caught": "危急认得出",
    "danger_kind": "危急种类",
    "no_false_alarm": "没有误报",
}
"""Every check with its name in the tables; `sure_but_wrong` is the only one that should be low."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A service or an indicator that was understood, with the clauses an answer would rest on, most telling first."""

    id: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What one message was taken for.

    `topics`: likeliest first. `scope`: in, out, chitchat or unsure. `danger`: its kind or None. `facet` and `district`
    None where nothing was said of it; `finds_facets` and `finds_districts` False where the way does not look for them.
    `sure`: whether it would answer, by its own threshold.
    """

    topics: tuple[Topic, ...]
    scope: str
    sure: bool
    danger: str | None = None
    facet: str | None = None
    district: str | None = None
    finds_facets: bool = True
    finds_districts: bool = True
    finds_scopes: bool = True


def judge(expected: Expected, understood: Understood) -> dict[str, bool]:
    """The outcome of every check that applies, by its name in `CHECKS`."""
    checks: dict[str, bool] = {}
    if understood.finds_scopes:
        checks |= _danger_checks(expected, understood)
    if expected.is_danger:
        return checks
    if expected.wants_topic:
        hits = [rests_on(topic, expected) for topic in understood.topics[:3]]
        right = bool(hits) and hits[0]
        sure = understood.sure and understood.scope == "in"
        checks |= {
            "right_first": right,
            "among_three": any(hits),
            "sure_and_right": sure and right,
            "sure_but_wrong": sure and not right,
        }
        if expected.facet and understood.finds_facets:
            checks["facet"] = understood.facet == expected.facet
        if expected.district and understood.finds_districts:
            checks["district"] = understood.district == expected.district
    if understood.finds_scopes and "in" not in expected.scopes:
        name = "rejected" if "out" in expected.scopes else "small_talk"
        checks[name] = understood.scope != "in" or not understood.sure
    return checks


def rests_on(topic: Topic, expected: Expected) -> bool:
    """Whether an answer about this topic rests on a clause that was expected."""
    return bool(set(topic.clauses[:CLAUSES_COUNTED]) & set(expected.clauses))


def _danger_checks(expected: Expected, understood: Understood) -> dict[str, bool]:
    if expected.is_danger:
        return {
            "danger_caught": understood.danger is not None,
            "danger_kind": understood.danger in expected.dangers,
        }
    return {"no_false_alarm": (understood.danger or "none") in expected.dangers}
