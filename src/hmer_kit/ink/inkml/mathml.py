"""Relations between symbols from MathML whose elements carry the names of the symbols.

CROHME puts ``xml:id`` on what has ink (``mi``, ``mn``, ``mo``, and ``mfrac``, ``msqrt``, ``mroot`` for their lines) and
refers to it from the segmentation. The relations are those of ``hmer_kit.latex.label_graph``: the first symbol of a row
hangs on the owner of the row, every other on its left neighbour; what stands in an ``mrow`` lies in the row around it;
scripts hang on the last symbol of their base. Presentation and "content" MathML of CROHME are alike in this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import DataError
from hmer_kit.ink.inkml._math_nodes import LONGEST_TEXT, Node
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["MathTree"]

_LEAVES = frozenset({"mi", "mn", "mo", "ms", "mtext"})
_NOTHING = frozenset({"mspace", "none", "annotation", "annotation-xml", "malignmark", "maligngroup"})
_ROWS = frozenset(
    {"math", "mrow", "mstyle", "mpadded", "mphantom", "merror", "mfenced", "semantics", "maction", "mtr", "mtd"}
)
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\u200b\u00a0")
_OWNERS: Final[Mapping[str, tuple[Relation, ...]]] = {
    "mfrac": (Relation.ABOVE, Relation.BELOW),
    "mroot": (Relation.INSIDE, Relation.INDEX),
}
_SCRIPTS: Final[Mapping[str, tuple[Relation, ...]]] = {
    "msub": (Relation.SUB,),
    "msup": (Relation.SUP,),
    "msubsup": (Relation.SUB, Relation.SUP),
    "munder": (Relation.BELOW,),
    "mover": (Relation.ABOVE,),
    "munderover": (Relation.BELOW, Relation.ABOVE),
}


class MathTree:
    r"""Elements of one ``math``, put together as they come, and the relations they tell.

    Args:
        math: All of them, where they are there already.

    Examples:
        >>> tree = MathTree()
        >>> for tag, name in [("msup", ""), ("mi", "x_1"), ("/", ""), ("mn", "2_1"), ("/", ""), ("/", "")]:
        ...     tree.end() if tag == "/" else tree.start(tag, name)
        >>> tree.relations({"x_1": 0, "2_1": 1})
        ((0, 1, <Relation.SUP: 'sup'>),)
    """

    def __init__(self, math: Node | None = None) -> None:
        self._root = Node("math", "", [math] if math else [])
        self._open = [self._root]

    def start(self, tag: str, name: str | None) -> None:
        """Take a start tag.

        Args:
            tag: Its name, without a namespace.
            name: Its ``xml:id``.

        Examples:
            >>> MathTree().start("mrow", None)
        """
        node = Node(tag, name or "")
        self._open[-1].children.append(node)
        self._open.append(node)

    def data(self, text: str) -> None:
        """Take text; a few characters of it are kept, to tell what is invisible.

        Args:
            text: Part of the text of the element that is open.

        Examples:
            >>> MathTree().data("x")
        """
        node = self._open[-1]
        if len(node.text) < LONGEST_TEXT:
            node.text += text.strip()[:LONGEST_TEXT]

    def end(self) -> None:
        """Take an end tag.

        Examples:
            >>> tree = MathTree()
            >>> tree.start("mi", "x_1")
            >>> tree.end()
        """
        self._open.pop()

    def names(self) -> Iterator[str]:
        """Yield the names of elements, in no certain order.

        Examples:
            >>> tree = MathTree()
            >>> tree.start("mi", "x_1")
            >>> list(tree.names())
            ['x_1']
        """
        pending = [self._root]
        while pending:
            node = pending.pop()
            pending += node.children
            if node.name:
                yield node.name

    def relations(self, symbols: Mapping[str, int]) -> tuple[tuple[int, int, Relation], ...]:
        """Return parent, child and where the child lies, of all symbols, in reading order.

        Args:
            symbols: Index of the symbol of each name.

        Raises:
            DataError: The elements do not tell how all symbols lie; the text says why.

        Examples:
            >>> tree = MathTree()
            >>> tree.start("mi", "x_1")
            >>> tree.relations({"x_1": 0, "y_1": 1})
            Traceback (most recent call last):
            hmer_kit.exceptions.DataError: symbol that MathML lacks: 'y_1'
        """
        walk = _Walk(symbols)
        walk.run(self._root)
        missing = next((name for name, index in symbols.items() if index not in walk.seen), None)
        if missing is not None:
            raise DataError(f"symbol that MathML lacks: {missing!r}")
        return tuple(walk.edges)


class _Walk:
    """Goes through the elements in reading order; ``last`` is what the next symbol hangs on, by ``relation``."""

    def __init__(self, symbols: Mapping[str, int]) -> None:
        self.symbols = symbols
        self.seen: set[int] = set()
        self.edges: list[tuple[int, int, Relation]] = []
        self.last = -1
        self.relation = Relation.RIGHT
        self.owners: list[int] = []

    def run(self, root: Node) -> None:
        pending: list[Node | Relation | None] = [root]
        while pending:
            task = pending.pop()
            if isinstance(task, Node):
                pending.extend(reversed(self._parts(task)))
            elif task is None:
                self.last, self.relation = self.owners.pop(), Relation.RIGHT
            else:
                self._open(task)

    def _open(self, relation: Relation) -> None:
        if self.last < 0 or self.relation is not Relation.RIGHT:
            raise DataError("script in MathML without a base")
        self.owners.append(self.last)
        self.relation = relation

    def _emit(self, node: Node) -> None:
        if not node.name:
            raise DataError(f"symbol in MathML without xml:id: {node.text or node.tag!r}")
        symbol = self.symbols.get(node.name)
        if symbol is None:
            raise DataError(f"symbol of MathML that the segmentation lacks: {node.name[:40]!r}")
        if symbol in self.seen:
            raise DataError(f"symbol that stands twice in MathML: {node.name[:40]!r}")
        self.seen.add(symbol)
        if self.last >= 0:
            self.edges.append((self.last, symbol, self.relation))
        self.last, self.relation = symbol, Relation.RIGHT

    def _parts(self, node: Node) -> Sequence[Node | Relation | None]:
        """Emit what a node has of ink itself, and return what is to be done next, in order."""
        if node.tag in _LEAVES:
            if node.name or not set(node.text) <= _INVISIBLE:
                self._emit(node)
            return []
        if node.tag in _NOTHING:
            return []
        if node.tag in _ROWS or (node.tag in {"menclose", "mtable"} and not node.name):
            return node.children
        if node.tag in _SCRIPTS:
            return [*node.children[:1], *_slots(node.children[1:], _SCRIPTS[node.tag], tag=node.tag)]
        return self._owned(node)

    def _owned(self, node: Node) -> Sequence[Node | Relation | None]:
        if node.tag in _OWNERS:
            self._emit(node)
            return _slots(node.children, _OWNERS[node.tag], tag=node.tag)
        if node.tag in {"msqrt", "menclose"}:
            self._emit(node)
            return [Relation.INSIDE, *node.children, None]
        if node.tag == "mtable":
            self._emit(node)
            cells = [cell for row in node.children for cell in (row.children if row.tag == "mtr" else [row])]
            return _slots(cells, [Relation.CELL] * len(cells), tag=node.tag)
        raise DataError(f"MathML element that is not known: {node.tag[:40]!r}")


def _slots(rows: Sequence[Node], relations: Sequence[Relation], *, tag: str) -> list[Node | Relation | None]:
    """Return each row between what opens and what closes it; rows may be left out at the end."""
    if len(rows) > len(relations):
        raise DataError(f"MathML element with too many parts: {tag!r}")
    parts: list[Node | Relation | None] = []
    for row, relation in zip(rows, relations, strict=False):
        parts += [relation, row, None]
    return parts
