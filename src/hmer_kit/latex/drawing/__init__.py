"""The symbol layout tree to look at: as one line, as a tree of lines, and as a picture."""

from hmer_kit.latex.drawing.svg import to_svg
from hmer_kit.latex.drawing.text import outline, tree_text

__all__ = ["outline", "to_svg", "tree_text"]
