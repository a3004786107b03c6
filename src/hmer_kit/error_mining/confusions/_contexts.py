"""Where the edits of a sample happened."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining.confusions.pairs import Context
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import Kind, Relation, parse, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit.alignment import Edit
    from hmer_kit.latex import LayoutNode


def contexts_of(edits: Sequence[Edit], prediction: Sequence[str], reference: Sequence[str]) -> list[Context]:
    """Return a context for each edit."""
    put_in = any(edit.op is EditOp.INSERT for edit in edits)
    relations = relations_of(reference)
    theirs = relations_of(prediction) if put_in else []
    found = []
    for edit in edits:
        at = edit.reference_index
        is_insert = edit.op is EditOp.INSERT
        after = at if is_insert else at + 1
        found.append(
            Context(
                reference[at - 1] if at else "",
                reference[after] if after < len(reference) else "",
                theirs[edit.prediction_index] if is_insert else relations[at],
            )
        )
    return found


def relations_of(tokens: Sequence[str]) -> list[str]:
    """Return the relation of the row that each token lies in or opens; empty strings where nothing parses."""
    unknown = [""] * len(tokens)
    try:
        tree = parse(" ".join(tokens))
    except LatexError:
        return unknown
    found = [relation for head, relation in _tokens_of(tree) for _ in head]
    if len(found) == len(tokens):
        return found
    # A chunk such as \left( holds several tokens; the first one speaks for it.
    starts = list(accumulate((len(tokenize(chunk)) for chunk in tokens), initial=0))
    return [found[start] for start in starts[:-1]] if starts[-1] == len(found) else unknown


def _tokens_of(tree: LayoutNode) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the tokens of a tree in order, with the relation of their row."""
    stack: list[tuple[LayoutNode | tuple[str, ...], str]] = [(tree, str(Relation.RIGHT))]
    while stack:
        item, relation = stack.pop()
        if isinstance(item, tuple):
            yield item, relation
            continue
        yield item.head, relation
        for slot in reversed(item.slots):
            # Neither the expression nor braces without a command are a place of their own.
            own = relation if item.kind in {Kind.ROOT, Kind.GROUP} else str(slot.relation)
            stack.append((slot.close, own))
            stack.extend((node, own) for node in reversed(slot.row))
            stack.append((slot.open, own))
