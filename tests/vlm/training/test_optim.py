"""Learning rate and decay."""

from __future__ import annotations

import math

import pytest
from torch import nn

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import build_optimizer, parameter_groups
from hmer_kit.vlm.training.optim import learning_rate_factor


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
