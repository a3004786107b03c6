"""Batched responses equal responses one by one, and the model is left as it was."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import TaskCollator, generate


def test_batched_equals_one_by_one_with_prompts_of_different_length(tiny, examples) -> None:
    model, processor = tiny
    chosen = examples[:10]
    assert len({item.task for item in chosen}) > 1
    assert len({len(item.prompt) for item in chosen}) > 1
    together = generate(model, processor, chosen, max_new_tokens=12, batch_size=10)
    apart = [generate(model, processor, [item], max_new_tokens=12)[0] for item in chosen]
    assert together == apart
    assert len(set(together)) > 1


def test_pictures_take_the_type_of_the_weights(tiny, vanilla) -> None:
    model, processor = tiny
    responses = generate(model.to(torch.bfloat16), processor, vanilla[:2], max_new_tokens=3)
    assert len(responses) == 2


def test_responses_keep_the_order_of_the_examples(seq2seq, examples) -> None:
    model, processor = seq2seq
    forward = generate(model, processor, examples[:6], max_new_tokens=5, batch_size=2)
    backward = generate(model, processor, examples[5::-1], max_new_tokens=5, batch_size=4)
    assert forward == backward[::-1]


def test_no_response_is_longer_than_asked(seq2seq, examples, tokenizer) -> None:
    model, processor = seq2seq
    for response in generate(model, processor, examples[:8], max_new_tokens=4, batch_size=8):
        assert len(tokenizer(response)["input_ids"]) <= 4


def test_the_checkpoints_own_settings_are_set_aside_and_kept(tiny, vanilla) -> None:
    model, processor = tiny
    plain = generate(model, processor, vanilla[:3], max_new_tokens=10)
    model.generation_config.repetition_penalty = 5.0
    model.generation_config.no_repeat_ngram_size = 1
    model.generation_config.suppress_tokens = list(range(8, 40))
    settings = model.generation_config
    assert generate(model, processor, vanilla[:3], max_new_tokens=10) == plain
    assert model.generation_config is settings
    assert settings.repetition_penalty == 5.0


def test_training_mode_comes_back_module_by_module(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    model.train()
    model.encoder.eval()
    before = [module.training for module in model.modules()]
    generate(model, processor, vanilla[:1], max_new_tokens=2)
    assert [module.training for module in model.modules()] == before


def test_learned_positions_end_a_response_instead_of_crashing(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    with torch.no_grad():
        model.decoder.output_projection.weight[processor.tokenizer.eos_token_id] = 0  # rarely ends by itself
    (response,) = generate(model, processor, vanilla[:1], max_new_tokens=2000)
    assert len(processor.tokenizer(response)["input_ids"]) <= 512


def test_marks_are_shown_though_added_as_special_tokens(seq2seq, vanilla, tokenizer) -> None:
    model, processor = seq2seq
    form = TaskCollator(processor, model=model).form
    shown = tokenizer.convert_tokens_to_ids("<error_start>")
    assert shown != tokenizer.unk_token_id
    tokenizer.add_special_tokens({"additional_special_tokens": ["<error_start>"]}, replace_extra_special_tokens=False)
    assert shown in tokenizer.all_special_ids
    assert shown not in TaskCollator(processor, model=model).form.hidden_ids
    assert form.hidden_ids >= {tokenizer.pad_token_id, tokenizer.eos_token_id}


@pytest.mark.parametrize("options", [{"batch_size": 0}, {"max_new_tokens": 0}])
def test_sizes_below_one_are_refused(seq2seq, vanilla, options) -> None:
    with pytest.raises(InputError, match="at least 1"):
        generate(*seq2seq, vanilla[:1], **options)


def test_a_collator_that_skips_is_refused(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    with pytest.raises(InputError, match="unreadable='raise'"):
        generate(model, processor, vanilla[:1], collator=TaskCollator(processor, model=model, unreadable="skip"))
