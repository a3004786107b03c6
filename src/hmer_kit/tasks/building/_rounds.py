"""Rounds of parts for engines that take a whole table at a time, and what is done when one breaks down."""

from __future__ import annotations

import pickle
from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.tasks.building._processes import run_in_processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder

PARTS_A_WORKER = 4
"""Parts of a round for each worker: enough that none waits long for the last, few enough to be held."""


class WorkerDiedError(Exception):
    """A process of an engine has died, whatever the engine calls that."""


def run_rounds(
    work: PartBuilder,
    parts: Iterable[Part],
    *,
    size: int,
    run: Callable[[list[bytes]], Iterator[bytes]],
) -> Iterator[BuiltPart]:
    """Build parts round by round.

    The parts of a round in which a process died are built again by one process of ours, which finds the record that
    it dies of, leaves it out and names it.

    Args:
        work: Builds a part.
        parts: What to build.
        size: Parts of a round.
        run: Takes pickled parts, yields pickled results in any order; raises ``WorkerDiedError`` if a process has died.
    """
    source = iter(parts)
    while taken := list(islice(source, size)):
        left = {part.number: part for part in taken}
        try:
            for data in run([pickle.dumps(part) for part in taken]):
                built: BuiltPart = pickle.loads(data)  # noqa: S301 - our own, from our own workers
                del left[built.number]
                yield built
        except WorkerDiedError:
            yield from run_in_processes(work, list(left.values()), workers=1)


def build_pickled(work: PartBuilder, data: bytes) -> bytes:
    """Build a pickled part, in a worker."""
    return pickle.dumps(work(pickle.loads(data)))  # noqa: S301 - our own, from the process that asks
