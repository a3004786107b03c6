"""The five tasks by name."""

from __future__ import annotations

from difflib import get_close_matches
from types import MappingProxyType
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError
from hmer_kit.tasks.error_correction import ErrorCorrection
from hmer_kit.tasks.error_detection import ErrorDetection
from hmer_kit.tasks.symbol_counting import SymbolCounting
from hmer_kit.tasks.tree_cot import TreeCoT
from hmer_kit.tasks.vanilla import Vanilla

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hmer_kit.tasks.base import Task

__all__ = ["TASKS", "get_task"]

_ALL: tuple[Task, ...] = (Vanilla(), TreeCoT(), SymbolCounting(), ErrorDetection(), ErrorCorrection())
TASKS: Mapping[str, Task] = MappingProxyType({task.name: task for task in _ALL})
"""The five tasks in the paper's order, as the released data has them."""


def get_task(name: str) -> Task:
    """Return the task of that name.

    Args:
        name: ``vanilla``, ``tree_cot``, ``symbol_counting``, ``error_detection`` or ``error_correction``.

    Raises:
        InputError: There is none.

    Examples:
        >>> get_task("vanilla").build
        ... # doctest: +ELLIPSIS
        <bound method Vanilla.build of ...>
    """
    if isinstance(name, str) and name in TASKS:
        return TASKS[name]
    near = get_close_matches(str(name), TASKS, n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise InputError(f"expected a task name, one of {', '.join(map(repr, TASKS))}, got {name!r}{hint}")
