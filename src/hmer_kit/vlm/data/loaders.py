"""Loaders of training batches that know their place: a killed run goes on with the batch it would have had."""

from __future__ import annotations

import gc
import math
import warnings
from collections import deque
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import DataLoader, Sampler

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from hmer_kit.vlm.data.datasets import ExampleBatch, ExampleBatches
    from hmer_kit.vlm.data.mixing import BatchPlan
    from hmer_kit.vlm.data.streams import StreamBatches

__all__ = ["PlannedLoader", "StreamLoader", "worker_options"]


def worker_options(num_workers: int, *, prefetch_factor: int | None = None) -> dict[str, Any]:
    """Return the options of a ``DataLoader`` that starts workers once, and lets them share what their parent holds.

    A worker that collects garbage writes to every object it inherited, and so copies the parent's memory page by page;
    objects from before the fork are taken out of the collection.

    Args:
        num_workers: Processes; 0 loads in the process itself.
        prefetch_factor: Batches that each worker makes ahead, 2 by default: what a worker's memory is bounded by.

    Examples:
        >>> worker_options(0)
        {'batch_size': None, 'num_workers': 0, 'persistent_workers': False}
        >>> worker_options(2, prefetch_factor=1)["prefetch_factor"]
        1
    """
    options: dict[str, Any] = {"batch_size": None, "num_workers": num_workers, "persistent_workers": num_workers > 0}
    if num_workers:
        options |= {"prefetch_factor": 2 if prefetch_factor is None else prefetch_factor, "worker_init_fn": _start}
    return options


