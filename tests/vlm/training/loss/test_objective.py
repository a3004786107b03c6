"""Our loss is the model's own, in every family, and what is trained follows the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.training.loss.objective import Objective
from hmer_kit.vlm.training.loss.rows import LossOptions
from vlm.families.parts import make_examples

# torch's own use of a picture, and of numpy
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

if TYPE_CHECKING:
    from vlm.families.harness import Built


@pytest.fixture(scope="session")
def mixed() -> list[Any]:
    """Two tasks over pictures of different sizes, answers of different lengths."""
    examples = [item for item in make_examples() if item.task in {"vanilla", "symbol_counting"}]
    return examples[:4]


def objective(built: Built, reduction: str = "tokens", **options: Any) -> Objective:
    return Objective(built.model, form=built.collate.form, options=LossOptions(reduction, **options))


def test_the_mean_over_tokens_and_its_gradient_are_those_of_the_models_own_loss(every: Built, mixed) -> None:
    batch = every.collate(mixed)
    wanted = [value for value in every.model.parameters() if value.requires_grad]
    own, _ = objective(every, "model").loss(every.model, batch)
    ours, _ = objective(every, "tokens").loss(every.model, batch)
    assert ours.item() == pytest.approx(own.item(), rel=1e-5)
    expected = torch.autograd.grad(own, wanted, allow_unused=True)
    largest = max(value.abs().max().item() for value in expected if value is not None)
    for one, other in zip(torch.autograd.grad(ours, wanted, allow_unused=True), expected, strict=True):
        assert (one is None) == (other is None)
        assert one is None or torch.allclose(one, other, atol=1e-4 * largest)


def test_each_row_has_the_loss_that_it_has_alone(built, mixed) -> None:
    sums, tokens = objective(built).rows(built.model, built.collate(mixed))
    for index, example in enumerate(mixed[:2]):
        alone = built.model(**model_inputs(built.collate([example]))).loss
        assert (sums[index] / tokens[index]).item() == pytest.approx(alone.item(), rel=1e-3)


def test_tasks_are_told_apart_beside_the_models_own_loss(built, mixed) -> None:
    batch = built.collate(mixed)
    loss, nothing = objective(built, "model").loss(built.model, batch)
    again, by_task = objective(built, "model").loss(built.model, batch, detailed=True)
    assert nothing == {}
    assert torch.equal(loss, again)
    assert set(by_task) == {"vanilla", "symbol_counting"}
    rows = objective(built).rows(built.model, batch)
    shares = {
        task: sum(n.item() for n, name in zip(rows.tokens, batch["tasks"], strict=True) if name == task)
        for task in by_task
    }
    mean = sum(by_task[task].item() * shares[task] for task in by_task) / sum(shares.values())
    assert mean == pytest.approx(loss.item(), rel=1e-5)
    assert not any(value.requires_grad for value in by_task.values())


def test_a_weight_of_0_leaves_the_gradient_of_a_task_out(built, mixed) -> None:
    wanted = [value for value in built.model.parameters() if value.requires_grad]
    vanilla = [item for item in mixed if item.task == "vanilla"]
    weighted, _ = objective(built, task_weights={"symbol_counting": 0.0}).loss(built.model, built.collate(mixed))
    rows = objective(built).rows(built.model, built.collate(mixed))
    alone = objective(built).rows(built.model, built.collate(vanilla))
    expected = alone.sums.sum() / rows.tokens.sum()
    assert weighted.item() == pytest.approx(expected.item(), rel=1e-3)
    ours = torch.autograd.grad(weighted, wanted, allow_unused=True)
    theirs = torch.autograd.grad(expected, wanted, allow_unused=True)
    largest = max(value.abs().max().item() for value in theirs if value is not None)
    for one, other in zip(ours, theirs, strict=True):
        assert one is None or torch.allclose(one, other, atol=1e-3 * largest)


def test_logits_are_made_for_answers_alone(built, mixed) -> None:
    seen: list[int] = []

    def call(**inputs: Any) -> Any:
        output = built.model(**inputs)
        seen.append(output.logits.shape[1])
        return output

    batch = built.collate(mixed)
    objective(built).rows(call, batch)
    length = batch["labels"].shape[1]
    if built.family.name in {"qwen2_5_vl", "qwen3_vl", "idefics3"}:
        assert seen == [length - batch["prompt_lengths"][0] + 1]
    else:
        assert seen[0] >= length - min(batch["prompt_lengths"]) + 1
