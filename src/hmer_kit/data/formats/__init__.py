"""One file per format: what reads it and what writes it."""

from __future__ import annotations

from hmer_kit.data.formats.captions import MAX_LINE_BYTES, read_captions, read_references
from hmer_kit.data.formats.inkml import iter_inkml, read_inkml
from hmer_kit.data.formats.mathwriting import (
    MATHWRITING_SPLITS,
    iter_mathwriting,
    iter_mathwriting_symbols,
    read_mathwriting,
)
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
    "MATHWRITING_SPLITS",
    "MAX_LINE_BYTES",
    "ROLES",
    "Conversation",
    "Message",
    "ShareGPTFile",
    "conversation",
    "iter_inkml",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "read_captions",
    "read_inkml",
    "read_mathwriting",
    "read_references",
    "read_sharegpt",
    "write_sharegpt",
]
