"""A weighted sum of rewards that keeps its parts apart for the log."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from hmer_kit.tasks import Task

__all__ = ["CombinedReward", "RewardParts", "SampleReward", "combine"]


class SampleReward(Protocol):
    """What all rewards of this room are, and what one of your own has to be.

    Examples:
        >>> from hmer_kit.rewards import exact_reward
        >>> def short_reward(response, reference, *, task="vanilla"):
        ...     return float(len(response) <= 2 * len(reference))
        >>> combine({"exact": (0.9, exact_reward), "short": (0.1, short_reward)})("x", "x")
        1.0
    """

    def __call__(self, response: str, reference: str, /, *, task: str | Task) -> float | None:
        """Return the reward of one response, or None where it does not apply."""
        ...


@dataclass(frozen=True, slots=True)
class RewardParts:
    """A weighted sum and what it is made of.

    Examples:
        >>> RewardParts(0.5, {"exact": 0.0, "format": 1.0}).parts["format"]
        1.0
    """

    total: float | None
    """The weighted sum of the parts that apply; None where none does."""
    parts: dict[str, float | None]
    """Each reward by its name, without its weight."""


class CombinedReward:
    """A weighted sum of rewards, itself a reward; ``combine`` makes it.

    Args:
        parts: Weight and reward of each part, by name.

    Raises:
        InputError: There is no part, or a weight is no finite number.

    Examples:
        >>> from hmer_kit.rewards import edit_reward, exact_reward
        >>> reward = CombinedReward({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)})
        >>> reward.parts("a + b", "a + c d")
        RewardParts(total=0.25, parts={'exact': 0.0, 'edit': 0.5})
    """

    def __init__(self, parts: Mapping[str, tuple[float, SampleReward]]) -> None:
        self.weighted = _checked(parts)
        """Weight and reward of each part, by name."""
        self.__name__ = "_".join([*self.weighted, "reward"])

    def __call__(self, response: str, reference: str, *, task: str | Task = "vanilla") -> float | None:
        """Return the weighted sum of the parts that apply, or None where none does.

        Args:
            response: What the model wrote.
            reference: The right answer.
            task: What was asked.
        """
        return self.parts(response, reference, task=task).total

    def parts(self, response: str, reference: str, *, task: str | Task = "vanilla") -> RewardParts:
        """Return the weighted sum with its parts.

        Args:
            response: What the model wrote.
            reference: The right answer.
            task: What was asked.
        """
        found = {name: reward(response, reference, task=task) for name, (_, reward) in self.weighted.items()}
        terms = [self.weighted[name][0] * value for name, value in found.items() if value is not None]
        return RewardParts(math.fsum(terms) if terms else None, found)


def combine(parts: Mapping[str, tuple[float, SampleReward]]) -> CombinedReward:
    """Return the weighted sum of rewards, as one reward whose parts go to the trainer's log.

    A part that does not apply is left out of the sum; the sum is within 0..1 if the weights are positive and add up to
    1.

    Args:
        parts: Weight and reward of each part, by the name that stands in the log.

    Raises:
        InputError: There is no part, or a weight is no finite number.

    Examples:
        >>> from hmer_kit.rewards import edit_reward, exact_reward, format_reward
        >>> reward = combine({"exact": (0.6, exact_reward), "edit": (0.3, edit_reward), "format": (0.1, format_reward)})
        >>> reward("x + 1", "x + 1"), round(reward("x - 1", "x + 1"), 2), reward("", "x + 1")
        (1.0, 0.3, 0.0)
    """
    return CombinedReward(parts)


def _checked(parts: object) -> dict[str, tuple[float, SampleReward]]:
    if not isinstance(parts, Mapping) or not parts:
        raise InputError(
            f"expected a dict of rewards to combine, got {parts!r:.80}; write {{'exact': (1.0, exact_reward)}}"
        )
    for name, part in parts.items():
        pair = tuple(part) if isinstance(part, tuple | list) else ()
        if len(pair) != 2 or not callable(pair[1]) or not _is_number(pair[0]):
            raise InputError(
                f"expected a finite weight and a reward as part {name!r}, got {part!r:.80}; write (1.0, exact_reward)"
            )
    return {str(name): (float(weight), reward) for name, (weight, reward) in parts.items()}


def _is_number(weight: object) -> bool:
    return isinstance(weight, int | float) and not isinstance(weight, bool) and math.isfinite(weight)
