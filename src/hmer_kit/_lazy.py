"""Rooms whose names are imported when they are first asked for (PEP 562).

A room with a hundred modules takes tenths of a second to import, and a command needs three of them.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__: list[str] = []


def lazy_room(room: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a room, whose module ``_lazy_names`` says where its names live.

    No name may be that of a module directly in the room: Python puts such a module in its place once it is imported.

    Args:
        room: The room's full name.
    """
    table: Mapping[str, Sequence[str]] = import_module(f"{room}._lazy_names").NAMES
    home = {name: module for module, names in table.items() for name in names}

    def __getattr__(name: str) -> object:  # noqa: N807 - it is given to a module
        if name not in home:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        value = getattr(import_module(f"{room}.{home[name]}"), name)
        setattr(sys.modules[room], name, value)
        return value

    def __dir__() -> list[str]:  # noqa: N807
        return sorted({*vars(sys.modules[room]), *home})

    return __getattr__, __dir__
