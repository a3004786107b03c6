"""LaTeX strings, tokens and the symbol layout tree."""

from hmer_kit.latex.tokens import Token, scan, split_tokens, tokenize
from hmer_kit.latex.tree import Kind, LayoutNode, Relation, Slot

__all__ = ["Kind", "LayoutNode", "Relation", "Slot", "Token", "scan", "split_tokens", "tokenize"]
