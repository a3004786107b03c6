"""The traces of a file, in file order, and which of them are strokes."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from hmer_kit.ink.inkml._formats import Formats
from hmer_kit.ink.inkml._points import TracePoints, plain_table, read_points
from hmer_kit.ink.inkml._refusal import Refusal
from hmer_kit.ink.strokes import Strokes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.ink.inkml._problems import Problems
    from hmer_kit.ink.inkml.limits import InkLimits


class Traces:
    """Takes traces one by one, each in the format that is in force.

    Args:
        limits: How much is taken.
        problems: Where is counted what is left out.
    """

    def __init__(self, limits: InkLimits, problems: Problems) -> None:
        self.limits = limits
        self.problems = problems
        self.formats = Formats(problems)
        self.indices: dict[str, int] = {}
        """Which stroke the trace of each name is; -1 for one that is none."""
        self._kept: list[TracePoints] = []
        self._points = 0
        self._whole: Strokes | None = None

    def add(self, text: str, attributes: Mapping[str, str], *, name: str, is_ink: bool) -> int:
        """Take a trace and return which stroke it is, or -1.

        Raises:
            Refusal: There are too many strokes or points.
        """
        known = name or f"number {len(self.indices) + 1}"
        if known in self.indices:
            self.problems.add("trace whose name came before", known)
            known = f"{known} (again, {len(self.indices) + 1})"
        self._check(text.count(",") + 1)
        self.indices[known] = index = self._keep(text, attributes, name=known) if is_ink else -1
        if not is_ink:
            self.problems.add("trace in definitions, which is no ink", known)
        return index

    def add_all(self, texts: Sequence[str]) -> bool:
        """Take the traces of a whole file, whose names are in ``indices``, or say that they are to be taken one by one.

        They are taken where there is no problem in them, and all are in the format that is in force now.
        """
        counts = [text.count(",") + 1 for text in texts]
        if len(counts) > self.limits.max_strokes or sum(counts) > self.limits.max_points:
            return False
        table = plain_table(",".join(texts))
        channels, limit = self.formats.current, self.limits.max_coordinate
        if table is None or len(table) != sum(counts) or not channels.are_plain(table.shape[1]):
            return not texts
        points = np.ascontiguousarray(table[:, :2])
        times = table[:, 2].copy() if table.shape[1] > 2 and channels.are_timed else None
        self._whole = Strokes(points, tuple(accumulate(counts)), times)
        return bool(-limit <= table.min() and table.max() <= limit)

    def strokes(self) -> Strokes:
        """Return the traces with points; times only where every stroke has them."""
        if self._whole is not None:
            return self._whole
        if not self._kept:
            return Strokes.of([])
        points = np.concatenate([trace.points for trace in self._kept])
        ends = tuple(np.cumsum([len(trace.points) for trace in self._kept]).tolist())
        times = [trace.times for trace in self._kept if trace.times is not None]
        if times and len(times) < len(self._kept):
            self.problems.add("stroke without times beside strokes with them", count=len(self._kept) - len(times))
        return Strokes(points, ends, np.concatenate(times) if len(times) == len(self._kept) else None)

    def _check(self, points: int) -> None:
        if len(self.indices) >= self.limits.max_strokes:
            raise Refusal(f"expected at most {self.limits.max_strokes} strokes, got more", code="too_many_strokes")
        self._points += points
        if self._points > self.limits.max_points:
            raise Refusal(f"expected at most {self.limits.max_points} points, got more", code="too_many_points")

    def _keep(self, text: str, attributes: Mapping[str, str], *, name: str) -> int:
        if attributes.get("type") == "penUp":
            self.problems.add("trace of a pen in the air", name)
            return -1
        if attributes.get("continuation") in {"middle", "end"}:
            self.problems.add("trace that goes on with another, taken for a stroke of its own", name)
        channels = self.formats.of(attributes.get("contextRef"))
        limit = self.limits.max_coordinate
        trace = read_points(text, channels, limit=limit, name=name, problems=self.problems)
        if not len(trace.points):
            self.problems.add("empty trace", name)
            return -1
        self._kept.append(trace)
        return len(self._kept) - 1
