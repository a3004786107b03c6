"""One file per format: what reads it and what writes it."""

from __future__ import annotations

from hmer_kit.data.formats.captions import (
    MAX_LINE_BYTES,
    problem_of_caption,
    read_captions,
    read_references,
)
from hmer_kit.data.formats.captions_writing import write_captions
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

__all__ = [
    "IMAGE_TAG",
    "MAX_LINE_BYTES",
    "ROLES",
    "Conversation",
    "Message",
    "ShareGPTFile",
    "conversation",
    "problem_of_caption",
    "read_captions",
    "read_references",
    "read_sharegpt",
    "write_captions",
    "write_sharegpt",
]
