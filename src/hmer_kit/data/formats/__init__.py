"""One file per format: what reads it and what writes it."""

from __future__ import annotations

from hmer_kit.data.formats.captions import MAX_LINE_BYTES, read_captions, read_references
from hmer_kit.data.formats.llama_factory import DATASET_INFO, read_llama_factory, write_dataset_info
from hmer_kit.data.formats.ms_swift import ms_swift_row, read_ms_swift, write_ms_swift
from hmer_kit.data.formats.picture_paths import PicturePaths, PicturePlace
from hmer_kit.data.formats.shapes import SHAPES, ConversationShape, get_shape
from hmer_kit.data.formats.sharegpt import (
    IMAGE_TAG,
    ROLES,
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.trl import load_trl, read_trl, trl_row, write_trl

__all__ = [
    "DATASET_INFO",
    "IMAGE_TAG",
    "MAX_LINE_BYTES",
    "ROLES",
    "SHAPES",
    "Conversation",
    "ConversationShape",
    "Message",
    "PicturePaths",
    "PicturePlace",
    "ShareGPTFile",
    "conversation",
    "get_shape",
    "load_trl",
    "ms_swift_row",
    "read_captions",
    "read_llama_factory",
    "read_ms_swift",
    "read_references",
    "read_sharegpt",
    "read_trl",
    "trl_row",
    "write_dataset_info",
    "write_ms_swift",
    "write_sharegpt",
    "write_trl",
]
