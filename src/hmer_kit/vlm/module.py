"""One LightningModule for any Hugging Face vision-language model with its processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Self

import torch
from lightning.pytorch import LightningModule

from hmer_kit.tasks.settings import InferenceSettings
from hmer_kit.vlm._tasks import known_tasks, plain_tasks
from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.families.styles import model_format
from hmer_kit.vlm.loading._checkpoints import plain_reading, require_no_choices
from hmer_kit.vlm.loading.export import save_model_and_processor
from hmer_kit.vlm.loading.pretrained import load_model_and_processor, load_settings
from hmer_kit.vlm.training._logging import log_epoch
from hmer_kit.vlm.training._steps import answered, log_step, note_lost
from hmer_kit.vlm.training.checkpoints._kept import KeptWeights
from hmer_kit.vlm.training.lora.adapters import LoraOptions, add_lora, merge_lora
from hmer_kit.vlm.training.loss.objective import Objective
from hmer_kit.vlm.training.loss.rows import LossOptions, Reduction
from hmer_kit.vlm.training.loss.tally import LossTally
from hmer_kit.vlm.training.memory import TrainableDtype, prepare_fit
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim._configured import configured
from hmer_kit.vlm.training.optim.named import Chosen, plain_options
from hmer_kit.vlm.training.parts import freezing
from hmer_kit.vlm.training.scores import Prediction, TaskScores
from hmer_kit.vlm.training.sharding import shard_model

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from torch import Tensor
    from torchmetrics import Metric

    from hmer_kit.tasks import Task
    from hmer_kit.vlm.families.adapters import FamilyAdapter
    from hmer_kit.vlm.training.optim.build import Schedule

__all__ = ["VLMModule"]

_NOT_KEPT = frozenset({"self", "__class__", "model", "processor", "adapter", "metrics"})


class VLMModule(LightningModule):
    """Fine-tune a vision-language model on HMER tasks, and validate it by what it writes.

    Training logs ``train_loss`` and ``train_loss/<task>`` of every ``log_every_n_steps``-th batch. Validation answers
    every example greedily and logs ``val_ExpRate`` (of the vanilla task, or of all where there is none),
    ``val_ExpRate/<task>``, ``val_TokenErrorRate/<task>``, ``val_loss`` and ``val_loss/<task>``; ``Trainer.test`` logs
    the same under ``test_``. A checkpoint holds the weights and the options; load it by
    ``VLMModule.load_from_checkpoint(path, model=..., processor=...)``. All options but ``metrics``, ``adapter`` and
    tasks of your own are plain values, as they stand in YAML.

    Args:
        model: A transformers model: decoder-only with a chat template, or an encoder-decoder.
        processor: Its processor.
        lr: Highest learning rate.
        weight_decay: Decay of matrices; norms, biases and embeddings have none.
        warmup: Share of the steps in which the learning rate rises.
        schedule: How it falls then: ``"cosine"``, ``"linear"``, ``"constant"``, or another of ``build_optimizer``.
        total_steps: Optimizer steps of the run, where the trainer cannot tell (an endless stream stopped by time).
        max_new_tokens: Longest response in ids; that of the settings by default.
        adapter: What is particular to the model's family; looked up by its ``model_type`` by default.
        settings: Prompts, pixel budget, decoding (or their fields) for ``collator``; kept beside the weights.
        optimizer: Its name, see ``build_optimizer``. A dotted path is not kept in checkpoints.
        part_lr: Learning rates of single parts, such as ``{"vision": 2e-6}``.
        layer_decay: Factor of the rate from layer to layer down, for all parts or by part.
        freeze: Parts, or patterns of parameter names, that are not trained; see ``model_parts``.
        lora: Options of adapters, see ``LoraOptions``; ``{}`` takes the defaults.
        loss: What is trained: the model's own loss, or a mean over ``"tokens"`` (the same number, with less memory) or
            over ``"samples"``.
        task_weights: Factor of each task's losses, see ``LossOptions``.
        tokens_per_batch: What a loss over tokens is divided by, see ``LossOptions``.
        metrics: Further metrics by name, see ``TaskScores``.
        tasks: What is asked, by name or, your own, as it is (on loading a checkpoint too); the five by default.
        gradient_checkpointing: Whether activations are computed again, see ``checkpoint_activations``.
        torch_compile: Arguments of ``torch.compile`` for the training step, ``{}`` for none; see the guide before.
        trainable_dtype: What is done about trained weights of half precision, see ``settle_dtype``.
        checkpoint_weights: Whether checkpoints hold all weights or, as always in 4 bits, the trained ones alone.

    Examples:
        >>> [name for name in ("from_pretrained", "collator", "save_pretrained") if hasattr(VLMModule, name)]
        ['from_pretrained', 'collator', 'save_pretrained']
    """

    def __init__(  # noqa: PLR0913 - options by name
        self,
        model: Any,  # noqa: ANN401 - any transformers model
        processor: Any,  # noqa: ANN401
        *,
        lr: float = 1e-5,
        weight_decay: float = 0.01,
        warmup: float = 0.1,
        schedule: Schedule | Chosen = "cosine",
        total_steps: int | None = None,
        max_new_tokens: int | None = None,
        adapter: FamilyAdapter | None = None,
        settings: InferenceSettings | Mapping[str, Any] | None = None,
        optimizer: Chosen = "AdamW",
        part_lr: Mapping[str, float] | None = None,
        layer_decay: float | Mapping[str, float] = 1.0,
        freeze: Sequence[str] = (),
        lora: LoraOptions | Mapping[str, Any] | None = None,
        loss: Reduction = "model",
        task_weights: Mapping[str, float] | None = None,
        tokens_per_batch: float | None = None,
        metrics: Mapping[str, Metric] | None = None,
        tasks: Sequence[str | Task] | None = None,
        gradient_checkpointing: bool = False,
        torch_compile: Mapping[str, Any] | None = None,
        trainable_dtype: TrainableDtype | None = None,
        checkpoint_weights: Literal["all", "trained"] = "all",
    ) -> None:
        super().__init__()
        self.settings = settings = InferenceSettings.of(settings, max_new_tokens=max_new_tokens)
        max_new_tokens = settings.max_new_tokens
        self.tasks = known_tasks(tasks)
        """What is asked, by name."""
        self.save_hyperparameters(plain_options({**locals(), "tasks": plain_tasks(tasks)}, less=_NOT_KEPT))
        freezing.freeze(model, freeze)
        self.model = model if lora is None else add_lora(model, lora)
        self.processor = processor
        self.form = model_format(model, processor, style=settings.style, adapter=adapter)
        weights, names = dict(task_weights or {}), tuple(self.tasks)
        weighting = LossOptions(loss, task_weights=weights, tokens_per_batch=tokens_per_batch, tasks=names)
        self.objective = Objective(model, options=weighting, form=self.form)
        self.scores = TaskScores(metrics, tasks=list(self.tasks.values()))
        self.losses = LossTally(weighting)
        self.truncated = Notes("an answer is longer than the limit and was cut (see module.truncated): %s")
        """Ids whose target was cut at the limit so far, in this process."""
        self.unknown = Notes("an answer holds what the tokenizer has no token for (see module.unknown): %s")
        """Ids whose answer holds unknown tokens."""
        self.skipped = Notes()
        """What the data loaders left out so far, in this process."""
        self._choices = {"optimizer": optimizer, "schedule": schedule}
        self._compiled: Callable[..., Any] | None = None
        self._kept = KeptWeights()

    @classmethod
    def from_pretrained(
        cls,
        name: str | os.PathLike[str],
        *,
        dtype: torch.dtype | Literal["auto"] = "auto",
        quantization: Literal["4bit"] | None = None,
        trust_remote_code: bool = False,
        allow_pickle: bool = False,
        revision: str | None = None,
        **options: Any,
    ) -> Self:
        """Load a model, its processor and its settings from a folder or the hub, see ``load_model_and_processor``.

        Args:
            name: Folder or hub name.
            dtype: Type of the weights, by default as stored. Give ``torch.float32`` to train in ``"bf16-mixed"``:
                weights that are bfloat16 themselves round the small steps of a fine-tuning away.
            quantization: ``"4bit"`` for ``lora`` over weights in 4 bits (QLoRA).
            trust_remote_code: As there.
            allow_pickle: As there.
            revision: As there.
            options: Arguments of the class.
        """
        loading: dict[str, Any] = {"trust_remote_code": trust_remote_code, "allow_pickle": allow_pickle}
        loading |= {"dtype": dtype, "quantization": quantization, "revision": revision}
        model, processor = load_model_and_processor(name, **loading)
        options.setdefault("settings", load_settings(name, revision=revision))
        return cls(model, processor, **options)  # written so that jsonargparse finds the arguments of the class

    @classmethod
    def load_from_checkpoint(  # type: ignore[override]  # the rest of Lightning's arguments are by name
        cls, checkpoint_path: str | os.PathLike[str], *, weights_only: bool = True, **options: Any
    ) -> Self:
        """Load a checkpoint of plain values (else ``DataError``); what is pickled runs if ``weights_only`` is False."""
        load = super().load_from_checkpoint
        module = load(**plain_reading(checkpoint_path, load, weights_only=weights_only), **options)
        if weights_only:
            require_no_choices(module._choices, checkpoint_path, given=options)  # noqa: SLF001 - of this class
        return module

    def merge_lora(self) -> None:
        """Add the adapters to the weights, so that ``save_pretrained`` writes a whole model; see ``merge_lora``."""
        merge_lora(self.model)
        self.hparams["lora"] = None

    def save_pretrained(self, folder: str | os.PathLike[str]) -> Path:
        """Write model, processor and settings, or raise ``DataError``; see ``save_model_and_processor``.

        Of a model with adapters those alone are written, in peft's layout; call ``merge_lora`` before for all of it.

        Args:
            folder: Made if absent.
        """
        return save_model_and_processor(folder, model=self.model, processor=self.processor, settings=self.settings)

    def collator(self, **options: Any) -> TaskCollator:
        """Return the collator of this model.

        Args:
            options: Arguments of ``TaskCollator``.
        """
        own = {"adapter": self.form.adapter, "settings": self.settings}
        return TaskCollator(self.processor, model=self.model, **{**own, **options})

    def forward(self, **inputs: Any) -> Any:  # noqa: ANN401
        """Call the model with its inputs, see ``model_inputs``."""
        return self.model(**inputs)

    def configure_model(self) -> None:
        """Divide the weights among the processes, where the strategy is Lightning's ``ModelParallelStrategy``."""
        shard_model(self.model, getattr(self, "_device_mesh", None))  # that strategy alone gives one

    def setup(self, stage: str) -> None:
        """Settle the type of the weights, checkpointing and compilation before a fit."""
        if stage == "fit":
            chosen = {name: self.hparams[name] for name in ("trainable_dtype", "gradient_checkpointing")}
            prepare_fit(self.model, precision=str(self.trainer.precision), **chosen)
            options = self.hparams["torch_compile"]
            # A function, no module: those rename the keys of checkpoints. Answers are written uncompiled.
            self._compiled = None if options is None else torch.compile(self.forward, **options)

    def on_fit_start(self) -> None:
        """Switch dropout and gradient checkpointing on: Lightning leaves a loaded model in evaluation mode."""
        self.model.train()

    def on_train_start(self) -> None:
        """Keep frozen parts in evaluation mode; a callback's ``on_train_start`` may do so with others."""
        freezing.hold_frozen(self.model)

    def training_step(self, batch: dict[str, Any], batch_idx: int) -> Tensor:  # noqa: ARG002 - Lightning's signature
        """Return the loss of a batch."""
        every = self.trainer.log_every_n_steps  # type: ignore[attr-defined]  # set by its logger connector
        due = bool(every) and (self.global_step + 1) % every == 0
        loss, by_task = self.objective.loss(self._compiled or self.forward, batch, detailed=due)
        note_lost(self, batch)
        if due:
            log_step(self, loss, by_task=by_task, batch_size=len(batch["ids"]))
        return loss

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Leave frozen weights out, if that is wanted or a model in 4 bits demands it."""
        self._kept.save(checkpoint, self)

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """See whether frozen weights are left out; raise ``DataError`` if this model has others."""
        self._kept.check(checkpoint, self)

    def load_state_dict(self, state_dict: Mapping[str, Any], *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Load weights as torch does; those that a checkpoint of trained weights leaves out stay as they are."""
        return self._kept.load(super().load_state_dict, state_dict, *args, **options)

    def on_validation_epoch_start(self) -> None:
        """Forget what an interrupted validation has left."""
        self.scores.reset()
        self.losses.reset()

    def validation_step(self, batch: dict[str, Any], batch_idx: int) -> None:  # noqa: ARG002
        """Answer a batch and count the answers; a batch that only fills up a process's share is not counted."""
        predictions = answered(self, batch)
        rows = self.objective.rows(self.forward, batch)
        note_lost(self, batch)
        if batch.get("counted", True):
            self.scores.update(predictions)
            self.losses.add(rows, batch["tasks"])

    def on_validation_epoch_end(self) -> None:
        """Log the scores of all processes together."""
        log_epoch(self, self.scores.compute, self.losses.values)
        self.on_validation_epoch_start()

    on_test_epoch_start = on_validation_epoch_start
    test_step = validation_step
    on_test_epoch_end = on_validation_epoch_end

    def predict_step(self, batch: dict[str, Any], batch_idx: int) -> list[Prediction]:  # noqa: ARG002
        """Answer a batch; a batch that only fills up a process's share gives nothing."""
        predictions = answered(self, batch)
        return predictions if batch.get("counted", True) else []

    def configure_optimizers(self) -> Any:  # noqa: ANN401
        """Build the optimizer and its schedule, stepped after each optimizer step; override it for anything else.

        Raises:
            InputError: The run is endless, so that a falling schedule cannot be planned.
        """
        return configured(self, **self._choices)
