"""Parts built by Ray Data, on this machine or on a cluster."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import DataError, MissingExtraError
from hmer_kit.tasks.building._processes import require_workers
from hmer_kit.tasks.building._rounds import PARTS_A_WORKER, WorkerDiedError, build_pickled, run_rounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hmer_kit.tasks.building.parts import BuiltPart, Part, PartBuilder

_OBJECT_STORE = 2**28
_RETRIES = 2
"""How often Ray gives out a part again whose process has died; without a limit it would never end."""


@dataclass(frozen=True, slots=True)
class RayEngine:
    """Build with ``ray.data``.

    Where Ray is running, in this process or at ``RAY_ADDRESS``, that cluster does the work; otherwise one of so many
    CPUs is started on this machine, without dashboard, and ended. On a cluster hmer_kit is installed on every machine;
    records go there and rows come back, so that no disk need be shared, unless pictures are decoded or copied.

    Raises:
        InputError: ``workers`` is no number from 1.

    Examples:
        >>> RayEngine(2)
        RayEngine(workers=2, object_store_bytes=268435456)
    """

    workers: int = 1
    """CPUs to use."""
    object_store_bytes: int = _OBJECT_STORE
    """Shared memory of a cluster that is started here."""

    def __post_init__(self) -> None:
        require_workers(self.workers)

    def run(self, work: PartBuilder, parts: Iterable[Part]) -> Iterator[BuiltPart]:
        """Yield what is made of each part, in any order.

        Args:
            work: Builds a part.
            parts: What to build; taken a round at a time.

        Raises:
            DataError: The workers cannot do the work, for want of a module for example.
            MissingExtraError: Ray is not installed.
        """
        try:
            import ray
            import ray.data
            import ray.exceptions
        except ImportError as error:
            raise MissingExtraError("the engine ray needs Ray Data: pip install 'hmer_kit[ray]'") from error
        return self._run(work, parts, ray=ray)

    def _run(self, work: PartBuilder, parts: Iterable[Part], *, ray: Any) -> Iterator[BuiltPart]:  # noqa: ANN401
        mapper = _Mapper(work)

        def mapped(given: list[bytes]) -> Iterator[bytes]:
            rows = ray.data.from_items([{"part": data} for data in given], override_num_blocks=len(given))
            pool = ray.data.TaskPoolStrategy(size=self.workers)
            with _failures(ray):
                for row in rows.map(mapper, compute=pool, max_retries=_RETRIES).iter_rows():
                    yield row["built"]

        with _cluster(ray, self), _quiet(ray):
            yield from run_rounds(work, parts, size=PARTS_A_WORKER * self.workers, run=mapped)


@dataclass(frozen=True, slots=True)
class _Mapper:
    work: PartBuilder

    def __call__(self, row: dict[str, Any]) -> dict[str, bytes]:
        return {"built": build_pickled(self.work, row["part"])}


@contextmanager
def _failures(ray: Any) -> Iterator[None]:  # noqa: ANN401
    """Tell a process that died from one that could not do the work at all."""
    known = ray.exceptions
    try:
        yield
    except (known.WorkerCrashedError, known.OutOfMemoryError, known.ObjectLostError) as error:
        raise WorkerDiedError from error
    except known.RayError as error:
        *_, reason = str(error).strip().splitlines() or [type(error).__name__]
        message = (
            f"expected the workers of Ray to build, they failed: {reason}; is all that they need on every machine?"
        )
        raise DataError(message, code="worker_failed") from error


@contextmanager
def _cluster(ray: Any, engine: RayEngine) -> Iterator[None]:  # noqa: ANN401
    """Use the cluster that runs; start one for the while where none does."""
    if ray.is_initialized():
        yield
        return
    if os.environ.get("RAY_ADDRESS"):
        ray.init(log_to_driver=False)
    else:
        ray.init(
            num_cpus=engine.workers,
            include_dashboard=False,
            log_to_driver=False,
            object_store_memory=engine.object_store_bytes,
        )
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _quiet(ray: Any) -> Iterator[None]:  # noqa: ANN401
    """Neither bars nor plans of each round; warnings are shown."""
    context, log = ray.data.DataContext.get_current(), logging.getLogger("ray.data")
    bars, level = context.enable_progress_bars, log.level
    context.enable_progress_bars = False
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        context.enable_progress_bars = bars
        log.setLevel(level)
