"""A normal form whose changes are listed when they are asked for: to list them takes longer than to find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.latex.normalization.changes import Change

__all__ = ["Unlisted"]


class Unlisted:
    """What has an attribute ``changes`` that may not be set yet, and then a function that lists them."""

    __slots__ = ("_list",)

    _list: Callable[[], tuple[Change, ...]]

    def __getattr__(self, name: str) -> tuple[Change, ...]:
        """Return what is not set yet; called for nothing else."""
        if name != "changes":
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'", name=name, obj=self)
        changes = self._list()
        object.__setattr__(self, name, changes)
        return changes
