"""A tree that was built, as LaTeX: the last check, with problems that point at the row that a token came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.exceptions import LatexError
from hmer_kit.latex.parser import parse
from hmer_kit.latex.spelling import spell
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.latex.tree import LayoutNode, LayoutTree
    from hmer_kit.tree_cot._rows.problems import Problems
    from hmer_kit.tree_cot._rows.rows import Row

__all__ = ["Spelled", "spelled_latex"]

_EXPECTED = "a layout that LaTeX can write"


class Spelled(NamedTuple):
    """LaTeX in canonical spelling."""

    latex: str
    """Blank-separated."""
    tree: LayoutTree
    """What it is parsed to."""


def spelled_latex(tree: LayoutTree, origins: Mapping[int, Row], problems: Problems) -> Spelled:
    """Return a tree as LaTeX in canonical spelling that parses.

    Args:
        tree: The tree, every node with its arguments.
        origins: For the ``id`` of each node, the row that it came from.
        problems: Takes what LaTeX cannot write.
    """
    spelled = spell(tree)
    latex = to_latex(spelled)
    try:
        read = parse(latex)
    except LatexError:
        return _recovered(latex, _origins_of_tokens(tree, spelled, origins), problems)
    if read == spelled:
        return Spelled(latex, read)
    back = spell(read)
    if back == spelled:
        return Spelled(latex, read)
    row = origins[_first_that_differs(tree, spelled, back)]
    got = f"'{row.label}' where it is read as something else"
    done = "left it to how LaTeX reads it"
    problems.report("no_layout", line=row.line, text=row.text or row.label, expected=_EXPECTED, got=got, done=done)
    return _parsed(back)


def _recovered(latex: str, rows: Sequence[tuple[Row, bool]], problems: Problems) -> Spelled:
    """Return repaired LaTeX; ``rows`` has for each token the row that it came from, and whether it names the symbol."""
    last = max((at for at, (_, is_symbol) in enumerate(rows) if is_symbol), default=0)
    tree = parse(latex, on_error="recover")
    for repair in tree.repairs:
        row, _ = rows[min(repair.position, len(rows) - 1)]
        problems.report(
            repair.code,
            line=row.line,
            text=row.text or row.label,
            expected=_EXPECTED,
            got=f"other LaTeX ({repair.message})",
            done="repaired it",
            at_end=repair.position > last,
        )
    return _parsed(spell(tree))


def _parsed(tree: LayoutNode) -> Spelled:
    latex = to_latex(tree)
    return Spelled(latex, parse(latex))


def _first_that_differs(tree: LayoutTree, spelled: LayoutNode, back: LayoutNode) -> int:
    """Return the ``id`` of the first node of the tree that came back as another, or with other rows."""
    last = 0
    for node, ours, theirs in zip(tree.walk(), spelled.walk(), back.walk(), strict=False):
        last = id(node) if node is not tree else last
        if node is not tree and _shape(ours) != _shape(theirs):
            break
    return last


def _shape(node: LayoutNode) -> tuple[object, ...]:
    return node.symbol, node.kind, node.head, [(slot.relation, len(slot.row)) for slot in node.slots]


def _origins_of_tokens(tree: LayoutTree, spelled: LayoutNode, origins: Mapping[int, Row]) -> Sequence[tuple[Row, bool]]:
    """Return for each token of a spelled tree the row that it came from, and whether it is in the head of a node."""
    rows = {id(copy): origins.get(id(node)) for node, copy in zip(tree.walk(), spelled.walk(), strict=True)}
    tokens: list[tuple[Row, bool]] = []
    stack: list[LayoutNode | tuple[int, Row | None]] = [spelled]
    while stack:
        item = stack.pop()
        size, row = item if isinstance(item, tuple) else (len(item.head), rows[id(item)])
        if row is not None:  # the root has no row, and no tokens
            tokens += [(row, not isinstance(item, tuple))] * size
        if isinstance(item, tuple):
            continue
        for slot in reversed(item.slots):
            stack.append((len(slot.close), row))
            stack.extend(reversed(slot.row))
            stack.append((len(slot.open), row))
    return tokens
