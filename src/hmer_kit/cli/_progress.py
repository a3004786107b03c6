"""A bar on standard error for what takes long; nothing where nobody looks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_Item = TypeVar("_Item")


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add ``--quiet``, also called ``--no-progress``.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_quiet(parser)
        >>> parser.parse_args(["--no-progress"]).quiet
        True
    """
    parser.add_argument("--quiet", "--no-progress", action="store_true", help="no progress bar")


def with_progress(items: Iterable[_Item], *, unit: str, quiet: bool, total: int | None = None) -> Iterable[_Item]:
    """Return the items, and let a bar count them as they are taken, where standard error is a terminal.

    Args:
        items: What is walked through.
        unit: What one of them is called.
        quiet: Whether there shall be no bar in any case.
        total: How many there are, if that is known.

    Examples:
        >>> list(with_progress([1, 2], unit="record", quiet=False))
        [1, 2]
    """
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        return items
    try:
        from tqdm import tqdm
    except ImportError:
        return items
    bar: Iterable[_Item] = tqdm(items, unit=f" {unit}s", total=total, file=sys.stderr, leave=False)
    return bar
