"""Style and special ids."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.vlm import PromptStyle
from hmer_kit.vlm.families.adapters import FamilyAdapter
from hmer_kit.vlm.families.styles import detect_style, model_format


def test_style_follows_configuration_and_template(seq2seq, qwen) -> None:
    assert detect_style(seq2seq[0].config, seq2seq[1]) is PromptStyle.ENCODER_DECODER
    assert detect_style(qwen[0].config, qwen[1]) is PromptStyle.CHAT
    assert detect_style(qwen[0].config, SimpleNamespace(chat_template=None)) is PromptStyle.TEXT


def test_several_ends_are_all_known_and_the_tokenizers_comes_first(qwen) -> None:
    model, processor = qwen
    model.generation_config.eos_token_id = [1, 3]
    assert model_format(model, processor).eos_ids == (processor.tokenizer.eos_token_id, 1)


def test_one_channel_encoders_get_grey_pictures(seq2seq) -> None:
    model, processor = seq2seq
    assert model_format(model, processor).image_mode == "RGB"
    model.config.encoder.num_channels = 1
    assert model_format(model, processor).image_mode == "L"


def test_learned_positions_are_a_limit_and_sines_are_not(seq2seq) -> None:
    model, processor = seq2seq
    assert model_format(model, processor).max_positions == 512
    model.config.decoder.use_learned_position_embeddings = False
    assert model_format(model, processor).max_positions is None


def test_the_adapter_of_the_family_is_found_or_given(qwen) -> None:
    _, processor = qwen
    config = SimpleNamespace(is_encoder_decoder=False, model_type="paligemma2")
    model = SimpleNamespace(config=config)
    assert model_format(model, processor).adapter.target_fills == {"token_type_ids": 1}
    own = FamilyAdapter(text_template="<image> {prompt}")
    assert model_format(model, processor, adapter=own).adapter is own


def test_missing_parts_are_named() -> None:
    config = SimpleNamespace(is_encoder_decoder=True)
    tokenizer = SimpleNamespace(eos_token_id=1, pad_token_id=None, bos_token_id=None, all_special_ids=[])
    model = SimpleNamespace(config=config)
    with pytest.raises(InputError, match="with a tokenizer"):
        model_format(model, SimpleNamespace())
    with pytest.raises(InputError, match="pad_token"):
        model_format(model, SimpleNamespace(tokenizer=tokenizer))
    tokenizer.pad_token_id = 0
    with pytest.raises(InputError, match="decoder_start_token_id"):
        model_format(model, SimpleNamespace(tokenizer=tokenizer))
