"""Rewards as TRL's GRPO and RLOO trainers call them: lists of completions and columns in, a list of rewards out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.rewards._answers import resolve_task
from hmer_kit.rewards._columns import solutions_of, tasks_of, texts_of
from hmer_kit.rewards.combining import CombinedReward, RewardParts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.rewards.combining import SampleReward
    from hmer_kit.tasks import Task

__all__ = ["BatchReward"]


class BatchReward:
    r"""A reward in the shape ``reward(prompts=..., completions=..., **columns)`` of TRL, for ``reward_funcs``.

    Completions are strings, or conversations whose last message counts. No text makes it raise; data that lacks a
    column does, with the first batch. A row without a solution gets None, which TRL leaves out. The parts of a combined
    reward go to TRL's log, as the metric ``<name>/<part>`` and as columns of the completions.

    Args:
        reward: A reward of one response, such as ``edit_reward``, ``combine(...)`` or your own.
        name: What the log calls it; by default the name of the function. A ``functools.partial`` needs one.
        solution_column: Column of the right answers; ``"solution"`` is what TRL and ms-swift call it.
        task: What all rows ask.
        task_column: Column of the tasks of the rows, in place of ``task``.

    Raises:
        InputError: ``reward`` is no function, has no name, or there is no such task.

    Examples:
        >>> from hmer_kit.rewards import edit_reward
        >>> reward = BatchReward(edit_reward)
        >>> completions = ["a + b", [{"role": "assistant", "content": "LaTeX: a - b"}], "c"]
        >>> reward(prompts=["?"] * 3, completions=completions, solution=["a + b", "a + b", None])
        [1.0, 0.6666666666666667, None]
        >>> reward.__name__
        'edit_reward'
        >>> reward(completions=["x"], answer=["x"])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected the column 'solution' of the data set..., got ['answer']; ...
    """

    def __init__(
        self,
        reward: SampleReward,
        *,
        name: str | None = None,
        solution_column: str = "solution",
        task: str | Task = "vanilla",
        task_column: str | None = None,
    ) -> None:
        self.__name__ = _name_of(reward, name)
        self.reward = reward
        self.solution_column = solution_column
        self.task = resolve_task(task)
        self.task_column = task_column

    def __call__(
        self,
        completions: Sequence[Any],
        prompts: object = None,  # noqa: ARG002 - TRL gives them
        **columns: Any,
    ) -> list[float | None]:
        """Return one reward for each completion.

        Args:
            completions: Strings or conversations.
            prompts: Not looked at.
            columns: The other columns of the data set, and what the trainer adds.

        Returns:
            Rewards; None for rows without a solution and rows that the reward does not apply to.

        Raises:
            InputError: A column is missing or of another length, or holds something else than strings.
        """
        texts = texts_of(completions)
        solutions = solutions_of(columns, self.solution_column, size=len(texts))
        tasks = self._tasks(columns, size=len(texts))
        rows = [self._judge(*row) for row in zip(texts, solutions, tasks, strict=True)]
        self._log(rows, columns)
        return [row.total for row in rows]

    def _judge(self, text: str, solution: str | None, task: Task) -> RewardParts:
        if solution is None:
            return RewardParts(None, {})
        if isinstance(self.reward, CombinedReward):
            return self.reward.parts(text, solution, task=task)
        return RewardParts(self.reward(text, solution, task=task), {})

    def _tasks(self, columns: dict[str, Any], *, size: int) -> list[Task]:
        return [self.task] * size if self.task_column is None else tasks_of(columns, self.task_column, size=size)

    def _log(self, rows: Sequence[RewardParts], columns: dict[str, Any]) -> None:
        """Hand the parts of a combined reward to the functions that TRL gives for its log, if it gives them."""
        log_metric, log_extra = columns.get("log_metric"), columns.get("log_extra")
        for name in self.reward.weighted if isinstance(self.reward, CombinedReward) else ():
            values = [row.parts.get(name) for row in rows]
            known = [value for value in values if value is not None]
            if callable(log_metric) and known:
                log_metric(f"{self.__name__}/{name}", math.fsum(known) / len(known))
            if callable(log_extra):
                log_extra(name, values)


def _name_of(reward: object, name: str | None) -> str:
    if not callable(reward):
        raise InputError(f"expected a reward, a function of response and reference, got {reward!r:.80}")
    found = name or getattr(reward, "__name__", None)
    if not found or found == "<lambda>":
        raise InputError(f"expected a name for {type(reward).__name__} in the log, got none; give name='edit_loose'")
    return str(found)
