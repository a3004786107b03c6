"""Aria."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import AriaConfig, AriaForConditionalGeneration, AriaProcessor
from transformers.models.aria.image_processing_pil_aria import AriaImageProcessorPil

from hmer_kit.vlm.families.adapters import FamilyAdapter
from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", image_token="<|img|>")


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    experts = {"moe_num_experts": 4, "moe_topk": 2, "moe_num_shared_experts": 1}
    config = AriaConfig(
        text_config={**TEXT, **token_ids(tokenizer), **experts},
        vision_config={"model_type": "idefics3_vision", **VISION, "image_size": 490, "patch_size": 70},
        projector_patch_to_query_dict={49: 4},
        **mark_ids(tokenizer, image_token_index="<|img|>"),
    )
    images = AriaImageProcessorPil(max_image_size=490)
    template = chat_template("<|img|>")
    processor = AriaProcessor(images, tokenizer, chat_template=template, size_conversion={490: 4})
    return AriaForConditionalGeneration(config), processor


SMALL = FamilyAdapter(processor_options={"images_kwargs": {"max_image_size": 490}})
"""Its processor reads pictures in 490 or 980 pixels, by default the larger."""
FAMILY = Family("aria", build, tokenizer=tokenizer, picture="<|img|>", collator={"adapter": SMALL}, lr=2e-3, steps=300)
