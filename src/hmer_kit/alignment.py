r"""Token alignment by least edits: single edits in order, never merged runs.

Scores need the number of edits; marks, correction logs and confusions need the edits themselves. Both are taken on
*lists of LaTeX tokens*, and neighbouring edits stay apart: two symbols misread side by side are two confusions and not
one of a pair for a pair.

The words are those of the field: the prediction is compared with the reference, so an ``insert`` is a token too many
in the prediction and a ``delete`` is a token of the reference that the prediction lacks.

The same rule of what counts as a *runaway* prediction (a decoder that repeats itself up to its length limit) serves the
rooms above; it stands here because they do not know each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from hmer_kit.exceptions import InputError

__all__ = ["Edit", "EditOp", "align", "edit_distance", "is_runaway"]

_RUNAWAY_EXCESS = 50
_LOOP_REPEATS = 4
_LOOP_TOKENS = 20
_LONGEST_PERIOD = 32


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


def _check_tokens(tokens: Sequence[str], name: str) -> None:
    """Reject what is no sequence of str: a bare str would be compared character by character."""
    if isinstance(tokens, (str, bytes)) or not isinstance(tokens, Sequence):
        raise InputError(
            f"expected the {name} as a list of tokens, got {type(tokens).__name__} {str(tokens)[:40]!r}; "
            "split a string first, for example with hmer_kit.latex.split_tokens"
        )
    if set(map(type, tokens)) <= {str}:
        return
    for index, token in enumerate(tokens):
        if not isinstance(token, str):
            raise InputError(
                f"expected every token of the {name} as str, got {type(token).__name__} {str(token)[:40]!r} "
                f"at token {index}; give each token as a string"
            )


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
    _check_tokens(prediction, "prediction")
    _check_tokens(reference, "reference")
    return Levenshtein.distance(prediction, reference)


def _equals(prediction: Sequence[str], starts: tuple[int, int], stop: int) -> list[Edit]:
    first, reference_first = starts
    return [
        Edit(EditOp.EQUAL, token, token, first + offset, reference_first + offset)
        for offset, token in enumerate(prediction[first:stop])
    ]


def align(prediction: Sequence[str], reference: Sequence[str]) -> list[Edit]:
    """Align two token lists with the fewest edits.

    Where several alignments have equally few edits, the same one is returned every time and on every machine.

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.

    Returns:
        One ``Edit`` a step, in order, equal tokens included. Read down, the tokens of ``prediction`` that are not
        None are the prediction, those of ``reference`` the reference. Two empty lists give an empty list.

    Raises:
        InputError: A bare string, None, or a token that is no string.

    Examples:
        >>> for edit in align(["x", "+", "1"], ["X", "+", "1", "2"]):
        ...     print(edit.op, edit.prediction, edit.reference)
        substitute x X
        equal + +
        equal 1 1
        delete None 2
    """
    _check_tokens(prediction, "prediction")
    _check_tokens(reference, "reference")
    edits: list[Edit] = []
    at, reference_at = 0, 0
    # rapidfuzz turns its first argument into its second: the reference into the prediction, so its words are ours.
    for step in Levenshtein.editops(reference, prediction):
        src, dest = step.src_pos, step.dest_pos
        edits += _equals(prediction, (at, reference_at), dest)
        op = EditOp.SUBSTITUTE if step.tag == "replace" else EditOp(step.tag)
        in_prediction, in_reference = op is not EditOp.DELETE, op is not EditOp.INSERT
        edits.append(
            Edit(
                op,
                prediction[dest] if in_prediction else None,
                reference[src] if in_reference else None,
                dest,
                src,
            )
        )
        at, reference_at = dest + in_prediction, src + in_reference
    return edits + _equals(prediction, (at, reference_at), len(prediction))


def _loop_tokens(tokens: Sequence[str]) -> int:
    """Return how many tokens at the end repeat one period at least ``_LOOP_REPEATS`` times."""
    longest = 0
    for period in range(1, min(_LONGEST_PERIOD, len(tokens) // _LOOP_REPEATS) + 1):
        at = len(tokens) - 1
        while at >= period and tokens[at] == tokens[at - period]:
            at -= 1
        tail = len(tokens) - 1 - at + period
        if tail >= _LOOP_REPEATS * period:
            longest = max(longest, tail)
    return longest


def is_runaway(prediction: Sequence[str], reference: Sequence[str]) -> bool:
    """Say whether a prediction is a decoder's runaway and not a reading of the image.

    It is when one of these holds:

    * it is at least twice as long as the reference and at least 50 tokens longer;
    * it ends in a loop (a period of up to 32 tokens, repeated at least 4 times over at least 20 tokens) and is longer
      than the reference by at least half of that loop. The second condition spares expressions that repeat themselves
      on paper.

    In the published Uni-MuMER and CoMER predictions for CROHME this finds the two that ran to the length limit (1,027
    tokens for 27) and no other: the next longest is 21 tokens longer than its reference.

    Args:
        prediction: Tokens of the prediction.
        reference: Tokens of the reference.

    Returns:
        True for a runaway; False for two empty lists.

    Raises:
        InputError: A bare string, None, or a token that is no string.

    Examples:
        >>> is_runaway(["3", "."] + ["3"] * 60, ["3", ".", "3"])
        True
    """
    _check_tokens(prediction, "prediction")
    _check_tokens(reference, "reference")
    excess = len(prediction) - len(reference)
    if excess >= max(_RUNAWAY_EXCESS, len(reference)):
        return True
    if excess < _LOOP_TOKENS // 2:
        return False
    loop = _loop_tokens(prediction)
    return loop >= _LOOP_TOKENS and 2 * excess >= loop
