"""Which parameter belongs to what: transformers' own classes, built without weights."""

from __future__ import annotations

import pytest
import torch
from transformers import AutoConfig, AutoModelForImageTextToText

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.training.parts.model_parts import PARTS, model_parts, module_names, parts_table, select_parameters

LAYERS = ("num_hidden_layers", "depth", "num_layers", "encoder_layers", "decoder_layers")
TOWER_AND_PROJECTOR = {"vision": ["model.vision_tower"], "projector": ["model.multi_modal_projector"]}
EXPECTED = {
    "llava": {**TOWER_AND_PROJECTOR, "language": ["model.language_model", "lm_head"]},
    "llava_next": {
        "vision": ["model.vision_tower"],
        "projector": ["model.image_newline", "model.multi_modal_projector"],
        "language": ["model.language_model", "lm_head"],
    },
    "gemma3": {**TOWER_AND_PROJECTOR, "language": ["model.language_model"]},
    "paligemma": {**TOWER_AND_PROJECTOR, "language": ["model.language_model"]},
    "internvl": {**TOWER_AND_PROJECTOR, "language": ["model.language_model"]},
    "idefics3": {
        "vision": ["model.vision_model"],
        "projector": ["model.connector"],
        "language": ["model.text_model", "lm_head"],
    },
    "granite_docling": {
        "vision": [f"model.vision_model.{name}" for name in ("embeddings", "encoder", "post_layernorm")],
        "projector": ["model.vision_model.connector"],
        "language": ["model.text_model"],
    },
    "qwen2_5_vl": {
        "vision": ["model.visual.patch_embed", "model.visual.blocks"],
        "projector": ["model.visual.merger"],
        "language": ["model.language_model", "lm_head"],
    },
    "qwen3_vl": {
        "vision": ["model.visual.patch_embed", "model.visual.pos_embed", "model.visual.blocks"],
        "projector": ["model.visual.merger", "model.visual.deepstack_merger_list"],
        "language": ["model.language_model", "lm_head"],
    },
    "glm4v": {
        "vision": [
            f"model.visual.{name}"
            for name in ("embeddings", "patch_embed", "blocks", "post_conv_layernorm", "post_layernorm")
        ],
        "projector": ["model.visual.merger", "model.visual.downsample"],
        "language": ["model.language_model", "lm_head"],
    },
    "mllama": {
        "vision": ["model.vision_model"],
        "projector": ["model.multi_modal_projector"],
        "language": ["model.language_model", "lm_head"],
    },
    "blip-2": {
        "vision": ["vision_model"],
        "projector": ["query_tokens", "qformer", "language_projection"],
        "language": ["language_model"],
    },
    "florence2": {**TOWER_AND_PROJECTOR, "language": ["model.language_model"]},
    "pix2struct": {"vision": ["encoder"], "language": ["decoder"]},
    "pp_formulanet": {
        "vision": [f"model.encoder.{name}" for name in ("pos_embed", "patch_embed", "layers", "neck")],
        "projector": ["model.encoder.multi_modal_projector"],
        "language": ["model.decoder", "lm_head"],
    },
}


def on_meta(model_type: str) -> torch.nn.Module:
    config = AutoConfig.for_model(model_type)
    for part in ("text_config", "vision_config", "qformer_config"):
        inner = getattr(config, part, None)
        for name in LAYERS:
            if inner is not None and not getattr(inner, "layer_types", None) and getattr(inner, name, 0) > 4:
                setattr(inner, name, 4)
    with torch.device("meta"):
        return AutoModelForImageTextToText.from_config(config)


@pytest.mark.parametrize("model_type", EXPECTED)
def test_parts_are_where_the_family_keeps_them(model_type) -> None:
    model = on_meta(model_type)
    parts = model_parts(model)
    every = [name for name, _ in model.named_parameters()]
    for part, places in EXPECTED[model_type].items():
        assert parts[part] == [
            name for name in every if any(name == place or name.startswith(place + ".") for place in places)
        ]
    assert sorted(name for names in parts.values() for name in names) == sorted(every)
    assert list(parts) == [part for part in PARTS if part in EXPECTED[model_type]]


def test_trocr_has_no_projector_and_all_else_is_told_apart(seq2seq) -> None:
    model, _ = seq2seq
    parts = model_parts(model)
    assert set(parts) == {"vision", "language"}
    assert {name.partition(".")[0] for name in parts["vision"]} == {"encoder"}


def test_an_unknown_part_is_named_beside_those_that_there_are(seq2seq) -> None:
    with pytest.raises(InputError, match=r"parts of the model \(vision, language\).*'projector'"):
        select_parameters(seq2seq[0], ["projector"])
    with pytest.raises(InputError, match="list of parts"):
        select_parameters(seq2seq[0], "vision")


def test_patterns_select_by_name(qwen) -> None:
    names = list(select_parameters(qwen[0], ["*.layers.1.*", "lm_head.*"]))
    assert names
    assert all(".layers.1." in name or name.startswith("lm_head") for name in names)


def test_lists_of_modules_are_opened_where_modules_are_asked_for(tokenizer) -> None:
    model = on_meta("qwen3_vl")
    names, bare = module_names(model, model_parts(model)["projector"])
    assert bare == []
    assert names[0] == "model.visual.merger"
    assert names[1:] == [f"model.visual.deepstack_merger_list.{index}" for index in range(len(names) - 1)]


def test_the_table_counts_what_is_trained(qwen) -> None:
    model, _ = qwen
    for parameter in select_parameters(model, ["vision", "projector"]).values():
        parameter.requires_grad = False
    rows = {line.split()[0]: line.split() for line in parts_table(model).splitlines()}
    language = sum(value.numel() for value in select_parameters(model, ["language"]).values())
    assert rows["vision"][2] == rows["projector"][2] == "0"
    assert rows["language"][1] == rows["language"][2] == rows["all"][2] == f"{language:,}"
    assert rows["all"][1] == f"{sum(value.numel() for value in model.parameters()):,}"
    assert rows["projector"][3] == "model.visual.merger"


def test_what_is_no_transformers_model_has_no_parts() -> None:
    with pytest.raises(InputError, match="get_encoder"):
        model_parts(torch.nn.Linear(1, 1))
