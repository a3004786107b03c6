"""A directed graph to the nodes of a tree, with a look at everything that the graph says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hmer_kit.exceptions import FormatError
from hmer_kit.latex.commands import INFIX_COMMANDS
from hmer_kit.latex.kinds import Kind, Relation
from hmer_kit.latex.tokens import tokenize
from hmer_kit.latex.tree import LayoutNode, LayoutTree
from hmer_kit.latex.tree.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

__all__ = ["FIELD", "ROW_START", "GraphReader"]

FIELD: Final = "\t"
"""Between the fields of ``written``."""
ROW_START: Final = "row"
"""In ``rows``, a cell that starts a further row of its matrix."""

_RELATIONS = frozenset(Relation)
_KINDS = frozenset(Kind)
_ROW_NAMES = (_RELATIONS | {ROW_START}) - {Relation.RIGHT}
_SHOWN = 60


class _Piece(NamedTuple):
    """A node whose rows are yet empty, and where the edges lead."""

    node: LayoutNode
    firsts: list[Hashable | None]
    """For each row its first node; None for an empty row."""
    right: Hashable | None


class GraphReader:
    """The tree of one graph.

    Args:
        graph: A directed graph of networkx.
    """

    __slots__ = ("graph", "is_written")

    def __init__(self, graph: Any) -> None:  # noqa: ANN401 - networkx has no types of its own
        self.graph = graph
        self.is_written = True  # whether all nodes so far say how they were written

    def read(self) -> LayoutNode:
        """Return the tree; raise ``FormatError`` where the graph is none."""
        number = self._root()
        top = self._piece(number)
        if top.right is not None:
            expected = "no 'right' edge at the root; add a node of kind 'root' above, with one 'inside' edge"
            raise _error("several_tops", number, expected=expected, got=f"one to node {_shown(top.right)}")
        read, pending = 1, [top]
        while pending:
            node, firsts, _ = pending.pop()
            for slot, first in zip(node.slots, firsts, strict=True):
                at = first
                while at is not None:
                    piece = self._piece(at, in_row=True)
                    slot.row.append(piece.node)
                    pending.append(piece)
                    read, at = read + 1, piece.right
        if read != len(self.graph):
            expected = f"a way from the root to all {len(self.graph)} nodes"
            raise _error("cycle", number, expected=expected, got=f"one to {read}; the others stand in a cycle")
        return top.node

    def _root(self) -> Hashable:
        """Return the one node that no edge enters; refuse a graph where two edges enter a node."""
        roots: list[Hashable] = []
        for number, entering in self.graph.in_degree():
            if entering > 1:
                raise _error("two_parents", number, expected="one edge into a node", got=str(entering))
            if not entering:
                roots.append(number)
        if len(roots) != 1:
            code = "several_roots" if roots else "no_root"
            got = f"{len(roots)} among {len(self.graph)} nodes"
            raise _error(code, roots[1] if roots else None, expected="one node that no edge enters", got=got)
        return roots[0]

    def _piece(self, number: Hashable, *, in_row: bool = False) -> _Piece:
        """Return a node with where its edges lead."""
        attributes = self.graph.nodes[number]
        symbol, kind = _text(attributes, "symbol", number), _text(attributes, "kind", number)
        if kind not in _KINDS or (in_row and kind == Kind.ROOT):
            kinds = ", ".join(Kind) if kind not in _KINDS else "root only at the root of the graph"
            raise _error("bad_kind", number, expected=f"as kind {kinds}", got=repr(kind[:_SHOWN]))
        _check_symbol(symbol, kind, number)
        edges, right = self._edges(number)
        names, firsts = _rows(attributes, edges, number)
        fields = _fields(attributes, names, number)
        self.is_written &= fields is not None
        slots = _slots(names, fields)
        if kind == Kind.ROOT:
            return _Piece(_tree(slots, number), firsts or [None], right)
        head = fields[0] if fields else () if symbol in INFIX_COMMANDS else None
        node = LayoutNode(symbol, kind=Kind(kind), slots=slots, head=head)
        if fields:
            _check_written(node, number)
        return _Piece(node, firsts, right)

    def _edges(self, number: Hashable) -> tuple[dict[int, tuple[str, Hashable]], Hashable | None]:
        """Return the edges that leave a node by their order, and where that to the right leads."""
        edges: dict[int, tuple[str, Hashable]] = {}
        orders: set[int] = set()
        right: Hashable | None = None
        for target, attributes in self.graph.adj[number].items():
            relation = _text(attributes, "relation", number)
            if relation not in _RELATIONS:
                expected = f"as relation of an edge {', '.join(Relation)}"
                raise _error("unknown_relation", number, expected=expected, got=repr(relation[:_SHOWN]))
            order = attributes.get("order")
            if type(order) is not int or order in orders:
                code = "repeated_order" if type(order) is int else "missing_attribute"
                expected = "a number of its own as 'order' of each edge that leaves a node"
                raise _error(code, number, expected=expected, got=repr(order)[:_SHOWN])
            orders.add(order)
            if relation != Relation.RIGHT:
                edges[order] = (relation, target)
            elif right is None:
                right = target
            else:
                raise _error("two_neighbours", number, expected="one 'right' edge that leaves a node", got="two")
        return edges, right


def _check_symbol(symbol: str, kind: str, number: Hashable) -> None:
    """Refuse a symbol that is no token, or the name of an environment that would not come back from LaTeX."""
    if kind == Kind.ENVIRONMENT:
        is_sound = symbol.split() == [symbol] and not {"{", "}"} & set(symbol)
    else:
        is_sound = not symbol or (tokenize(symbol) == [symbol] and symbol not in {"{", "}"})
    if not is_sound:
        raise _error("bad_symbol", number, expected="one token as 'symbol'", got=repr(symbol[:_SHOWN]))


def _text(attributes: Mapping[str, Any], name: str, number: Hashable) -> str:
    value = attributes.get(name)
    if not isinstance(value, str):
        got = f"a {type(value).__name__}" if name in attributes else "none"
        raise _error("missing_attribute", number, expected=f"the attribute '{name}' as a str", got=got)
    return value


def _rows(
    attributes: Mapping[str, Any], edges: dict[int, tuple[str, Hashable]], number: Hashable
) -> tuple[list[str], list[Hashable | None]]:
    """Return the rows of a node by name, and the first node of each; without ``rows``, as the edges have them."""
    if "rows" not in attributes:
        ordered = [edges[order] for order in sorted(edges)]
        return [relation for relation, _ in ordered], [target for _, target in ordered]
    names = _text(attributes, "rows", number).split()
    firsts: list[Hashable | None] = []
    for order, name in enumerate(names):
        relation, first = edges.get(order, (_relation(name), None))
        if name not in _ROW_NAMES or relation != _relation(name):
            expected = f"as row {order} of 'rows' the relation of the edge with that order"
            raise _error("bad_rows", number, expected=expected, got=f"{name[:_SHOWN]!r} and {relation!r}")
        firsts.append(first)
    if any(not 0 <= order < len(names) for order in edges):
        expected = f"for each edge that leaves a node one of its {len(names)} rows: {' '.join(names)[:_SHOWN]}"
        raise _error("bad_rows", number, expected=expected, got=f"the order {max(edges, key=abs)}")
    return names, firsts


def _relation(name: str) -> str:
    return Relation.CELL.value if name == ROW_START else name


def _fields(attributes: Mapping[str, Any], names: Sequence[str], number: Hashable) -> list[tuple[str, ...]] | None:
    """Return the tokens of a node: before its rows, then before and after each; None where it does not say."""
    if "written" not in attributes:
        return None
    fields = [tuple(field.split()) for field in _text(attributes, "written", number).split(FIELD)]
    if len(fields) != 1 + 2 * len(names):
        expected = f"{1 + 2 * len(names)} fields in 'written', for {len(names)} rows"
        raise _error("bad_written", number, expected=expected, got=str(len(fields)))
    return fields


def _slots(names: Sequence[str], fields: Sequence[tuple[str, ...]] | None) -> list[Slot]:
    if fields is None:
        return [Slot(Relation(_relation(name)), [], open=("\\\\",) * (name == ROW_START)) for name in names]
    return [
        Slot(Relation(_relation(name)), [], open=opened, close=closed)
        for name, opened, closed in zip(names, fields[1::2], fields[2::2], strict=True)
    ]


def _tree(slots: list[Slot], number: Hashable) -> LayoutTree:
    if len(slots) > 1 or any(slot.relation is not Relation.INSIDE for slot in slots):
        got = ", ".join(slot.relation for slot in slots)[:_SHOWN]
        raise _error("bad_rows", number, expected="one row of the root, inside", got=got)
    tree = LayoutTree()
    tree.slots = slots or tree.slots
    return tree


def _check_written(node: LayoutNode, number: Hashable) -> None:
    """Refuse tokens that are not those of the symbol: it was changed, and they were forgotten."""
    tokens = [*node.head, *(token for slot in node.slots for token in slot.open)]
    name = "".join(node.head[1:]) if node.kind is Kind.ENVIRONMENT else ""
    if node.symbol and node.symbol not in tokens and not name.startswith(f"{{{node.symbol}}}"):
        expected = f"the symbol {node.symbol[:_SHOWN]!r} among the tokens in 'written'; remove 'written' after a change"
        raise _error("bad_written", number, expected=expected, got=" ".join(tokens)[:_SHOWN])


def _error(code: str, number: Hashable | None, *, expected: str, got: str) -> FormatError:
    place = "" if number is None else f" at node {_shown(number)}"
    return FormatError(f"expected {expected}{place}, got {got}", code=code, text=_shown(number))


def _shown(number: Hashable | None) -> str:
    return "" if number is None else repr(number)[:_SHOWN]
