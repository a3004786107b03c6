"""Adapters: where they are put, what is saved of them, and that merging changes nothing."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import torch
from transformers import AutoConfig, AutoModelForImageTextToText

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.training.lora.adapters import LoraOptions, add_lora, has_lora, lora_targets, merge_lora
from hmer_kit.vlm.training.parts.model_parts import model_parts, module_names, select_parameters
from vlm.families.parts import make_examples

if TYPE_CHECKING:
    from vlm.families.harness import Built

pytest.importorskip("peft")
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy keyword")


def shaken(model: Any) -> Any:
    """Give every trained parameter another value, as a training would: adapters begin with no effect."""
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape, generator=generator), alpha=0.05)
    return model


def adapted(built: Built, **options: Any) -> Any:
    return shaken(add_lora(copy.deepcopy(built.model), options)).eval()


@pytest.fixture
def inputs(built: Built) -> dict[str, Any]:
    return model_inputs(built.collate([item for item in make_examples() if item.task == "vanilla"][:2]))


def logits(model: Any, inputs: dict[str, Any]) -> torch.Tensor:
    with torch.no_grad():
        return model(**inputs).logits


def test_by_default_the_decoders_linear_layers_are_adapted_and_nothing_else(built: Built) -> None:
    model = add_lora(copy.deepcopy(built.model), {})
    trained = [name for name, value in model.named_parameters() if value.requires_grad]
    assert trained
    assert all(".lora_A." in name or ".lora_B." in name for name in trained)
    language = model_parts(model)["language"]
    assert set(trained) <= set(language)
    head = built.model.get_output_embeddings()
    names = {
        name
        for name, module in built.model.named_modules()
        if isinstance(module, torch.nn.Linear) and module is not head
    }
    adapted_names = {name.partition(".lora_")[0] for name in trained}
    assert adapted_names == names & {name.rpartition(".")[0] for name in model_parts(built.model)["language"]}


def test_merged_weights_answer_as_the_adapters_did_and_vision_weights_stay(built: Built, inputs, tmp_path) -> None:
    model = adapted(built)
    before = logits(model, inputs)
    assert not torch.allclose(before, logits(built.model, inputs), atol=1e-3)
    vision = {name: built.model.get_parameter(name).clone() for name in model_parts(built.model)["vision"]}
    merged = merge_lora(model)
    assert torch.allclose(logits(merged, inputs), before, atol=1e-4, rtol=1e-4)
    assert [name for name, _ in merged.named_parameters()] == [name for name, _ in built.model.named_parameters()]
    merged.save_pretrained(tmp_path)
    again = type(merged).from_pretrained(tmp_path).eval()
    assert torch.allclose(logits(again, inputs), before, atol=1e-4, rtol=1e-4)
    assert all(torch.equal(again.get_parameter(name), value) for name, value in vision.items())


@pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing` is deprecated:FutureWarning")  # PeftModel asks for it
def test_an_adapter_folder_is_read_by_transformers_and_by_peft(qwen, vanilla, tmp_path) -> None:
    from peft import PeftModel

    from hmer_kit.vlm import TaskCollator

    model, processor = qwen
    inputs = model_inputs(TaskCollator(processor, model=model)(vanilla[:2]))
    model.save_pretrained(tmp_path / "base")
    base = AutoModelForImageTextToText.from_pretrained(tmp_path / "base")
    base = shaken(add_lora(base, {"r": 4, "train": ["projector"]})).eval()
    before = logits(base, inputs)
    base.save_pretrained(tmp_path / "adapter")
    assert sorted(path.suffix for path in (tmp_path / "adapter").iterdir() if "model" in path.name) == [".safetensors"]
    assert (tmp_path / "adapter" / "adapter_config.json").exists()
    loaded = AutoModelForImageTextToText.from_pretrained(tmp_path / "adapter").eval()
    assert torch.allclose(logits(loaded, inputs), before, atol=1e-5)
    fresh = AutoModelForImageTextToText.from_pretrained(tmp_path / "base")
    assert torch.allclose(
        logits(PeftModel.from_pretrained(fresh, tmp_path / "adapter").eval(), inputs), before, atol=1e-5
    )
    add_lora(loaded, {})
    trained = {name for name, value in loaded.named_parameters() if value.requires_grad}
    assert trained == {name for name, value in base.named_parameters() if value.requires_grad}


def test_a_part_can_be_trained_in_full_beside_the_adapters(built: Built, inputs) -> None:
    parts = model_parts(built.model)
    if "projector" not in parts:
        with pytest.raises(InputError, match="projector"):
            adapted(built, train=["projector"])
        return
    if module_names(built.model, parts["projector"])[1]:
        with pytest.raises(InputError, match="single parameters"):
            adapted(built, train=["projector"])
        return
    model = adapted(built, train=["projector"], r=2)
    before = logits(model, inputs)
    count = sum(built.model.get_parameter(name).numel() for name in parts["projector"])
    full = [value for name, value in model.named_parameters() if value.requires_grad and ".lora_" not in name]
    assert sum(value.numel() for value in full) == count
    merged = merge_lora(model)
    assert torch.allclose(logits(merged, inputs), before, atol=1e-4, rtol=1e-4)
    assert [name for name, _ in merged.named_parameters()] == [name for name, _ in built.model.named_parameters()]
    moved = [
        name
        for name in parts["projector"]
        if not torch.equal(merged.get_parameter(name), built.model.get_parameter(name))
    ]
    assert moved == parts["projector"]


def test_vision_layers_are_adapted_where_that_is_wanted(qwen) -> None:
    model = add_lora(qwen[0], {"targets": ["vision"], "r": 2, "options": {"use_rslora": True}})
    trained = [name for name, value in model.named_parameters() if value.requires_grad]
    assert trained
    assert all(name.startswith("model.visual.blocks") for name in trained)


def test_adapters_of_a_model_in_bfloat16_are_float32(qwen) -> None:
    model = add_lora(qwen[0].bfloat16(), {})
    assert {value.dtype for value in model.parameters() if value.requires_grad} == {torch.float32}
    assert {value.dtype for value in model.parameters() if not value.requires_grad} == {torch.bfloat16}


def test_rank_alpha_and_dropout_reach_peft(qwen) -> None:
    model = add_lora(qwen[0], LoraOptions(r=4, dropout=0.25))
    config = model.peft_config["default"]
    assert (config.r, config.lora_alpha, config.lora_dropout) == (4, 8, 0.25)


@pytest.mark.parametrize(
    ("options", "match"),
    [({"rank": 4}, "options of LoRA"), ({"targets": ["merger"]}, "parts"), ({"targets": ["*norm*"]}, "linear layers")],
)
def test_what_cannot_be_adapted_is_refused(qwen, options, match) -> None:
    with pytest.raises(InputError, match=match):
        add_lora(qwen[0], options)


def test_a_model_that_peft_cannot_take_is_refused() -> None:
    with torch.device("meta"):
        model = AutoModelForImageTextToText.from_config(AutoConfig.for_model("pp_formulanet"))
    with pytest.raises(InputError, match="PPFormulaNetForConditionalGeneration"):
        add_lora(model, {})


def test_a_model_without_adapters_is_not_merged(qwen) -> None:
    assert not has_lora(qwen[0])
    with pytest.raises(InputError, match="adapters"):
        merge_lora(qwen[0])


def test_the_output_layer_is_never_a_target(qwen) -> None:
    model, _ = qwen
    assert "lm_head" not in lora_targets(model, ["language", "lm_head.*"])
    assert set(select_parameters(model, ["language"])) >= {"lm_head.weight"}
