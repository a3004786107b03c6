"""Examples in memory, handed to DataLoader workers by the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from torch.utils.data import Dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.tasks import TaskExample

__all__ = ["BatchCollate", "ExampleBatch", "ExampleBatches", "text_length"]


def text_length(example: TaskExample) -> int:
    """Return how many blank-separated pieces prompt and target have: near enough to sort by, and cheap.

    Args:
        example: Any example.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.tasks import get_task
        >>> text_length(get_task("vanilla").build(Record("a", "x + 1"))) > 3
        True
    """
    return len(example.prompt.split()) + len(example.target.split())


@dataclass(frozen=True, slots=True)
class ExampleBatch:
    """Examples that are collated together.

    Examples:
        >>> ExampleBatch(()).counted
        True
    """

    examples: Sequence[TaskExample]
    """The examples."""
    counted: bool = True
    """False where they only fill up a process's share, see ``BatchPlan``."""
    skipped: tuple[str, ...] = ()
    """What a stream left out since the batch before, with the reason."""
    worker: int = 0
    """Which worker of its process a batch of a stream comes from."""
    place: Mapping[str, Any] | None = None
    """Where that worker stands after it, for a checkpoint."""


class ExampleBatches(Dataset[ExampleBatch]):
    """Examples in memory, taken by the batch; pictures stay in their files until the collator loads them.

    Args:
        examples: All examples.

    Examples:
        >>> ExampleBatches(["first", "second"])[[1], True].examples
        ['second']
    """

    def __init__(self, examples: Sequence[TaskExample]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, planned: tuple[Sequence[int], bool]) -> ExampleBatch:
        indices, counted = planned
        return ExampleBatch([self.examples[index] for index in indices], counted)


class BatchCollate:
    """Collate an ``ExampleBatch``, and keep what it says of itself.

    Args:
        collator: Usually a ``TaskCollator``; one of your own may name what it leaves out as ``skipped``.

    Examples:
        >>> collate = BatchCollate(lambda examples: {"ids": examples, "skipped": ["b"]})
        >>> collate(ExampleBatch(["a"], skipped=("c",)))
        {'ids': ['a'], 'skipped': ['c', 'b'], 'counted': True}
    """

    def __init__(self, collator: Callable[[Sequence[TaskExample]], dict[str, Any]]) -> None:
        self.collator = collator

    def __call__(self, batch: ExampleBatch) -> dict[str, Any]:
        """Return the collated batch with ``counted`` and ``skipped``."""
        collated = self.collator(batch.examples)
        return {**collated, "skipped": [*batch.skipped, *collated.get("skipped", ())], "counted": batch.counted}
