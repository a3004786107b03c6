"""Least edits between two token lists, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from rapidfuzz.distance import Levenshtein

from hmer_kit.alignment._checks import check_tokens
from hmer_kit.alignment.kinds import token_kinds
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Alignment", "Cost", "Edit", "EditOp", "align", "edit_distance"]

Cost: TypeAlias = Literal["edits", "structure"]
"""What an alignment keeps least: all ``"edits"``, or those that pair a token with its like only."""

_Step: TypeAlias = tuple[str, int, int]
"""An edit as rapidfuzz names it, with its places in the reference and in the prediction."""


class EditOp(StrEnum):
    """What happened to a token, seen from the reference.

    Examples:
        >>> EditOp("insert") is EditOp.INSERT
        True
    """

    EQUAL = "equal"
    """The prediction holds the reference's token."""
    SUBSTITUTE = "substitute"
    """The prediction holds another token in its place."""
    INSERT = "insert"
    """The prediction holds a token that the reference does not."""
    DELETE = "delete"
    """The prediction lacks a token of the reference."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One step of an alignment.

    Examples:
        >>> align(["x"], ["X"])[0].op
        <EditOp.SUBSTITUTE: 'substitute'>
    """

    op: EditOp
    """What happened."""
    prediction: str | None
    """Token of the prediction; None where it lacks one."""
    reference: str | None
    """Token of the reference; None where the prediction has one too many."""
    prediction_index: int
    """Index of that token in the prediction; of the token that follows, where it lacks one."""
    reference_index: int
    """Index of that token in the reference; of the token that follows, where there is none."""


class Alignment(list[Edit]):
    """The steps of an alignment: a list, which notebooks show token below token.

    Examples:
        >>> found = align(["x", "+"], ["X", "+"])
        >>> isinstance(found, list), found.errors == found[:1]
        (True, True)
    """

    __slots__ = ()

    @property
    def errors(self) -> list[Edit]:
        """The steps that are no equal tokens."""
        return [edit for edit in self if edit.op is not EditOp.EQUAL]

    def _repr_html_(self) -> str:
        from hmer_kit.alignment._notebook import alignment_html

        return alignment_html(self)


def edit_distance(prediction: Sequence[str], reference: Sequence[str]) -> int:
    """Return the least number of substituted, inserted and deleted tokens (Levenshtein distance).

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.

    Returns:
        0 for equal lists (two empty ones included).

    Raises:
        InputError: A bare string, None, or a token that is no string.

    Examples:
        >>> edit_distance(["x", "^", "2"], ["X", "^", "2", "+"])
        2
    """
    check_tokens(prediction, "prediction")
    check_tokens(reference, "reference")
    return Levenshtein.distance(prediction, reference)


def align(prediction: Sequence[str], reference: Sequence[str], *, cost: Cost = "edits") -> Alignment:
    r"""Align two token lists with the fewest edits.

    Where several alignments have equally few edits, the same one is returned every time and on every machine. Time
    grows with the product of the lengths, memory with their sum.

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.
        cost: ``"structure"`` lets a token take the place of its like only (see ``token_kinds``): a brace that is left
            out beside a symbol that was put in are two edits and not a brace read as a symbol.

    Returns:
        One ``Edit`` a step, in order, equal tokens included. Read down, the tokens of ``prediction`` that are not
        None are the prediction, those of ``reference`` the reference. Two empty lists give an empty list.

    Raises:
        InputError: A bare string, None, or a token that is no string; or there is no such cost.

    Examples:
        >>> for edit in align(["x", "+", "1"], ["X", "+", "1", "2"]):
        ...     print(edit.op, edit.prediction, edit.reference)
        substitute x X
        equal + +
        equal 1 1
        delete None 2
        >>> [str(edit.op) for edit in align(["x", "2"], ["x", "^"], cost="structure")]
        ['equal', 'delete', 'insert']
    """
    check_tokens(prediction, "prediction")
    check_tokens(reference, "reference")
    if cost not in get_args(Cost):
        raise InputError(f"expected cost as one of {', '.join(get_args(Cost))}, got {cost!r}")
    # rapidfuzz turns its first argument into its second: the reference into the prediction, so its words are ours.
    steps = [(step.tag, step.src_pos, step.dest_pos) for step in Levenshtein.editops(reference, prediction)]
    if cost == "structure":
        steps = _among_likes(steps, prediction, reference)
    return Alignment(_edits(steps, prediction, reference))


def _edits(steps: Iterable[_Step], prediction: Sequence[str], reference: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits with the equal tokens between them."""
    at, reference_at = 0, 0
    for tag, src, dest in [*steps, ("", len(reference), len(prediction))]:
        for offset, token in enumerate(prediction[at:dest]):
            yield Edit(EditOp.EQUAL, token, token, at + offset, reference_at + offset)
        if not tag:
            return
        op = EditOp.SUBSTITUTE if tag == "replace" else EditOp(tag)
        in_prediction, in_reference = op is not EditOp.DELETE, op is not EditOp.INSERT
        yield Edit(
            op,
            prediction[dest] if in_prediction else None,
            reference[src] if in_reference else None,
            dest,
            src,
        )
        at, reference_at = dest + in_prediction, src + in_reference


def _among_likes(steps: list[_Step], prediction: Sequence[str], reference: Sequence[str]) -> list[_Step]:
    """Return the least steps that pair no unlike tokens: the given ones, if they pair none."""
    kinds, wanted = token_kinds(prediction), token_kinds(reference)
    if all(tag != "replace" or wanted[src] is kinds[dest] for tag, src, dest in steps):
        return steps
    from hmer_kit.alignment._restricted import coded, pairs_kept

    # What both sides begin and end with alike is paired in some best alignment.
    start = steps[0][1]
    shared = min(len(reference), len(prediction)) - start
    tail = next((at for at in range(shared) if reference[-1 - at] != prediction[-1 - at]), shared)
    spans = [slice(start, len(side) - tail) for side in (reference, prediction)]
    theirs, ours = coded((reference[spans[0]], wanted[spans[0]]), (prediction[spans[1]], kinds[spans[1]]))
    if len(theirs.tokens) <= len(ours.tokens):
        pairs = pairs_kept(theirs, ours)
    else:
        pairs = [(src, dest) for dest, src in pairs_kept(ours, theirs)]
    pairs = [(src + start, dest + start) for src, dest in pairs]
    return list(_steps([*pairs, (spans[0].stop, spans[1].stop)], start, prediction, reference))


def _steps(
    pairs: Sequence[tuple[int, int]], start: int, prediction: Sequence[str], reference: Sequence[str]
) -> Iterator[_Step]:
    """Yield the steps between paired tokens; the last pair stands past the end of what differs."""
    at = reference_at = start
    for number, (src, dest) in enumerate(pairs, 1):
        yield from (("delete", index, at) for index in range(reference_at, src))
        yield from (("insert", src, index) for index in range(at, dest))
        if number < len(pairs) and reference[src] != prediction[dest]:
            yield "replace", src, dest
        at, reference_at = dest + 1, src + 1
