"""Least edits between two token lists, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast, get_args

from rapidfuzz.distance import Levenshtein

from hmer_kit.alignment._checks import check_tokens
from hmer_kit.alignment.kinds import token_kinds
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["Alignment", "Cost", "Edit", "EditOp", "align", "edit_distance"]

Cost: TypeAlias = Literal["edits", "structure"]
"""What an alignment keeps least: all ``"edits"``, or those that pair a token with its like only."""

_COSTS: Final[tuple[str, ...]] = get_args(Cost)

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

    __hash__ = str.__hash__  # that of its value, to which it is equal; an enumeration's own is slow


_EQUAL, _SUBSTITUTE, _INSERT, _DELETE = EditOp  # looked up once: a member of an enumeration is slow to get at


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


class _Draft:
    """An edit that is being made: a frozen dataclass takes four times as long to fill, and there is one a token."""

    __slots__ = ("op", "prediction", "prediction_index", "reference", "reference_index")

    def __init__(
        self, op: EditOp, prediction: str | None, reference: str | None, prediction_index: int, reference_index: int
    ) -> None:
        self.op = op
        self.prediction = prediction
        self.reference = reference
        self.prediction_index = prediction_index
        self.reference_index = reference_index


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
    if cost not in _COSTS:
        raise InputError(f"expected cost as one of {', '.join(_COSTS)}, got {cost!r}")
    # rapidfuzz turns its first argument into its second: the reference into the prediction, so its words are ours.
    steps = cast("list[_Step]", Levenshtein.editops(reference, prediction).as_list())
    if cost == "structure":
        steps = _among_likes(steps, prediction, reference)
    return Alignment(_edits(steps, prediction, reference))


def _edits(steps: Iterable[_Step], prediction: Sequence[str], reference: Sequence[str]) -> list[Edit]:
    """Return the edits with the equal tokens between them."""
    drafts: list[_Draft] = []
    add = drafts.append
    at, reference_at = 0, 0
    for tag, src, dest in [*steps, ("", len(reference), len(prediction))]:
        for token in prediction[at:dest]:
            add(_Draft(_EQUAL, token, token, at, reference_at))
            at, reference_at = at + 1, reference_at + 1
        if tag == "replace":
            add(_Draft(_SUBSTITUTE, prediction[dest], reference[src], dest, src))
            at, reference_at = dest + 1, src + 1
        elif tag == "insert":
            add(_Draft(_INSERT, prediction[dest], None, dest, src))
            at, reference_at = dest + 1, src
        elif tag:
            add(_Draft(_DELETE, None, reference[src], dest, src))
            at, reference_at = dest, src + 1
    return _finished(drafts)


def _finished(drafts: list[_Draft]) -> list[Edit]:
    """Make edits of drafts, which have the same slots."""
    edits = cast("list[Edit]", drafts)
    for draft in edits:
        draft.__class__ = Edit
    return edits


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
