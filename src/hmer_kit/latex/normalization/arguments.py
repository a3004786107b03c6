"""Braces around every argument and script, and nothing else."""

from __future__ import annotations

from hmer_kit.latex._rewriting.guards import brace_slot
from hmer_kit.latex.parser import parse
from hmer_kit.latex.writer import to_latex

__all__ = ["brace_arguments"]


def brace_arguments(latex: str) -> str:
    r"""Return the expression with braces around every argument and script.

    What TeX takes for the argument where there is no brace, one symbol or one command with its own arguments, gets the
    braces: ``\sqrt x`` becomes ``\sqrt { x }``. Data sets and the released Tree-CoT format write them throughout. The
    operands of ``\over`` and its like, delimiters, primes, lengths and colours stay as they are.

    Args:
        latex: One expression, blank-separated or tight.

    Returns:
        Blank-separated LaTeX with the same layout; without the new braces it has the tokens of ``latex``.

    Raises:
        LatexError: It does not parse, see ``hmer_kit.latex.parse``.
        InputError: ``latex`` is no string.

    Examples:
        >>> brace_arguments(r"\frac12 + x^\sqrt y")
        '\\frac { 1 } { 2 } + x ^ { \\sqrt { y } }'
    """
    tree = parse(latex)
    for node in tree.walk():
        for slot in node.slots:
            brace_slot(node, slot)
    return to_latex(tree)
