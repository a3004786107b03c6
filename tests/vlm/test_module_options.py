"""What the options of the module do in a run of the trainer."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import torch
from lightning.pytorch import Callback, Trainer
from torch.optim import SGD
from torchmetrics import MaxMetric

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.metrics import EditScore
from hmer_kit.vlm import TaskDataModule, VLMModule
from hmer_kit.vlm.training.parts.model_parts import model_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tasks import TaskExample

pytestmark = [
    pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers"),
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]


class Watch(Callback):
    """Keep what was logged step by step, and the modes of the modules."""

    def __init__(self) -> None:
        self.logged: list[dict[str, float]] = []
        self.modes: list[dict[str, bool]] = []

    def on_train_batch_end(self, trainer: Trainer, module: Any, *args: Any) -> None:
        self.logged.append({name: float(value) for name, value in trainer.logged_metrics.items()})
        self.modes.append({name: part.training for name, part in module.model.named_modules()})


def fit(module: VLMModule, examples: Sequence[TaskExample], folder: Any, *, steps: int = 2, **options: Any) -> Watch:
    tasks = dict.fromkeys([item.task for item in examples], 1.0)
    data = TaskDataModule(examples, collator=module.collator(), tasks=tasks, batch_size=4)
    watch = Watch()
    callbacks, path = [watch, *options.pop("callbacks", [])], options.pop("ckpt_path", None)
    quiet = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
    trainer = Trainer(
        accelerator="cpu", default_root_dir=folder, max_steps=steps, callbacks=callbacks,
        enable_model_summary=False, **{"log_every_n_steps": 1, **quiet, **options},
    )  # fmt: skip
    trainer.fit(module, data, ckpt_path=path, weights_only=None if path is None else False)
    return watch


def weights(model: Any) -> dict[str, torch.Tensor]:
    return {name: value.detach().clone() for name, value in model.named_parameters()}


def moved(before: dict[str, torch.Tensor], model: Any) -> set[str]:
    return {name for name, value in model.named_parameters() if not torch.equal(value, before[name])}


@pytest.mark.parametrize("frozen", [["vision"], ["vision", "projector"], ["language"]])
def test_frozen_parts_do_not_move_and_others_do(qwen, vanilla, tmp_path, frozen) -> None:
    module = VLMModule(*qwen, lr=1e-2, freeze=frozen, warmup=0.0)
    before, parts = weights(module.model), model_parts(module.model)
    watch = fit(module, vanilla, tmp_path)
    still = {name for part in frozen for name in parts[part]}
    assert moved(before, module.model).isdisjoint(still)
    for part in set(parts) - set(frozen):
        assert moved(before, module.model) & set(parts[part])
    assert watch.modes[-1]["model.visual.blocks.0"] is ("vision" not in frozen)
    assert watch.modes[-1]["model.language_model.layers.0"] is ("language" not in frozen)


def test_parts_and_layers_move_at_their_rates(qwen, vanilla, tmp_path) -> None:
    module = VLMModule(
        *qwen, lr=1e-2, part_lr={"vision": 1e-3, "projector": 1e-4}, layer_decay={"language": 0.5}, schedule="constant",
        warmup=0.0, weight_decay=0.0, optimizer={"class_path": "Adam", "init_args": {"eps": 1e-12}},
    )  # fmt: skip
    before = weights(module.model)
    fit(module, vanilla, tmp_path, steps=1)
    after = dict(module.model.named_parameters())

    def step(name: str) -> float:
        return (after[name] - before[name]).abs().max().item()  # Adam's first step is the rate itself

    assert step("model.visual.blocks.0.mlp.up_proj.weight") == pytest.approx(1e-3, rel=1e-2)
    assert step("model.visual.merger.mlp.0.weight") == pytest.approx(1e-4, rel=1e-2)
    assert step("model.language_model.layers.0.mlp.up_proj.weight") == pytest.approx(1e-2 * 0.25, rel=1e-2)
    assert step("model.language_model.layers.1.mlp.up_proj.weight") == pytest.approx(1e-2 * 0.5, rel=1e-2)
    assert step("model.language_model.norm.weight") == pytest.approx(1e-2, rel=1e-2)


def test_a_run_that_resumes_with_an_optimizer_of_ones_own_must_be_told_it_again(seq2seq, vanilla, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=0.1, optimizer="torch.optim.SGD", schedule="constant", warmup=0)
    fit(module, vanilla, tmp_path, steps=1)
    assert type(module.trainer.optimizers[0]) is SGD
    module.trainer.save_checkpoint(tmp_path / "last.ckpt")
    model, processor = seq2seq
    again = VLMModule.load_from_checkpoint(tmp_path / "last.ckpt", model=model, processor=processor)
    with pytest.raises(InputError, match="optimizer="):
        fit(again, vanilla, tmp_path)
    told = VLMModule.load_from_checkpoint(tmp_path / "last.ckpt", model=model, processor=processor, optimizer="SGD")
    fit(told, vanilla, tmp_path)


def test_configure_optimizers_can_be_overridden(seq2seq, vanilla, tmp_path) -> None:
    class Own(VLMModule):
        def configure_optimizers(self) -> Any:
            return SGD(self.parameters(), lr=0.5)

    module = Own(*seq2seq)
    fit(module, vanilla, tmp_path, steps=1)
    assert module.trainer.optimizers[0].defaults["lr"] == 0.5


@pytest.mark.parametrize("loss", ["model", "tokens", "samples"])
def test_the_losses_of_tasks_are_logged_and_make_up_the_whole(qwen, examples, tmp_path, loss) -> None:
    chosen = [item for item in examples if item.task in {"vanilla", "tree_cot"}]
    module = VLMModule(*qwen, lr=0.0001, loss=loss, max_new_tokens=2)
    watch = fit(module, chosen, tmp_path)
    tasks = {"train_loss/vanilla", "train_loss/tree_cot"}
    assert set(watch.logged[0]) == {"train_loss", *tasks}
    low, high = sorted(watch.logged[0][name] for name in tasks)
    assert low <= watch.logged[0]["train_loss"] <= high
    data = TaskDataModule([], chosen[:6], collator=module.collator(), tasks={"vanilla": 1, "tree_cot": 1}, batch_size=4)
    (values,) = Trainer(accelerator="cpu", logger=False, default_root_dir=tmp_path).validate(
        module, data, verbose=False
    )
    assert set(values) >= {"val_loss", "val_loss/vanilla", "val_loss/tree_cot"}
    one = TaskDataModule([], chosen[:6], collator=module.collator(), tasks={"vanilla": 1, "tree_cot": 1}, batch_size=1)
    (alone,) = Trainer(accelerator="cpu", logger=False, default_root_dir=tmp_path).validate(module, one, verbose=False)
    assert {name: value for name, value in alone.items() if "loss" in name} == pytest.approx(
        {name: value for name, value in values.items() if "loss" in name}, rel=1e-4
    )


def test_nothing_is_logged_between_the_steps_that_are_due(seq2seq, vanilla, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=1e-3)
    watch = fit(module, vanilla, tmp_path, steps=4, log_every_n_steps=3)
    assert [bool(logged) for logged in watch.logged] == [False, False, True, True]
    assert watch.logged[2] == watch.logged[3]


def test_a_task_of_weight_0_is_not_learnt(qwen, examples, tmp_path) -> None:
    chosen = [item for item in examples if item.task in {"vanilla", "symbol_counting"}][:8]
    options = {"lr": 1e-2, "task_weights": {"symbol_counting": 0.0}, "warmup": 0.0, "schedule": "constant"}
    watch = fit(VLMModule(*qwen, **options), chosen, tmp_path, steps=20)
    first, last = watch.logged[0], watch.logged[-1]
    assert last["train_loss/vanilla"] < 0.6 * first["train_loss/vanilla"]
    assert last["train_loss/symbol_counting"] > last["train_loss/vanilla"] * 2


def test_metrics_of_ones_own_are_logged_in_validation_and_in_test(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, max_new_tokens=2, metrics={"EditScore": EditScore()})
    data = TaskDataModule(
        [], records[:2], test=records[:2], collator=module.collator(), tasks={"vanilla": 1, "tree_cot": 1}
    )
    trainer = Trainer(accelerator="cpu", logger=False, default_root_dir=tmp_path)
    (validated,) = trainer.validate(module, data, verbose=False)
    (tested,) = trainer.test(module, data, verbose=False)
    assert set(validated) >= {"val_EditScore", "val_EditScore/vanilla", "val_EditScore/tree_cot"}
    assert validated["val_EditScore"] == validated["val_EditScore/vanilla"] == tested["test_EditScore"]
    assert not isinstance(module.hparams.get("metrics"), MaxMetric)


def test_checkpointed_training_is_the_same_training(qwen, vanilla, tmp_path) -> None:
    other = copy.deepcopy(qwen[0])
    plain = VLMModule(*qwen, lr=1e-3)
    fit(plain, vanilla, tmp_path)
    checkpointed = VLMModule(other, qwen[1], lr=1e-3, gradient_checkpointing=True)
    fit(checkpointed, vanilla, tmp_path)
    assert other.model.language_model.layers[0].gradient_checkpointing
    for one, two in zip(plain.parameters(), checkpointed.parameters(), strict=True):
        assert torch.allclose(one, two, atol=1e-5)


@pytest.mark.slow
def test_compiled_training_is_the_same_training_under_the_same_names(seq2seq, vanilla, tmp_path) -> None:
    other = copy.deepcopy(seq2seq[0])
    plain = VLMModule(*seq2seq, lr=1e-3)
    fit(plain, vanilla, tmp_path)
    compiled = VLMModule(other, seq2seq[1], lr=1e-3, torch_compile={"backend": "eager"})
    fit(compiled, vanilla, tmp_path)
    assert list(compiled.state_dict()) == list(plain.state_dict())
    for one, two in zip(plain.parameters(), compiled.parameters(), strict=True):
        assert torch.allclose(one, two, atol=1e-5)


def test_half_precision_weights_are_refused_and_cast_on_request(seq2seq, vanilla, tmp_path) -> None:
    model, processor = seq2seq
    model.bfloat16()
    with pytest.raises(InputError, match="trainable_dtype"):
        fit(VLMModule(model, processor), vanilla, tmp_path)
    module = VLMModule(model, processor, trainable_dtype="float32", lr=1e-3)
    fit(module, vanilla, tmp_path, precision="bf16-mixed")
    assert {value.dtype for value in module.parameters()} == {torch.float32}


def test_adapters_train_are_kept_in_small_checkpoints_and_come_back(qwen, vanilla, tmp_path) -> None:
    base = copy.deepcopy(qwen[0])
    module = VLMModule(*qwen, lr=1e-2, lora={"r": 2}, checkpoint_weights="trained", warmup=0.0)
    before = weights(module.model)
    fit(module, vanilla, tmp_path)
    assert moved(before, module.model)
    assert all(".lora_" in name for name in moved(before, module.model))
    module.trainer.save_checkpoint(tmp_path / "small.ckpt")
    kept = torch.load(tmp_path / "small.ckpt", weights_only=True)["state_dict"]
    assert set(kept) == {f"model.{name}" for name in before if ".lora_" in name}
    again = VLMModule.load_from_checkpoint(tmp_path / "small.ckpt", model=copy.deepcopy(base), processor=qwen[1])
    assert all(
        torch.equal(value, dict(module.model.named_parameters())[name])
        for name, value in again.model.named_parameters()
    )
    with torch.no_grad():
        base.model.language_model.norm.weight += 1
    with pytest.raises(DataError, match="same model"):
        VLMModule.load_from_checkpoint(tmp_path / "small.ckpt", model=base, processor=qwen[1])


def test_a_run_resumes_from_a_checkpoint_of_trained_weights(seq2seq, vanilla, tmp_path) -> None:
    class SaveHalfway(Callback):
        def on_train_epoch_end(self, trainer: Trainer, module: Any) -> None:
            if trainer.current_epoch == 0:
                trainer.save_checkpoint(tmp_path / "half.ckpt")

    options = {"lr": 1e-3, "freeze": ["vision"], "checkpoint_weights": "trained", "warmup": 0.0}
    other = copy.deepcopy(seq2seq[0])
    whole = VLMModule(*seq2seq, **options)
    fit(whole, vanilla, tmp_path, steps=-1, max_epochs=2, callbacks=[SaveHalfway()])
    resumed = VLMModule(other, seq2seq[1], **options)
    fit(resumed, vanilla, tmp_path, steps=-1, max_epochs=2, ckpt_path=tmp_path / "half.ckpt")
    assert resumed.trainer.global_step == 4
    for one, two in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert torch.allclose(one, two, atol=1e-5)


def test_merged_adapters_are_exported_whole(qwen, vanilla, tmp_path) -> None:
    module = VLMModule(*qwen, lr=1e-2, lora={"r": 2}, max_new_tokens=4)
    fit(module, vanilla, tmp_path)
    module.merge_lora()
    again = VLMModule.from_pretrained(module.save_pretrained(tmp_path / "merged"))
    for (name, one), (_, two) in zip(module.model.named_parameters(), again.model.named_parameters(), strict=True):
        assert torch.equal(one, two), name
    assert module.hparams["lora"] is None


def test_options_are_plain_values_in_a_checkpoint(seq2seq) -> None:
    module = VLMModule(*seq2seq, freeze=("vision",), task_weights={"vanilla": 2.0}, optimizer=SGD, schedule="linear")
    assert json.loads(json.dumps(dict(module.hparams))) == dict(module.hparams)


def test_extras_are_imported_by_those_alone_who_ask_for_them() -> None:
    code = "import sys, hmer_kit.vlm; print([name for name in ('peft', 'bitsandbytes') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=True)
    assert done.stdout.strip() == "[]"
