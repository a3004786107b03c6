"""Tree-CoT texts: serializers and their readers, one file per format."""

from __future__ import annotations

from hmer_kit.tree_cot.base import Fidelity, Flaw, Reading, TreeFormat, TreeReader
from hmer_kit.tree_cot.corrected import CORRECTED, CorrectedFormat
from hmer_kit.tree_cot.formats import FORMATS, dumps, get_format, is_tree_of, loads, read
from hmer_kit.tree_cot.released import RELEASED, ReleasedFormat

__all__ = [
    "CORRECTED",
    "FORMATS",
    "RELEASED",
    "CorrectedFormat",
    "Fidelity",
    "Flaw",
    "Reading",
    "ReleasedFormat",
    "TreeFormat",
    "TreeReader",
    "dumps",
    "get_format",
    "is_tree_of",
    "loads",
    "read",
]
