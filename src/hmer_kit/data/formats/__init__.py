"""One file per format: what reads it and what writes it."""

from __future__ import annotations

from hmer_kit.data.formats.captioned.captions import (
    MAX_LINE_BYTES,
    iter_captions,
    problem_of_caption,
    read_captions,
    read_references,
)
from hmer_kit.data.formats.captioned.captions_writing import write_captions
from hmer_kit.data.formats.captioned.formulas import iter_formulas, read_formulas
from hmer_kit.data.formats.captioned.hme100k import iter_hme100k, read_hme100k
from hmer_kit.data.formats.captioned.image_folder import iter_image_folder, read_image_folder
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
from hmer_kit.data.formats.im2latex.im2latex import iter_im2latex, read_im2latex
from hmer_kit.data.formats.inks.inkml import iter_inkml, read_inkml
from hmer_kit.data.formats.inks.label_graphs import iter_label_graphs, read_label_graphs, write_label_graphs
from hmer_kit.data.formats.inks.mathwriting import (
    MATHWRITING_SPLITS,
    iter_mathwriting,
    iter_mathwriting_symbols,
    read_mathwriting,
)

__all__ = [
    "DATASET_INFO",
    "IMAGE_TAG",
    "MATHWRITING_SPLITS",
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
    "iter_captions",
    "iter_formulas",
    "iter_hme100k",
    "iter_im2latex",
    "iter_image_folder",
    "iter_inkml",
    "iter_label_graphs",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "iter_sharegpt_records",
    "last_line",
    "load_trl",
    "ms_swift_row",
    "problem_of_caption",
    "read_captions",
    "read_formulas",
    "read_hme100k",
    "read_im2latex",
    "read_image_folder",
    "read_inkml",
    "read_label_graphs",
    "read_llama_factory",
    "read_mathwriting",
    "read_ms_swift",
    "read_references",
    "read_sharegpt",
    "read_sharegpt_records",
    "read_trl",
    "trl_row",
    "write_captions",
    "write_dataset_info",
    "write_label_graphs",
    "write_ms_swift",
    "write_sharegpt",
    "write_trl",
]
