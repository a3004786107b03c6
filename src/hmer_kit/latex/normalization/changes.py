"""What a normalization gives: the expression, and what was changed in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from hmer_kit.latex.normalization._unlisted import Unlisted

__all__ = ["REPAIR", "Change", "Normalized"]

REPAIR: Final = "repair"
"""In place of the rule: what ``on_error="recover"`` had to mend before any rule."""


@dataclass(frozen=True, slots=True)
class Change:
    r"""One place where a rule rewrote something.

    Examples:
        >>> str(Change("aliases", "\\le", "\\leq", (2, 5)))
        'aliases at 2: \\le -> \\leq'
    """

    rule: str
    """Name of the rule, or ``REPAIR``."""
    before: str
    """What stood there, after eight tokens ``...``; empty where something was put in."""
    after: str
    """What stands there now, cut likewise; empty where something was left out."""
    span: tuple[int, int] | None
    """``(first, past_last)`` character of the place in the input; None for what was made on the way."""

    def __str__(self) -> str:
        place = f" at {self.span[0]}" if self.span else ""
        return f"{self.rule}{place}: {self.before or '(nothing)'} -> {self.after or '(nothing)'}"


@dataclass(frozen=True, slots=True)
class Normalized(Unlisted):
    r"""An expression in its normal form.

    Examples:
        >>> result = Normalized("x \\leq 1", (Change("aliases", "\\le", "\\leq", (2, 5)),), signature="same_ink/1")
        >>> str(result), result.by_rule()
        ('x \\leq 1', {'aliases': 1})
    """

    latex: str
    """Blank-separated LaTeX."""
    changes: tuple[Change, ...]
    """What was changed, in the order in which it was; empty for an expression that was in its normal form."""
    signature: str
    """The profile, its version, and how it was modified."""

    def by_rule(self) -> dict[str, int]:
        """Return how often each rule changed something, the names in alphabetic order."""
        return dict(sorted(Counter(change.rule for change in self.changes).items()))

    def __str__(self) -> str:
        return self.latex
