"""A short GRPO run of TRL on a tiny vision-language model: our rewards teach, a constant one does not."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import pytest
import torch

from hmer_kit import Record, TaskCollator, build_examples, synthesize
from hmer_kit.ink import Grammar
from hmer_kit.rewards import BatchReward, combine, edit_reward, exact_reward
from hmer_kit.vlm.batching import load_picture, model_inputs
from hmer_kit.vlm.small import small_chat_model

GRAMMAR = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
STEPS = 50


def constant_reward(prompts: Any = None, completions: Any = None, **_: Any) -> list[float]:
    """What teaches nothing."""
    return [1.0] * len(completions)


@pytest.fixture(scope="module")
def examples() -> list[Any]:
    drawn = synthesize(4, grammar=GRAMMAR, seed=3, height=32, width=64)
    return build_examples(
        [Record(image.name, latex, image=image) for latex, image in drawn], tasks=["vanilla"]
    ).examples


def trained_a_little(examples: list[Any]) -> tuple[Any, Any]:
    """A model that reads some of the pictures right, as one from fine-tuning would."""
    torch.manual_seed(0)
    model, processor = small_chat_model(GRAMMAR.vocabulary())
    batch = model_inputs(TaskCollator(processor, model=model)(examples))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(60):
        model(**batch).loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    return model, processor


def rewards_of_a_run(examples: list[Any], folder: str, *, weights: list[float]) -> list[dict[str, float]]:
    """The log of a run that is taught by the weighted rewards, and shows each of them."""
    from datasets import Dataset  # here, for they are slow to import
    from trl import GRPOConfig, GRPOTrainer

    model, processor = trained_a_little(examples)
    data = Dataset.from_dict(
        {
            "prompt": [[{"role": "user", "content": example.prompt}] for example in examples],
            "image": [load_picture(example.record) for example in examples],
            "solution": [example.expected for example in examples],
        }
    )
    arguments = GRPOConfig(
        folder, per_device_train_batch_size=64, num_generations=16, max_completion_length=10, max_steps=STEPS,
        learning_rate=1e-3, lr_scheduler_type="constant", reward_weights=weights, logging_steps=1, save_strategy="no",
        report_to=[], use_cpu=True, bf16=False, disable_tqdm=True, seed=0,
    )  # fmt: skip
    total = BatchReward(combine({"exact": (0.5, exact_reward), "edit": (0.5, edit_reward)}), name="total")
    trainer = GRPOTrainer(model, [total, constant_reward], arguments, data, processing_class=processor)
    trainer.train()
    return [entry for entry in trainer.state.log_history if "rewards/total/mean" in entry]


@pytest.fixture
def one_thread() -> Any:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def mean_of(log: list[dict[str, float]], name: str) -> float:
    return fmean(entry[name] for entry in log)


@pytest.mark.slow
@pytest.mark.usefixtures("one_thread")
@pytest.mark.filterwarnings("ignore::FutureWarning:transformers")
def test_grpo_on_our_rewards_reads_more_pictures_right_and_a_constant_reward_does_not(examples, tmp_path) -> None:
    taught = rewards_of_a_run(examples, str(tmp_path / "taught"), weights=[1.0, 0.0])
    untaught = rewards_of_a_run(examples, str(tmp_path / "untaught"), weights=[0.0, 1.0])
    assert len(taught) == len(untaught) == STEPS
    for part in ("rewards/total/mean", "total/exact", "total/edit"):
        start, end = mean_of(taught[:5], part), mean_of(taught[-10:], part)
        without = mean_of(untaught[-10:], part)
        assert end > start + 0.1, part
        assert end > without + 0.1, part
        assert abs(without - mean_of(untaught[:5], part)) < 0.1, part  # it stays where it was
