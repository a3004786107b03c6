"""Checkpoints of trained weights alone."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from hmer_kit.exceptions import DataError
from hmer_kit.vlm.training.checkpoints.partial import check_frozen, fingerprint, keep_trained, load_trained


@pytest.fixture
def module() -> nn.Module:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 2))
    model[0].requires_grad_(False)
    return model


def cut(module: nn.Module) -> dict:
    checkpoint = {"state_dict": {name: value.clone() for name, value in module.state_dict().items()}}
    keep_trained(checkpoint, module)
    return checkpoint


def test_trained_weights_and_statistics_are_kept_and_come_back(module) -> None:
    other = copy.deepcopy(module)
    with torch.no_grad():
        module[2].weight += 1
        module[1].running_mean += 1
    checkpoint = cut(module)
    assert {name.partition(".")[0] for name in checkpoint["state_dict"]} == {"1", "2"}
    assert check_frozen(checkpoint, other)
    load_trained(other.load_state_dict, checkpoint["state_dict"])
    assert all(torch.equal(value, other.state_dict()[name]) for name, value in module.state_dict().items())


def test_other_frozen_weights_are_refused(module) -> None:
    checkpoint = cut(module)
    with torch.no_grad():
        module[0].weight[0, 0] += 1
    with pytest.raises(DataError, match="same model"):
        check_frozen(checkpoint, module)


def test_a_module_that_freezes_other_weights_is_refused(module) -> None:
    checkpoint = cut(module)
    with pytest.raises(DataError, match="same model"):
        check_frozen(checkpoint, nn.Sequential(*module, nn.Linear(2, 2)))


def test_weights_that_the_module_has_not_are_refused(module) -> None:
    with pytest.raises(DataError, match="others"):
        load_trained(module.load_state_dict, {"9.weight": torch.zeros(1)})


def test_the_fingerprint_sees_names_sizes_and_values() -> None:
    weight = torch.ones(2, 3)
    prints = {
        fingerprint({"a": weight}),
        fingerprint({"b": weight}),
        fingerprint({"a": weight.reshape(3, 2)}),
        fingerprint({"a": weight * 2}),
    }
    assert len(prints) == 4
