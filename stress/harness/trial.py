"""What a scenario says: that a trial cannot be made here, and which faults it survived.

A scenario is a module of ``stress.scenarios``. The first line of its docstring is its title, and it has a function::

    def trial(rng: random.Random, folder: Path) -> str

It makes one trial in an empty folder of its own, draws everything from ``rng``, and returns one line that begins with
the faults, as ``survived`` writes it. It raises anything where something broke, and ``NotTried`` where it cannot be
tried here. Three constants are optional, numbers written out: ``SHARE``, the weight of its time (1.0), ``AT_LEAST``,
how many trials a full run owes (1), and ``LIMIT``, after how many seconds a trial has hung (120).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NotTried", "faults_in", "random_of", "survived"]


class NotTried(Exception):  # noqa: N818 - nothing is wrong
    """The trial cannot be made here; the text says what it needs."""


def survived(faults: Mapping[str, int], what: str) -> str:
    """Return the line of a trial: the faults that were injected, each with its count, and what came of it.

    Examples:
        >>> survived({"SIGKILL": 2, "SIGTERM": 1}, "412 samples built, none lost or doubled")
        '2 SIGKILL, 1 SIGTERM: 412 samples built, none lost or doubled'
    """
    counts = ", ".join(f"{count} {kind}" for kind, count in faults.items() if count)
    return f"{counts or '0 faults'}: {' '.join(what.split())}"


def faults_in(line: str) -> dict[str, int]:
    """Return the faults that the line of a trial begins with; none of a line that begins otherwise.

    Examples:
        >>> faults_in("2 SIGKILL, 1 torn line: 412 samples built")
        {'SIGKILL': 2, 'torn line': 1}
        >>> faults_in("all is well")
        {}
    """
    head, colon, _ = line.partition(":")
    pairs = [part.strip().partition(" ") for part in head.split(",")]
    if not colon or not all(count.isdecimal() and kind for count, _, kind in pairs):
        return {}
    return {kind: int(count) for count, _, kind in pairs if int(count)}


def random_of(seed: int, scenario: str, number: int) -> random.Random:
    """Return the random numbers of one trial, the same ones each time."""
    return random.Random(f"{seed}/{scenario}/{number}")
