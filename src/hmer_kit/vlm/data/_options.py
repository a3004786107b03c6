"""The choices of a data module: what a batch may cost, what becomes of examples that are too long."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hmer_kit.data import Skip
from hmer_kit.exceptions import HmerKitError, InputError
from hmer_kit.vlm.data.datasets import text_length
from hmer_kit.vlm.data.lengths.audit import LengthLimits, OverLimit, require_within
from hmer_kit.vlm.data.lengths.budgets import BatchBudget, padded_cost, summed_cost
from hmer_kit.vlm.data.lengths.measuring import ExampleLength, LengthMeter, size_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hmer_kit.tasks import TaskExample
    from hmer_kit.vlm.data.tables import ExampleTable

__all__ = ["BatchOptions"]

_ON_LIMIT = ("raise", "drop", "keep")


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How batches are made.

    Raises:
        InputError: Sizes below one, two budgets, or an unknown choice.

    Examples:
        >>> BatchOptions(size=4).budget(())
        4
        >>> BatchOptions(tokens=100).budget([40, 50]).limit
        100
    """

    size: int = 16
    """Examples of a batch."""
    tokens: int | None = None
    """Most tokens of a batch, padding counted."""
    pixels: int | None = None
    """Most pixels of a batch."""
    pool: int = 1
    """Batches that are sorted together."""
    epoch_size: int | None = None
    """Examples of an epoch."""
    max_tokens: int | None = None
    """Most tokens of an example."""
    over_limit: Literal["raise", "drop", "keep"] = "raise"
    """What becomes of an example over that."""

    def __post_init__(self) -> None:
        names = {"size": "batch_size", "tokens": "max_tokens_per_batch", "pixels": "max_pixels_per_batch"}
        for name in ("size", "tokens", "pixels", "pool", "epoch_size", "max_tokens"):
            value = getattr(self, name)
            if value is not None and value < 1:
                raise InputError(f"expected {names.get(name, name)} of at least 1, got {value}")
        if self.tokens and self.pixels:
            raise InputError("expected max_tokens_per_batch or max_pixels_per_batch, got both; give one of them")
        if self.over_limit not in _ON_LIMIT:
            raise InputError(f"expected over_limit to be one of {_ON_LIMIT}, got {self.over_limit!r}")

    def budget(self, costs: Sequence[int]) -> int | BatchBudget:
        """Return the size of batches, or their budget.

        Args:
            costs: Of each example, see ``measure``.
        """
        if self.tokens is not None:
            return BatchBudget(costs, limit=self.tokens, cost=padded_cost)
        if self.pixels is not None:
            return BatchBudget(costs, limit=self.pixels, cost=summed_cost)
        return self.size

    def measure(self, examples: ExampleTable, collator: Any) -> tuple[Sequence[int], list[Skip]]:  # noqa: ANN401
        """Measure what training needs to know: costs for a budget, and examples over the limit.

        Args:
            examples: The training examples; those that are dropped are taken out of it.
            collator: The model's collator or None.

        Returns:
            Cost of each example that is left, nothing without a budget, and what was dropped.

        Raises:
            DataError: Examples are over the limit, and that is an error.
        """
        if not (self.tokens or self.pixels or self.max_tokens):
            return (), []
        costs, over = array("L"), []
        for index, (example, length) in enumerate(self._measurer(collator)(examples)):
            costs.append(self.cost(length))
            if problem := self.problem(length):
                over.append(OverLimit(index, example.record.id, example.task, length, problem))
        if self.over_limit == "raise":
            require_within(over)
        if self.over_limit != "drop" or not over:
            return costs, []
        gone = {item.index for item in over}
        examples.drop(gone)
        kept = array("L", (cost for index, cost in enumerate(costs) if index not in gone))
        return kept, [Skip(item.where, item.problem) for item in over]

    def stream_length(self, collator: Any) -> Callable[[TaskExample], int]:  # noqa: ANN401
        """Return what tells the length of an example of a stream.

        Args:
            collator: The model's collator or None.
        """
        return _One(self, self._measurer(collator)).cost if self.tokens or self.pixels else text_length

    def refusal(self, collator: Any) -> Callable[[TaskExample], str | None] | None:  # noqa: ANN401
        """Return what tells why an example of a stream is left out, or None where nothing is.

        Args:
            collator: The model's collator or None.
        """
        if self.max_tokens is None or self.over_limit == "keep":
            return None
        return _One(self, self._measurer(collator)).refuse

    def _measurer(self, collator: Any) -> Callable[[Any], Any]:  # noqa: ANN401
        if self.max_tokens is not None or (self.tokens and hasattr(collator, "processor")):
            return LengthMeter(collator).measure
        return _Pieces(with_pictures=self.pixels is not None).measure

    def cost(self, length: ExampleLength | Skip) -> int:
        """Return what an example costs of a batch's budget.

        Args:
            length: Of the example; or why it has none, which its collator will say.
        """
        if isinstance(length, Skip):
            return 1
        return length.pixels if self.pixels else length.tokens

    def problem(self, length: ExampleLength | Skip) -> str | None:
        """Return why an example is over the limit, or None.

        Args:
            length: Of the example.
        """
        if self.max_tokens is None or isinstance(length, Skip):
            return None
        return LengthLimits(tokens=self.max_tokens).problem(length)


class _Pieces:
    """Lengths without a processor: blank-separated pieces in place of tokens."""

    def __init__(self, *, with_pictures: bool) -> None:
        self.with_pictures = with_pictures

    def measure(self, examples: Iterable[TaskExample]) -> Iterator[tuple[TaskExample, ExampleLength | Skip]]:
        for example in examples:
            try:
                pixels = math.prod(size_of(example.record)) if self.with_pictures else 0
            except HmerKitError as error:
                yield example, Skip(f"record {example.record.id!r}", str(error))
            else:
                prompt, target = len(example.prompt.split()), len(example.target.split())
                yield example, ExampleLength(prompt=prompt, target=target, pixels=pixels)


class _One:
    """Measures an example at a time."""

    def __init__(self, options: BatchOptions, measure: Callable[[Any], Any]) -> None:
        self.options = options
        self.measure = measure

    def cost(self, example: TaskExample) -> int:
        ((_, length),) = self.measure([example])
        return self.options.cost(length)

    def refuse(self, example: TaskExample) -> str | None:
        ((_, length),) = self.measure([example])
        problem = self.options.problem(length)
        if problem and self.options.over_limit == "raise":
            require_within([OverLimit(0, example.record.id, example.task, length, problem)])
        return problem
