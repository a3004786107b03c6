"""Pix2Struct as for questions: the prompt is drawn above the picture."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import ImageFont

from hmer_kit.vlm.families import FamilyAdapter, render_prompts
from vlm.families.builders.pix2struct import pix2struct, tokenizer
from vlm.families.harness import Family

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


@cache
def font() -> Path:
    """Write Pillow's own font to a file: the default one is on the hub."""
    path = Path(tempfile.mkdtemp()) / "font.ttf"
    path.write_bytes(ImageFont.load_default(20).font_bytes)
    return path


def build(tokenizer: PreTrainedTokenizerFast) -> tuple[Any, Any]:
    return pix2struct(tokenizer, is_vqa=True)


def draw(*inputs: Any) -> Any:
    return render_prompts(*inputs, font_path=font())


ADAPTER = FamilyAdapter(style="encoder-prompt", text_template="{prompt}", write_prompts=draw)
FAMILY = Family(
    "pix2struct", build, tokenizer=tokenizer, picture="", variant="questions", collator={"adapter": ADAPTER}
)
