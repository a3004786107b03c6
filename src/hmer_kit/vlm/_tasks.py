"""Which tasks there are: the five, or those that are given, by name or as they are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TASKS
from hmer_kit.tasks.building._choice import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hmer_kit.tasks import Task

__all__ = ["known_task", "known_tasks", "plain_tasks", "with_the_five"]

_OWN = "choose out of these, or give a task of your own as the object itself where tasks are given"


def known_tasks(tasks: Iterable[str | Task] | None) -> dict[str, Task]:
    """Return tasks by their names; the five for None.

    Raises:
        InputError: An unknown name, what is no task, or two tasks of one name.
    """
    try:
        found = resolve(tasks if tasks is None or isinstance(tasks, str) else tuple(tasks))
    except InputError as error:
        raise InputError(f"{error}; {_OWN}") from error
    for task in found:
        if not isinstance(task.name, str) or not task.name:
            raise InputError(f"expected a task with a name, got the name {task.name!r} of {task!r}")
    name, count = Counter(task.name for task in found).most_common(1)[0] if found else ("", 0)
    if count > 1:
        same = [task for task in found if task.name == name]
        raise InputError(f"expected tasks that differ in name, got {count} called {name!r}: {same}; rename one")
    return {task.name: task for task in found}


def with_the_five(tasks: Iterable[str | Task]) -> dict[str, Task]:
    """Return the five by name and those given, which stand for those of the five that have their names."""
    return {**TASKS, **known_tasks(tasks)}


def known_task(name: str, known: Mapping[str, Task]) -> Task:
    """Return the task of an example's name.

    Raises:
        InputError: It is not among those that are known.
    """
    if name not in known:
        raise InputError(f"expected examples of {list(known)}, got one of {name!r}; {_OWN}")
    return known[name]


def plain_tasks(tasks: Sequence[str | Task] | None) -> list[str] | None:
    """Return what a checkpoint keeps of tasks: names, and of an object that is not one of the five a note."""
    return None if tasks is None else [_plain(task) for task in tasks]


def _plain(task: str | Task) -> str:
    if isinstance(task, str):
        return task
    kind = type(task)
    return task.name if task == TASKS.get(task.name) else f"not kept: {kind.__module__}.{kind.__qualname__}"
