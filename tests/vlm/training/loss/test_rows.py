"""Losses of rows, and how they become one number."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.loss.rows import LossOptions, RowLosses, row_losses

IGNORED = -100


def made(*, rows: int = 3, length: int = 7, vocabulary: int = 11) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    logits = torch.randn(rows, length, vocabulary, generator=generator, requires_grad=True)
    labels = torch.randint(vocabulary, (rows, length), generator=generator)
    for row in range(rows):
        labels[row, : row + 2] = IGNORED
        labels[row, length - row :] = IGNORED
    return logits, labels


def test_rows_of_an_encoder_decoder_predict_their_own_label() -> None:
    logits, labels = made()
    sums, tokens = row_losses(logits, labels, shifted=False)
    for row in range(3):
        expected = functional.cross_entropy(logits[row], labels[row], reduction="sum")
        assert sums[row].item() == pytest.approx(expected.item(), rel=1e-5)
        assert tokens[row] == (labels[row] != IGNORED).sum()


def test_rows_of_a_decoder_predict_the_next_label() -> None:
    logits, labels = made()
    sums, tokens = row_losses(logits, labels, shifted=True)
    for row in range(3):
        expected = functional.cross_entropy(logits[row, :-1], labels[row, 1:], reduction="sum")
        assert sums[row].item() == pytest.approx(expected.item(), rel=1e-5)
        assert tokens[row] == (labels[row, 1:] != IGNORED).sum()


def test_logits_of_the_last_positions_are_enough() -> None:
    logits, labels = made()
    whole = row_losses(logits, labels, shifted=True)
    last = row_losses(logits[:, 1:], labels, shifted=True)
    assert torch.equal(whole.sums, last.sums)
    assert torch.equal(whole.tokens, last.tokens)


def test_positions_before_the_first_label_belong_to_a_picture() -> None:
    logits, labels = made()
    whole = row_losses(logits, labels, shifted=True)
    longer = row_losses(torch.cat([torch.ones(3, 4, 11), logits], dim=1), labels, shifted=True)
    assert torch.equal(whole.sums, longer.sums)
    assert torch.equal(whole.tokens, longer.tokens)


def test_logits_without_a_label_get_no_gradient_and_those_with_one_do() -> None:
    logits, labels = made()
    row_losses(logits, labels, shifted=False).sums.sum().backward()
    assert torch.equal(logits.grad.abs().sum(-1) > 0, labels != IGNORED)


def test_half_precision_is_added_up_in_float32() -> None:
    logits, labels = made()
    sums, _ = row_losses(logits.bfloat16(), labels, shifted=False)
    exact, _ = row_losses(logits.bfloat16().double(), labels, shifted=False)
    assert sums.dtype == torch.float32
    assert sums.tolist() == pytest.approx(exact.tolist(), rel=1e-5)


ROWS = RowLosses(torch.tensor([6.0, 4.0, 1.0]), torch.tensor([3, 1, 2]))
TASKS = ["vanilla", "tree_cot", "vanilla"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (LossOptions("tokens"), 11 / 6),
        (LossOptions("model", tokens_per_batch=4), 11 / 4),
        (LossOptions("samples"), (2 + 4 + 0.5) / 3),
        (LossOptions("tokens", task_weights={"tree_cot": 0.5}), (6 + 2 + 1) / 6),
        (LossOptions("samples", task_weights={"tree_cot": 3, "vanilla": 0}), 12 / 3),
    ],
)
def test_rows_become_one_number(options, expected) -> None:
    assert options.reduce(ROWS, TASKS).item() == pytest.approx(expected)


def test_a_row_of_weight_0_may_be_infinite_and_a_batch_of_such_rows_still_has_a_gradient() -> None:
    weights = {"tree_cot": 0.0}
    sums = torch.tensor([6.0, math.inf, 1.0], requires_grad=True)
    loss = LossOptions("tokens", task_weights=weights).reduce(RowLosses(sums, ROWS.tokens), TASKS)
    loss.backward()
    assert sums.grad.tolist() == pytest.approx([1 / 6, 0, 1 / 6])
    nothing = LossOptions("tokens", task_weights=weights).reduce(RowLosses(sums, ROWS.tokens), ["tree_cot"] * 3)
    nothing.backward()
    assert nothing.item() == 0


def test_the_models_own_loss_will_do_where_nothing_is_weighted() -> None:
    assert LossOptions().of_model
    assert LossOptions(task_weights={"vanilla": 1.0}).of_model
    assert not LossOptions(task_weights={"vanilla": 2.0}).of_model
    assert not LossOptions(tokens_per_batch=100).of_model
    assert not LossOptions("tokens").of_model


@pytest.mark.parametrize(
    "options",
    [
        {"reduction": "mean"},
        {"task_weights": {"vanila": 1.0}},
        {"task_weights": {"vanilla": -1.0}},
        {"tokens_per_batch": 0},
        {"reduction": "samples", "tokens_per_batch": 10},
    ],
)
def test_options_out_of_range_are_refused(options) -> None:
    with pytest.raises(InputError):
        LossOptions(**options)
