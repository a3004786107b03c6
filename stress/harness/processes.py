"""How our own modules are started as processes: by name, wherever the process that starts them stands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["ROOT", "command", "environment"]

ROOT = Path(__file__).resolve().parents[2]
"""Of the checkout."""


def command(module: str, *words: str) -> list[str]:
    """Return the command line of a module with its arguments.

    Its folder is no place to import from: a scenario writes what it likes there.
    """
    return [sys.executable, "-P", "-m", module, *words]


def environment(*first: Path, **more: str) -> dict[str, str]:
    """Return the environment of this process with what ``command`` needs: where this package is, and one thread.

    Args:
        first: Folders to import from before any other.
        more: Further variables.
    """
    given = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    places = [*map(str, first), str(ROOT), *map(os.path.abspath, given)]
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(places), **more}
