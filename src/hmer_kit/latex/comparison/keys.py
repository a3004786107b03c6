r"""Whether two expressions have the same layout, or the same structure, however they are spelled.

``==`` of two nodes is exact: tokens and all. Here counts what is seen on paper. A tree becomes a *key*: a flat tuple
that can be compared, hashed, kept in a set and pickled at any depth, and is made in linear time. ``layout_key`` keeps

- symbols and commands (``label``), fonts, what an environment or ``\textcolor`` takes in its head;
- which row lies where, and the rows and columns of a matrix.

It leaves out what is spelling alone: braces, brackets, ``\limits`` (the place of the limits counts, not the word),
the order of scripts, ``\left`` and ``\big`` before a delimiter, spaces and switches, rows and groups without ink, a
last row of a matrix without ink. What stands in a group lies in the row around it, and scripts of the group hang on
its last node with ink, as in the label graphs of CROHME: ``{ a b } ^ 2`` is ``a b ^ 2``.

``structure_key`` keeps only which row lies where: LgEval's "structure", its layout tree with the labels ignored. Fonts
and whatever else has no ink of its own and but one row ``inside`` count there like groups.

What stands between the symbols without ink of its own leaves no trace, whatever it does to them: ``{ \bf x }`` is ``x``
here and ``\mathbf x`` is not, ``a \\ b`` is ``a b`` outside a matrix, and ``\hline`` is nothing. Where that counts,
compare what ``hmer_kit.latex.normalize`` makes of them: commands of font switches, and it keeps breaks and lines.

Primes and the script after them are one row: ``f ' ^ 2`` has the structure of ``f ^ { \prime 2 }``.

Two spellings of one symbol (``\le`` and ``\leq``, ``f '`` and ``f ^ { \prime }``) are different symbols here; they are
a matter of ``hmer_kit.latex.normalization``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex._checks import require_node
from hmer_kit.latex.comparison._ink import TreeKey, is_clear, is_clear_or_font, key_of, no_name, sign_of

if TYPE_CHECKING:
    from hmer_kit.latex.tree import LayoutNode

__all__ = ["TreeKey", "layout_key", "same_layout", "same_structure", "structure_key"]


def layout_key(node: LayoutNode) -> TreeKey:
    r"""Return what two expressions have in common if they have the same symbols at the same places.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> layout_key(parse(r"x^2_i")) == layout_key(parse(r"{ x } _ { i } ^ { 2 } \,"))
        True
        >>> len({layout_key(parse(latex)) for latex in ["x ^ 2", "x ^ { 2 }", "x _ 2"]})
        2
    """
    require_node(node)
    return key_of(node, clear=is_clear, name=sign_of)


def structure_key(node: LayoutNode) -> TreeKey:
    r"""Return what two expressions have in common if they have symbols, whatever they are, at the same places.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> structure_key(parse(r"\mathrm { d } x ^ 2")) == structure_key(parse(r"2 y ^ { n }"))
        True
    """
    require_node(node)
    return key_of(node, clear=is_clear_or_font, name=no_name)


def same_layout(node: LayoutNode, other: LayoutNode) -> bool:
    r"""Return whether two expressions have the same symbols at the same places, see ``layout_key``.

    Args:
        node: Any node of a tree; the root for the whole expression.
        other: Another.

    Raises:
        InputError: One of them is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> same_layout(parse(r"\frac12"), parse(r"\frac { 1 } { 2 }")), same_layout(parse("x ^ 2"), parse("x _ 2"))
        (True, False)
    """
    return _are_alike(node, other) or layout_key(node) == layout_key(other)


def same_structure(node: LayoutNode, other: LayoutNode) -> bool:
    r"""Return whether two expressions have symbols at the same places, whatever symbols, see ``structure_key``.

    Args:
        node: Any node of a tree; the root for the whole expression.
        other: Another.

    Raises:
        InputError: One of them is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> same_structure(parse("x ^ 2"), parse("y ^ n")), same_structure(parse("x ^ 2"), parse("x _ 2"))
        (True, False)
    """
    return _are_alike(node, other) or structure_key(node) == structure_key(other)


def _are_alike(node: LayoutNode, other: LayoutNode) -> bool:
    """Return whether two trees are the same but for places in a string: this is sooner said, and so are their keys."""
    require_node(node)
    require_node(other)
    return node == other
