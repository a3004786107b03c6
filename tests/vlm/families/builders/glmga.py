"""GLM-GA: the classes of GLM-4.6V under a type of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm46VForConditionalGeneration, Glm46VProcessor, GlmgaConfig
from transformers.models.glmga.image_processing_pil_glmga import GlmgaImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = GlmgaConfig(**glm_configs(tokenizer))
    return Glm46VForConditionalGeneration(config), glm_processor(Glm46VProcessor, GlmgaImageProcessorPil, tokenizer)


FAMILY = Family("glmga", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
