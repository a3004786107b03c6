"""Runaway predictions: a decoder that repeats itself up to its length limit.

One definition serves the rooms above, which do not know each other: a *loop* is a period that repeats to the end. How
much of it makes a runaway is a ``LoopRule``: little, where the reference is there to compare with (``is_runaway``);
much, while a model is still writing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.alignment._checks import check_tokens
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

__all__ = ["Loop", "LoopRule", "is_runaway"]

_RUNAWAY_EXCESS = 50


@dataclass(frozen=True, slots=True)
class Loop:
    """A period that repeats to the end of a sequence.

    Examples:
        >>> Loop(period=2, tokens=7).repeats
        3.5
    """

    period: int
    """Tokens after which it begins anew."""
    tokens: int
    """Tokens at the end that belong to it."""

    @property
    def repeats(self) -> float:
        """How often the period stands there."""
        return self.tokens / self.period


@dataclass(frozen=True, slots=True)
class LoopRule:
    r"""How much repetition at the end makes a loop.

    The defaults are for a model that is still writing, where a true repetition must not be cut off. They keep every one
    of 53,618 references that they were tried on (CROHME, MNE, HME scenes, Im2LaTeX), whether split at blanks, into
    characters, or into characters without blanks: the longest true repetition there has 59 tokens of period 1, 119
    characters of period 4 and 217 characters of period 31, which stands 7 times. They also keep a matrix of equal cells
    with up to 15 rows. The decoder loop in published predictions (1,027 tokens for 27) ends after 142.

    Raises:
        InputError: A number is less than 1, or ``min_repeats`` less than 2.

    Examples:
        >>> LoopRule().find("3 . " .split() + ["3"] * 200)
        Loop(period=1, tokens=200)
        >>> LoopRule().find("1 + ".split() * 40) is None
        True
    """

    min_tokens: int = 128
    """Tokens that it covers at least."""
    min_repeats: int = 16
    """How often the period stands there at least."""
    max_period: int = 32
    """Longest period that is looked for, in tokens."""

    def __post_init__(self) -> None:
        if self.min_tokens < 1 or self.max_period < 1 or self.min_repeats < 2:
            raise InputError(f"expected min_tokens and max_period of at least 1, min_repeats of at least 2, got {self}")

    def least(self, period: int) -> int:
        """Return how many tokens a loop of that period covers at least.

        Examples:
            >>> LoopRule().least(1), LoopRule().least(14)
            (128, 224)
        """
        return max(self.min_tokens, self.min_repeats * period)

    def find(self, tokens: Sequence[Hashable]) -> Loop | None:
        """Return the longest loop at the end, that of the shortest period among equals, or None.

        Args:
            tokens: Anything that can be compared: LaTeX tokens, ids, characters.

        Examples:
            >>> LoopRule(min_tokens=4, min_repeats=2).find([7, 1, 2, 1, 2, 1])
            Loop(period=2, tokens=5)
        """
        found: Loop | None = None
        for period in range(1, min(self.max_period, len(tokens) // self.min_repeats) + 1):
            at = len(tokens) - 1
            while at >= period and tokens[at] == tokens[at - period]:
                at -= 1
            tail = len(tokens) - 1 - at + period
            if tail >= self.least(period) and (found is None or tail > found.tokens):
                found = Loop(period, tail)
        return found


_BESIDE_REFERENCE = LoopRule(min_tokens=20, min_repeats=4)


def is_runaway(prediction: Sequence[str], reference: Sequence[str]) -> bool:
    """Say whether a prediction is a decoder's runaway and not a reading of the image.

    It is when one of these holds:

    * it is at least twice as long as the reference and at least 50 tokens longer;
    * it ends in a loop (a period of up to 32 tokens, repeated at least 4 times over at least 20 tokens) and is longer
      than the reference by at least half of that loop. The second condition spares expressions that repeat themselves
      on paper.

    In the published Uni-MuMER and CoMER predictions for CROHME this finds the two that ran to the length limit (1,027
    tokens for 27) and no other: the next longest is 21 tokens longer than its reference.

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.

    Returns:
        True for a runaway; False for two empty lists.

    Raises:
        InputError: A bare string, None, or a token that is no string.

    Examples:
        >>> is_runaway(["3", "."] + ["3"] * 60, ["3", ".", "3"])
        True
    """
    check_tokens(prediction, "prediction")
    check_tokens(reference, "reference")
    excess = len(prediction) - len(reference)
    if excess >= max(_RUNAWAY_EXCESS, len(reference)):
        return True
    if 2 * excess < _BESIDE_REFERENCE.min_tokens:
        return False
    loop = _BESIDE_REFERENCE.find(prediction)
    return loop is not None and 2 * excess >= loop.tokens
