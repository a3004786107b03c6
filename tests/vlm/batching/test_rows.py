"""Rows written alone are filled up where the model does not look, and nothing else about them changes."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.rows import join_rows, stack_rows
from hmer_kit.vlm.families import ModelFormat, PromptStyle

FORM = ModelFormat(PromptStyle.TEXT, eos_ids=(2,), pad_id=9)


def row(*ids: int, **more: torch.Tensor) -> dict[str, torch.Tensor]:
    return {"input_ids": torch.tensor([ids]), "attention_mask": torch.ones(1, len(ids), dtype=torch.long), **more}


@pytest.mark.parametrize(("side", "short"), [("left", [9, 9, 7]), ("right", [7, 9, 9])])
def test_short_rows_are_filled_up_on_the_side_asked_for(side, short) -> None:
    batch = stack_rows([row(4, 5, 6), row(7)], pad_id=9, side=side)
    assert batch["input_ids"].tolist() == [[4, 5, 6], short]
    assert batch["attention_mask"].tolist() == [[1, 1, 1], [int(item != 9) for item in short]]


def test_the_text_of_a_second_encoder_is_always_filled_up_on_the_right() -> None:
    rows = [row(4, 5, qformer_input_ids=torch.tensor([[8]])), row(7, qformer_input_ids=torch.tensor([[8, 3]]))]
    assert stack_rows(rows, pad_id=9)["qformer_input_ids"].tolist() == [[8, 0], [8, 3]]


def test_pictures_are_stacked_and_must_be_of_one_size() -> None:
    rows = [row(4, pixel_values=torch.zeros(1, 3, 2, 2)), row(5, pixel_values=torch.ones(1, 3, 2, 2))]
    assert stack_rows(rows, pad_id=9)["pixel_values"].sum((1, 2, 3)).tolist() == [0, 12]
    rows[1]["pixel_values"] = torch.ones(1, 3, 2, 4)
    with pytest.raises(InputError, match="'pixel_values' of one size"):
        stack_rows(rows, pad_id=9)


def test_a_target_follows_its_own_prompt() -> None:
    batch, lengths = join_rows([row(4, 5, 6), row(7)], [[2], [8, 8, 2]], form=FORM)
    assert lengths == [3, 1]
    assert batch["input_ids"].tolist() == [[4, 5, 6, 2], [7, 8, 8, 2]]
    assert batch["labels"].tolist() == [[-100, -100, -100, 2], [-100, 8, 8, 2]]


def test_padding_comes_after_prompt_and_target_and_is_masked() -> None:
    batch, _ = join_rows([row(4, 5, 6), row(7)], [[8, 2], [2]], form=FORM)
    assert batch["input_ids"][1].tolist() == [7, 2, 9, 9, 9]
    assert batch["attention_mask"][1].tolist() == [1, 1, 0, 0, 0]
    assert batch["labels"][1].tolist() == [-100, 2, -100, -100, -100]
