"""A shunting yard: operators wait until their operands are written, so neither length nor depth makes it recurse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit.latex.algebra._formula import Step
    from hmer_kit.latex.algebra._terms import Term

__all__ = ["ADD", "FUNCTION", "GROUP_STEPS", "JUXTAPOSE", "MULTIPLY", "NEGATE", "Pending", "Yard"]

ADD, NEGATE, MULTIPLY, FUNCTION, JUXTAPOSE = 1, 2, 3, 4, 5
_PREFIX = frozenset({NEGATE, FUNCTION})
_STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "add": (["add"],),
    "subtract": (["negate"], ["add"]),
    "multiply": (["multiply"],),
    "divide": (["divide"],),
    "negate": (["negate"],),
}
GROUP_STEPS: Final[Mapping[str, tuple[Step, ...]]] = {
    "frac": (["divide"],),
    "root": (["root"],),
    "binomial": (["binomial"],),
    "power": (["power"],),
    "bar": (["abs"],),
}
"""What is written at the end of a group."""


@dataclass(slots=True)
class Pending:
    """An operator that waits for its right operand, or a group that is open."""

    kind: str
    term: Term
    level: int = 0
    """How close an operator binds; 0 for a group."""
    steps: tuple[Step, ...] = ()
    """What to write when it is complete."""
    commas: int = 0
    bars: int = 0
    """Absolute values that ended in it."""
    before: Term | None = None
    """The term before an exponent."""


class Yard:
    """What is written, and what waits; the outermost group is the input itself."""

    def __init__(self, end: Term) -> None:
        self.steps: list[Step] = []
        self.pending: list[Pending] = [Pending("input", end)]

    def operate(self, kind: str, term: Term, *, level: int) -> None:
        """Let an operator wait; those that bind as close and have both operands are written first."""
        if level not in _PREFIX:
            self.reduce(level)
        self.pending.append(Pending(kind, term, level=level, steps=_STEPS[kind]))

    def reduce(self, level: int = ADD) -> Pending:
        """Write the operators that bind as close, and return what then waits last."""
        while self.pending[-1].level >= level:
            self.steps.extend(self.pending.pop().steps)
        return self.pending[-1]

    def operators(self) -> Iterator[Pending]:
        """Yield the operators that wait in the innermost group, the last one first."""
        return takewhile(lambda item: item.level > 0, reversed(self.pending))

    def group(self) -> Pending:
        """Return the innermost group; the operators in it go on waiting."""
        return next(item for item in reversed(self.pending) if not item.level)

    def function_waits(self) -> bool:
        """Whether the argument of a function without parentheses is being read."""
        return any(item.kind == "function" for item in self.operators())

    def finish(self, group: Pending) -> None:
        """End a group, the last that waits."""
        self.pending.pop()
        for step in group.steps:
            self.steps.append([step[0], step[1], group.commas + 1] if step[0] == "apply" else step)
