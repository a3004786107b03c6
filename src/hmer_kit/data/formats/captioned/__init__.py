"""Pictures with captions: captions files, HME100K, folders and archives of pictures, lists of formulas."""

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

__all__ = [
    "MAX_LINE_BYTES",
    "iter_captions",
    "iter_formulas",
    "iter_hme100k",
    "iter_image_folder",
    "problem_of_caption",
    "read_captions",
    "read_formulas",
    "read_hme100k",
    "read_image_folder",
    "read_references",
    "write_captions",
]
