"""Rewards as verl calls them: one response at a time, with a dictionary out where there are parts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.rewards._answers import resolve_task
from hmer_kit.rewards.combining import CombinedReward

if TYPE_CHECKING:
    from hmer_kit.rewards.combining import SampleReward
    from hmer_kit.tasks import Task

__all__ = ["VerlReward"]


class VerlReward:
    """A reward in the shape ``compute_score(data_source, solution_str, ground_truth, extra_info)`` of verl.

    In the file of ``custom_reward_function.path`` (verl's documentation, "Implement Reward Function for Dataset"):
    ``compute_score = VerlReward(edit_reward)``. A combined reward gives a dictionary, in which verl takes ``"score"``
    and logs the rest; a part that does not apply is ``nan`` there, for every row has to have every key.

    Args:
        reward: A reward of one response.
        task: What all rows ask.
        task_key: Key of ``extra_info`` that holds the task of a row, in place of ``task``.

    Raises:
        InputError: ``reward`` is no function, or there is no such task.

    Examples:
        >>> from hmer_kit.rewards import combine, edit_reward, exact_reward
        >>> compute_score = VerlReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}))
        >>> compute_score("crohme", "a + b", "a + c d")
        {'score': 0.25, 'exact': 0.0, 'edit': 0.5}
        >>> VerlReward(edit_reward)("crohme", "a + b", "a + c d", extra_info={"split": "train"})
        0.5
    """

    def __init__(self, reward: SampleReward, *, task: str | Task = "vanilla", task_key: str | None = None) -> None:
        if not callable(reward):
            raise InputError(f"expected a reward, a function of response and reference, got {reward!r:.80}")
        self.reward = reward
        self.task = resolve_task(task)
        self.task_key = task_key
        self.__name__ = "compute_score"

    def __call__(
        self,
        data_source: object,  # noqa: ARG002 - verl gives it
        solution_str: str,
        ground_truth: str,
        extra_info: Mapping[str, Any] | None = None,
        **options: Any,  # noqa: ARG002
    ) -> float | dict[str, float]:
        """Return the reward of a response.

        Args:
            data_source: Name of the data set; not looked at.
            solution_str: The response.
            ground_truth: The right answer.
            extra_info: What else the row holds.
            options: What else verl gives; not looked at.

        Returns:
            A number, 0 where the reward does not apply, for verl knows no None; or a dictionary, see above.

        Raises:
            InputError: The right answer is blank, or the row has no task where it should.
        """
        task = self._task(extra_info)
        if not isinstance(self.reward, CombinedReward):
            return _number(self.reward(solution_str, ground_truth, task=task), missing=0.0)
        found = self.reward.parts(solution_str, ground_truth, task=task)
        parts = {name: _number(value, missing=math.nan) for name, value in found.parts.items()}
        return {"score": _number(found.total, missing=0.0), **parts}

    def _task(self, extra_info: Mapping[str, Any] | None) -> str | Task:
        if self.task_key is None:
            return self.task
        if not isinstance(extra_info, Mapping) or self.task_key not in extra_info:
            there = sorted(extra_info) if isinstance(extra_info, Mapping) else extra_info
            raise InputError(f"expected extra_info with the task of the row as {self.task_key!r}, got {there}")
        return resolve_task(extra_info[self.task_key])


def _number(value: float | None, *, missing: float) -> float:
    return missing if value is None else value
