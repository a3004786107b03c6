"""The Lightning data module: records or examples in, mixed batches out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TASKS, TaskExample, build_examples
from hmer_kit.vlm.data.datasets import BatchCollate, ExampleBatch, ExampleBatches, text_length
from hmer_kit.vlm.data.mixing import BatchPlan, shares
from hmer_kit.vlm.data.streams import ExampleSource, StreamBatches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit.data import Skip

__all__ = ["TaskDataModule"]


class TaskDataModule(LightningDataModule):
    """Mix tasks by weight, the same way for the same seed and epoch; decode pictures in the workers.

    An epoch of training divides exactly by the weights; a task with few examples goes through them again, one with many
    goes on in the next epoch. A record that a task cannot use is left out of that task and noted in ``skipped``.
    With several processes no validation example is scored twice.

    A run resumed from the end of an epoch goes on as if uninterrupted. Resumed from the middle, Lightning begins an
    order anew and takes as many batches as were left; a stream begins anew too, see ``StreamBatches``.

    Args:
        train: Records, examples, or a function ``(worker_id, seed)`` that gives an endless stream of either.
        val: Records or examples; records are asked every task of positive weight.
        test: The same for ``Trainer.test``.
        collator: The model's collator, ``module.collator()``; a dict is options that the trainer's module is asked for
            its collator with, as a recipe says it; None leaves batches as they are, to look at the mixture.
        tasks: Relative weight of each task; all five alike by default. Examples are weighted by their own task.
        batch_size: Examples of a batch, in each process.
        epoch_size: Examples of a training epoch; by default as many as there are. No use with a stream: limit it by
            ``Trainer(max_steps=...)`` or ``limit_train_batches``.
        pool: Batches that are sorted by length together, so that little is padded; 1 for none.
        num_workers: Processes that load training pictures; validation gets them too.
        seed: Any number.

    Raises:
        InputError: An unknown task, sizes below one, or nothing to train on.

    Examples:
        >>> records = [Record("a", "x"), Record("b", "y")]
        >>> data = TaskDataModule(records, records, collator=None, tasks={"vanilla": 1}, batch_size=2)
        >>> len(data.train_dataloader()), [example.task for example in data.val_examples]
        (1, ['vanilla', 'vanilla'])
    """

    def __init__(  # noqa: PLR0913 - one name for each choice
        self,
        train: Sequence[Record] | Sequence[TaskExample] | ExampleSource,
        val: Sequence[Record] | Sequence[TaskExample] = (),
        *,
        test: Sequence[Record] | Sequence[TaskExample] = (),
        collator: Callable[[Sequence[TaskExample]], dict[str, Any]] | Mapping[str, Any] | None,
        tasks: Mapping[str, float] | None = None,
        batch_size: int = 16,
        epoch_size: int | None = None,
        pool: int = 1,
        num_workers: int = 0,
        seed: int = 0,
    ) -> None:
        super().__init__()
        self.tasks = _checked_weights(tasks)
        _require_positive(batch_size=batch_size, pool=pool, epoch_size=1 if epoch_size is None else epoch_size)
        self.skipped: list[Skip] = []
        """Records that a task could not use."""
        self.val_examples = self._built(val)
        """What is validated on, in order."""
        self.test_examples = self._built(test)
        """What is tested on, in order."""
        self.train_source = train if callable(train) else None
        self.train_examples = [] if callable(train) else self._built(train)
        """What is trained on; empty for a stream."""
        self.collator = collator
        self.batch_size = batch_size
        self.epoch_size = epoch_size
        self.pool = pool
        self.num_workers = num_workers
        self.seed = seed
        self._val_limit: int | float | None = None

    def setup(self, stage: str) -> None:
        """Ask the module for its collator, and let a fit without validation examples do without validation.

        Raises:
            InputError: The collator is options, and the trainer's module has no ``collator``.
        """
        if isinstance(self.collator, Mapping):
            self.collator = self._ask_for_collator(self.collator)
        if stage == "fit" and not self.val_examples and self.trainer is not None:
            self._val_limit, self.trainer.limit_val_batches = self.trainer.limit_val_batches, 0

    def on_exception(self, exception: BaseException) -> None:  # noqa: ARG002 - Lightning's signature
        """Do what ``teardown`` does, which Lightning leaves out after an error."""
        self.teardown("fit")

    def teardown(self, stage: str) -> None:  # noqa: ARG002 - Lightning's signature
        """Give the trainer its limit of validation back."""
        if self._val_limit is not None and self.trainer is not None:
            self.trainer.limit_val_batches, self._val_limit = self._val_limit, None

    def train_dataloader(self) -> DataLoader[ExampleBatch]:
        """Return the loader of mixed training batches."""
        if self.train_source is not None:
            return self._loader(self._stream(self.train_source))
        examples = self.train_examples
        pools: dict[str, list[int]] = {}
        for index, example in enumerate(examples):
            pools.setdefault(example.task, []).append(index)
        weights = {name: self.tasks[name] for name in pools if self.tasks.get(name)}
        if not weights:
            raise InputError(f"expected training examples of {list(self.tasks)}, got {len(examples)} of {list(pools)}")
        size = self.epoch_size or sum(len(pools[name]) for name in weights)
        plan = self._plan(examples, {name: pools[name] for name in weights}, counts=shares(weights, size=size))
        return self._loader(ExampleBatches(examples), sampler=plan)

    def val_dataloader(self) -> DataLoader[ExampleBatch]:
        """Return the loader of validation batches."""
        return self.eval_loader(self.val_examples)

    def test_dataloader(self) -> DataLoader[ExampleBatch]:
        """Return the loader of test batches."""
        return self.eval_loader(self.test_examples)

    def predict_dataloader(self) -> DataLoader[ExampleBatch]:
        """Return the loader of validation batches, for ``Trainer.predict``."""
        return self.eval_loader(self.val_examples)

    def eval_loader(self, examples: Sequence[TaskExample]) -> DataLoader[ExampleBatch]:
        """Return a loader that gives each example once, such as for ``Trainer.predict``.

        Made before the trainer knows this module, it gives every process all examples; ``val`` and ``test`` are shared.

        Args:
            examples: Any examples.
        """
        plan = self._plan(examples, {"": range(len(examples))})
        return self._loader(ExampleBatches(examples), sampler=plan)

    def _ask_for_collator(self, options: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any callable
        module = None if self.trainer is None else self.trainer.lightning_module
        if not hasattr(module, "collator"):
            raise InputError(
                f"expected a module with collator(**options), got {type(module).__name__}; give TaskDataModule a collator"
            )
        return module.collator(**options)

    def _built(self, items: Sequence[Record] | Sequence[TaskExample]) -> list[TaskExample]:
        ready = [item for item in items if isinstance(item, TaskExample)]
        records = [item for item in items if isinstance(item, Record)]
        if len(ready) + len(records) != len(items):
            odd = next(item for item in items if not isinstance(item, (TaskExample, Record)))
            raise InputError(f"expected Record or TaskExample objects, got {type(odd).__name__}")
        result = build_examples(records, tasks=[name for name, weight in self.tasks.items() if weight])
        self.skipped += result.skipped
        return [*ready, *result.examples]

    def _plan(
        self,
        examples: Sequence[TaskExample],
        pools: Mapping[str, Sequence[int]],
        *,
        counts: dict[str, int] | None = None,
    ) -> BatchPlan:
        return BatchPlan(
            pools,
            lengths=[text_length(example) for example in examples],
            batch_size=self.batch_size,
            counts=counts,
            pool=self.pool,
            seed=self.seed,
            replicas=self._replicas(),
        )

    def _stream(self, source: ExampleSource) -> StreamBatches:
        return StreamBatches(
            source,
            tasks=self.tasks,
            batch_size=self.batch_size,
            length=text_length,
            pool=self.pool,
            seed=self.seed,
            replicas=self._replicas(),
        )

    def _replicas(self) -> tuple[int, int]:
        return (self.trainer.world_size, self.trainer.global_rank) if self.trainer is not None else (1, 0)

    def _loader(self, dataset: ExampleBatches | StreamBatches, **options: Any) -> DataLoader[ExampleBatch]:
        collate: Any = _keep if self.collator is None else BatchCollate(self.collator)
        return DataLoader(
            dataset,
            batch_size=None,
            collate_fn=collate,
            num_workers=self.num_workers,
            persistent_workers=self.num_workers > 0,
            **options,
        )


def _keep(batch: ExampleBatch) -> ExampleBatch:
    return batch


def _checked_weights(tasks: Mapping[str, float] | None) -> dict[str, float]:
    weights = dict.fromkeys(TASKS, 1.0) if tasks is None else dict(tasks)
    unknown = [name for name in weights if name not in TASKS]
    bad = [weight for weight in weights.values() if not 0 <= weight < math.inf]
    if unknown or bad or not any(weights.values()):
        raise InputError(
            f"expected weights of tasks out of {list(TASKS)}, none negative and one at least positive, got {weights}"
        )
    return weights


def _require_positive(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise InputError(f"expected {name} of at least 1, got {size}")
