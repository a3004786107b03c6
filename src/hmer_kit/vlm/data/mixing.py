"""Which examples come together in which batch: shares of tasks, epochs, lengths, processes."""

from __future__ import annotations

import math
import random
from itertools import chain
from typing import TYPE_CHECKING

from torch.utils.data import Dataset, DistributedSampler

from hmer_kit.data.corpus.mixtures import shares

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.vlm.data.lengths.budgets import BatchBudget

__all__ = ["BatchPlan", "bucketed", "mix_epoch", "shares"]


def mix_epoch(pools: Mapping[str, Sequence[int]], *, counts: Mapping[str, int], seed: int, epoch: int) -> list[int]:
    """Draw one epoch: each task goes through its own examples in a new order each round, and goes on where it stopped.

    Args:
        pools: Indices of the examples of each task.
        counts: How many of each task an epoch has.
        seed: Any number.
        epoch: Number of the epoch; the same seed and epoch give the same list.

    Returns:
        Indices in mixed order.

    Examples:
        >>> sorted(mix_epoch({"a": [0, 1, 2], "b": [3]}, counts={"a": 3, "b": 2}, seed=0, epoch=5))
        [0, 1, 2, 3, 3]
    """
    drawn: list[int] = []
    for name, count in counts.items():
        pool = pools[name]
        first = epoch * count
        rounds = range(first // len(pool), (first + count - 1) // len(pool) + 1) if count else range(0)
        orders = (random.Random(f"{seed}/{name}/{number}").sample(pool, len(pool)) for number in rounds)  # noqa: S311
        skip = first - rounds.start * len(pool)
        drawn += list(chain.from_iterable(orders))[skip : skip + count]
    random.Random(f"{seed}/{epoch}").shuffle(drawn)  # noqa: S311 - no secret
    return drawn


def bucketed(
    items: Sequence[int], *, lengths: Sequence[int], batch_size: int, pool: int, rng: random.Random | None = None
) -> list[list[int]]:
    """Cut a list into batches of like lengths, so that little is padded.

    Args:
        items: Indices, in the order they were drawn.
        lengths: Length of the example of each index.
        batch_size: Examples of a batch; the last of all may have fewer.
        pool: Batches that are sorted together; 1 keeps the order as it is.
        rng: Shuffles the batches of each pool; without it they stay sorted.

    Examples:
        >>> bucketed([0, 1, 2, 3], lengths=[9, 1, 8, 2], batch_size=2, pool=2)
        [[1, 3], [2, 0]]
    """
    batches: list[list[int]] = []
    for start in range(0, len(items), batch_size * pool):
        window = list(items[start : start + batch_size * pool])
        if pool > 1:
            window.sort(key=lengths.__getitem__)
        cut = [window[place : place + batch_size] for place in range(0, len(window), batch_size)]
        if rng is not None:
            rng.shuffle(cut)
        batches += cut
    return batches


class _Sized(Dataset[int]):
    """All that a DistributedSampler asks of its data set: how long it is."""

    def __init__(self, lengths: Sequence[int]) -> None:
        self.lengths = lengths

    def __len__(self) -> int:
        return len(self.lengths)


class BatchPlan(DistributedSampler[tuple[list[int], bool]]):
    """Give each process its batches of an epoch, as ``(indices, counted)``.

    All processes get the same number of batches, for a process that has run out would let the others wait for ever.
    What fills up the shorter shares is a repetition with ``counted`` False: no example is scored twice, as it is
    with Lightning's own distributed validation. Lightning leaves a DistributedSampler alone and calls ``set_epoch``.

    With a budget, orders differ in how many batches they make, while a trainer wants all epochs alike. So an epoch has
    as many batches as the first order, and orders follow each other without a gap: what is left of one comes first in
    the next epoch.

    Args:
        pools: Indices of the examples of each task.
        counts: How many of each task an epoch has; None means each example once, in order.
        lengths: Length of the example of each index.
        batch_size: Examples of a batch, or what a batch may cost.
        pool: Batches that are sorted by length together; 1 for none.
        seed: Any number.
        replicas: ``(processes, number of this one)``.

    Examples:
        >>> plan = BatchPlan({"vanilla": [0, 1, 2]}, lengths=[1, 1, 1], batch_size=2, replicas=(2, 1))
        >>> list(plan)
        [([2], True)]
        >>> list(BatchPlan({"vanilla": [0, 1, 2]}, lengths=[1, 1, 1], batch_size=3, replicas=(2, 1)))
        [([0, 1, 2], False)]
    """

    def __init__(
        self,
        pools: Mapping[str, Sequence[int]],
        *,
        lengths: Sequence[int],
        batch_size: int | BatchBudget,
        counts: Mapping[str, int] | None = None,
        pool: int = 1,
        seed: int = 0,
        replicas: tuple[int, int] = (1, 0),
    ) -> None:
        count, rank = replicas
        super().__init__(_Sized(lengths), num_replicas=count, rank=rank, shuffle=counts is not None, seed=seed)
        self.pools = pools
        self.counts = counts
        self.lengths = lengths
        self.batch_size = batch_size
        self.pool = pool
        self._total: int | None = None
        self._anchor = (0, 0, 0)

    def __iter__(self) -> Iterator[tuple[list[int], bool]]:
        return iter(self.share(self.epoch))

    def __len__(self) -> int:
        return math.ceil(self.total / self.num_replicas)

    @property
    def total(self) -> int:
        """Batches of an epoch in all processes together, those that fill up shares left out."""
        if isinstance(self.batch_size, int):
            sizes = [len(pool) for pool in self.pools.values()] if self.counts is None else self.counts.values()
            return math.ceil(sum(sizes) / self.batch_size)
        if self._total is None:
            self._total = len(self._order(0))
        return self._total

    def share(self, epoch: int) -> list[tuple[list[int], bool]]:
        """Return what this process gets of an epoch.

        Args:
            epoch: Number of the epoch.
        """
        batches = self._order(epoch) if isinstance(self.batch_size, int) or self.counts is None else self._chain(epoch)
        places = range(self.rank, len(self) * self.num_replicas, self.num_replicas)
        return [(batches[place % len(batches)], place < len(batches)) for place in places]

    def anchor(self, epoch: int) -> list[int]:
        """Return order and place in it that an epoch begins with, for a checkpoint; see ``share``.

        Args:
            epoch: Number of the epoch.
        """
        if isinstance(self.batch_size, int) or self.counts is None:
            return [epoch, 0]
        known, order, place = self._anchor if self._anchor[0] <= epoch else (0, 0, 0)
        if known == epoch:
            return [order, place]
        place += (epoch - known) * len(self) * self.num_replicas
        while place and place >= (size := len(self._order(order))):
            order, place = order + 1, place - size
        self._anchor = (epoch, order, place)
        return [order, place]

    def set_anchor(self, epoch: int, anchor: Sequence[int]) -> None:
        """Take over what ``anchor`` gave, so that the orders before need not be made again.

        Args:
            epoch: Number of the epoch.
            anchor: Order and place.
        """
        self._anchor = (epoch, anchor[0], anchor[1])

    def _chain(self, epoch: int) -> list[list[int]]:
        """Return the batches of an epoch whose orders differ in length."""
        order, place = self.anchor(epoch)
        wanted = len(self) * self.num_replicas
        batches = self._order(order)[place:]
        while len(batches) < wanted:
            order += 1
            batches += self._order(order)
        return batches[:wanted]

    def _order(self, epoch: int) -> list[list[int]]:
        if self.counts is None:
            items, rng = sorted(chain.from_iterable(self.pools.values())), None
        else:
            items = mix_epoch(self.pools, counts=self.counts, seed=self.seed, epoch=epoch)
            rng = random.Random(f"{self.seed}/{epoch}/batches")  # noqa: S311
        if not isinstance(self.batch_size, int):
            return self.batch_size.cut(items, pool=self.pool, rng=rng)
        return bucketed(items, lengths=self.lengths, batch_size=self.batch_size, pool=self.pool, rng=rng)
