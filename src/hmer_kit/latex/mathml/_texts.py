r"""Blanks in texts, ``\text{if } x``: tokens leave them out, and where a symbol stood in the string tells of them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hmer_kit.latex.kinds import Kind
from hmer_kit.latex.tree import LayoutNode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["with_blanks"]


def with_blanks(command: LayoutNode, row: Sequence[LayoutNode]) -> list[LayoutNode]:
    """Return the row of a text with a space wherever the string had a blank.

    In blank-separated LaTeX every token has one around it, which says nothing; there, and in trees without places, the
    row stays as it is. A blank before the brace counts as one after it.
    """
    spans = [node.span for node in row if node.span is not None]
    if not row or len(spans) < len(row) or command.span is None or command.slots[0].close != ("}",):
        return list(row)
    start = command.span[0] + len(command.symbol)
    end = command.span[1] - 1 if len(command.slots) == 1 else spans[-1][1]
    touches = any(left[1] == right[0] for left, right in pairwise(spans))
    if not touches and spans[0][0] - start > 2:
        return list(row)
    places = [(start + 1, start + 1), *spans, (end, end)]
    spaced: list[LayoutNode] = []
    for node, (left, right) in zip([*row, None], pairwise(places), strict=True):
        if left[1] < right[0]:
            spaced.append(LayoutNode("~", kind=Kind.SPACE))
        if node is not None:
            spaced.append(node)
    return spaced
