"""GLM-4.5V: experts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm4vMoeConfig, Glm4vMoeForConditionalGeneration, Glm4vProcessor
from transformers.models.glm4v.image_processing_pil_glm4v import Glm4vImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


EXPERTS = {"n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32, "n_shared_experts": 1}


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = Glm4vMoeConfig(**glm_configs(tokenizer, **EXPERTS))
    return Glm4vMoeForConditionalGeneration(config), glm_processor(Glm4vProcessor, Glm4vImageProcessorPil, tokenizer)


FAMILY = Family("glm4v_moe", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
