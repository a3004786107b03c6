"""Runaway predictions: a decoder that repeats itself up to its length limit.

One rule serves the rooms above, which do not know each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.alignment._checks import check_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["is_runaway"]

_RUNAWAY_EXCESS = 50
_LOOP_REPEATS = 4
_LOOP_TOKENS = 20
_LONGEST_PERIOD = 32


def _loop_tokens(tokens: Sequence[str]) -> int:
    """Return how many tokens at the end repeat one period at least ``_LOOP_REPEATS`` times."""
    longest = 0
    for period in range(1, min(_LONGEST_PERIOD, len(tokens) // _LOOP_REPEATS) + 1):
        at = len(tokens) - 1
        while at >= period and tokens[at] == tokens[at - period]:
            at -= 1
        tail = len(tokens) - 1 - at + period
        if tail >= _LOOP_REPEATS * period:
            longest = max(longest, tail)
    return longest


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
    if excess < _LOOP_TOKENS // 2:
        return False
    loop = _loop_tokens(prediction)
    return loop >= _LOOP_TOKENS and 2 * excess >= loop
