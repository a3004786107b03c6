"""GLM-4.6V."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm46VConfig, Glm46VForConditionalGeneration, Glm46VProcessor
from transformers.models.glm46v.image_processing_pil_glm46v import Glm46VImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Glm46VConfig(**glm_configs(tokenizer))
    return Glm46VForConditionalGeneration(config), glm_processor(Glm46VProcessor, Glm46VImageProcessorPil, tokenizer)


FAMILY = Family("glm46v", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
