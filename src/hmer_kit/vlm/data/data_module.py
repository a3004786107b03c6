"""The Lightning data module: records or examples in, mixed batches out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.data._options import BatchOptions
from hmer_kit.vlm.data._trainer import gather_states, mend_progress
from hmer_kit.vlm.data._weights import TaskWeights, mixed_tasks
from hmer_kit.vlm.data.datasets import BatchCollate, ExampleBatch, ExampleBatches, text_length
from hmer_kit.vlm.data.loaders import PlannedLoader, StreamLoader, worker_options
from hmer_kit.vlm.data.mixing import BatchPlan, shares
from hmer_kit.vlm.data.sources.opening import SourceSpec, is_spec, open_source
from hmer_kit.vlm.data.streams import ExampleSource, StreamBatches
from hmer_kit.vlm.data.tables import ExampleTable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hmer_kit._files import StrPath
    from hmer_kit.data import Augmentation, Record, Skip
    from hmer_kit.tasks import TaskExample

__all__ = ["TaskDataModule"]


class TaskDataModule(LightningDataModule):
    """Mix tasks by weight, the same way for the same seed and epoch; decode pictures in the workers.

    An epoch of training divides exactly by the weights; a task with few examples goes through them again, one with many
    goes on in the next epoch. A record that a task cannot use is left out of that task and noted in ``skipped``.
    With several processes no validation example is scored twice.

    A run resumed from any checkpoint of Lightning's, at the end of an epoch or within it, goes on with the batch that
    it would have had, pictures augmented alike; for streams see ``ExampleSource``. What a collator draws by itself is
    not part of that: let it seed itself by the example's id.

    Args:
        train: Records, examples, a path or description of them as ``open_source`` takes it, or a function
            ``(worker_id, seed)`` that gives an endless stream. Lists are packed into one block of memory; other
            sequences, such as a ``TaskFile``, are asked for an item at a time.
        val: Records, examples or a path; records are asked every task of positive weight.
        test: The same for ``Trainer.test``.
        images: Folder or archive of the pictures, where paths are given and pictures are elsewhere.
        collator: The model's collator, or options to ask the trainer's module for it; None leaves batches as they are.
        tasks: Relative weight of each task, by name or, one of your own, as it is; all five alike by default. Examples
            are weighted by their own task. A list of tasks in place of weights, or ``"natural"`` for all five, takes
            every example once an epoch, as many of each task as there are.
        batch_size: Examples of a batch, in each process.
        max_tokens_per_batch: In place of ``batch_size``: most tokens of a batch, padding counted. Without a collator,
            tokens are blank-separated pieces.
        max_pixels_per_batch: In place of ``batch_size``: most pixels of a batch, of the pictures as they are stored.
        epoch_size: Examples of a training epoch; by default as many as there are. No use with a stream: limit it by
            ``Trainer(max_steps=...)`` or ``limit_train_batches``.
        pool: Batches that are sorted by length together, so that little is padded; 1 for none. At least 8 is advised
            with a budget.
        max_tokens: Most tokens of an example, picture, question and answer; examples are measured before training.
        over_limit: What becomes of a training example over ``max_tokens``: ``"raise"`` names the first ones in an
            error, ``"drop"`` leaves them out and names each in ``skipped``, ``"keep"`` trains on them uncut.
        num_workers: Processes that load training pictures; validation gets them too.
        prefetch_factor: Batches that each worker makes ahead, 2 by default; its memory is bounded by them.
        seed: Any number.
        augment: What is done to the pictures of training, by seed, epoch and place; lengths are measured without it.

    Raises:
        InputError: An unknown task, two of one name, sizes below one, two budgets, validation by a stream, or nothing
            to train on.
        DataError: What a path leads to cannot be read.

    Examples:
        >>> from hmer_kit.data import Record
        >>> records = [Record("a", "x"), Record("b", "y")]
        >>> data = TaskDataModule(records, records, collator=None, tasks={"vanilla": 1}, batch_size=2)
        >>> len(data.train_dataloader()), [example.task for example in data.val_examples]
        (1, ['vanilla', 'vanilla'])
    """

    def __init__(  # noqa: PLR0913 - one name for each choice
        self,
        train: SourceSpec | Sequence[Record] | Sequence[TaskExample] | ExampleSource,
        val: SourceSpec | Sequence[Record] | Sequence[TaskExample] | None = None,
        *,
        test: SourceSpec | Sequence[Record] | Sequence[TaskExample] | None = None,
        images: StrPath | None = None,
        collator: Callable[[Sequence[TaskExample]], dict[str, Any]] | Mapping[str, Any] | None,
        tasks: TaskWeights = None,
        batch_size: int = 16,
        max_tokens_per_batch: int | None = None,
        max_pixels_per_batch: int | None = None,
        epoch_size: int | None = None,
        pool: int = 1,
        max_tokens: int | None = None,
        over_limit: Literal["raise", "drop", "keep"] = "raise",
        num_workers: int = 0,
        prefetch_factor: int | None = None,
        seed: int = 0,
        augment: Augmentation | None = None,
    ) -> None:
        super().__init__()
        self._mixed = mixed_tasks(tasks)
        self.tasks = self._mixed.weights
        """Relative weight of each task by name; None for natural proportions."""
        self.batches = BatchOptions(
            size=batch_size,
            tokens=max_tokens_per_batch,
            pixels=max_pixels_per_batch,
            pool=pool,
            epoch_size=epoch_size,
            max_tokens=max_tokens,
            over_limit=over_limit,
        )
        """How batches are made."""
        self.skipped: list[Skip] = []
        """What was left out: records that a task could not use, and examples over the limit that were dropped."""
        self.alone: list[str] = []
        """Examples that are over a batch's budget by themselves, each a batch of its own; empty without a budget."""
        self._images = images
        self.val_examples = list(self._built(self._opened(val)))
        """What is validated on, in order."""
        self.test_examples = list(self._built(self._opened(test)))
        """What is tested on, in order."""
        source = self._opened(train)
        self.train_source = source if callable(source) else None
        self.train_examples = self._built([] if callable(source) else source)
        """What is trained on; empty for a stream."""
        self.collator = collator
        self.seed, self.augment = seed, augment
        self._workers = worker_options(num_workers, prefetch_factor=prefetch_factor)
        self._costs: Sequence[int] | None = None
        self._train_loader: PlannedLoader | StreamLoader | None = None
        self._train_state: dict[str, Any] | None = None
        self._val_limit: int | float | None = None

    @property
    def batch_size(self) -> int:
        """Examples of a batch; Lightning's ``Tuner`` sets it."""
        return self.batches.size

    @batch_size.setter
    def batch_size(self, size: int) -> None:
        self.batches = replace(self.batches, size=size)

    def setup(self, stage: str) -> None:
        """Ask the module for its collator, and let a fit without validation examples do without validation.

        Raises:
            InputError: The collator is options, and the trainer's module has no ``collator``.
        """
        self._settled_collator()
        if stage == "fit" and not self.val_examples and self.trainer is not None:
            self._val_limit, self.trainer.limit_val_batches = self.trainer.limit_val_batches, 0

    def on_exception(self, exception: BaseException) -> None:  # noqa: ARG002 - Lightning's signature
        """Do what ``teardown`` does, which Lightning leaves out after an error."""
        self.teardown("fit")

    def teardown(self, stage: str) -> None:  # noqa: ARG002 - Lightning's signature
        """Give the trainer its limit of validation back."""
        if self._val_limit is not None and self.trainer is not None:
            self.trainer.limit_val_batches, self._val_limit = self._val_limit, None

    def state_dict(self) -> dict[str, Any]:
        """Return the place of the next training batch; called in all processes."""
        return {} if self._train_loader is None else {"train": self._train_loader.state_dict()}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Let the next training loader begin where the checkpoint was made."""
        if self.trainer is None or self.trainer.state.fn == "fit":
            self._train_state = state_dict.get("train")

    def train_dataloader(self) -> PlannedLoader | StreamLoader:
        """Return the loader of mixed training batches."""
        loader = self._planned() if self.train_source is None else self._streamed(self.train_source)
        if self._train_state is not None:
            loader.load_state_dict(self._train_state)
            self._train_state = None
            if self.trainer is not None:
                mend_progress(self.trainer)
        self._train_loader = loader
        return loader

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
        plan = BatchPlan(
            {"": range(len(examples))},
            lengths=[text_length(example) for example in examples],
            batch_size=self.batches.size,
            pool=self.batches.pool,
            seed=self.seed,
            replicas=self._replicas(),
        )
        generator = torch.Generator()  # else a validation would move torch's own on
        return DataLoader(
            ExampleBatches(examples), sampler=plan, collate_fn=self._collate(), generator=generator, **self._workers
        )

    def _opened(self, data: Any) -> Any:  # noqa: ANN401 - whatever the constructor takes
        if not is_spec(data):
            return [] if data is None else data
        opened = open_source(data, images=self._images, tasks=list(self._mixed.tasks.values()))
        self.skipped += opened.skipped
        return opened.items

    def _settled_collator(self) -> Callable[[Sequence[TaskExample]], dict[str, Any]] | None:
        """Return the collator, asked of the trainer's module where it is options so far."""
        if isinstance(self.collator, Mapping):
            module: Any = None if self.trainer is None else self.trainer.lightning_module
            if not hasattr(module, "collator"):
                kind = type(module).__name__
                raise InputError(
                    f"expected a module with collator(**options), got {kind}; give TaskDataModule a collator"
                )
            self.collator = module.collator(**self.collator)
        return self.collator  # type: ignore[return-value]  # no mapping any more

    def _built(self, items: Sequence[Any]) -> ExampleTable:
        if callable(items):
            raise InputError("expected data that ends for validation and test, got a stream; give it without 'block'")
        table = ExampleTable(items, tasks=self._mixed.chosen, length=text_length)
        self.skipped += table.skipped
        return table

    def _planned(self) -> PlannedLoader:
        examples = self.train_examples
        if self._costs is None:
            self._costs, dropped = self.batches.measure(examples, self._settled_collator())
            self.skipped += dropped
        pools = examples.pools()
        weights = self._mixed.of(pools)
        size = self.batches.epoch_size or sum(len(pools[name]) for name in weights)
        batch_size = self.batches.budget(self._costs)
        self.alone = [] if isinstance(batch_size, int) else [examples[i].record.id for i in batch_size.alone]
        plan = BatchPlan(
            {name: pools[name] for name in weights},
            counts=shares(weights, size=size),
            lengths=examples.lengths,
            batch_size=batch_size,
            pool=self.batches.pool,
            seed=self.seed,
            replicas=self._replicas(),
        )
        trainer = self.trainer
        limit = None if trainer is None else lambda: trainer.num_training_batches
        dataset = ExampleBatches(examples, augment=self.augment, seed=self.seed)
        return PlannedLoader(dataset, plan, collate=self._collate(), options=self._workers, limit=limit)

    def _streamed(self, source: ExampleSource) -> StreamLoader:
        stream = StreamBatches(
            source,
            tasks=self._mixed.by_task,
            names=self._mixed.chosen,
            batch_size=self.batches.budget(()),
            length=self.batches.stream_length(self._settled_collator()),
            refuse=self.batches.refusal(self._settled_collator()),
            pool=self.batches.pool,
            seed=self.seed,
            replicas=self._replicas(),
            augment=self.augment,
        )
        trainer = self.trainer
        trained = None if trainer is None else lambda: trainer.fit_loop.total_batch_idx + 1
        return StreamLoader(
            stream, collate=self._collate(), options=self._workers, trained=trained, gather=gather_states(trainer)
        )

    def _collate(self) -> Callable[[Any], Any]:
        collator = self._settled_collator()
        return _keep if collator is None else BatchCollate(collator)

    def _replicas(self) -> tuple[int, int]:
        return (self.trainer.world_size, self.trainer.global_rank) if self.trainer is not None else (1, 0)


def _keep(batch: ExampleBatch) -> ExampleBatch:
    return batch
