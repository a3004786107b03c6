"""A small chat model of random weights, for trainers and servers that take no encoder-decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration, Qwen2_5_VLProcessor

from hmer_kit.exceptions import InputError
from hmer_kit.vlm._pillow import pillow_processor
from hmer_kit.vlm.loading.pretrained import images_only
from hmer_kit.vlm.small._tokens import task_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedTokenizerFast

__all__ = ["small_chat_model"]

_MARKS: Final = {
    "image_token_id": "<|image_pad|>",
    "video_token_id": "<|video_pad|>",
    "vision_start_token_id": "<|vision_start|>",
    "vision_end_token_id": "<|vision_end|>",
}
_PATCH: Final = 8
_HEADS: Final = 4
# A question ends in <s>, after which the model writes; an answer ends in </s>.
_TEMPLATE: Final = (
    "{% for message in messages %}"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for block in message['content'] %}"
    "{{ '<|vision_start|><|image_pad|><|vision_end|>' if block['type'] == 'image' else block['text'] }}"
    "{% endfor %}{% endif %}{{ '</s>' if message['role'] == 'assistant' else '<s>' }}"
    "{% endfor %}"
)


def small_chat_model(
    vocabulary: Iterable[str], *, hidden_size: int = 32, layers: int = 2, max_pixels: int = 64 * 256
) -> tuple[Qwen2_5_VLForConditionalGeneration, Qwen2_5_VLProcessor]:
    """Build an untrained Qwen2.5-VL in miniature with its processor, to try on what a real one is meant for.

    It has the parts of the real one (chat template, pictures as patches, a decoder alone) and a tokenizer for the five
    tasks. TRL, the Trainer of transformers and its server take it as they take the real one.

    Args:
        vocabulary: LaTeX tokens of the expressions; ``{ } ^ _ [ ]`` are added.
        hidden_size: Width of the decoder and of the picture's features; a multiple of 32.
        layers: Layers of the decoder.
        max_pixels: Larger pictures are made smaller.

    Returns:
        Model and processor.

    Raises:
        InputError: The vocabulary is a string or holds a mark of the tokenizer's own, or a size does not fit.

    Examples:
        >>> model, processor = small_chat_model(["x", "+"])
        >>> sum(weight.numel() for weight in model.parameters()) < 100_000
        True
        >>> processor.apply_chat_template([{"role": "user", "content": "x +"}], tokenize=False)
        'x +<s>'
    """
    if hidden_size < 1 or hidden_size % 32 or layers < 1 or max_pixels < 4 * _PATCH**2:
        raise InputError(
            f"expected hidden_size as a multiple of 32, a layer or more, and max_pixels of at least {4 * _PATCH**2}, "
            f"got {hidden_size}, {layers} and {max_pixels}"
        )
    tokenizer = task_tokenizer(vocabulary)
    tokenizer.add_special_tokens({"additional_special_tokens": list(_MARKS.values())})
    model = Qwen2_5_VLForConditionalGeneration(_configuration(tokenizer, hidden_size=hidden_size, layers=layers))
    return model, _processor(tokenizer, max_pixels=max_pixels)


def _configuration(tokenizer: PreTrainedTokenizerFast, *, hidden_size: int, layers: int) -> Qwen2_5_VLConfig:
    ids = {name: getattr(tokenizer, name) for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    half = hidden_size // _HEADS // 2
    rope = {"rope_type": "default", "mrope_section": [half // 2, half // 4, half // 4], "rope_theta": 10000.0}
    text = {
        "vocab_size": len(tokenizer),
        "hidden_size": hidden_size,
        "intermediate_size": 2 * hidden_size,
        "num_hidden_layers": layers,
        "num_attention_heads": _HEADS,
        "num_key_value_heads": _HEADS // 2,
        "max_position_embeddings": 2048,
        "rope_parameters": rope,
    }
    vision = {
        "depth": 1,
        "hidden_size": hidden_size,
        "intermediate_size": hidden_size,
        "num_heads": 2,
        "patch_size": _PATCH,
        "out_hidden_size": hidden_size,
    }
    marks: dict[str, Any] = {name: tokenizer.convert_tokens_to_ids(mark) for name, mark in _MARKS.items()}
    return Qwen2_5_VLConfig(text_config={**text, **ids}, vision_config=vision, **marks)


def _processor(tokenizer: PreTrainedTokenizerFast, *, max_pixels: int) -> Any:  # noqa: ANN401 - a class made at run time
    pictures = pillow_processor("qwen2_vl", "Qwen2VLImageProcessor")(
        patch_size=_PATCH, min_pixels=4 * _PATCH**2, max_pixels=max_pixels
    )
    return images_only(Qwen2_5_VLProcessor)(pictures, tokenizer, chat_template=_TEMPLATE)
