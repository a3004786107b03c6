"""Frozen parts, and parameters that a loss does not reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.training.memory import checkpoint_activations
from hmer_kit.vlm.training.parts.freezing import freeze, freeze_unused, hold_frozen, unused_parameters
from hmer_kit.vlm.training.parts.model_parts import model_parts, select_parameters
from vlm.families.parts import make_examples

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")

if TYPE_CHECKING:
    from vlm.families.harness import Built


def test_any_part_of_any_family_can_be_frozen(built: Built) -> None:
    parts = model_parts(built.model)
    before = [value.requires_grad for value in built.model.parameters()]
    for part, names in parts.items():
        try:
            assert freeze(built.model, [part]) == names
            frozen = [name for name, value in built.model.named_parameters() if not value.requires_grad]
            assert set(names) <= set(frozen)
        finally:
            for value, was in zip(built.model.parameters(), before, strict=True):
                value.requires_grad_(was)


def test_a_part_that_is_not_there_is_refused_and_nothing_frozen(seq2seq) -> None:
    with pytest.raises(InputError, match="projector"):
        freeze(seq2seq[0], ["vision", "projector"])
    assert all(value.requires_grad for value in seq2seq[0].parameters())


def test_frozen_modules_are_held_in_evaluation_mode_and_others_are_not(qwen) -> None:
    model, _ = qwen
    freeze(model, ["vision"])
    model.train()
    hold_frozen(model)
    assert not any(module.training for module in model.model.visual.blocks.modules())
    assert all(module.training for module in model.model.visual.merger.modules())
    assert all(module.training for module in model.model.language_model.modules())
    assert model.training


def test_a_frozen_batch_norm_keeps_its_statistics() -> None:
    model = nn.Sequential(nn.BatchNorm1d(2).requires_grad_(False), nn.Linear(2, 2))
    model.train()
    hold_frozen(model)
    model(torch.randn(8, 2) + 5)
    assert model[0].running_mean.tolist() == [0, 0]


def test_checkpointed_layers_of_a_frozen_part_still_checkpoint(qwen) -> None:
    model, _ = qwen
    freeze(model, ["language"])
    checkpoint_activations(model)
    model.train()
    hold_frozen(model)
    layer = model.model.language_model.layers[0]
    assert layer.training
    assert not any(module.training for module in layer.modules() if module is not layer)


def test_parameters_that_the_loss_does_not_reach_are_found_and_others_are_not(built: Built) -> None:
    batch = built.collate([item for item in make_examples() if item.task == "vanilla"][:2])
    trained = {name: value for name, value in built.model.named_parameters() if value.requires_grad}
    found = unused_parameters(built.model, batch)
    built.model(**model_inputs(batch)).loss.backward()
    assert found == [name for name, value in trained.items() if value.grad is None]
    built.model.zero_grad(set_to_none=True)


def test_the_last_layers_norm_of_a_tower_that_is_cut_before_is_unused_and_is_frozen(seq2seq, vanilla) -> None:
    from hmer_kit.vlm import TaskCollator

    model, processor = seq2seq
    batch = TaskCollator(processor, model=model)(vanilla[:2])
    model.train()
    names = freeze_unused(model, batch)
    assert names
    assert {name for name, value in model.named_parameters() if not value.requires_grad} == set(names)
    assert all(value.grad is None for value in model.parameters())
    assert unused_parameters(model, batch) == []
    assert model.training
    rest = select_parameters(model, ["language"])
    assert all(value.requires_grad for value in rest.values())
