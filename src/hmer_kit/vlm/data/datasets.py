"""Examples in memory, handed to DataLoader workers by the batch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from torch.utils.data import Dataset

from hmer_kit.data.pictures.augmentation import seed_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hmer_kit.data import Augmentation
    from hmer_kit.tasks import TaskExample

__all__ = ["BatchCollate", "ExampleBatch", "ExampleBatches", "augmented", "text_length"]


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
        augment: What is done to their pictures, another thing at every place of every epoch; None for nothing.
        seed: Any number; with the place it is the seed of what is done.

    Examples:
        >>> ExampleBatches(["first", "second"])[[1], True].examples
        ['second']
    """

    def __init__(self, examples: Sequence[TaskExample], *, augment: Augmentation | None = None, seed: int = 0) -> None:
        self.examples = examples
        self.augment = augment
        self.seed = seed

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(
        self, planned: tuple[Sequence[int], bool] | tuple[Sequence[int], bool, tuple[int, int]]
    ) -> ExampleBatch:
        indices, counted, *place = planned
        examples = [self.examples[index] for index in indices]
        return ExampleBatch(augmented(examples, self.augment, place=(self.seed, *place)), counted)


def augmented(
    examples: Sequence[TaskExample], augment: Augmentation | None, *, place: tuple[object, ...]
) -> Sequence[TaskExample]:
    """Return examples whose pictures will come changed; those without a picture stay as they are.

    Args:
        examples: A batch.
        augment: What is done to the pictures; None for nothing.
        place: Where the batch stands: seed, epoch, number. What is done depends on it and on the place in the batch.

    Examples:
        >>> augmented(["as it is"], None, place=(0, 3, 17))
        ['as it is']
    """
    if augment is None:
        return examples
    changed = []
    for number, example in enumerate(examples):
        record = example.record
        if record.image is not None:
            image = augment.source(record.image, seed=seed_of(*place, number))
            example = replace(example, record=replace(record, image=image))  # noqa: PLW2901
        changed.append(example)
    return changed


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
