"""GRPO by TRL with rewards of hmer_kit: a model that was fine-tuned a little learns from what it writes.

The model is a Qwen2.5-VL in miniature with random weights; a real one, with its processor, takes its place. Run
``python examples/trl_grpo.py``; it prints about

    total/exact  0.33 -> 0.52
    total/edit   0.55 -> 0.72
"""

from __future__ import annotations

from statistics import fmean
from tempfile import TemporaryDirectory

import torch
from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer

from hmer_kit import Grammar, Record, TaskCollator, build_examples, synthesize
from hmer_kit.rewards import BatchReward, combine, edit_reward, exact_reward
from hmer_kit.vlm.batching import load_picture, model_inputs
from hmer_kit.vlm.small import small_chat_model

torch.set_num_threads(1)
torch.manual_seed(0)
grammar = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
drawn = synthesize(4, grammar=grammar, seed=3, height=32, width=64)
examples = build_examples(
    [Record(image.name, latex, image=image) for latex, image in drawn], tasks=["vanilla"]
).examples
model, processor = small_chat_model(grammar.vocabulary())

batch = model_inputs(TaskCollator(processor, model=model)(examples))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
for _ in range(60):  # a little fine-tuning: without it no answer would earn anything
    model(**batch).loss.backward()
    optimizer.step()
    optimizer.zero_grad()

data = Dataset.from_dict(
    {
        "prompt": [[{"role": "user", "content": example.prompt}] for example in examples],
        "image": [load_picture(example.record) for example in examples],
        "solution": [example.expected for example in examples],
    }
)
reward = BatchReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}), name="total")
with TemporaryDirectory() as folder:
    arguments = GRPOConfig(
        folder, per_device_train_batch_size=64, num_generations=16, max_completion_length=10, max_steps=40,
        learning_rate=1e-3, lr_scheduler_type="constant", logging_steps=1, save_strategy="no", report_to=[],
        use_cpu=True, bf16=False, disable_tqdm=True,
    )  # fmt: skip
    trainer = GRPOTrainer(model, reward, arguments, data, processing_class=processor)
    trainer.train()
for part in ("total/exact", "total/edit"):  # of each step's answers, mean of the first five steps and the last five
    values = [float(entry[part]) for entry in trainer.state.log_history if part in entry]
    print(f"{part:12} {fmean(values[:5]):.2f} -> {fmean(values[-5:]):.2f}")
