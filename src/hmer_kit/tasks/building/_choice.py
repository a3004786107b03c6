"""Tasks by name, or as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.tasks.base import Task
from hmer_kit.tasks.registry import TASKS, get_task

if TYPE_CHECKING:
    from collections.abc import Sequence


def resolve(tasks: Sequence[str | Task] | None) -> list[Task]:
    """Return the tasks of a list of names and tasks; all of them for None."""
    if isinstance(tasks, str):
        raise InputError(f"expected a list of tasks, got the string {tasks!r}; write [{tasks!r}]")
    given: object = tuple(TASKS.values()) if tasks is None else tasks
    if not isinstance(given, Iterable):
        raise InputError(f"expected a list of tasks, got {type(tasks).__name__}; write ['vanilla'], or None for all")
    return [_task(task) for task in given]


def _task(task: object) -> Task:
    if isinstance(task, str):
        return get_task(task)
    if isinstance(task, type) or not isinstance(task, Task):
        raise InputError(f"expected a task or its name, got {task!r}; write 'vanilla' or Vanilla()")
    return task
