"""The Trainer of transformers with the collator of hmer_kit, evaluated by what the model writes.

``compute_metrics`` would see logits under teacher forcing; here ``evaluate`` lets the model answer, so that
``metric_for_best_model="eval_ExpRate"`` works as well. Run ``python examples/hf_trainer.py``; it prints about

    {'eval_ExpRate': 0.75, 'eval_EditScore': 0.848958333, 'epoch': 60.0}
"""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import Any

import torch
from transformers import Trainer, TrainingArguments

from hmer_kit import Grammar, Record, TaskCollator, build_examples, get_task, score, synthesize
from hmer_kit.vlm import generate
from hmer_kit.vlm.batching import model_inputs
from hmer_kit.vlm.small import small_model, small_processor

torch.set_num_threads(1)
grammar = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
drawn = synthesize(32, grammar=grammar, seed=1, height=32, width=96, writers=range(4))
records = [Record(image.name, latex, image=image) for latex, image in drawn]
examples = build_examples(records, tasks=["vanilla"]).examples

torch.manual_seed(0)
processor = small_processor(grammar.vocabulary(), height=32, width=96)
model = small_model(processor.tokenizer, hidden_size=64, layers=1)
collator = TaskCollator(processor, model=model)


def collate(batch: list[Any]) -> dict[str, Any]:
    """Give what goes to the model; a whole batch holds ids, tasks and what is expected besides."""
    return model_inputs(collator(batch))


class AnsweringTrainer(Trainer):
    """Evaluates by generation."""

    def evaluate(self, *_: object, **__: object) -> dict[str, float]:
        """Return and log expression rate and edit score."""
        responses = generate(self.model, processor, examples, max_new_tokens=24, batch_size=32)
        preds = [get_task(item.task).read(text).scored or "" for item, text in zip(examples, responses, strict=True)]
        result = score(preds, [item.expected for item in examples])
        metrics = {"eval_ExpRate": result.expression_rate(), "eval_EditScore": result.edit_score}
        self.log(metrics)
        return metrics


with TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        folder, per_device_train_batch_size=16, num_train_epochs=60, learning_rate=3e-3, lr_scheduler_type="constant",
        max_grad_norm=0.0, save_strategy="no", logging_steps=40, report_to=[], use_cpu=True, disable_tqdm=True,
        remove_unused_columns=False,  # the data are examples, which have no columns
    )  # fmt: skip
    trainer = AnsweringTrainer(model, arguments, data_collator=collate, train_dataset=examples)
    trainer.train()
    print(trainer.evaluate())
