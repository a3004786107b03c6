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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit.latex.commands import LIMIT_CONTROLS, ROW_BREAKS, SCRIPT_SIGNS
from hmer_kit.latex.kinds import Kind, Relation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Kind", "LayoutNode", "LayoutTree", "Relation", "Repair", "Slot"]

_SCRIPT_RELATIONS = frozenset({Relation.SUB, Relation.SUP})
_SCRIPT_OPENERS = SCRIPT_SIGNS.keys() | LIMIT_CONTROLS.keys()
_SLOTS_SHOWN = 6


class Slot:
    r"""A row that a node owns, its relation, and the tokens written around it.

    Slots are equal if relation, tokens and rows are.

    Args:
        relation: Where the row lies, seen from the owner.
        row: Nodes from left to right; may be empty.
        open: Tokens written before the row: ``("_", "{")``, ``("\\limits", "_")``, ``("[",)``, ``("&",)``, ``()``.
        close: Tokens written after it: ``("}",)``, ``("]",)``, ``("\\end", "{cases}")``, ``()``.

    Examples:
        >>> Slot(Relation.SUP, [LayoutNode("2")], open=("^",)).is_script
        True
    """

    __slots__ = ("close", "open", "relation", "row")
    __hash__ = None  # type: ignore[assignment]

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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Slot):
            return NotImplemented
        return LayoutNode("", slots=[self]) == LayoutNode("", slots=[other])

    def __repr__(self) -> str:
        return f"<Slot {self.relation.value}[{len(self.row)}]>"

    @property
    def is_script(self) -> bool:
        r"""Whether the row was attached with ``_``, ``^`` or as a prime, and is no argument or cell."""
        return self.relation in _SCRIPT_RELATIONS or bool(self.open and self.open[0] in _SCRIPT_OPENERS)

    @property
    def starts_row(self) -> bool:
        r"""Whether the slot is a cell after ``\\``: the first of a further row of its matrix."""
        return self.relation is Relation.CELL and bool(self.open and self.open[0] in ROW_BREAKS)


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

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LayoutNode):
            return NotImplemented
        pairs = [(self, other)]
        while pairs:
            ours, theirs = pairs.pop()
            if _own(ours) != _own(theirs):
                return False
            for our, their in zip(ours.slots, theirs.slots, strict=True):
                pairs.extend(zip(our.row, their.row, strict=True))
        return True

    def __repr__(self) -> str:
        shown = [f" {slot.relation.value}[{len(slot.row)}]" for slot in self.slots[:_SLOTS_SHOWN]]
        more = " ..." if len(self.slots) > _SLOTS_SHOWN else ""
        return f"<LayoutNode {self.symbol!r} {self.kind.value}{''.join(shown)}{more}>"

    def __reduce__(self) -> tuple[Callable[..., LayoutNode], tuple[Any, ...]]:
        return _from_records, (_records(self),)


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was wrong in an expression, and what was done about it.

    Examples:
        >>> Repair("unclosed_group", 4, 7, 7, "'{' at token 2 never closed; closed it", inserted=("}",)).removed
        ()
    """

    code: str
    """What was wrong; the codes of ``LatexError``."""
    position: int
    """Index of the token that it was found at; the number of tokens at the end of the input."""
    start: int
    """First character of that token."""
    end: int
    """One past its last character."""
    message: str
    """What was wrong and what was done, in one line."""
    removed: tuple[str, ...] = ()
    """Tokens that were left out."""
    inserted: tuple[str, ...] = ()
    """Tokens that were put in."""


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
        super().__init__("", kind=Kind.ROOT, slots=[Slot(Relation.INSIDE, [] if row is None else row)])
        self.repairs = repairs

    def __reduce__(self) -> tuple[Callable[..., LayoutNode], tuple[Any, ...]]:
        return _tree_from_records, (_records(self), self.repairs)


def _records(node: LayoutNode) -> list[tuple[Any, ...]]:
    """Return a node and all it owns, flat, in walking order."""
    return [(_own(each), each.tokens, each.span) for each in node.walk()]


def _own(node: LayoutNode) -> tuple[Any, ...]:
    """Return all of a node but its places, with the number of nodes in a row instead of the nodes."""
    slots = tuple((slot.relation, slot.open, slot.close, len(slot.row)) for slot in node.slots)
    return node.symbol, node.kind, node.head, slots


def _from_records(records: Sequence[tuple[Any, ...]]) -> LayoutNode:
    """Build a tree from its nodes in walking order, last to first: the rows of a node are complete before it."""
    built: list[LayoutNode] = []
    for (symbol, kind, head, slot_records), tokens, span in reversed(records):
        slots = [
            Slot(relation, [built.pop() for _ in range(size)], open=opened, close=closed)
            for relation, opened, closed, size in slot_records
        ]
        built.append(LayoutNode(symbol, kind=kind, slots=slots, head=head, tokens=tokens, span=span))
    return built[0]


def _tree_from_records(records: Sequence[tuple[Any, ...]], repairs: tuple[Repair, ...]) -> LayoutTree:
    """Build a whole expression from its nodes in walking order."""
    root = _from_records(records)
    tree = LayoutTree(root.slots[0].row, repairs=repairs)
    tree.slots, tree.tokens, tree.span = root.slots, root.tokens, root.span
    return tree
