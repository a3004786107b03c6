"""Rewards for what an answer looks like when it is typeset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex import SAME_INK
from hmer_kit.rewards._answers import is_marked, read_answer, with_brevity
from hmer_kit.visual import PairMatcher, is_visually_equal

if TYPE_CHECKING:
    from hmer_kit.latex import Profile
    from hmer_kit.tasks import Task

__all__ = ["cdm_reward", "visual_reward"]

_POSITION_AWARE = 5.0


def visual_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", profile: str | Profile = SAME_INK
) -> float | None:
    r"""Return 1 for an answer that draws the same symbols at the same places, 0 for any other.

    Nothing is rendered, see ``hmer_kit.visual.is_visually_equal``.

    Args:
        response: What the model wrote; any text.
        reference: The right LaTeX.
        task: What was asked.
        profile: Normal form; ``"loose"`` forgives fonts and dots as well.

    Returns:
        A fraction 0..1, between them only for an answer too long for its reference; None in error detection.

    Raises:
        InputError: The reference is blank, or there is no such task or profile.

    Examples:
        >>> visual_reward(r"\frac12", r"\frac { 1 } { 2 }"), visual_reward("x _ 2", "x ^ 2")
        (1.0, 0.0)
    """
    answer = read_answer(response, reference, task=task)
    if is_marked(task):
        return None
    return with_brevity(
        answer, lambda given: float(is_visually_equal(given.prediction, given.reference, profile=profile))
    )


def cdm_reward(
    response: str, reference: str, *, task: str | Task = "vanilla", matcher: PairMatcher | None = None
) -> float | None:
    """Return the F1 of character detection matching (CDM): symbols that lie where the reference has them.

    Needs the extra ``hmer_kit[visual]``. LaTeX that does not parse earns nothing.

    Args:
        response: What the model wrote; any text.
        reference: The right LaTeX.
        task: What was asked.
        matcher: Threshold and back end. By default positions count (5 pixels): at the 20 pixels of the published metric
            a script on the line is right, which a model would learn to write.

    Returns:
        A fraction 0..1; None in error detection.

    Raises:
        InputError: The reference is blank, or there is no such task.
        MissingExtraError: scipy is not installed.

    Examples:
        >>> round(cdm_reward("x + 2", "x + 1"), 2), cdm_reward("N m", "N _ { m }")
        (0.67, 0.0)
    """
    chosen = PairMatcher(residual_threshold=_POSITION_AWARE, cache_size=0) if matcher is None else matcher
    answer = read_answer(response, reference, task=task)
    if is_marked(task):
        return None
    return with_brevity(answer, lambda given: chosen.match(given.prediction, given.reference).f1)
