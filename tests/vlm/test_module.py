"""Training, validation and export through Lightning, with the five real tasks."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import torch
from lightning.pytorch import Callback, Trainer
from transformers import VisionEncoderDecoderModel

from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TASKS
from hmer_kit.vlm import TaskDataModule, VLMModule, generate

pytestmark = [
    # Two cores are for the test itself: loading in the main process is meant.
    pytest.mark.filterwarnings("ignore:The '.*_dataloader' does not have many workers"),
    # Lightning 2.6 with torch 2.13: Lightning's own use of a torch class that will go.
    pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning"),
]


def trainer(tmp_path: Any, **options: Any) -> Trainer:
    quiet = {
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
    }
    return Trainer(accelerator="cpu", default_root_dir=tmp_path, **{**quiet, "log_every_n_steps": 1, **options})


class Losses(Callback):
    def __init__(self) -> None:
        self.values: list[float] = []
        self.modes: list[bool] = []

    def on_train_batch_end(self, trainer: Trainer, module: VLMModule, outputs: Any, batch: Any, batch_idx: int) -> None:
        self.values.append(float(outputs["loss"]))
        self.modes.append(all(part.training for part in module.model.modules()))


def fit(model_and_processor: tuple[Any, Any], data: Any, tmp_path: Any, **options: Any) -> tuple[VLMModule, Losses]:
    steps = options.pop("max_steps")
    module = VLMModule(*model_and_processor, **options)
    losses = Losses()
    fitting = trainer(
        tmp_path, max_steps=steps, callbacks=[losses], num_sanity_val_steps=0, check_val_every_n_epoch=steps
    )
    fitting.fit(module, data(module.collator()))
    return module, losses


def test_two_samples_are_memorised_to_an_exact_expression_rate_of_one(tiny, vanilla, tmp_path) -> None:
    pair = vanilla[:2]
    module, losses = fit(
        tiny,
        lambda collator: TaskDataModule(pair, pair, collator=collator, tasks={"vanilla": 1}, batch_size=2),
        tmp_path,
        lr=5e-3,
        warmup=0.1,
        max_steps=120,
        max_new_tokens=30,
    )
    assert losses.values[-1] < 0.1 * losses.values[0]
    checking = trainer(tmp_path)
    data = TaskDataModule(pair, pair, collator=module.collator(), tasks={"vanilla": 1}, batch_size=2)
    (values,) = checking.validate(module, data, verbose=False)
    assert values["val_ExpRate"] == values["val_ExpRate/vanilla"] == 1.0
    assert values["val_TokenErrorRate/vanilla"] == 0.0
    assert values["val_loss"] < 0.1
    assert generate(module.model, module.processor, pair, max_new_tokens=30) == [item.target for item in pair]


def test_all_five_tasks_of_two_records_are_memorised_exactly(seq2seq, records, tmp_path) -> None:
    module, _ = fit(
        seq2seq,
        lambda collator: TaskDataModule(records[:2], records[:2], collator=collator, batch_size=10),
        tmp_path,
        lr=1e-2,
        max_steps=200,
        max_new_tokens=60,
    )
    data = TaskDataModule([], records[:2], collator=module.collator(), batch_size=10)
    (values,) = trainer(tmp_path).validate(module, data, verbose=False)
    assert {name: value for name, value in values.items() if name.startswith("val_ExpRate/")} == {
        f"val_ExpRate/{task}": 1.0 for task in TASKS
    }


def test_all_five_tasks_train_and_each_is_scored(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=3e-3, max_new_tokens=8)
    losses = Losses()
    fitting = trainer(tmp_path, max_epochs=2, callbacks=[losses], num_sanity_val_steps=1)
    fitting.fit(module, TaskDataModule(records, records[:2], collator=module.collator(), batch_size=8, pool=2))
    metrics = fitting.callback_metrics
    for task in TASKS:
        assert 0.0 <= metrics[f"val_ExpRate/{task}"] <= 1.0
        assert metrics[f"val_TokenErrorRate/{task}"] >= 0.0
    assert metrics["val_ExpRate"] == metrics["val_ExpRate/vanilla"]
    assert metrics["val_loss"] > 0
    assert metrics["train_loss"] > 0
    assert losses.values[-1] < losses.values[0]
    assert len(losses.values) == 10


def test_training_without_validation_records_needs_nothing_else(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=1e-3)
    fitting = trainer(tmp_path, max_epochs=1)
    fitting.fit(module, TaskDataModule(records, collator=module.collator(), tasks={"vanilla": 1}, batch_size=8))
    assert fitting.global_step == 1


def test_gradients_are_clipped_in_mixed_precision(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=1e-3)
    fitting = trainer(tmp_path, max_epochs=1, gradient_clip_val=1.0, precision="bf16-mixed")
    fitting.fit(module, TaskDataModule(records, collator=module.collator(), tasks={"vanilla": 1}, batch_size=8))
    assert fitting.global_step == 1


def test_without_vanilla_the_main_score_is_that_of_all(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, max_new_tokens=4)
    data = TaskDataModule(
        [], records[:2], collator=module.collator(), tasks={"tree_cot": 1, "symbol_counting": 1}, batch_size=4
    )
    (values,) = trainer(tmp_path).validate(module, data, verbose=False)
    assert set(values) == {
        "val_loss",
        "val_loss/tree_cot",
        "val_loss/symbol_counting",
        "val_ExpRate",
        "val_ExpRate/tree_cot",
        "val_ExpRate/symbol_counting",
        "val_TokenErrorRate/tree_cot",
        "val_TokenErrorRate/symbol_counting",
    }


def test_a_model_from_evaluation_mode_is_trained_in_training_mode(seq2seq, vanilla, tmp_path) -> None:
    seq2seq[0].eval()
    _, losses = fit(
        seq2seq,
        lambda collator: TaskDataModule(vanilla, vanilla[:1], collator=collator, tasks={"vanilla": 1}),
        tmp_path,
        max_steps=3,
        max_new_tokens=2,
    )
    assert losses.modes == [True] * 3


def test_predict_gives_typed_predictions_in_order(seq2seq, examples, tmp_path) -> None:
    module = VLMModule(*seq2seq, max_new_tokens=4)
    data = TaskDataModule([], collator=module.collator(), batch_size=4)
    batches = trainer(tmp_path).predict(module, data.eval_loader(examples[:6]))
    found = [prediction for batch in batches for prediction in batch]
    assert [(item.id, item.task) for item in found] == [(item.record.id, item.task) for item in examples[:6]]
    responses = generate(*seq2seq, examples[:6], max_new_tokens=4)
    for item, example, response in zip(found, examples, responses, strict=False):
        read = TASKS[example.task].read(response)
        assert (item.response, item.expected) == (response, example.expected)
        assert (item.prediction, item.problems) == (read.scored, read.problems)


def test_saved_and_reloaded_it_answers_the_same(tiny, vanilla, tmp_path) -> None:
    module = VLMModule(*tiny, max_new_tokens=12)
    folder = module.save_pretrained(tmp_path / "model")
    again = VLMModule.from_pretrained(folder, max_new_tokens=12)
    before = generate(module.model, module.processor, vanilla[:3], max_new_tokens=12)
    assert generate(again.model, again.processor, vanilla[:3], max_new_tokens=12) == before
    assert type(again.processor).__name__ == type(module.processor).__name__


def test_a_checkpoint_holds_weights_and_options(tokenizer, seq2seq, vanilla, tmp_path) -> None:
    model, processor = seq2seq
    module = VLMModule(model, processor, lr=0.25, max_new_tokens=7)
    fitting = trainer(tmp_path, max_steps=1, limit_val_batches=0)
    data = TaskDataModule(vanilla, vanilla[:1], collator=module.collator(), tasks={"vanilla": 1})
    fitting.fit(module, data)
    fitting.save_checkpoint(tmp_path / "last.ckpt")
    weights = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.zero_()
    again = VLMModule.load_from_checkpoint(tmp_path / "last.ckpt", model=model, processor=processor)
    assert dict(again.hparams) == {**dict(module.hparams), "lr": 0.25, "max_new_tokens": 7}
    options = set(inspect.signature(VLMModule).parameters) - {"model", "processor", "adapter", "metrics"}
    assert set(again.hparams) == options
    assert all(torch.equal(value, weights[name]) for name, value in again.model.state_dict().items())


def test_a_resumed_run_ends_as_an_uninterrupted_one(seq2seq, vanilla, tmp_path) -> None:
    class SaveHalfway(Callback):
        def on_train_epoch_end(self, trainer: Trainer, module: Any) -> None:
            if trainer.current_epoch == 1:
                trainer.save_checkpoint(tmp_path / "halfway.ckpt")

    def run(model: Any, checkpoint: Any = None, callbacks: Any = ()) -> tuple[VLMModule, Trainer]:
        module = VLMModule(model, seq2seq[1], lr=1e-3)
        data = TaskDataModule(vanilla, collator=module.collator(), tasks={"vanilla": 1}, batch_size=2)
        fitting = trainer(tmp_path, max_epochs=4, callbacks=[*callbacks])
        fitting.fit(module, data, ckpt_path=checkpoint, weights_only=False)
        return module, fitting

    other = VisionEncoderDecoderModel(seq2seq[0].config)
    whole, _ = run(seq2seq[0], callbacks=[SaveHalfway()])
    resumed, fitting = run(other, checkpoint=tmp_path / "halfway.ckpt")
    assert fitting.global_step == 16
    pairs = zip(whole.model.parameters(), resumed.model.parameters(), strict=True)
    assert all(torch.allclose(one, other, atol=1e-6) for one, other in pairs)


def test_accumulated_batches_are_one_step_in_mixed_precision(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, lr=1e-3)
    losses = Losses()
    fitting = trainer(
        tmp_path, max_epochs=1, accumulate_grad_batches=2, precision="bf16-mixed", gradient_clip_val=1.0,
        callbacks=[losses],
    )  # fmt: skip
    data = TaskDataModule(records, records[:1], collator=module.collator(), tasks={"vanilla": 1}, batch_size=2)
    fitting.fit(module, data)
    assert (fitting.global_step, len(losses.values)) == (2, 4)
    assert all(parameter.dtype == torch.float32 for parameter in module.parameters())


def test_a_test_gives_the_numbers_of_validation_under_its_own_name(seq2seq, records, tmp_path) -> None:
    module = VLMModule(*seq2seq, max_new_tokens=4)
    data = TaskDataModule(
        [], records[:3], test=records[:3], collator=module.collator(), tasks={"vanilla": 1, "tree_cot": 1}, batch_size=2
    )
    (validated,) = trainer(tmp_path).validate(module, data, verbose=False)
    (tested,) = trainer(tmp_path).test(module, data, verbose=False)
    assert {name.removeprefix("test_"): value for name, value in tested.items()} == {
        name.removeprefix("val_"): value for name, value in validated.items()
    }
    assert set(tested) > {"test_loss", "test_ExpRate", "test_ExpRate/tree_cot"}


def test_what_an_interrupted_validation_counted_is_forgotten(seq2seq, vanilla, tmp_path) -> None:
    class Interrupt(Callback):
        def on_validation_batch_end(self, *args: Any) -> None:
            raise RuntimeError("interrupted")

    module = VLMModule(*seq2seq, max_new_tokens=4)
    data = TaskDataModule([], vanilla[:2], collator=module.collator(), tasks={"vanilla": 1}, batch_size=1)
    with pytest.raises(RuntimeError, match="interrupted"):
        trainer(tmp_path, callbacks=[Interrupt()]).validate(module, data, verbose=False)
    assert module.scores.compute()
    (after,) = trainer(tmp_path).validate(module, data, verbose=False)
    (plain,) = trainer(tmp_path).validate(VLMModule(*seq2seq, max_new_tokens=4), data, verbose=False)
    assert after == plain


def test_a_trainer_validates_other_data_after_a_fit_without(seq2seq, vanilla, tmp_path) -> None:
    module = VLMModule(*seq2seq, max_new_tokens=2)
    fitting = trainer(tmp_path, max_steps=1)
    fitting.fit(module, TaskDataModule(vanilla, collator=module.collator(), tasks={"vanilla": 1}))
    other = TaskDataModule([], vanilla[:1], collator=module.collator(), tasks={"vanilla": 1})
    (values,) = fitting.validate(module, other, verbose=False)
    assert "val_ExpRate" in values


def test_the_type_of_the_weights_can_be_chosen(seq2seq, tmp_path) -> None:
    model, processor = seq2seq
    folder = VLMModule(model.to(torch.bfloat16), processor).save_pretrained(tmp_path)
    assert VLMModule.from_pretrained(folder).model.dtype == torch.bfloat16
    assert VLMModule.from_pretrained(folder, dtype=torch.float32).model.dtype == torch.float32


def test_the_learning_rate_follows_the_schedule_step_by_step(seq2seq, vanilla, tmp_path) -> None:
    rates: list[float] = []

    class Watch(Callback):
        def on_train_batch_start(self, trainer: Trainer, module: Any, batch: Any, batch_idx: int) -> None:
            rates.append(trainer.optimizers[0].param_groups[0]["lr"])

    module = VLMModule(*seq2seq, lr=1.0e-3, warmup=0.5, schedule="linear")
    data = TaskDataModule(vanilla, vanilla[:1], collator=module.collator(), tasks={"vanilla": 1}, batch_size=2)
    trainer(tmp_path, max_epochs=1, callbacks=[Watch()], limit_val_batches=0).fit(module, data)
    assert rates == pytest.approx([0.5e-3, 1e-3, 1e-3, 0.5e-3])


def test_an_endless_stream_trains_by_steps_and_needs_their_number_for_a_schedule(seq2seq, vanilla, tmp_path) -> None:
    def source(worker_id: int, seed: int):
        while True:
            yield from vanilla

    module = VLMModule(*seq2seq)
    data = TaskDataModule(source, vanilla[:1], collator=module.collator(), tasks={"vanilla": 1}, batch_size=2)
    fitting = trainer(tmp_path, max_steps=5, limit_val_batches=0)
    fitting.fit(module, data)
    assert fitting.global_step == 5
    with pytest.raises(InputError, match="total_steps"):
        trainer(tmp_path, max_epochs=-1, limit_val_batches=0).fit(module, data)


def test_what_was_cut_or_left_out_is_named(seq2seq, vanilla, tmp_path) -> None:
    module = VLMModule(*seq2seq)
    data = TaskDataModule(
        vanilla, vanilla[:1], collator=module.collator(max_target_tokens=5), tasks={"vanilla": 1}, batch_size=8
    )
    trainer(tmp_path, max_epochs=1, limit_val_batches=0).fit(module, data)
    assert set(module.truncated) == {item.record.id for item in vanilla if len(item.target.split()) > 2}
    assert module.truncated.total == len(module.truncated)
    assert not module.skipped


def test_cut_answers_are_counted_in_the_log_and_said_once(seq2seq, vanilla, tmp_path, caplog) -> None:
    module = VLMModule(*seq2seq)
    data = TaskDataModule(
        vanilla, vanilla[:1], collator=module.collator(max_target_tokens=5), tasks={"vanilla": 1}, batch_size=2
    )
    fitting = trainer(tmp_path, max_epochs=1, limit_val_batches=0, log_every_n_steps=1)
    fitting.fit(module, data)
    long = [item.record.id for item in vanilla if len(item.target.split()) > 2]
    assert fitting.logged_metrics["train_truncated"] == len(long) > 1
    said = [record.getMessage() for record in caplog.records if "longer than the limit" in record.getMessage()]
    assert len(said) == 1
    assert next(iter(module.truncated)) in said[0]
