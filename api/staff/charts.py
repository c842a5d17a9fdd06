"""Charts as plain SVG: geometry only, so that a template can draw them under a policy that allows no inline style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 180
_GAP: Final = 0.2
_WIDEST: Final = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle; `tone` is the number of its series, `title` what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns side by side, each a pile of series; `top` is the value at the upper edge."""

    bars: tuple[Bar, ...]
    top: int
    width: int = WIDTH
    height: int = HEIGHT


def columns(labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """A column a label, the series piled up in their order."""
    piles = [sum(values) for values in zip(*series.values(), strict=True)] if series else []
    top = max(piles, default=0) or 1
    step = min(WIDTH / max(len(labels), 1), _WIDEST)
    bars = []
    for n, label in enumerate(labels):
        y = float(HEIGHT)
        for tone, (name, values) in enumerate(series.items()):
            height = values[n] / top * HEIGHT
            y -= height
            if values[n]:
                left = n * step + step * _GAP / 2
                title = f"{label} {name}：{values[n]}"
                bars.append(
                    Bar(round(left, 1), round(y, 1), round(step * (1 - _GAP), 1), round(height, 1), tone, title)
                )
    return Chart(tuple(bars), top)
