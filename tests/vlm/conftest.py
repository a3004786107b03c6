"""Tiny random models with processors, built in code: nothing is downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from transformers import (
    PreTrainedTokenizerFast,
    TrOCRConfig,
    TrOCRProcessor,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
    ViTConfig,
)
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from hmer_kit.data import Record
from hmer_kit.tasks import TaskExample, build_examples
from vlm.families.builders.qwen2_5_vl import build as build_qwen25
from vlm.families.builders.qwen3_vl import build as build_qwen3
from vlm.families.parts import Drawn, word_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

SPECIAL = [
    "<pad>",
    "<unk>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|image_pad|>",
    "<|video_pad|>",
]
LATEX = ["x + 1", r"\frac { a } { b }", "x ^ { 2 }", r"\sqrt { y }", "a = b", "1 + 1", "y _ { 1 }", "b - x"]


@pytest.fixture(autouse=True)
def _one_thread() -> Any:
    """Keep torch on one thread and a known seed: two threads can be many times slower than one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def records() -> list[Record]:
    return [Record(f"r{index}", latex, image=Drawn(index), prediction="x + x") for index, latex in enumerate(LATEX)]


@pytest.fixture(scope="session")
def examples(records: list[Record]) -> list[TaskExample]:
    """All five tasks of every record."""
    return list(build_examples(records).examples)


@pytest.fixture(scope="session")
def vanilla(examples: list[TaskExample]) -> list[TaskExample]:
    return [example for example in examples if example.task == "vanilla"]


@pytest.fixture(scope="session")
def tokenizer(examples: list[TaskExample]) -> PreTrainedTokenizerFast:
    """Words and blanks as they stand, so that every text comes back as it was."""
    texts = [text for example in examples for text in (example.prompt, example.target, "user\nassistant\n")]
    named = {"bos_token": "<|im_start|>", "eos_token": "<|im_end|>", "additional_special_tokens": SPECIAL[4:]}
    return word_tokenizer(texts, SPECIAL, **named)


def build_seq2seq(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    encoder = ViTConfig(
        image_size=(32, 64), patch_size=8, num_channels=3, hidden_size=32, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    decoder = TrOCRConfig(
        vocab_size=len(tokenizer), d_model=32, cross_attention_hidden_size=32, decoder_layers=2,
        decoder_attention_heads=2, decoder_ffn_dim=64, dropout=0.0, max_position_embeddings=512,
        pad_token_id=tokenizer.pad_token_id, bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id,
        init_std=0.1,
    )  # fmt: skip
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id = tokenizer.bos_token_id
    config.pad_token_id = tokenizer.pad_token_id
    images = ViTImageProcessorPil(size={"height": 32, "width": 64})
    return VisionEncoderDecoderModel(config), TrOCRProcessor(image_processor=images, tokenizer=tokenizer)


BUILDERS = {"seq2seq": build_seq2seq, "qwen2.5-vl": build_qwen25, "qwen3-vl": build_qwen3}


@pytest.fixture(params=list(BUILDERS))
def tiny(request: pytest.FixtureRequest, tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    """One tiny random model of each family, with its processor."""
    torch.manual_seed(0)
    return BUILDERS[request.param](tokenizer)


@pytest.fixture
def seq2seq(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    torch.manual_seed(0)
    return build_seq2seq(tokenizer)


@pytest.fixture(scope="session")
def saved_seq2seq(tokenizer: PreTrainedTokenizerFast, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the encoder-decoder and its processor, for other processes to load."""
    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("saved")
    for part in build_seq2seq(tokenizer):
        part.save_pretrained(place)
    return place


@pytest.fixture
def qwen(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    torch.manual_seed(0)
    return build_qwen25(tokenizer)
