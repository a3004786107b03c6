"""Geometry of the learning curve: numbers in, places in per cent of the plot out; the template draws them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.report.content import CurvePoint

MAX_POINTS = 300
_COLOURS = 8
_SMALLEST = 1e-9


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    """Place in per cent of the plot, from the left or from the top."""
    label: str
    """What stands beside it."""
    note: str = ""
    """Second, weaker line."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A measured point."""

    x: float
    """Place from the left, per cent."""
    y: float
    """Place from the top, per cent."""
    label: str
    """What a pointer over it shows."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a panel."""

    name: str
    """Task, or ``loss``."""
    colour: int
    """Number of its colour, 1 to 8."""
    path: str
    """Points of a polyline in a 100 × 100 box."""
    dots: list[Dot]
    """Points to draw and to point at; empty where they are too many."""
    last: str
    """Last value, as shown in the legend."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot over the common step axis."""

    title: str
    """What it shows."""
    ticks: list[Tick]
    """Marks of the vertical axis."""
    series: list[Series]
    """Its lines."""
    description: str
    """The same in words, for those who do not see it."""


@dataclass(frozen=True, slots=True)
class CurveChart:
    """The panels of a learning curve."""

    panels: list[Panel]
    """Expression rate, then loss; a panel without points is left out."""
    ticks: list[Tick]
    """Marks of the step axis, with the time as note where it is known."""
    note: str
    """What was averaged or could not be drawn."""
    rows: list[CurvePoint]
    """Points with an expression rate, for the table beneath."""


def curve_chart(points: Sequence[CurvePoint]) -> CurveChart | None:
    """Lay out a learning curve; None if it holds nothing to draw.

    Examples:
        >>> from hmer_kit.report import CurvePoint
        >>> chart = curve_chart([CurvePoint(0, loss=4.0), CurvePoint(50, loss=1.0, expression_rates={"vanilla": 0.5})])
        >>> [panel.title for panel in chart.panels], [tick.label for tick in chart.ticks]
        (['Expression rate on unseen samples', 'Training loss'], ['0', '10', '20', '30', '40', '50'])
    """
    ordered = sorted(points, key=lambda point: point.step)
    end = max((point.step for point in ordered), default=0) or 1
    losses, note = _losses(ordered)
    panels = [panel for panel in (_rate_panel(ordered, end), _loss_panel(losses, end)) if panel is not None]
    if not panels:
        return None
    steps = [step for step in axis_steps(end) if step <= end and step.is_integer()]  # there is no step 2.5
    ticks = [Tick(100 * step / end, f"{step:.0f}", _clock(ordered, step)) for step in steps]
    return CurveChart(panels, ticks, note, [point for point in ordered if point.expression_rates])


def axis_steps(top: float, *, wanted: int = 5) -> list[float]:
    """Return round numbers from 0 to the first one at or above ``top``.

    Examples:
        >>> axis_steps(3.7)
        [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    if top <= _SMALLEST:
        return [0.0, 1.0]
    power = 10.0 ** math.floor(math.log10(top / wanted))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * wanted >= top * 0.999)
    return [round(index * step, 10) for index in range(math.ceil(round(top / step, 6)) + 1)]


def _rate_panel(points: list[CurvePoint], end: int) -> Panel | None:
    tasks = list(dict.fromkeys(task for point in points for task in point.expression_rates))
    if not tasks:
        return None
    series = []
    for number, task in enumerate(tasks):
        values = [(point.step, point.expression_rates[task]) for point in points if task in point.expression_rates]
        dots = [
            Dot(100 * step / end, 100 - 100 * rate, f"{task}, step {step}: {100 * rate:.1f} %") for step, rate in values
        ]
        series.append(Series(task, number % _COLOURS + 1, _path(dots), dots, f"{100 * values[-1][1]:.1f} %"))
    ticks = [Tick(100 - percent, f"{percent} %") for percent in (0, 25, 50, 75, 100)]
    words = "; ".join(f"{one.name} ends at {one.last}" for one in series)
    return Panel("Expression rate on unseen samples", ticks, series, f"Expression rate by step: {words}.")


def _loss_panel(losses: list[tuple[float, float]], end: int) -> Panel | None:
    if not losses:
        return None
    steps = axis_steps(max(loss for _, loss in losses), wanted=4)
    top = steps[-1]
    dots = [Dot(100 * step / end, 100 - 100 * loss / top, "") for step, loss in losses]
    ticks = [Tick(100 - 100 * value / top, f"{value:g}") for value in steps]
    first, last = losses[0][1], losses[-1][1]
    line = Series("loss", 1, _path(dots), dots if len(dots) == 1 else [], f"{last:.3g}")
    return Panel("Training loss", ticks, [line], f"Training loss by step: from {first:.3g} to {last:.3g}.")


def _losses(points: list[CurvePoint]) -> tuple[list[tuple[float, float]], str]:
    """Return (step, loss) pairs, averaged where they are too many to draw, and a note on what was done."""
    given = [(point.step, point.loss) for point in points if point.loss is not None]
    finite = [(float(step), loss) for step, loss in given if math.isfinite(loss) and loss >= 0]
    notes = []
    if len(finite) < len(given):
        notes.append(f"{len(given) - len(finite)} points without a finite loss of 0 or more are not drawn.")
    width = math.ceil(len(finite) / MAX_POINTS)
    if width > 1:
        notes.append(f"Loss: means over {width} logged points.")
        chunks = [finite[start : start + width] for start in range(0, len(finite), width)]
        finite = [
            (sum(step for step, _ in chunk) / len(chunk), sum(loss for _, loss in chunk) / len(chunk))
            for chunk in chunks
        ]
    return finite, " ".join(notes)


def _path(dots: list[Dot]) -> str:
    return " ".join(f"{dot.x:.2f},{dot.y:.2f}" for dot in dots)


def _clock(points: list[CurvePoint], step: float) -> str:
    """Return the time at a step as minutes and seconds, interpolated; empty where time was not kept."""
    timed = [(point.step, point.seconds) for point in points if point.seconds is not None]
    if not timed or not timed[0][0] <= step <= timed[-1][0]:
        return ""
    after = next(index for index, (at, _) in enumerate(timed) if at >= step)
    (left, early), (right, late) = timed[max(after - 1, 0)], timed[after]
    share = (step - left) / (right - left) if right > left else 1.0
    seconds = round(early + share * (late - early))
    return f"{seconds // 60}:{seconds % 60:02d}"
