"""Other spellings of the same expression."""

from hmer_kit.latex.normalization.arguments import brace_arguments

__all__ = ["brace_arguments"]
