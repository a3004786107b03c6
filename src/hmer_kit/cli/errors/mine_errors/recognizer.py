"""The small recognizer as the pipeline's two functions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from hmer_kit.cli.errors.mine_errors.planning import plan_records
from hmer_kit.cli.models.quickstart.environment import fastest_precision
from hmer_kit.latex import tokenize
from hmer_kit.vlm import TaskCollator, TaskDataModule, VLMModule
from hmer_kit.vlm.out_of_fold import LightningSampling, LightningTraining
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.small.tokenizer import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lightning.pytorch import LightningModule

    from hmer_kit.data import Record
    from hmer_kit.error_mining.out_of_fold import MiningPlan, TrainRequest
    from hmer_kit.tasks import TaskExample

__all__ = ["fastest", "settings_of", "small_data", "small_module", "small_recognizer", "small_trainer"]

_BATCH, _POOL = 16, 8
_ROOM = 20
"""Ids of a response beyond the longest reference."""


def settings_of(records: Iterable[Record], *, steps: int, checkpoint_every: int = 100) -> dict[str, Any]:
    """Return what a training of the small recognizer depends on beside the pictures.

    Args:
        records: All that is trained on, in any fold: they decide what the model can write.
        steps: Optimizer steps, rounded up to whole epochs.
        checkpoint_every: Steps of an epoch, after which there is a checkpoint: from there a resumed run is the same.

    Examples:
        >>> from hmer_kit.data import Record
        >>> settings = settings_of([Record("a", "x + 1")], steps=50)
        >>> settings["vocabulary"], settings["steps"]
        (['+', '1', 'x'], 50)
    """
    rows = [tokenize(record.reference) for record in records]
    tokens = {token for row in rows for token in row if not any(mark in token for mark in RESERVED)}
    every = min(checkpoint_every, steps)
    return {
        "vocabulary": sorted(tokens),
        "longest": max(map(len, rows), default=0) + _ROOM,
        "steps": math.ceil(steps / every) * every,
        "checkpoint_every": every,
        "lr": 8e-4,
        "warmup": 0.05,
        "batch_size": _BATCH,
    }


def fastest(settings: Mapping[str, Any]) -> str:
    """Return the precision in which this machine trains the recognizer fastest.

    Args:
        settings: Of ``settings_of``.

    Examples:
        >>> from hmer_kit.data import Record
        >>> fastest(settings_of([Record("a", "x")], steps=1)) in {"bf16-mixed", "32-true"}
        True
    """
    return fastest_precision(small_module(settings))


def small_module(settings: Mapping[str, Any]) -> VLMModule:
    """Build the untrained recognizer.

    Args:
        settings: Of ``settings_of``.

    Examples:
        >>> small_module({"vocabulary": ["x"], "longest": 9, "steps": 1, "lr": 1e-3, "warmup": 0.1}).hparams["lr"]
        0.001
    """
    processor = small_processor(settings["vocabulary"])
    return VLMModule(
        small_model(processor.tokenizer),
        processor,
        lr=settings["lr"],
        warmup=settings["warmup"],
        total_steps=settings["steps"],
        max_new_tokens=settings["longest"],
    )


def small_data(
    module: LightningModule,
    train: Sequence[Record] | Sequence[TaskExample],
    *,
    settings: Mapping[str, Any],
    seed: int,
    tasks: Mapping[str, float] | None = None,
) -> TaskDataModule:
    """Build what the recognizer is trained on.

    Args:
        module: Of ``small_module``.
        train: Records or examples.
        settings: Of ``settings_of``.
        seed: Of the order.
        tasks: Weights of the tasks; the vanilla one alone by default.

    Examples:
        >>> from hmer_kit.data import Record
        >>> settings = {"vocabulary": ["x"], "longest": 9, "steps": 1, "lr": 1e-3, "warmup": 0.1}
        >>> settings |= {"batch_size": 2, "checkpoint_every": 3}
        >>> len(small_data(small_module(settings), [Record("a", "x")], settings=settings, seed=0).train_dataloader())
        3
    """
    if not isinstance(module, VLMModule):
        raise TypeError(f"expected the module of small_module, got {type(module).__name__}")
    return TaskDataModule(
        train,
        collator=TaskCollator(module.processor, model=module.model),
        tasks=tasks or {"vanilla": 1.0},
        batch_size=settings["batch_size"],
        epoch_size=settings["batch_size"] * settings["checkpoint_every"],
        pool=_POOL,
        seed=seed,
    )


def small_trainer(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of its trainer.

    Args:
        settings: Of ``settings_of``.

    Examples:
        >>> small_trainer({"steps": 50, "checkpoint_every": 10, "precision": "32-true"})["max_epochs"]
        5
    """
    return {
        "accelerator": "cpu",
        "precision": settings["precision"],
        "max_epochs": settings["steps"] // settings["checkpoint_every"],
        "gradient_clip_val": 1.0,
    }


def small_recognizer(plan: MiningPlan) -> tuple[LightningTraining, LightningSampling]:
    """Return the functions that train and sample for a plan.

    Args:
        plan: A plan of ``make_plan``.

    Raises:
        DataError: The pictures are no longer those of the plan.

    Examples:
        >>> from hmer_kit.cli.errors.mine_errors.options import Options
        >>> from hmer_kit.cli.errors.mine_errors.planning import make_plan
        >>> train, sample = small_recognizer(make_plan(Options(limit=4, steps=5)))
        >>> train.trainer["max_epochs"], sample.device.type
        (1, 'cpu')
    """
    records = plan_records(plan)

    def data(module: LightningModule, records: Sequence[Record], request: TrainRequest) -> TaskDataModule:
        return small_data(module, records, settings=plan.settings, seed=request.seed)

    train = LightningTraining(
        records,
        module=lambda request: small_module(request.settings),
        data=data,
        trainer=small_trainer(plan.settings),
        checkpoint_every=plan.settings["checkpoint_every"],
    )
    return train, LightningSampling(records, module=lambda request: small_module(request.settings), device="cpu")
