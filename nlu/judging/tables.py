"""Readable verdicts: accuracy by register and by service, what is most confused, what was missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nlu.judging.questions import Turn
from nlu.judging.verdict import CHECKS, Understood

_BY_GROUP = ("right_first", "among_three", "facet", "no_false_alarm")


@dataclass(frozen=True, slots=True)
class Judged:
    """One message with what it was taken for and how its checks came out."""

    id: str
    style: str
    turn: Turn
    understood: Understood
    checks: dict[str, bool]


def share(judged: Iterable[Judged], check: str) -> str:
    """`passed/all = percent` of one check; a dash where it never applied."""
    outcomes = [one.checks[check] for one in judged if check in one.checks]
    return f"{sum(outcomes)}/{len(outcomes)} = {sum(outcomes) / len(outcomes):.1%}" if outcomes else "-"


def overall(judged: Sequence[Judged]) -> str:
    """Every check over all messages, one a line."""
    return "\n".join(f"  {name}：{share(judged, check)}" for check, name in CHECKS.items())


def by_style(judged: Sequence[Judged]) -> str:
    """A Markdown table, one row for each register."""
    return _groups("语体", judged, lambda one: one.style)


def by_service(judged: Sequence[Judged], at_most: int = 40) -> str:
    """A Markdown table of the services with the most misses, worst first."""
    missed = Counter(str(one.turn.expected.service) for one in judged if one.checks.get("right_first") is False)
    worst = [service for service, _ in missed.most_common(at_most)]
    some = [one for one in judged if str(one.turn.expected.service) in worst]
    return _groups("事项", some, lambda one: str(one.turn.expected.service), worst)


def confused(judged: Sequence[Judged], at_most: int = 20) -> str:
    """The pairs of services (wanted, taken for) that were mixed up most."""
    pairs = Counter(
        (one.turn.expected.service, one.understood.topics[0].id if one.understood.topics else "没有")
        for one in judged
        if one.checks.get("right_first") is False
    )
    return "\n".join(f"  {count} × {wanted} 当成 {taken}" for (wanted, taken), count in pairs.most_common(at_most))


def misses(judged: Sequence[Judged]) -> str:
    """Every message of which a check failed, with what was wanted and what was understood."""
    lines = []
    for one in judged:
        failed = [
            CHECKS[check]
            for check, passed in one.checks.items()
            if passed == (check == "sure_but_wrong") and check != "sure_and_right"
        ]
        if failed:
            lines.append(_miss(one, failed))
    return "\n".join(lines)


def side_by_side(columns: Sequence[tuple[str, Sequence[Judged], str]], checks: Sequence[str]) -> str:
    """A Markdown table: one row for each contestant (name, judged messages, what its training took)."""
    head = ["", *(CHECKS[check] for check in checks), "训练"]
    rows = [[name, *(share(judged, check) for check in checks), took] for name, judged, took in columns]
    return _markdown([head, *rows])


def _miss(one: Judged, failed: Sequence[str]) -> str:
    expected, understood = one.turn.expected, one.understood
    got = "、".join(topic.id for topic in understood.topics[:3])
    wanted = f"{expected.service} {expected.facet} {expected.district} {'/'.join(sorted(expected.dangers))}"
    found = f"{got} {understood.facet} {understood.district} {understood.danger} {understood.scope}"
    return f"- {one.id} {one.style}〔{'、'.join(failed)}〕{one.turn.text[:70]}\n    要：{wanted}\n    得：{found}"


def _groups(title: str, judged: Sequence[Judged], key: Callable[[Judged], str], order: Sequence[str] = ()) -> str:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    head = [title, "条数", *(CHECKS[check] for check in _BY_GROUP)]
    names = order or sorted(groups, key=lambda name: -len(groups[name]))
    rows = [[name, str(len(groups[name])), *(share(groups[name], check) for check in _BY_GROUP)] for name in names]
    return _markdown([head, *rows])


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])
