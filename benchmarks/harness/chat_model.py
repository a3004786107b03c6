"""A tiny random Qwen2.5-VL with its processor, built in code: what a batch costs is the processor's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokenizers import Regex, Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration
from transformers import Qwen2_5_VLProcessor as Processor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

from hmer_kit.vlm import images_only

if TYPE_CHECKING:
    from collections.abc import Iterable

MARKS = ("<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>", "<|video_pad|>")
TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ c['text'] }}{% endif %}"
    "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
VISION = {"depth": 1, "hidden_size": 32, "intermediate_size": 32, "num_heads": 2, "out_hidden_size": 32}
TEXT = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 4}


def chat_model(texts: Iterable[str]) -> tuple[Any, Any]:
    """Return model and processor; pictures are cut as Qwen2.5-VL cuts them, texts into the words of these."""
    backend = Tokenizer(models.WordLevel({}, unk_token="<unk>"))  # noqa: S106 - no password
    backend.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s"), "isolated")
    words = {
        word: None for text in (*texts, "user\nassistant\n") for word, _ in backend.pre_tokenizer.pre_tokenize_str(text)
    }
    vocabulary = {word: index for index, word in enumerate(["<pad>", "<unk>", *MARKS, *words])}
    backend.model = models.WordLevel(vocabulary, unk_token="<unk>")  # noqa: S106
    special = {"pad_token": "<pad>", "unk_token": "<unk>", "eos_token": "<|im_end|>"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, additional_special_tokens=list(MARKS), **special)
    images = Qwen2VLImageProcessorPil(patch_size=14, min_pixels=4 * 28 * 28, max_pixels=512 * 28 * 28)
    ids = {"image_token_id": vocabulary["<|image_pad|>"], "video_token_id": vocabulary["<|video_pad|>"]}
    text = {
        **TEXT,
        "num_key_value_heads": 2,
        "vocab_size": len(vocabulary),
        "pad_token_id": 0,
        "eos_token_id": 3,
        "bos_token_id": 2,
    }
    text["rope_parameters"] = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}
    model = Qwen2_5_VLForConditionalGeneration(Qwen2_5_VLConfig(text_config=text, vision_config=VISION, **ids))
    return model, images_only(Processor)(images, tokenizer, chat_template=TEMPLATE)
