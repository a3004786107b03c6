"""LaTeX strings, tokens and the symbol layout tree."""

from hmer_kit.latex.parser import is_parseable, parse
from hmer_kit.latex.tokens import Token, scan, split_tokens, tokenize
from hmer_kit.latex.tree import Kind, LayoutNode, Relation, Slot
from hmer_kit.latex.writer import to_latex, to_tokens

__all__ = [
    "Kind",
    "LayoutNode",
    "Relation",
    "Slot",
    "Token",
    "is_parseable",
    "parse",
    "scan",
    "split_tokens",
    "to_latex",
    "to_tokens",
    "tokenize",
]
