"""Marks made wider until the braces in them are balanced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining.marking._runs import Group, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.alignment import Edit
    from hmer_kit.error_mining.marking._runs import Span

_OPEN, _CLOSE = "{", "}"


def is_balanced(tokens: Sequence[str]) -> bool:
    """Return whether every brace has its partner."""
    if _OPEN not in tokens and _CLOSE not in tokens:  # as in most marks
        return True
    depth = 0
    for token in tokens:
        depth += (token == _OPEN) - (token == _CLOSE)
        if depth < 0:
            return False
    return not depth


def has_unbalanced(spans: Sequence[Span], prediction: Sequence[str], reference: Sequence[str]) -> bool:
    """Return whether some mark, or what should stand there, has a brace without its partner."""
    for start, end, their_start, their_end in spans:
        if not (is_balanced(prediction[start:end]) and is_balanced(reference[their_start:their_end])):
            return True
    return False


def widened(edits: Sequence[Edit]) -> list[Group]:
    """Group edits with as many equal tokens around them as balanced braces need, on both sides.

    A brace that has no partner in its whole expression is left alone. Every step is looked at once.
    """
    partners = [_partners([edit.prediction for edit in edits]), _partners([edit.reference for edit in edits])]
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(edits):
        if edits[at].op is not EditOp.EQUAL:
            spans.append(_span(at, partners, spans))
            at = spans[-1][1]
        else:
            at += 1
    return _cut(edits, spans)


def _partners(tokens: Sequence[str | None]) -> dict[int, int]:
    """Return the place of each brace's partner, in both directions."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token == _OPEN:
            opened.append(at)
        elif token == _CLOSE and opened:
            first = opened.pop()
            found[first], found[at] = at, first
    return found


def _span(start: int, partners: Sequence[dict[int, int]], spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the smallest closed stretch around a step; the spans before it that it reaches are taken off the list."""
    low, high = start, start + 1
    seen_low = seen_high = start
    while seen_low > low or seen_high < high:
        if seen_high < high:
            at = seen_high
            seen_high += 1
        else:
            seen_low -= 1
            at = seen_low
            if spans and at < spans[-1][1]:  # closed already
                seen_low = spans.pop()[0]
                low = min(low, seen_low)
                continue
        for side in partners:
            low, high = min(low, side.get(at, low)), max(high, side.get(at, at) + 1)
    return low, high


def _cut(edits: Sequence[Edit], spans: Sequence[tuple[int, int]]) -> list[Group]:
    """Return the groups; spans that touch, and edits beside a span, are one."""
    groups: list[Group] = []
    at = 0
    for low, high in _joined_spans(spans):
        groups += joined(edits[at:low])
        steps = edits[low:high]
        ours = tuple(edit.prediction for edit in steps if edit.prediction is not None)
        theirs = tuple(edit.reference for edit in steps if edit.reference is not None)
        groups.append(Group(equal=False, prediction=ours, reference=theirs))
        at = high
    return groups + joined(edits[at:])


def _joined_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for low, high in spans:
        if found and found[-1][1] == low:
            found[-1] = found[-1][0], high
        else:
            found.append((low, high))
    return found