class PlannedLoader:
    """Batches in the order of a plan; its state is the epoch and how many batches of it were taken.

    Each pass is the epoch that ``sampler.set_epoch`` says, as with any loader. After ``load_state_dict`` the loader
    counts by itself, from the place that was saved, for Lightning counts an epoch too many in some resumed runs.

    Args:
        dataset: Gives the batch of planned indices.
        plan: Which indices come together.
        collate: What workers make of a batch.
        options: Of ``worker_options``.
        limit: Gives the number of batches that a trainer takes of an epoch; without it a pass ends with its epoch.

    Examples:
        >>> from hmer_kit.vlm.data.datasets import ExampleBatches
        >>> from hmer_kit.vlm.data.mixing import BatchPlan
        >>> def loader():
        ...     plan = BatchPlan({"a": range(4)}, counts={"a": 4}, lengths=[1] * 4, batch_size=1)
        ...     dataset = ExampleBatches(["w", "x", "y", "z"])
        ...     return PlannedLoader(dataset, plan, collate=lambda batch: batch.examples[0], options=worker_options(0))
        >>> whole, begun, resumed = loader(), loader(), loader()
        >>> passing = iter(begun)
        >>> first = [next(passing) for _ in range(3)]
        >>> resumed.load_state_dict(begun.state_dict())
        >>> [*first, *resumed] == list(whole)
        True
    """

    def __init__(
        self,
        dataset: ExampleBatches,
        plan: BatchPlan,
        *,
        collate: Callable[[Any], Any],
        options: Mapping[str, Any],
        limit: Callable[[], float] | None = None,
    ) -> None:
        self.sampler = plan
        """The plan; Lightning tells it the epoch."""
        self._limit = limit
        self._epoch, self._taken = 0, 0
        self._resumed = False
        self._turn = _Turn()
        generator = torch.Generator().manual_seed(plan.seed)  # else starting workers would move torch's own on
        self._inner: DataLoader[Any] = DataLoader(
            dataset, sampler=self._turn, collate_fn=collate, generator=generator, **options
        )

    def __len__(self) -> int:
        return len(self.sampler)

    def __iter__(self) -> Iterator[Any]:
        if not self._resumed:
            self._epoch, self._taken = self.sampler.epoch, 0
        while True:
            self._turn.batches = self._placed()[self._taken : self._size()]
            for batch in self._inner:
                self._taken += 1
                yield batch
            if not self._resumed or self._limit is None:
                break
            self._epoch, self._taken = self._epoch + 1, 0
        if self._resumed:
            self._epoch, self._taken = self._epoch + 1, 0

    def _placed(self) -> list[Any]:
        """Return the batches of the epoch, each with its place where the data set augments pictures by it."""
        batches = self.sampler.share(self._epoch)
        if getattr(self._inner.dataset, "augment", None) is None:
            return batches
        count, rank = self.sampler.num_replicas, self.sampler.rank
        return [(*batch, (self._epoch, number * count + rank)) for number, batch in enumerate(batches)]

    def state_dict(self) -> dict[str, Any]:
        """Return the place of the next batch; it is the same in all processes."""
        over = self._taken >= self._size()
        epoch, taken = (self._epoch + 1, 0) if over else (self._epoch, self._taken)
        batches = taken * self.sampler.num_replicas
        return {"epoch": epoch, "batches": batches, "anchor": self.sampler.anchor(epoch), "plan": self._fingerprint()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a place. With another number of processes, up to one batch of each comes again.

        Args:
            state: Of ``state_dict``. If it is that of another plan, its epoch begins anew, with a warning.
        """
        self._epoch, self._taken, self._resumed = state["epoch"], state["batches"] // self.sampler.num_replicas, True
        self.sampler.set_anchor(state["epoch"], state["anchor"])
        if state["plan"] != self._fingerprint():
            self._taken = 0
            self.sampler.set_anchor(0, [0, 0])
            warnings.warn(
                f"expected the data that the checkpoint was trained on, {state['plan']}, got {self._fingerprint()}; "
                f"epoch {self._epoch} begins anew, in another order",
                stacklevel=2,
            )

    @property
    def _iterator(self) -> Any:  # noqa: ANN401 - torch's private class; Lightning stops the workers by this name
        return self._inner._iterator  # noqa: SLF001

    @_iterator.setter
    def _iterator(self, value: Any) -> None:  # noqa: ANN401
        self._inner._iterator = value  # noqa: SLF001

    def _size(self) -> int:
        """Return the batches that are taken of an epoch."""
        limit = math.inf if self._limit is None else self._limit()
        return min(len(self.sampler), int(limit)) if math.isfinite(limit) else len(self.sampler)

    def _fingerprint(self) -> dict[str, Any]:
        plan = self.sampler
        size = plan.batch_size if isinstance(plan.batch_size, int) else f"budget {plan.batch_size.limit}"
        counts = dict(plan.counts or {})
        return {
            "examples": len(plan.lengths),
            "counts": counts,
            "batch_size": size,
            "pool": plan.pool,
            "seed": plan.seed,
        }


class StreamLoader:
    """Batches of a stream, one after the other from epoch to epoch; its state is where each worker stands.

    Args:
        dataset: The stream.
        collate: What workers make of a batch.
        options: Of ``worker_options``.
        trained: Gives how many batches the trainer has taken on in all; Lightning fetches one ahead, which is not lost.
        gather: Gives the states of all processes for that of this one.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.vlm.data.streams import StreamBatches
        >>> def loader():
        ...     source = lambda worker_id, seed: [Record(str(number), "x") for number in range(9)]
        ...     stream = StreamBatches(source, tasks={"vanilla": 1}, batch_size=2, length=lambda example: 1)
        ...     ids = lambda batch: [example.record.id for example in batch.examples]
        ...     return StreamLoader(stream, collate=ids, options=worker_options(0))
        >>> begun, resumed = loader(), loader()
        >>> next(iter(begun))
        ['0', '1']
        >>> resumed.load_state_dict(begun.state_dict())
        >>> next(iter(resumed))
        ['2', '3']
    """

    def __init__(
        self,
        dataset: StreamBatches,
        *,
        collate: Callable[[ExampleBatch], Any],
        options: Mapping[str, Any],
        trained: Callable[[], int] | None = None,
        gather: Callable[[Any], list[Any]] | None = None,
    ) -> None:
        self._dataset = dataset
        self._workers = max(1, options["num_workers"])
        self._trained = trained
        self._gather = gather
        self._before = 0 if trained is None else trained()
        self._taken, self._settled = 0, 0
        self._places: dict[int, Any] = {}
        self._ahead: deque[tuple[int, Any]] = deque()
        self._live: Iterator[Any] | None = None
        generator = torch.Generator().manual_seed(dataset.seed)
        placed: Any = _Placed(collate)
        self._inner: DataLoader[Any] = DataLoader(dataset, collate_fn=placed, generator=generator, **options)

    def __iter__(self) -> Iterator[Any]:
        while True:
            if self._live is None:
                self._live = iter(self._inner)
            try:
                batch, worker, place = next(self._live)
            except Exception:
                self._live = None  # else the next epoch would find a stream that has silently come to its end
                raise
            self._ahead.append((worker, place))
            self._taken += 1
            yield batch

    def state_dict(self) -> dict[str, Any]:
        """Return where the workers of all processes stand after the last batch that was trained on."""
        trained = self._taken if self._trained is None else min(self._taken, self._trained() - self._before)
        while self._settled < trained:
            worker, place = self._ahead.popleft()
            self._places[worker] = place
            self._settled += 1
        turn = (self._dataset.turn + self._settled) % self._workers
        own = {"turn": turn, "places": {str(worker): place for worker, place in self._places.items()}}
        ranks = [own] if self._gather is None else self._gather(own)
        return {"ranks": ranks, "workers": self._workers}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a place, before the first batch.

        Args:
            state: Of ``state_dict``.

        Raises:
            InputError: The number of processes or of workers is another: each has a stream of its own.
        """
        processes, rank = self._dataset.replicas
        if (len(state["ranks"]), state["workers"]) != (processes, self._workers):
            raise InputError(
                f"expected {len(state['ranks'])} processes with {state['workers']} workers each to go on with a stream "
                f"where the checkpoint left it, got {processes} with {self._workers}; give as many as before"
            )
        own = state["ranks"][rank]
        self._places = {int(worker): place for worker, place in own["places"].items()}
        self._dataset.go_on(self._places, turn=own["turn"])

    @property
    def _iterator(self) -> Any:  # noqa: ANN401 - see PlannedLoader
        return self._inner._iterator  # noqa: SLF001

    @_iterator.setter
    def _iterator(self, value: Any) -> None:  # noqa: ANN401
        self._inner._iterator = self._live = value  # noqa: SLF001


class _Turn(Sampler[Any]):
    """The batches of the coming pass."""

    def __init__(self) -> None:
        self.batches: list[Any] = []

    def __iter__(self) -> Iterator[Any]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


class _Placed:
    """Collates a batch of a stream, and says where its worker stands after it."""

    def __init__(self, collate: Callable[[ExampleBatch], Any]) -> None:
        self.collate = collate

    def __call__(self, batch: ExampleBatch) -> tuple[Any, int, Any]:
        return self.collate(batch), batch.worker, batch.place


def _start(worker_id: int) -> None:  # noqa: ARG001 - torch's signature
    gc.freeze()
