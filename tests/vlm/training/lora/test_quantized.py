"""QLoRA: the language model in 4 bits, adapters beside it, and the way back."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from transformers import AutoModelForImageTextToText

from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.small import small_model, small_processor
from hmer_kit.vlm.training.lora.adapters import add_lora, merge_lora
from hmer_kit.vlm.training.lora.quantized import four_bits, is_quantized
from hmer_kit.vlm.training.parts.model_parts import model_parts, parts_table
from vlm.conftest import build_qwen25

pytest.importorskip("bitsandbytes")
pytest.importorskip("peft")


@pytest.fixture(params=["qwen2.5-vl", "small"])
def plain(request, tokenizer, vanilla) -> tuple[Any, Any]:
    """Models whose layers are wide enough for bitsandbytes on a processor: multiples of 64."""
    if request.param == "small":
        processor = small_processor({token for item in vanilla for token in item.target.split()})
        return small_model(processor.tokenizer, hidden_size=64, layers=1), processor
    model, processor = build_qwen25(tokenizer)
    config = copy.deepcopy(model.config)
    config.text_config.hidden_size = config.vision_config.out_hidden_size = 64
    config.text_config.head_dim = 16
    config.text_config.rope_parameters["mrope_section"] = [4, 2, 2]
    return type(model)(config), processor


@pytest.fixture
def packed(plain, tmp_path) -> Any:
    plain[0].save_pretrained(tmp_path / "base")
    return AutoModelForImageTextToText.from_pretrained(
        tmp_path / "base", quantization_config=four_bits(tmp_path / "base", dtype=torch.float32), dtype=torch.float32
    )


def shaken(model: Any) -> Any:
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn(parameter.shape), alpha=0.05)
    return model


def test_the_decoder_is_packed_and_nothing_else(plain, packed) -> None:
    kinds = {name: value.dtype for name, value in packed.named_parameters()}
    parts = model_parts(packed)
    assert any(kinds[name] == torch.uint8 for name in parts["language"])
    assert all(kinds[name] == torch.float32 for part, names in parts.items() if part != "language" for name in names)
    assert packed.get_output_embeddings().weight.dtype == torch.float32
    assert parts_table(packed).splitlines()[-1].split()[1] == parts_table(plain[0]).splitlines()[-1].split()[1]


@pytest.mark.parametrize("looked_at", [False, True])
def test_adapters_train_beside_packed_weights_and_merge_into_a_plain_model(
    plain, packed, vanilla, tmp_path, looked_at
) -> None:
    inputs = model_inputs(TaskCollator(plain[1], model=packed)(vanilla[:2]))
    model = add_lora(packed, {"r": 4}).train()
    assert {value.dtype for value in model.parameters() if value.requires_grad} == {torch.float32}
    model(**inputs).loss.backward()
    assert all(value.grad is not None for value in model.parameters() if value.requires_grad)
    shaken(model).train()  # in evaluation, bitsandbytes may compute in bfloat16 on a processor
    with torch.no_grad():
        before = model(**inputs).logits
        if looked_at:
            model.eval()(**inputs)
        merged = merge_lora(model).train()
        assert not is_quantized(merged)
        tolerance = 2e-2 if looked_at else 1e-4  # which it does not bring back in full
        assert torch.allclose(merged(**inputs).logits, before, atol=tolerance * before.abs().max().item())
        merged.save_pretrained(tmp_path / "merged")
        again = AutoModelForImageTextToText.from_pretrained(tmp_path / "merged").train()
        assert not is_quantized(again)
        assert torch.equal(again(**inputs).logits, merged(**inputs).logits)
    vision = model_parts(plain[0])["vision"]
    assert all(torch.equal(again.get_parameter(name), plain[0].get_parameter(name)) for name in vision)
