r"""The symbol layout tree as presentation MathML, as MathML Core renders it in Chromium, Firefox and Safari.

What stands in the tree stands in the MathML, in reading order: symbols as the characters that TeX draws, fonts as
Unicode's mathematical letters, spaces as ``mspace``. A command that nobody knows is shown as it was written, in an
``merror``. What has no ink and no width (``\label``, ``\nonumber``) leaves nothing, nor do links: what comes from a
model must not lead anywhere. Columns, frames and strokes, for which MathML Core has no attributes, are styled in place.

Of the four arguments of ``\mathchoice`` one is drawn, and ``\llap`` does not overlap what stands before it. Lengths
are at most 20 em.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from hmer_kit.exceptions import InputError
from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.mathml._builder import fill
from hmer_kit.latex.mathml._style import Style
from hmer_kit.latex.mathml._writing import written
from hmer_kit.latex.parser import parse
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["mathml_element", "to_mathml"]

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"


def mathml_element(expression: str | LayoutNode, *, display: bool = False) -> Element:
    r"""Return an expression as a MathML element.

    Tags stand without a namespace, which is an attribute of the ``math`` element: ``element.iter("mfrac")``. An element
    may be deeper than Python's recursion limit, where ``ElementTree.tostring`` ends; ``to_mathml`` writes any.

    Args:
        expression: LaTeX, blank-separated or tight; or any node of a tree, with all it owns.
        display: Whether it stands on a line of its own: large operators, limits above and below.

    Returns:
        A ``math`` element, a few elements for each node.

    Raises:
        LatexError: A string does not parse; ``parse(latex, on_error="recover")`` gives a tree of any.
        InputError: It is neither a string nor a node.

    Examples:
        >>> fraction = mathml_element(r"\frac { a } { b ^ 2 }").find("mfrac")
        >>> [part.tag for part in fraction]
        ['mi', 'msup']
    """
    if not isinstance(expression, (str, LayoutNode)):
        raise InputError(f"expected LaTeX as a str or a node of a tree, got {type(expression).__name__}")
    node = parse(expression) if isinstance(expression, str) else expression
    math = Element("math", {"xmlns": _NAMESPACE, **({"display": "block"} if display else {})})
    fill(math, _row(node), Style(display=display))
    return math


def to_mathml(expression: str | LayoutNode, *, display: bool = False) -> str:
    r"""Return an expression as MathML, to be put into a page as it is: XML, escaped, without scripts or links.

    Args:
        expression: LaTeX, blank-separated or tight; or any node of a tree, with all it owns.
        display: Whether it stands on a line of its own: large operators, limits above and below.

    Raises:
        LatexError: A string does not parse; ``parse(latex, on_error="recover")`` gives a tree of any.
        InputError: It is neither a string nor a node.

    Examples:
        >>> to_mathml("x ^ 2 < y")
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>x</mi><mn>2</mn></msup><mo>&lt;</mo><mi>y</mi></math>'
    """
    return written(mathml_element(expression, display=display))


def _row(node: LayoutNode) -> Sequence[LayoutNode]:
    if node.kind is Kind.ROOT:
        return [child for slot in node.slots for child in slot.row]
    return [node]
