"""PP-Chart2Table: GOT-OCR 2.0's model with a chat template, which writes the picture's ids itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import GotOcr2ForConditionalGeneration, PPChart2TableConfig, PPChart2TableProcessor
from transformers.models.pp_chart2table.image_processing_pil_pp_chart2table import PPChart2TableImageProcessorPil

from vlm.families.builders.got_ocr2 import VISION, tokenizer
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = PPChart2TableConfig(
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config=VISION,
        image_token_index=tokenizer.convert_tokens_to_ids("<imgpad>"),
    )
    images = PPChart2TableImageProcessorPil(size={"height": 64, "width": 64})
    template = chat_template(f"<img>{'<imgpad>' * 4}</img>")
    return GotOcr2ForConditionalGeneration(config), PPChart2TableProcessor(images, tokenizer, chat_template=template)


FAMILY = Family("pp_chart2table", build, tokenizer=tokenizer, picture="<imgpad>")
