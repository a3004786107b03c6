r"""The symbol layout tree: symbols by their position on paper.

Uni-MuMER's paper and prompts say "abstract syntax tree (AST)" for this; the field's term is *symbol layout tree* (SLT).

A *row* is a list of nodes from left to right. A node may own further rows in *slots*, each with its spatial
``Relation`` to the node: the numerator ``above`` and the denominator ``below`` a ``\frac``, the radicand
``inside`` and the ``index`` of a ``\sqrt``, scripts ``sup`` and ``sub`` (``above`` and ``below`` for limits of big
operators), the cells of a matrix. The relation ``right`` is the order of the row itself.

The tree also keeps how each piece was written (``head``, ``open``, ``close``: tuples of LaTeX tokens), so that writing
it gives back the very tokens it was parsed from. Normalization is a separate step.

Trees may be deeper than Python's recursion limit: comparing, printing, pickling, copying and walking do not recurse.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Self, cast

from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tree import _records, _search
from hmer_kit.latex.tree.repairs import Repair
from hmer_kit.latex.tree.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hmer_kit.latex.tree.paths import TreePath

__all__ = ["Kind", "LayoutNode", "LayoutTree", "Relation", "Repair", "Slot"]

_ROOT, _INSIDE = Kind.ROOT, Relation.INSIDE  # looked up once: a member of an enumeration is slow to get at
_SLOTS_SHOWN = 6
_NODES_DRAWN = 500


class LayoutNode:
    r"""One node of a symbol layout tree.

    Nodes are equal if they and all they own have equal symbols, kinds, relations and tokens; where they stood in a
    string (``tokens``, ``span``) is not compared.

    Args:
        symbol: The symbol as a LaTeX token (``x``, ``\alpha``, ``\frac``, ``\sqrt``); the bare name of an environment;
            empty for the root, a group, or scripts without a base.
        kind: What sort of node it is.
        slots: Rows it owns, in source order.
        head: Tokens written before the first slot, ``(symbol,)`` as a rule, ``("\\left", "(")`` for a fence.
        tokens: ``(first, past_last)`` index of the tokens of the node with all it owns.
        span: ``(first, past_last)`` character of the same in the parsed string.

    Examples:
        >>> node = LayoutNode("x", slots=[Slot(Relation.SUP, [LayoutNode("2")], open=("^", "{"), close=("}",))])
        >>> node.row(Relation.SUP)[0].symbol
        '2'
        >>> node
        <LayoutNode 'x' symbol sup[1]>
    """

    __slots__ = ("head", "kind", "slots", "span", "symbol", "tokens")
    __hash__ = None  # type: ignore[assignment]

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
        return next((slot.row for slot in self.slots if slot.relation == relation), [])

    def grid(self) -> list[list[list[LayoutNode]]]:
        r"""Return the cells of a matrix: a list of rows of cells, each a list of nodes.

        A last row without ink, as a trailing ``\\`` or ``\hline`` leaves, is left out.

        Examples:
            >>> from hmer_kit.latex import parse
            >>> [matrix] = parse(r"\begin{matrix} a & b \\ c & d \\ \end{matrix}").row(Relation.INSIDE)
            >>> [[cell[0].symbol for cell in row] for row in matrix.grid()]
            [['a', 'b'], ['c', 'd']]
        """
        rows: list[list[list[LayoutNode]]] = []
        for slot in self.slots:
            if slot.relation is not Relation.CELL:
                continue
            if not rows or slot.starts_row:
                rows.append([])
            rows[-1].append(slot.row)
        if rows and len(rows[-1]) == 1 and all(node.kind is Kind.SPACE for node in rows[-1][0]):
            rows.pop()
        return rows

    def walk(self) -> Iterator[LayoutNode]:
        """Yield this node and all below it, depth first, left to right, at any depth."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            for slot in reversed(node.slots):
                stack.extend(reversed(slot.row))

    def find(
        self,
        symbol: str | None = None,
        *,
        kind: Kind | None = None,
        relation: Relation | None = None,
        where: Callable[[LayoutNode], bool] | None = None,
    ) -> LayoutNode | None:
        r"""Return the first node below this one that fits all that is asked for, depth first, left to right.

        Args:
            symbol: Its symbol.
            kind: Its kind.
            relation: Relation of the row that it lies in.
            where: A function of the node that says whether it fits.

        Returns:
            The node, or None where none fits. The search ends at it.

        Raises:
            InputError: What is asked for is no symbol, kind, relation of a row or function.

        Examples:
            >>> from hmer_kit.latex import parse
            >>> parse(r"\frac { a ^ 2 } { b }").find(relation=Relation.SUP).symbol
            '2'
        """
        return next(_search.wanted(symbol, kind=kind, relation=relation, where=where).below(self), None)

    def find_all(
        self,
        symbol: str | None = None,
        *,
        kind: Kind | None = None,
        relation: Relation | None = None,
        where: Callable[[LayoutNode], bool] | None = None,
    ) -> list[LayoutNode]:
        """Return all nodes below this one that fit what is asked for, see ``find``; a list, which may be empty.

        Examples:
            >>> from hmer_kit.latex import parse
            >>> [node.symbol for node in parse("x ^ { a + 1 }").find_all(where=lambda node: node.symbol.isalpha())]
            ['x', 'a']
        """
        return list(_search.wanted(symbol, kind=kind, relation=relation, where=where).below(self))

    def path(self, node: LayoutNode) -> TreePath:
        """Return the way from this node down to another: to the very object, not to one that equals it.

        Raises:
            InputError: ``node`` is not below this one.

        Examples:
            >>> from hmer_kit.latex import parse
            >>> tree = parse("x ^ { a + 1 }")
            >>> str(tree.path(tree.find("1")))
            'inside[0]/sup[2]'
        """
        return _search.path_to(self, node)

    def at(self, path: TreePath | str) -> LayoutNode:
        """Return the node at the end of a path, or of the text of one.

        Raises:
            InputError: It is no path, or leads out of the tree.

        Examples:
            >>> from hmer_kit.latex import parse
            >>> parse("x ^ { a + 1 }").at("inside[0]/sup[2]").symbol
            '1'
        """
        return _search.follow(self, path)

    def copy(self) -> Self:
        """Return a copy of this node and all it owns, with class, places and repairs; ``copy.copy`` shares the slots.

        Examples:
            >>> node = LayoutNode("x")
            >>> node.copy() == node, node.copy() is node
            (True, False)
        """
        top = self.__copy__()
        pending = [top]
        while pending:
            node = pending.pop()
            node.slots = [
                Slot(slot.relation, [child.__copy__() for child in slot.row], open=slot.open, close=slot.close)
                for slot in node.slots
            ]
            for slot in node.slots:
                pending.extend(slot.row)
        return cast("Self", top)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LayoutNode):
            return NotImplemented
        return _records.are_equal(self, other)

    def __repr__(self) -> str:
        shown = [f" {slot.relation.value}[{len(slot.row)}]" for slot in self.slots[:_SLOTS_SHOWN]]
        more = " ..." if len(self.slots) > _SLOTS_SHOWN else ""
        return f"<LayoutNode {self.symbol!r} {self.kind.value}{''.join(shown)}{more}>"

    def __copy__(self) -> LayoutNode:
        return LayoutNode(
            self.symbol,
            kind=self.kind,
            slots=list(self.slots),
            head=self.head,
            tokens=self.tokens,
            span=self.span,
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.copy()

    def __reduce__(self) -> tuple[Callable[..., LayoutNode], tuple[Any, ...]]:
        return _from_records, (_records.records(self),)

    def _repr_svg_(self) -> str | None:
        """Return the drawing that a notebook shows; none, and so ``repr``, of more than 500 nodes."""
        if self._is_large():
            return None
        from hmer_kit.latex.drawing import to_svg

        return to_svg(self)

    def _repr_latex_(self) -> str | None:
        """Return what a notebook prints where it becomes LaTeX; none of a tree that it would not draw either."""
        if self._is_large():
            return None
        from hmer_kit.latex._notebook import latex_of

        return latex_of(self)

    def _is_large(self) -> bool:
        return next(islice(self.walk(), _NODES_DRAWN, None), None) is not None


class LayoutTree(LayoutNode):
    r"""A whole expression: the root, of kind ``root``, whose one slot is ``inside``.

    Args:
        row: Nodes from left to right.
        repairs: What had to be repaired before the expression was one; not compared.

    Examples:
        >>> LayoutTree([LayoutNode("x")]).row(Relation.INSIDE)
        [<LayoutNode 'x' symbol>]
    """

    __slots__ = ("repairs",)

    def __init__(self, row: list[LayoutNode] | None = None, *, repairs: tuple[Repair, ...] = ()) -> None:
        super().__init__("", kind=_ROOT, slots=[Slot(_INSIDE, [] if row is None else row)])
        self.repairs = repairs

    def __copy__(self) -> LayoutTree:
        tree = LayoutTree(repairs=self.repairs)
        tree.slots, tree.head, tree.tokens, tree.span = list(self.slots), self.head, self.tokens, self.span
        return tree

    def __reduce__(self) -> tuple[Callable[..., LayoutNode], tuple[Any, ...]]:
        return _tree_from_records, (_records.records(self), self.repairs)


def _from_records(records: Sequence[tuple[Any, ...]]) -> LayoutNode:
    return _records.build(records, node=LayoutNode, slot=Slot)


def _tree_from_records(records: Sequence[tuple[Any, ...]], repairs: tuple[Repair, ...]) -> LayoutTree:
    root = _from_records(records)
    tree = LayoutTree(repairs=repairs)
    tree.slots, tree.head, tree.tokens, tree.span = root.slots, root.head, root.tokens, root.span
    return tree
