"""Which tasks are mixed, and with what weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TASKS, Task
from hmer_kit.vlm._tasks import known_tasks

if TYPE_CHECKING:
    from collections.abc import Sized

__all__ = ["MixedTasks", "TaskWeights", "mixed_tasks"]

TaskWeights = Mapping[str | Task, float] | Mapping[str, float] | Sequence[str | Task] | Literal["natural"] | None
"""Weights by task or name, or tasks and names without weights."""


@dataclass(frozen=True, slots=True)
class MixedTasks:
    """Tasks and their weights.

    Examples:
        >>> mixed = mixed_tasks({"vanilla": 2, "tree_cot": 0})
        >>> [task.name for task in mixed.chosen], mixed.of({"vanilla": range(5), "tree_cot": range(3)})
        (['vanilla'], {'vanilla': 2})
        >>> mixed_tasks("natural").of({"vanilla": range(5), "tree_cot": range(3)})
        {'vanilla': 5, 'tree_cot': 3}
    """

    tasks: Mapping[str, Task] = field(default_factory=lambda: dict(TASKS))
    """The tasks by name, those of no weight too."""
    weights: Mapping[str, float] | None = None
    """Relative weight of each; None for natural proportions."""

    @property
    def chosen(self) -> list[Task]:
        """The tasks that are wanted."""
        return [task for name, task in self.tasks.items() if self.weights is None or self.weights[name]]

    @property
    def by_task(self) -> dict[str | Task, float] | None:
        """The weight of each task, the tasks as they are."""
        return None if self.weights is None else {self.tasks[name]: weight for name, weight in self.weights.items()}

    def of(self, pools: Mapping[str, Sized]) -> dict[str, float]:
        """Return the weight of each task that has examples and is wanted.

        Args:
            pools: Examples of each task.

        Raises:
            InputError: There is none.
        """
        natural = {name: len(pool) for name, pool in pools.items() if name in self.tasks}
        weights = natural if self.weights is None else {name: self.weights[name] for name in natural}
        wanted: dict[str, float] = {name: weight for name, weight in weights.items() if weight}
        if not wanted:
            names, count = [task.name for task in self.chosen], sum(map(len, pools.values()))
            raise InputError(f"expected training examples of {names}, got {count} of {list(pools)}")
        return wanted


def mixed_tasks(tasks: TaskWeights) -> MixedTasks:
    """Return the tasks of a data module and their weights.

    Args:
        tasks: Weights by task or name; tasks or names, ``"natural"`` for all five, in natural proportions; None for all
            five alike.

    Raises:
        InputError: An unknown task, two of one name, a negative weight, none that is positive, or another word.

    Examples:
        >>> mixed_tasks({"vanilla": 2}).weights, mixed_tasks("natural").weights
        ({'vanilla': 2}, None)
    """
    if tasks == "natural":
        return MixedTasks()
    if isinstance(tasks, str):
        raise InputError(f"expected weights of tasks or 'natural', got {tasks!r}")
    known = known_tasks(tasks)
    if tasks is not None and not isinstance(tasks, Mapping):
        if not known:
            raise InputError("expected at least one task, got an empty list")
        return MixedTasks(known)
    weights = dict.fromkeys(known, 1.0) if tasks is None else dict(zip(known, tasks.values(), strict=True))
    if any(not 0 <= weight < math.inf for weight in weights.values()) or not any(weights.values()):
        raise InputError(f"expected weights of tasks, none negative and one at least positive, got {weights}")
    return MixedTasks(known, weights)
