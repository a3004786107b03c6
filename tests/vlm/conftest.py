"""Tiny random models with processors, built in code: nothing is downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import torch
from PIL import Image, ImageDraw
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    PreTrainedTokenizerFast,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2_5_VLProcessor,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
    Qwen3VLProcessor,
    TrOCRConfig,
    TrOCRProcessor,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
    ViTConfig,
)
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil

from hmer_kit.data import Record
from hmer_kit.tasks import TaskExample, build_examples
from hmer_kit.vlm import images_only

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
CHAT_TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ c['text'] }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
LATEX = ["x + 1", r"\frac { a } { b }", "x ^ { 2 }", r"\sqrt { y }", "a = b", "1 + 1", "y _ { 1 }", "b - x"]
VISION = {
    "depth": 1,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_heads": 2,
    "patch_size": 8,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
}
TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 2048,
}


@dataclass(frozen=True)
class Drawn:
    """A picture drawn from a number, different for each."""

    number: int

    @property
    def name(self) -> str:
        return f"drawn-{self.number}"

    def load(self) -> Image.Image:
        image = Image.new("L", (64, 32))
        draw = ImageDraw.Draw(image)
        place = 8 * (self.number % 7)
        draw.rectangle((place, 4, place + 8, 28), fill=255)
        draw.line((0, 4 * (self.number % 8), 63, 31), fill=200, width=2)
        return image


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
    backend = Tokenizer(models.WordLevel({}, unk_token="<unk>"))
    backend.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s"), "isolated")
    texts = [text for example in examples for text in (example.prompt, example.target, "user\nassistant\n")]
    words = dict.fromkeys(word for text in texts for word, _ in backend.pre_tokenizer.pre_tokenize_str(text))
    backend.model = models.WordLevel({word: index for index, word in enumerate([*SPECIAL, *words])}, unk_token="<unk>")
    backend.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=backend,
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<|im_start|>",
        eos_token="<|im_end|>",
        additional_special_tokens=SPECIAL[4:],
        clean_up_tokenization_spaces=False,
    )


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


def build_qwen25(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "window_size": 32, "fullatt_block_indexes": [0]}
    text = {**TEXT, "rope_parameters": {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}}
    config = Qwen2_5_VLConfig(text_config={**text, **_ids(tokenizer)}, vision_config=vision, **_marks(tokenizer))
    return Qwen2_5_VLForConditionalGeneration(config), _chat_processor(Qwen2_5_VLProcessor, tokenizer)


def build_qwen3(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    vision = {**VISION, "out_hidden_size": 32, "num_position_embeddings": 64, "deepstack_visual_indexes": [0]}
    rope = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
    text = {**TEXT, "head_dim": 8, "rope_parameters": rope}
    config = Qwen3VLConfig(text_config={**text, **_ids(tokenizer)}, vision_config=vision, **_marks(tokenizer))
    return Qwen3VLForConditionalGeneration(config), _chat_processor(Qwen3VLProcessor, tokenizer)


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


def _ids(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    return {
        "vocab_size": len(tokenizer),
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
    }


def _marks(tokenizer: PreTrainedTokenizerFast) -> dict[str, int]:
    names = {
        "image_token_id": "<|image_pad|>",
        "video_token_id": "<|video_pad|>",
        "vision_start_token_id": "<|vision_start|>",
        "vision_end_token_id": "<|vision_end|>",
    }
    return {key: tokenizer.convert_tokens_to_ids(token) for key, token in names.items()}


def _chat_processor(kind: Any, tokenizer: PreTrainedTokenizerFast) -> Any:
    images = Qwen2VLImageProcessorPil(patch_size=8, min_pixels=16 * 16, max_pixels=32 * 64)
    return images_only(kind)(images, tokenizer, chat_template=CHAT_TEMPLATE)
