"""GLM-4.1V."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm4vConfig, Glm4vForConditionalGeneration, Glm4vProcessor
from transformers.models.glm4v.image_processing_pil_glm4v import Glm4vImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Glm4vConfig(**glm_configs(tokenizer))
    return Glm4vForConditionalGeneration(config), glm_processor(Glm4vProcessor, Glm4vImageProcessorPil, tokenizer)


FAMILY = Family("glm4v", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
