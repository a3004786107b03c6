"""PP-Chart2Table: the model of GOT-OCR 2 with a chat template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import GotOcr2ForConditionalGeneration
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.pp_chart2table.image_processing_pil_pp_chart2table import PPChart2TableImageProcessorPil
from transformers.models.pp_chart2table.processing_pp_chart2table import PPChart2TableProcessor

from vlm.families.builders.got_ocr2 import VISION
from vlm.families.builders.got_ocr2 import tokenizer as got_tokenizer
from vlm.families.harness import Family
from vlm.families.parts import TEXT, chat_template, token_ids

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    config = CONFIG_MAPPING["pp_chart2table"](
        text_config={"model_type": "qwen2", **TEXT, **token_ids(tokenizer)},
        vision_config=VISION,
        image_token_index=tokenizer.convert_tokens_to_ids("<imgpad>"),
    )
    images = PPChart2TableImageProcessorPil(size={"height": 64, "width": 64})
    # The template holds as many picture tokens as there are features: the processor puts in none.
    template = chat_template("<img>" + "<imgpad>" * 4 + "</img>")
    return GotOcr2ForConditionalGeneration(config), PPChart2TableProcessor(images, tokenizer, chat_template=template)


FAMILY = Family("pp_chart2table", build, tokenizer=got_tokenizer, picture="<imgpad>")
