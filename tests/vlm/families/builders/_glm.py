"""What the GLM families share: marks, template, configurations, processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.vlm import images_only
from vlm.families.parts import TEXT, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = {
    "image_token_id": "<|image|>",
    "video_token_id": "<|video|>",
    "image_start_token_id": "<|begin_of_image|>",
    "image_end_token_id": "<|end_of_image|>",
    "video_start_token_id": "<|begin_of_video|>",
    "video_end_token_id": "<|end_of_video|>",
}
TEMPLATE = (
    "[gMASK]<sop>\n{% for m in messages %}<|{{ m['role'] }}|>\n{% for c in m['content'] %}"
    "{% if c['type'] == 'image' %}<|begin_of_image|><|image|><|end_of_image|>{% else %}{{ c['text'] }}{% endif %}"
    "{% endfor %}{% endfor %}{% if add_generation_prompt %}<|assistant|>\n{% endif %}"
)
"""That of GLM-4.1V: an answer has no end of its own, the next turn's mark ends it."""
VISION = {
    "depth": 1,
    "hidden_size": 32,
    "intermediate_size": 32,
    "num_heads": 2,
    "image_size": 32,
    "patch_size": 8,
    "out_hidden_size": 32,
    "spatial_merge_size": 2,
    "temporal_patch_size": 2,
}
ROPE = {"rope_type": "default", "mrope_section": [2, 1, 1], "rope_theta": 10000.0}


def glm_tokenizer() -> PreTrainedTokenizerFast:
    marks = [*MARKS.values(), "<|user|>", "<|assistant|>", "[gMASK]", "<sop>"]
    return family_tokenizer(bos="<sop>", eos="<|user|>", marks=marks)


def glm_configs(tokenizer: PreTrainedTokenizerFast, **text: Any) -> dict[str, Any]:
    text_config = {**TEXT, **token_ids(tokenizer), "rope_parameters": {**ROPE, "partial_rotary_factor": 1.0}, **text}
    return {"text_config": text_config, "vision_config": VISION, **mark_ids(tokenizer, **MARKS)}


def glm_processor(kind: Any, images: Any, tokenizer: PreTrainedTokenizerFast) -> Any:
    size = {"shortest_edge": 16 * 16 * 2, "longest_edge": 32 * 64 * 2}
    return images_only(kind)(images(patch_size=8, size=size), tokenizer, chat_template=TEMPLATE)
