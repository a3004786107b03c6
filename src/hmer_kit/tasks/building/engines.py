"""What builds the parts: this process, processes of its own, HF datasets, or Ray Data. All give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.tasks._engine_names import EngineName
from hmer_kit.tasks.building._datasets import DatasetsEngine
from hmer_kit.tasks.building._processes import ProcessEngine
from hmer_kit.tasks.building._ray import RayEngine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder

__all__ = ["DatasetsEngine", "Engine", "EngineName", "ProcessEngine", "RayEngine", "get_engine"]


class Engine(Protocol):
    """Builds parts somewhere.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.tasks.building import BuildPlan, Part, PartBuilder
        >>> engine: Engine = ProcessEngine()
        >>> [built.number for built in engine.run(PartBuilder(BuildPlan()), iter([Part(0, (Record("a", "x"),))]))]
        [0]
    """

    def run(self, work: PartBuilder, parts: Iterable[Part]) -> Iterator[BuiltPart]:
        """Yield what is made of each part, in any order, and take parts no faster than they are built."""
        ...


def get_engine(name: EngineName, *, workers: int = 1) -> Engine:
    """Return the engine of that name.

    Args:
        name: ``process``, ``datasets`` or ``ray``.
        workers: Processes at work at a time; 1 with ``process`` is this process.

    Raises:
        InputError: There is no such engine, or no such number.

    Examples:
        >>> get_engine("process", workers=2)
        ProcessEngine(workers=2)
    """
    if name == "process":
        return ProcessEngine(workers)
    if name == "datasets":
        return DatasetsEngine(workers)
    if name == "ray":
        return RayEngine(workers)
    raise InputError(f"expected an engine, one of {', '.join(get_args(EngineName))}, got {name!r}")
