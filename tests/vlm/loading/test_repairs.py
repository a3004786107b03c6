"""Tables that transformers leaves empty are those of the model that was saved."""

from __future__ import annotations

import pytest
import torch
from transformers import AutoModelForImageTextToText

from hmer_kit.vlm import load_model_and_processor
from hmer_kit.vlm.loading import restore_sines
from vlm.families.builders import trocr_deit


@pytest.fixture
def saved(tmp_path):
    model, processor = trocr_deit.build(trocr_deit.tokenizer())
    model.save_pretrained(tmp_path)
    processor.save_pretrained(tmp_path)
    return model, tmp_path


def test_the_sines_of_a_loaded_trocr_are_those_that_were_saved(saved) -> None:
    model, folder = saved
    table = model.decoder.model.decoder.embed_positions.weights
    loaded, _ = load_model_and_processor(folder)
    assert torch.equal(loaded.decoder.model.decoder.embed_positions.weights, table)


def test_the_table_follows_the_model_and_is_not_saved_with_it(saved) -> None:
    loaded, _ = load_model_and_processor(saved[1])
    assert loaded.double().decoder.model.decoder.embed_positions.weights.dtype == torch.float64
    assert not [name for name in loaded.state_dict() if name.endswith("embed_positions.weights")]


def test_what_was_put_right_is_named_and_only_once(saved) -> None:
    loaded = AutoModelForImageTextToText.from_pretrained(saved[1])
    assert restore_sines(loaded) == ["decoder.model.decoder.embed_positions"]
    assert restore_sines(loaded) == []
    assert restore_sines(saved[0]) == []
