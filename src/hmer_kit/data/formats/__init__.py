"""One file per format: what reads it and what writes it."""

from __future__ import annotations

from hmer_kit.data.formats.captions import MAX_LINE_BYTES, read_captions, read_references
from hmer_kit.data.formats.label_graphs import iter_label_graphs, read_label_graphs, write_label_graphs
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
    "iter_label_graphs",
    "read_captions",
    "read_label_graphs",
    "read_references",
    "read_sharegpt",
    "write_label_graphs",
    "write_sharegpt",
]
