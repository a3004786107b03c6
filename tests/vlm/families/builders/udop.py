"""UDOP: picture and prompt go to T5's encoder, the prompt as words without a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import UdopConfig, UdopForConditionalGeneration, UdopProcessor, UdopTokenizer
from transformers.models.layoutlmv3.image_processing_pil_layoutlmv3 import LayoutLMv3ImageProcessorPil

from vlm.families.harness import Family
from vlm.families.parts import make_examples

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def tokenizer() -> PreTrainedTokenizerFast:
    texts = [text for example in make_examples() for text in (example.prompt, example.target)]
    words = dict.fromkeys(word for text in texts for word in text.split())
    pieces = [(f"▁{word}", -1.0) for word in words]
    return UdopTokenizer(vocab=[("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -100.0), ("▁", -2.0), *pieces])


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    sizes = {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "dropout_rate": 0.0}
    pictures = {"image_size": 32, "patch_size": 8, "max_2d_position_embeddings": 64}
    config = UdopConfig(vocab_size=len(tokenizer), decoder_start_token_id=tokenizer.pad_token_id, **sizes, **pictures)
    images = LayoutLMv3ImageProcessorPil(size={"height": 32, "width": 32}, apply_ocr=False)
    return UdopForConditionalGeneration(config), UdopProcessor(images, tokenizer)


FAMILY = Family("udop", build, tokenizer=tokenizer, picture="", lr=2e-2)
