"""GLM-OCR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm46VProcessor, GlmOcrConfig, GlmOcrForConditionalGeneration
from transformers.models.glm46v.image_processing_pil_glm46v import Glm46VImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = GlmOcrConfig(**glm_configs(tokenizer))
    return GlmOcrForConditionalGeneration(config), glm_processor(Glm46VProcessor, Glm46VImageProcessorPil, tokenizer)


FAMILY = Family("glm_ocr", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
