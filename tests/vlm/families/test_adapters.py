"""What is particular to a family reaches the batch, the processor and generate."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.vlm import TaskCollator, VLMModule, generate
from hmer_kit.vlm.batching.batches import extend_prompts, prompt_inputs
from hmer_kit.vlm.families.adapters import FamilyAdapter
from hmer_kit.vlm.families.styles import ModelFormat, PromptStyle

IDS = torch.tensor([[0, 5], [5, 5]])


def form(adapter: FamilyAdapter) -> ModelFormat:
    return ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0, adapter=adapter)


def test_a_fill_stands_over_the_target_and_not_over_its_padding() -> None:
    adapter = FamilyAdapter(target_fills={"token_type_ids": 1})
    prompts = {"input_ids": IDS, "token_type_ids": torch.zeros_like(IDS), "mm_token_type_ids": torch.zeros_like(IDS)}
    batch = extend_prompts(prompts, [[7, 2], [2]], form=form(adapter))
    assert batch["token_type_ids"].tolist() == [[0, 0, 1, 1], [0, 0, 1, 0]]
    assert batch["mm_token_type_ids"].tolist() == [[0] * 4] * 2


def test_a_repeated_key_runs_along_the_text_and_is_cut_for_generation() -> None:
    adapter = FamilyAdapter(repeated_keys=frozenset({"cross_attention_mask"}))
    mask = torch.tensor([[[0, 0], [1, 0]], [[1, 0], [1, 1]]])
    batch = extend_prompts({"input_ids": IDS, "cross_attention_mask": mask}, [[7, 2], [2]], form=form(adapter))
    assert batch["cross_attention_mask"].tolist() == [[[0, 0], *[[1, 0]] * 3], [[1, 0], *[[1, 1]] * 3]]
    inputs = prompt_inputs({**batch, "prompt_lengths": [2, 2]}, adapter=adapter)
    assert torch.equal(inputs["cross_attention_mask"], mask)


def test_as_many_patches_as_ids_are_still_patches() -> None:
    pixels = torch.ones_like(IDS)
    batch = extend_prompts({"input_ids": IDS, "pixel_attention_mask": pixels}, [[2], [2]], form=form(FamilyAdapter()))
    assert batch["pixel_attention_mask"] is pixels
    assert prompt_inputs({**batch, "prompt_lengths": [2, 2]})["pixel_attention_mask"] is pixels


def test_keys_that_the_model_must_not_get_are_dropped(qwen, vanilla) -> None:
    model, processor = qwen
    adapter = FamilyAdapter(dropped_keys=frozenset({"mm_token_type_ids"}))
    assert "mm_token_type_ids" not in TaskCollator(processor, model=model, adapter=adapter)(vanilla[:1])


def test_options_reach_the_processor(qwen, vanilla) -> None:
    model, processor = qwen
    small = FamilyAdapter(
        processor_options={"images_kwargs": {"size": {"shortest_edge": 16 * 16, "longest_edge": 16 * 16}}}
    )
    plain = TaskCollator(processor, model=model)(vanilla[:1])
    batch = TaskCollator(processor, model=model, adapter=small)(vanilla[:1])
    assert batch["pixel_values"].shape[0] < plain["pixel_values"].shape[0]


def test_prompts_can_be_written_by_hand(qwen, vanilla, tokenizer) -> None:
    model, processor = qwen

    def write(given, images, prompts):
        assert given is processor
        assert len(images) == len(prompts) == 2
        return tokenizer([f"{prompt} x" for prompt in prompts], return_tensors="pt")

    batch = TaskCollator(processor, model=model, adapter=FamilyAdapter(write_prompts=write))(vanilla[:2])
    assert tokenizer.decode(batch["input_ids"][0]).startswith(f"{vanilla[0].prompt} x{vanilla[0].target}")


def test_options_reach_generate(qwen, vanilla) -> None:
    model, processor = qwen
    adapter = FamilyAdapter(generate_options={"max_length": 1, "nonsense": True})
    collator = TaskCollator(processor, model=model, adapter=adapter)
    with pytest.raises(ValueError, match="nonsense"):
        generate(model, processor, vanilla[:1], collator=collator)


def test_a_template_of_the_family_serves_where_the_user_gives_none(qwen, seq2seq, tokenizer) -> None:
    model, _ = qwen
    adapter = FamilyAdapter(text_template="<image>{prompt}")
    options = {"model": model, "adapter": adapter, "style": "text"}
    assert TaskCollator(seq2seq[1], **options).text_template == "<image>{prompt}"
    assert TaskCollator(seq2seq[1], **options, text_template="{prompt}!").text_template == "{prompt}!"


def test_the_module_hands_its_adapter_on(qwen) -> None:
    adapter = FamilyAdapter(processor_options={"max_pixels": 4})
    module = VLMModule(*qwen, adapter=adapter)
    assert module.collator().form.adapter is adapter
    other = FamilyAdapter()
    assert module.collator(adapter=other).form.adapter is other
