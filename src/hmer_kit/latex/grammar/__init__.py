"""A context-free grammar of LaTeX for constrained decoding: made from the parser's tables, as engines read it."""

from hmer_kit.latex.grammar.grammar import LatexGrammar, LeadingText

__all__ = ["LatexGrammar", "LeadingText"]
