"""The processor of a folder, its half that reads pictures: the other one needs torchvision."""

from __future__ import annotations

from typing import Any

from transformers import PreTrainedTokenizerFast, ProcessorMixin, Qwen2_5_VLProcessor
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil


class PicturesOnly(Qwen2_5_VLProcessor):
    """Qwen2.5-VL's processor without videos."""

    video_processor = object()
    """LLaMA-Factory looks whether there is one; without a video nobody asks it for anything."""

    def __init__(self, images: Any, tokenizer: Any) -> None:
        self.image_token, self.video_token = "<|image_pad|>", "<|video_pad|>"
        self.image_token_id, self.video_token_id = tokenizer.convert_tokens_to_ids([self.image_token, self.video_token])
        ProcessorMixin.__init__(self, images, tokenizer, chat_template=tokenizer.chat_template)

    @classmethod
    def get_attributes(cls) -> list[str]:
        return ["image_processor", "tokenizer"]


def processor_of(folder: str) -> PicturesOnly:
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)  # nosec B615 # a folder
    pictures = Qwen2VLImageProcessorPil.from_pretrained(folder)  # nosec B615 # a folder
    return PicturesOnly(pictures, tokenizer)
