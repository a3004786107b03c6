"""Ink with its truth: InkML, MathWriting and label graphs."""

from __future__ import annotations

from hmer_kit.data.formats.inks.inkml import iter_inkml, read_inkml
from hmer_kit.data.formats.inks.label_graphs import iter_label_graphs, read_label_graphs, write_label_graphs
from hmer_kit.data.formats.inks.mathwriting import (
    MATHWRITING_SPLITS,
    iter_mathwriting,
    iter_mathwriting_symbols,
    read_mathwriting,
)

__all__ = [
    "MATHWRITING_SPLITS",
    "iter_inkml",
    "iter_label_graphs",
    "iter_mathwriting",
    "iter_mathwriting_symbols",
    "read_inkml",
    "read_label_graphs",
    "read_mathwriting",
    "write_label_graphs",
]
