"""Learning rates by part and by layer."""

from __future__ import annotations

import pytest
from torch import nn

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.parts.model_parts import model_parts
from hmer_kit.vlm.training.parts.rates import layer_depths, parameter_rates


def test_each_part_has_its_own_rate(qwen) -> None:
    model, _ = qwen
    rates = parameter_rates(model, lr=1e-4, part_lr={"vision": 2e-6, "projector": 1e-5})
    parts = model_parts(model)
    assert {rates[name].lr for name in parts["vision"]} == {2e-6}
    assert {rates[name].lr for name in parts["projector"]} == {1e-5}
    assert {rates[name].lr for name in parts["language"]} == {1e-4}
    assert set(rates) == {name for name, _ in model.named_parameters()}


def test_the_rate_falls_by_the_formula_from_layer_to_layer(qwen) -> None:
    model, _ = qwen
    rates = parameter_rates(model, lr=1.0, layer_decay=0.5)
    text = "model.language_model"
    assert rates[f"{text}.embed_tokens.weight"].lr == 0.5**3
    assert rates[f"{text}.layers.0.mlp.up_proj.weight"].lr == 0.5**2
    assert rates[f"{text}.layers.1.mlp.up_proj.weight"].lr == 0.5
    assert rates[f"{text}.norm.weight"].lr == 1.0
    assert rates["lm_head.weight"].lr == 1.0
    assert rates["model.visual.patch_embed.proj.weight"].lr == 0.5**2
    assert rates["model.visual.blocks.0.mlp.up_proj.weight"].lr == 0.5
    assert {rates[name].lr for name in model_parts(model)["projector"]} == {1.0}


def test_decay_and_rates_of_parts_go_together(qwen) -> None:
    rates = parameter_rates(qwen[0], lr=1.0, part_lr={"language": 0.1}, layer_decay={"language": 0.9})
    assert rates["model.language_model.layers.0.mlp.up_proj.weight"].lr == pytest.approx(0.1 * 0.9**2)
    assert rates["model.visual.blocks.0.mlp.up_proj.weight"].lr == 1.0


def test_encoder_decoders_have_layers_on_both_sides(seq2seq) -> None:
    model, _ = seq2seq
    rates = parameter_rates(model, lr=1.0, layer_decay=0.5)
    layers = "decoder.model.decoder"
    assert rates[f"{layers}.embed_positions.weight"].lr == 0.5**3
    assert rates[f"{layers}.layers.0.fc1.weight"].lr == 0.5**2
    assert rates[f"{layers}.layers.1.fc1.weight"].lr == 0.5
    encoder = [name for name in rates if name.startswith("encoder")]
    assert rates[next(name for name in encoder if "embeddings" in name)].lr == 0.5**2
    assert rates[next(name for name in encoder if ".0." in name or ".layer.0" in name)].lr == 0.5
    assert rates[next(name for name in encoder if name.startswith("encoder.layernorm"))].lr == 1.0


def test_two_stacks_are_counted_one_after_the_other() -> None:
    model = nn.ModuleDict(
        {
            "first": nn.ModuleList([nn.Linear(1, 1, bias=False)]),
            "second": nn.ModuleList([nn.Linear(1, 1, bias=False)] * 1),
        }
    )
    assert layer_depths(model, ["first.0.weight", "second.0.weight"]) == {"first.0.weight": 1, "second.0.weight": 2}


def test_a_part_without_layers_keeps_its_rate() -> None:
    model = nn.Sequential(nn.Embedding(2, 2), nn.Linear(2, 2))
    assert set(layer_depths(model, ["0.weight", "1.weight", "1.bias"]).values()) == {1}


@pytest.mark.parametrize(
    "options",
    [{"part_lr": {"merger": 1.0}}, {"part_lr": {"vision": 0.0}}, {"layer_decay": 1.5}, {"layer_decay": {"audio": 0.5}}],
)
def test_unknown_parts_and_numbers_out_of_range_are_refused(qwen, options) -> None:
    with pytest.raises(InputError, match=r"vision|layer_decay"):
        parameter_rates(qwen[0], lr=1.0, **options)
