"""InkML files: what reads them, what writes them, and the MathML in them."""

from __future__ import annotations

from hmer_kit.ink.inkml.limits import InkLimits
from hmer_kit.ink.inkml.mathml import MathTree
from hmer_kit.ink.inkml.reading import TRUTHS, load_inkml, parse_inkml
from hmer_kit.ink.inkml.writing import to_inkml, write_inkml

__all__ = ["TRUTHS", "InkLimits", "MathTree", "load_inkml", "parse_inkml", "to_inkml", "write_inkml"]
