r"""The symbol layout tree as text to look at: in one line, and as a tree of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.exceptions import InputError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex.drawing._names import name_of, relation_of
from hmer_kit.latex.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["outline", "tree_text"]

_LEVELS: Final = 32
_EMPTY = "<empty>"


def outline(node: LayoutNode) -> str:
    r"""Return the structure of a node with all it owns on one line, to look at.

    A symbol stands for itself, anything without ink in angle brackets (``<group>``, ``<nothing>``, ``<\,>``,
    ``<matrix>``), and each row as ``{relation: symbols}`` after its owner; ``{row: ...}`` is a cell after ``\\``.

    Args:
        node: Any node of a tree; for the root, what is inside of it.

    Returns:
        One line; no format to read back.

    Raises:
        InputError: ``node`` is no node.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> outline(parse(r"\sum_{i=1} x^2"))
        '\\sum{below: i = 1} x{sup: 2}'
    """
    require_node(node)
    pieces: list[str] = []
    stack: list[LayoutNode | str] = _in_row(node.slots[0].row) if node.kind is Kind.ROOT else [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        pieces.append(name_of(item))
        for slot in reversed(item.slots):
            stack.append("}")
            stack.extend(_in_row(slot.row))
            stack.append(f"{{{relation_of(slot)}:{' ' * bool(slot.row)}")
    return "".join(pieces)


def tree_text(node: LayoutNode, *, max_depth: int | None = _LEVELS) -> str:
    r"""Return a node with all it owns as a tree of lines, to look at.

    Each node has a line: what follows it in its row stands below it in the same column, the rows that it owns hang on
    it with their relations. Names are those of ``outline``, ``row: ...`` a cell after ``\\``, ``<empty>`` a row
    without nodes; what cannot be printed is shown as an escape.

    Args:
        node: Any node of a tree; for the root, what is inside of it.
        max_depth: How many levels of rows to show; what lies deeper is counted in a line that says so. None for all:
            the indentation then makes the text of a deep tree grow with the square of its depth.

    Returns:
        Lines, without a line break at the end; no format to read back.

    Raises:
        InputError: ``node`` is no node, or ``max_depth`` no number from 0 on.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> print(tree_text(parse(r"\frac { x ^ { 2 } + 1 } { b } = c")))
        \frac
        ├─ above: x
        │         └─ sup: 2
        │         +
        │         1
        └─ below: b
        =
        c
    """
    require_node(node)
    if max_depth is not None and (not isinstance(max_depth, int) or isinstance(max_depth, bool) or max_depth < 0):
        raise InputError(f"expected max_depth as a number from 0 on, or None, got {max_depth!r}")
    top = [child for slot in node.slots for child in slot.row] if node.kind is Kind.ROOT else [node]
    lines: list[str] = []
    pending: list[_Line] = [_Line(child, "", "", 0) for child in reversed(top)]
    while pending:
        line = pending.pop()
        lines.append(line.lead + (_EMPTY if line.node is None else _printable(name_of(line.node))))
        if line.node is None or not line.node.slots:
            continue
        if line.level == max_depth:
            hidden = sum(1 for _ in line.node.walk()) - 1
            lines.append(f"{line.column}└─ ... {hidden} more node{'s' * (hidden != 1)} below")
            continue
        pending.extend(reversed(list(_rows(line, line.node))))
    return "\n".join(lines)


class _Line(NamedTuple):
    """A node on a line, or none for an empty row."""

    node: LayoutNode | None
    lead: str
    """What stands before its name."""
    column: str
    """What stands before what hangs on it."""
    level: int


def _rows(line: _Line, node: LayoutNode) -> Iterator[_Line]:
    """Yield the lines of the rows of a node, without what these own."""
    for number, slot in enumerate(node.slots, start=1):
        is_last = number == len(node.slots)
        relation = f"{relation_of(slot)}: "
        lead = f"{line.column}{'└' if is_last else '├'}─ {relation}"
        column = f"{line.column}{' ' if is_last else '│'}  {' ' * len(relation)}"
        if not slot.row:
            yield _Line(None, lead, column, line.level + 1)
        for child in slot.row:
            yield _Line(child, lead, column, line.level + 1)
            lead = column


def _printable(name: str) -> str:
    if name.isprintable():
        return name
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in name)


def _in_row(row: list[LayoutNode]) -> list[LayoutNode | str]:
    """Return a row with blanks in between, last to first."""
    reverse: list[LayoutNode | str] = []
    for node in reversed(row):
        reverse += (node, " ")
    return reverse[:-1]
