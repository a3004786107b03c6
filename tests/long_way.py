"""Normal forms by the tree alone, which the shorter ways are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import parse, to_latex
from hmer_kit.latex.normalization import normalizer

if TYPE_CHECKING:
    from hmer_kit.latex import Change, Profile


def long_way(latex: str, profile: Profile) -> tuple[str, tuple[Change, ...]] | None:
    """Return the form and the changes that lead to it; None where there is no tree."""
    try:
        tree = parse(latex)
    except LatexError:
        return None
    changes = tuple(normalizer._rewrite(tree, profile))
    return to_latex(tree), changes
