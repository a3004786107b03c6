"""LaTeX, read and rewritten by the packages that people use for it.

What one of them refuses is counted as they say it, by an exception; it takes its time all the same.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def taken(work: Callable[[str], object], expressions: Sequence[str]) -> Callable[[], int]:
    """Return a function that works on all expressions and says how many of them are taken."""

    def run() -> int:
        number = 0
        for latex in expressions:
            with suppress(Exception):  # peers have no error of their own for what they cannot read
                work(latex)
                number += 1
        return number

    return run


def pylatexenc_walker(data: Sequence[str]) -> Callable[[], int]:
    """pylatexenc's LatexWalker."""
    from pylatexenc.latexwalker import LatexWalker

    return taken(lambda latex: LatexWalker(latex, tolerant_parsing=False).get_latex_nodes(), data)


pylatexenc_walker.package = "pylatexenc"


def pylatexenc_tolerant(data: Sequence[str]) -> Callable[[], int]:
    """pylatexenc's LatexWalker, tolerant."""
    from pylatexenc.latexwalker import LatexWalker

    return taken(lambda latex: LatexWalker(latex).get_latex_nodes(), data)


pylatexenc_tolerant.package = "pylatexenc"


def texsoup(data: Sequence[str]) -> Callable[[], int]:
    """TexSoup."""
    import TexSoup

    return taken(TexSoup.TexSoup, data)


texsoup.package = "TexSoup"


def latex2mathml_walk(data: Sequence[str]) -> Callable[[], int]:
    """latex2mathml's walker."""
    from latex2mathml.walker import walk

    return taken(walk, data)


latex2mathml_walk.package = "latex2mathml"


def latex2mathml_convert(data: Sequence[str]) -> Callable[[], int]:
    """latex2mathml.converter.convert."""
    from latex2mathml.converter import convert

    return taken(convert, data)


latex2mathml_convert.package = "latex2mathml"


def latex2mathml_tokens(data: Sequence[str]) -> Callable[[], Any]:
    """latex2mathml's tokenizer."""
    from latex2mathml.tokenizer import tokenize

    return taken(lambda latex: list(tokenize(latex)), data)


latex2mathml_tokens.package = "latex2mathml"
