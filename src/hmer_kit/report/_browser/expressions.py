"""The expressions of a page, each once: how it looks, its layout and its sizes, or why there is none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import Complexity, complexity, label_graph, mathml_element, parse
from hmer_kit.report._browser.mathml import Shapes

if TYPE_CHECKING:
    from hmer_kit.latex import LabelGraph, LayoutNode

MOST_TOKENS: Final = 1_500
"""Longest expression that is parsed: no formula is as long, and predictions without end are."""
_MESSAGE: Final = 300


@dataclass(frozen=True, slots=True)
class Expression:
    """What is known of one expression."""

    number: int
    """Its place in the book."""
    layout: LabelGraph | None = None
    """Its symbols and their relations; None where it does not parse."""
    sizes: Complexity | None = None
    """Its sizes; None where it does not parse."""


def is_shown(latex: str) -> bool:
    """Return whether an expression is short enough to be parsed for the page.

    Examples:
        >>> is_shown("x + 1"), is_shown("x " * 2_000)
        (True, False)
    """
    return latex.count(" ") < MOST_TOKENS and len(latex) <= 10 * MOST_TOKENS


@dataclass(slots=True)
class ExpressionBook:
    r"""Expressions of a page, numbered in the order in which they first came.

    Examples:
        >>> book = ExpressionBook()
        >>> book.add("x ^ 2").number, book.add(r"\frac { x").number, book.add("x ^ 2").number
        (0, 1, 0)
        >>> book.entries[1]
        "does not parse: expected '}' for '{' at token 1, got the end of the input; write } before it"
    """

    entries: list[list[int] | str] = field(default_factory=list)
    """Each as numbers of shapes, see ``mathml``, or a sentence that says why it is not shown."""
    shapes: Shapes = field(default_factory=Shapes)
    """The kinds of elements that the numbers mean."""
    _known: dict[str, Expression] = field(default_factory=dict)

    def add(self, latex: str) -> Expression:
        """Take in an expression and return what is known of it."""
        known = self._known.get(latex)
        if known is None:
            known = self._known[latex] = self._read(latex)
        return known

    def _read(self, latex: str) -> Expression:
        number = len(self.entries)
        if not is_shown(latex):
            tokens = latex.count(" ") + 1
            self.entries.append(f"too long to show as a formula: {tokens:,} tokens, {len(latex):,} characters")
            return Expression(number)
        try:
            tree = parse(latex)
        except LatexError as error:
            self.entries.append(f"does not parse: {str(error)[:_MESSAGE]}")
            return Expression(number)
        self.entries.append(self._shown(tree))
        return Expression(number, label_graph(tree), complexity(tree))

    def _shown(self, tree: LayoutNode) -> list[int] | str:
        code = self.shapes.code(mathml_element(tree))
        return "nested too deeply, or of too many parts, to show as a formula" if code is None else code
