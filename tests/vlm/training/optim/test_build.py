"""Learning rate and decay."""

from __future__ import annotations

import math
from functools import partial

import pytest
import torch
from torch import nn
from torch.optim import SGD

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import build_optimizer, parameter_groups
from hmer_kit.vlm.training.optim.build import learning_rate_factor


def test_cosine_rises_in_a_line_and_falls_to_nothing() -> None:
    factors = [learning_rate_factor(step, total_steps=200, warmup=0.1) for step in range(201)]
    assert factors[:20] == pytest.approx([(step + 1) / 20 for step in range(20)])
    assert factors[20:] == pytest.approx([0.5 * (1 + math.cos(math.pi * step / 180)) for step in range(181)])


def test_no_step_has_a_rate_of_nothing_and_none_beyond_the_end_rises_again() -> None:
    assert learning_rate_factor(0, total_steps=10) > 0
    assert learning_rate_factor(15, total_steps=10) == 0
    assert learning_rate_factor(0, total_steps=10, warmup=0.0) == 1
    assert learning_rate_factor(7, total_steps=10, schedule="constant") == 1
    assert learning_rate_factor(55, total_steps=100, schedule="linear") == pytest.approx(0.5)


def test_norms_biases_and_embeddings_do_not_decay_and_frozen_parameters_stay_out(seq2seq) -> None:
    model, _ = seq2seq
    for parameter in model.encoder.parameters():
        parameter.requires_grad = False
    decayed, plain = parameter_groups(model, weight_decay=0.1)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    for parameter in decayed["params"]:
        assert names[id(parameter)].endswith("weight")
        assert not any(part in names[id(parameter)] for part in ("norm", "embed"))
    together = [names[id(parameter)] for parameter in decayed["params"] + plain["params"]]
    assert len(together) == len(set(together))
    assert set(together) == {name for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert (decayed["weight_decay"], plain["weight_decay"]) == (0.1, 0.0)


def test_a_frozen_model_is_refused() -> None:
    with pytest.raises(InputError, match="trainable"):
        parameter_groups(nn.Linear(1, 1).requires_grad_(False), weight_decay=0.1)


@pytest.mark.parametrize("options", [{"warmup": 10}, {"schedule": "cosin"}, {"lr": 0.0}])
def test_options_out_of_range_are_refused(options) -> None:
    with pytest.raises(InputError, match="warmup within"):
        build_optimizer(nn.Linear(1, 1), **{"lr": 1.0, "weight_decay": 0.0, "total_steps": 5, **options})


@pytest.mark.parametrize("steps", [0, -1, math.inf])
def test_an_endless_run_has_a_constant_rate_or_none(steps) -> None:
    with pytest.raises(InputError, match="total_steps"):
        build_optimizer(nn.Linear(1, 1), lr=1.0, weight_decay=0.0, total_steps=steps, warmup=0.0)
    _, scheduler = build_optimizer(
        nn.Linear(1, 1), lr=1.0, weight_decay=0.0, total_steps=steps, warmup=0.0, schedule="constant"
    )
    assert set(scheduler.get_last_lr()) == {1.0}


def test_optimizers_are_built_by_name_path_entry_and_callable() -> None:
    options = {"lr": 0.1, "weight_decay": 0.0, "total_steps": 5}
    entry = {"class_path": "SGD", "init_args": {"momentum": 0.9}}
    for chosen in ("SGD", "torch.optim.SGD", entry, partial(SGD, momentum=0.5), SGD):
        optimizer, _ = build_optimizer(nn.Linear(1, 1), optimizer=chosen, **options)
        assert type(optimizer) is SGD
    optimizer, _ = build_optimizer(nn.Linear(1, 1), optimizer=entry, **options)
    assert optimizer.defaults["momentum"] == 0.9
    with pytest.raises(InputError, match=r"torch\.optim"):
        build_optimizer(nn.Linear(1, 1), optimizer="AdamV", **options)


def test_eight_bit_adam_steps() -> None:
    pytest.importorskip("bitsandbytes")
    model = nn.Linear(64, 64)
    before = model.weight.detach().clone()
    optimizer, _ = build_optimizer(
        model, lr=0.1, weight_decay=0.0, total_steps=5, optimizer="bitsandbytes.optim.AdamW8bit"
    )
    model(torch.ones(1, 64)).sum().backward()
    optimizer.step()
    assert not torch.equal(model.weight, before)


@pytest.mark.parametrize(
    ("schedule", "last"),
    [
        ("polynomial", 1e-7),
        ({"class_path": "cosine_with_min_lr", "init_args": {"min_lr": 0.25}}, 0.25),
        ({"class_path": "OneCycleLR", "init_args": {"max_lr": 1.0}}, 4e-6),
        ({"class_path": "ExponentialLR", "init_args": {"gamma": 0.5}}, 0.5**10),
        ("transformers.get_linear_schedule_with_warmup", 0.0),
    ],
)
def test_schedules_of_transformers_and_torch_run_to_their_end(schedule, last) -> None:
    optimizer, scheduler = build_optimizer(
        nn.Linear(1, 1, bias=False), lr=1.0, weight_decay=0.0, total_steps=10, schedule=schedule, optimizer="SGD"
    )
    for _ in range(10 - (isinstance(schedule, dict) and schedule["class_path"] == "OneCycleLR")):
        optimizer.step()
        scheduler.step()
    assert scheduler.get_last_lr()[0] == pytest.approx(last, abs=1e-6)


def test_a_schedule_by_a_score_is_refused() -> None:
    with pytest.raises(InputError, match="configure_optimizers"):
        build_optimizer(nn.Linear(1, 1), lr=1.0, weight_decay=0.0, total_steps=5, schedule="reduce_lr_on_plateau")


def test_groups_of_parts_and_layers_have_their_rates_and_names(qwen) -> None:
    model, _ = qwen
    optimizer, scheduler = build_optimizer(
        model,
        lr=1.0,
        weight_decay=0.1,
        total_steps=10,
        warmup=0.5,
        part_lr={"vision": 0.25},
        layer_decay={"language": 0.5},
    )
    groups = {group["name"]: group for group in optimizer.param_groups}
    assert (groups["vision"]["initial_lr"], groups["vision"]["weight_decay"]) == (0.25, 0.1)
    assert groups["language/layer_1"]["initial_lr"] == 0.25
    assert groups["language/layer_2"]["initial_lr"] == 0.5
    assert (groups["language/layer_0/no_decay"]["initial_lr"], groups["language/layer_0/no_decay"]["weight_decay"]) == (
        0.125,
        0.0,
    )
    assert groups["vision"]["lr"] == pytest.approx(0.25 / 5)  # the warm-up is of all alike
    held = sorted(id(value) for group in optimizer.param_groups for value in group["params"])
    assert held == sorted(id(value) for value in model.parameters())
    assert len(scheduler.get_last_lr()) == len(groups)
