"""Step 3.7."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import Step3p7Config, Step3p7ForConditionalGeneration

from vlm.families.harness import Family
from vlm.families.parts import TEXT, VISION, chat_template, family_tokenizer, mark_ids, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


MARKS = ["<im_patch>", "<patch_start>", "<patch_end>", "<patch_newline>", "<im_start>", "<im_end>"]


def tokenizer() -> PreTrainedTokenizerFast:
    return family_tokenizer(bos="<|im_start|>", eos="<|im_end|>", marks=MARKS)


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    from transformers import Step3p7ImageProcessor, Step3p7Processor

    experts = {"n_routed_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32, "share_expert_dim": 32}
    layers = {"layer_types": ["sliding_attention", "full_attention"], "mlp_layer_types": ["dense", "sparse"]}
    window = {"sliding_window": 256, "num_sliding_attention_heads": 4, "query_pre_attn_scalar": None}
    config = Step3p7Config(
        text_config={**TEXT, **token_ids(tokenizer), **experts, **layers, **window},
        vision_config={**VISION, "image_size": 64, "mlp_ratio": 1.0, "max_position_embeddings": 64},
        **mark_ids(tokenizer, image_token_id="<im_patch>"),
    )
    sizes = {"patch_size": 32, "max_image_size": 256, "vision_patch_size": 8}
    images = Step3p7ImageProcessor(size={"height": 64, "width": 64}, **sizes)
    processor = Step3p7Processor(images, tokenizer, chat_template=chat_template("<im_patch>"))
    return Step3p7ForConditionalGeneration(config), processor


FAMILY = Family("step3p7", build, tokenizer=tokenizer, picture="<im_patch>", needs=("torchvision",))
