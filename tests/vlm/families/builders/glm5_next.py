"""GLM-5."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Glm5NextConfig, Glm5NextForConditionalGeneration, Glm5NextProcessor
from transformers.models.glm5_next.image_processing_pil_glm5_next import Glm5NextImageProcessorPil

from vlm.families.builders._glm import glm_configs, glm_processor, glm_tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


LATENT = {"kv_lora_rank": 8, "q_lora_rank": 8, "v_head_dim": 8, "qk_nope_head_dim": 8, "num_key_value_heads": 4}
EXPERTS = {"n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32}
LINEAR = {"linear_head_dim": 8, "linear_num_heads": 4, "hc_mult": 2, "index_head_dim": 8, "index_n_heads": 2}
LAYERS = {"layer_types": ["linear_attention", "full_attention"], "mlp_layer_types": ["dense", "sparse"]}


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    configs = glm_configs(tokenizer, **LATENT, **EXPERTS, **LINEAR, **LAYERS)
    for key in ("rope_parameters", "head_dim"):
        del configs["text_config"][key]
    configs["vision_config"] = {**configs["vision_config"], "projection_intermediate_size": 32}
    config = Glm5NextConfig(**configs)
    processor = glm_processor(Glm5NextProcessor, Glm5NextImageProcessorPil, tokenizer)
    return Glm5NextForConditionalGeneration(config), processor


FAMILY = Family("glm5_next", build, tokenizer=glm_tokenizer, picture="<|image|>", video_needs=("torchvision",))
