"""Conversations: the shapes that trainers of vision-language models read."""

from __future__ import annotations

from hmer_kit.data.formats.conversations.llama_factory import DATASET_INFO, read_llama_factory, write_dataset_info
from hmer_kit.data.formats.conversations.ms_swift import ms_swift_row, read_ms_swift, write_ms_swift
from hmer_kit.data.formats.conversations.picture_paths import PicturePaths, PicturePlace
from hmer_kit.data.formats.conversations.shapes import SHAPES, ConversationShape, get_shape
from hmer_kit.data.formats.conversations.sharegpt import (
    IMAGE_TAG,
    ROLES,
    Conversation,
    Message,
    ShareGPTFile,
    conversation,
    read_sharegpt,
    write_sharegpt,
)
from hmer_kit.data.formats.conversations.sharegpt_records import iter_sharegpt_records, last_line, read_sharegpt_records
from hmer_kit.data.formats.conversations.trl import load_trl, read_trl, trl_row, write_trl

__all__ = [
    "DATASET_INFO",
    "IMAGE_TAG",
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
    "iter_sharegpt_records",
    "last_line",
    "load_trl",
    "ms_swift_row",
    "read_llama_factory",
    "read_ms_swift",
    "read_sharegpt",
    "read_sharegpt_records",
    "read_trl",
    "trl_row",
    "write_dataset_info",
    "write_ms_swift",
    "write_sharegpt",
    "write_trl",
]
