"""Types of weights, and activations that are computed again."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.training.memory import checkpoint_activations, settle_dtype
from hmer_kit.vlm.training.parts.freezing import freeze, hold_frozen
from hmer_kit.vlm.training.parts.model_parts import select_parameters


def test_half_precision_weights_are_not_trained_unless_it_is_asked_for(qwen) -> None:
    model = qwen[0].bfloat16()
    with pytest.raises(InputError, match=r"trainable_dtype='float32'.*bf16-mixed"):
        settle_dtype(model, trainable_dtype=None)
    settle_dtype(model, trainable_dtype="as_loaded")
    settle_dtype(model, trainable_dtype=None, precision="bf16-true")
    assert {value.dtype for value in model.parameters()} == {torch.bfloat16}


def test_what_is_trained_becomes_float32_and_what_is_frozen_stays(qwen) -> None:
    model = qwen[0].bfloat16()
    freeze(model, ["vision", "projector"])
    settle_dtype(model, trainable_dtype="float32")
    assert {value.dtype for value in select_parameters(model, ["language"]).values()} == {torch.float32}
    assert {value.dtype for value in select_parameters(model, ["vision", "projector"]).values()} == {torch.bfloat16}


def test_a_frozen_model_of_half_precision_with_nothing_trained_in_it_is_no_fault(qwen) -> None:
    model = qwen[0].bfloat16()
    freeze(model, ["vision", "projector", "language"])
    settle_dtype(model, trainable_dtype=None)


def test_an_unknown_choice_is_refused(qwen) -> None:
    with pytest.raises(InputError, match="as_loaded"):
        settle_dtype(qwen[0], trainable_dtype="bfloat16")


@pytest.mark.parametrize("frozen", [[], ["vision"], ["language"], ["vision", "language"]])
def test_gradients_with_checkpointing_are_those_without(tiny, vanilla, frozen) -> None:
    model, processor = tiny
    freeze(model, frozen[:1] if type(model).__name__.startswith("VisionEncoder") else frozen)
    inputs = model_inputs(TaskCollator(processor, model=model)(vanilla[:2]))
    model.train()
    hold_frozen(model)
    trained = [value for value in model.parameters() if value.requires_grad]
    plain = torch.autograd.grad(model(**inputs).loss, trained, allow_unused=True)
    checkpoint_activations(model)
    model.train()
    hold_frozen(model)
    again = torch.autograd.grad(model(**inputs, use_cache=False).loss, trained, allow_unused=True)
    assert any(value is not None for value in plain)
    for one, other in zip(plain, again, strict=True):
        assert (one is None) == (other is None)
        assert one is None or torch.allclose(one, other, atol=1e-6)


def saved_floats(model: torch.nn.Module, inputs: dict) -> int:
    """Count the numbers that are kept for the backward pass."""
    kept: dict[int, int] = {}

    def pack(value: torch.Tensor) -> torch.Tensor:
        kept[value.data_ptr()] = value.numel()
        return value

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda value: value):
        model(**inputs).loss.backward()
    return sum(kept.values())


@pytest.mark.parametrize("frozen", [[], ["vision", "language"]])
def test_checkpointing_keeps_less_also_where_gradients_pass_through_a_frozen_part(qwen, vanilla, frozen) -> None:
    model, processor = qwen
    freeze(model, frozen)
    inputs = {**model_inputs(TaskCollator(processor, model=model)(vanilla[:4])), "use_cache": False}
    model.train()
    hold_frozen(model)
    plain = saved_floats(model, inputs)
    checkpoint_activations(model)
    model.train()
    hold_frozen(model)
    assert saved_floats(model, inputs) < 0.7 * plain


def test_a_frozen_vision_tower_keeps_nothing_for_a_gradient(qwen, vanilla) -> None:
    model, processor = qwen
    freeze(model, ["vision"])
    checkpoint_activations(model)
    model.train()
    seen: list[bool] = []
    model.model.visual.blocks[0].register_forward_hook(
        lambda _module, _inputs, output: seen.append(output.requires_grad)
    )
    model(**model_inputs(TaskCollator(processor, model=model)(vanilla[:1])), use_cache=False)
    assert seen == [False]


def test_a_model_that_cannot_checkpoint_is_refused(seq2seq) -> None:
    model = seq2seq[0]
    model.supports_gradient_checkpointing = False
    with pytest.raises(InputError, match="can be checkpointed"):
        checkpoint_activations(model)
