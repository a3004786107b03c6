"""GIT: no token stands for the picture, and a BERT tokenizer, which adds marks of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tokenizers import processors
from transformers import GitConfig, GitForCausalLM, GitProcessor
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import VISION, family_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

TEXT = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "max_position_embeddings": 512,
}


def tokenizer() -> PreTrainedTokenizerFast:
    made = bert_tokenizer()
    made.bos_token = made.eos_token = None  # a BERT tokenizer has neither
    return made


def bert_tokenizer(**named: str) -> PreTrainedTokenizerFast:
    made = family_tokenizer(bos="[CLS]", eos="[SEP]", cls_token="[CLS]", sep_token="[SEP]", **named)
    pieces = [("[CLS]", made.convert_tokens_to_ids("[CLS]")), ("[SEP]", made.convert_tokens_to_ids("[SEP]"))]
    around = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=pieces)
    made.backend_tokenizer.post_processor = around
    return made


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    ids = {"bos_token_id": tokenizer.cls_token_id, "eos_token_id": tokenizer.sep_token_id}
    config = GitConfig(
        vision_config=VISION, vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id, **TEXT, **ids
    )
    side = {"height": 32, "width": 32}
    return GitForCausalLM(config), GitProcessor(CLIPImageProcessorPil(size=side, crop_size=side), tokenizer)


FAMILY = Family("git", build, tokenizer=tokenizer, picture="", after="[SEP]")
