"""LaTeX that a damaged tree gave, made parseable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.parser import parse
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutTree, Repair

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["recover"]

_CLOSERS = {"unclosed_group": ("}",), "unclosed_bracket": ("]",), "missing_right": ("\\right", ".")}


def recover(latex: str) -> LayoutTree:
    """Return the tree of an expression, whatever is wrong with it; ``repairs`` says what was."""
    tokens: Sequence[str] = tokenize(latex)
    repairs: list[Repair] = []
    while True:
        try:
            tree = parse(" ".join(tokens))
        except LatexError as error:
            tokens, repair = _repair(tokens, error)
            repairs.append(repair)
        else:
            tree.repairs = tuple(repairs)
            return tree


def _repair(tokens: Sequence[str], error: LatexError) -> tuple[Sequence[str], Repair]:
    at = error.position or 0
    code = error.code or ""
    inserted = _CLOSERS.get(code, () if at < len(tokens) else ("{", "}"))
    removed = () if inserted else (tokens[at],)
    repair = Repair(code, at, error.start or 0, error.end or 0, str(error), removed, inserted)
    return [*tokens[:at], *inserted, *tokens[at + len(removed) :]], repair
