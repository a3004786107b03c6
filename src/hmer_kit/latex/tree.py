r"""The symbol layout tree: symbols by their position on paper.

Uni-MuMER's paper and prompts say "abstract syntax tree (AST)" for this; the field's term is *symbol layout tree* (SLT).

A *row* is a list of nodes from left to right. A node may own further rows in *slots*, each with its spatial
:class:`Relation` to the node: the numerator ``above`` and the denominator ``below`` a ``\frac``, the radicand
``inside`` and the ``index`` of a ``\sqrt``, scripts ``sup`` and ``sub`` (``above`` and ``below`` for limits of big operators), the
cells of a matrix. The relation ``right`` is the order of the row itself.

The tree also keeps how each piece was written (``head``, ``open``, ``close``: tuples of LaTeX tokens), so
that writing it gives back the very tokens it was parsed from. Normalization is a separate step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.latex.commands import LIMIT_CONTROLS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Kind", "LayoutNode", "Relation", "Slot"]


_SCRIPT_RELATIONS = frozenset({Relation.SUB, Relation.SUP})
_SCRIPT_OPENERS = SCRIPT_SIGNS.keys() | LIMIT_CONTROLS.keys()


class Slot:
    """A row that a node owns, its relation, and the tokens written around it.

    Args:
        relation: Where the row lies, seen from the owner.
        row: Nodes from left to right; may be empty.
        open: Tokens written before the row: ``("_", "{")``, ``("{",)``, ``("[",)``, ``("&",)``, ``()``.
        close: Tokens written after it: ``("}",)``, ``("]",)``, ``()``.
    """

    __slots__ = ("close", "open", "relation", "row")

    def __init__(
        self,
        relation: Relation,
        row: list[LayoutNode],
        *,
        open: tuple[str, ...] = (),  # noqa: A002 - pairs with close
        close: tuple[str, ...] = (),
    ) -> None:
        self.relation = relation
        self.row = row
        self.open = open
        self.close = close

    @property
    def is_script(self) -> bool:
        r"""Whether the row was attached with ``_``, ``^`` or as a prime, and is no argument or cell."""
        return self.relation in _SCRIPT_RELATIONS or bool(self.open and self.open[0] in _SCRIPT_OPENERS)


class LayoutNode:
    r"""One node of a symbol layout tree.

    Args:
        symbol: The symbol as a LaTeX token (``x``, ``\alpha``, ``\frac``, ``\sqrt``); the bare name of an environment;
            empty for the root, a group, or scripts without a base.
        kind: What sort of node it is.
        slots: Rows it owns, in source order.
        head: Tokens written before the first slot, ``(symbol,)`` as a rule, ``("\\left", "(")`` for a fence.
        tokens: ``(first, past_last)`` index of the tokens of the node with all it owns.
        span: ``(first, past_last)`` character of the same in the parsed string.

    Example:
        >>> node = LayoutNode("x", slots=[Slot(Relation.SUP, [LayoutNode("2")], open=("^", "{"), close=("}",))])
        >>> node.row(Relation.SUP)[0].symbol
        '2'
    """

    __slots__ = ("head", "kind", "slots", "span", "symbol", "tokens")

    def __init__(
        self,
        symbol: str,
        *,
        kind: Kind = Kind.SYMBOL,
        slots: list[Slot] | None = None,
        head: tuple[str, ...] | None = None,
        tokens: tuple[int, int] | None = None,
        span: tuple[int, int] | None = None,
    ) -> None:
        self.symbol = symbol
        self.kind = kind
        self.slots = [] if slots is None else slots
        self.head = ((symbol,) if symbol else ()) if head is None else head
        self.tokens = tokens
        self.span = span

    def row(self, relation: Relation) -> list[LayoutNode]:
        """Return the first row of that relation, or an empty list."""
        return next((slot.row for slot in self.slots if slot.relation is relation), [])

    def walk(self) -> Iterator[LayoutNode]:
        """Yield this node and all below it, depth first, left to right, at any depth."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            for slot in reversed(node.slots):
                stack.extend(reversed(slot.row))
