"""GET /metrics: the counters of all processes in Prometheus' text form; nothing of any person, and no text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from api.counting import MILLISECONDS, Counting
from bot import Bot
from services_db.state.daily_counts import DailyCounts

_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_COUNTERS: Final = {
    "status": ("xiaoou_answers_total", "status", "Answers by how they ended."),
    "channel": ("xiaoou_answers_by_channel_total", "channel", "Answers by door."),
    "crisis": ("xiaoou_crises_total", "kind", "Disclosures of danger by kind."),
}
Totals = Mapping[tuple[str, str], int]


def metrics_router(bot: Bot, counts: DailyCounts | None, counting: Counting) -> APIRouter:
    """The route that a monitoring system asks."""
    router = APIRouter()

    @router.get("/metrics")
    def metrics() -> Response:
        counting.flush()
        lines = [
            "# HELP xiaoou_model_ready Whether the model of the asked process is warm.",
            "# TYPE xiaoou_model_ready gauge",
            f"xiaoou_model_ready {int(bot.ready)}",
        ]
        try:
            totals = counts.totals() if counts else {}
        except SQLAlchemyError:
            return PlainTextResponse("# the counters cannot be read now\n", 503, media_type=_TYPE)
        lines += [*_counters(totals), *_histogram(totals)]
        return PlainTextResponse("\n".join(lines) + "\n", media_type=_TYPE)

    return router


def _counters(totals: Totals) -> Iterator[str]:
    for measure, (name, label, sentence) in _COUNTERS.items():
        yield f"# HELP {name} {sentence}"
        yield f"# TYPE {name} counter"
        for (of, value), n in sorted(totals.items()):
            if of == measure:
                yield f'{name}{{{label}="{value}"}} {n}'


def _histogram(totals: Totals) -> Iterator[str]:
    name, so_far = "xiaoou_answer_seconds", 0
    yield f"# HELP {name} How long answers took."
    yield f"# TYPE {name} histogram"
    for end in MILLISECONDS:
        so_far += totals.get(("milliseconds", str(end)), 0)
        yield f'{name}_bucket{{le="{end / 1000:g}"}} {so_far}'
    so_far += totals.get(("milliseconds", "inf"), 0)
    yield f'{name}_bucket{{le="+Inf"}} {so_far}'
    yield f"{name}_sum {totals.get(('milliseconds_sum', ''), 0) / 1000:g}"
    yield f"{name}_count {so_far}"
