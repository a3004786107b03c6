"""Expression rate, edit score and error rates: what is read off the number of errors."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from hmer_kit.scoring.inputs import check_tolerance
from hmer_kit.scoring.measures.measure import Family, Measure, divide_errors, share
from hmer_kit.scoring.protocols._units import token_edits, token_sizes
from hmer_kit.scoring.samples import _token_counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.scoring.measures.measure import Counts
    from hmer_kit.scoring.samples import SampleScore

__all__ = [
    "CHARACTER_ERROR_RATE",
    "EDIT_SCORE",
    "ERROR_RATE",
    "RELEASED_CER",
    "REPORTED_TOLERANCES",
    "TOKEN_ERROR_RATE",
    "expression_rate_measure",
]

REPORTED_TOLERANCES: Final = (0, 1, 2, 3)
"""Tolerances that papers print, and that tables and dictionaries hold."""

_STEPS: Final = 32
_RIGHT: Final = 1 << _STEPS
_DIGITS: Final = 9
_RELEASED: Final = "Uni-MuMER's evaluation script (arXiv 2505.23566)"


def expression_rate_measure(tolerance: int = 0) -> Measure:
    """Return the expression rate at a tolerance as a measure.

    Args:
        tolerance: Errors that are forgiven, in the unit of the protocol.

    Raises:
        InputError: The tolerance is negative or no integer.

    Examples:
        >>> expression_rate_measure(2).name
        'expression_rate_2'
    """
    check_tolerance(tolerance)
    is_reported = tolerance in REPORTED_TOLERANCES
    return Measure(
        f"expression_rate_{tolerance}" if tolerance else "expression_rate",
        _WITHIN if is_reported else _within_family((tolerance,)),
        partial(_share_within, column=1 + REPORTED_TOLERANCES.index(tolerance) if is_reported else 1),
        definition=f"Share of samples with at most {tolerance} errors."
        if tolerance
        else "Share of samples without error.",
        source="CROHME; token edits in Uni-MuMER, CAN, TAMER and ICAL, labels of the graph in LgEval and CoMER",
    )


def _within_family(tolerances: tuple[int, ...]) -> Family:
    names = [f"within_{tolerance}" for tolerance in tolerances]
    return Family(
        "_".join(map(str, ("within", *tolerances))), ("samples", *names), partial(_within, tolerances=tolerances)
    )


def _within(sample: SampleScore, *, tolerances: tuple[int, ...]) -> Counts:
    return 1, *map(int, map(sample.is_within, tolerances))


def _within_reported(sample: SampleScore) -> Counts:
    """Say the same for the tolerances that papers print, in a quarter of the time: most samples have no error."""
    if sample.missing:
        return _NEVER
    errors = 0 if sample.is_same else sample.distance
    return _WITHIN_BY_ERRORS[errors] if errors < len(_WITHIN_BY_ERRORS) else _NEVER


def _share_within(sums: Sequence[int], *, column: int) -> float:
    return share(sums[column], sums[0])


_WITHIN_BY_ERRORS: Final = tuple(
    (1, *(int(errors <= tolerance) for tolerance in REPORTED_TOLERANCES))
    for errors in range(REPORTED_TOLERANCES[-1] + 1)
)
_NEVER: Final = (1,) + (0,) * len(REPORTED_TOLERANCES)


def _all_within_reported(samples: Iterable[SampleScore]) -> list[Counts]:
    """Return what ``_within_reported`` says of each, without a call for each."""
    rows: list[Counts] = []
    by_errors, most = _WITHIN_BY_ERRORS, REPORTED_TOLERANCES[-1]
    for sample in samples:
        if sample.missing:
            rows.append(_NEVER)
        elif sample.is_same:
            rows.append(by_errors[0])
        else:
            errors = sample.token_edits if sample.protocol.errors is token_edits else sample.distance
            rows.append(by_errors[errors] if errors <= most else _NEVER)
    return rows


_WITHIN: Final = replace(_within_family(REPORTED_TOLERANCES), count=_within_reported, count_all=_all_within_reported)


def _count_edits(sample: SampleScore) -> Counts:
    """Count errors; a score of the sample is kept as a whole number of 2^-32 steps, rounded to the nearest."""
    protocol, sides = sample.protocol, sample.tokens
    tokens = len(sides[1])
    in_tokens = protocol.sizes is token_sizes
    if sample.is_same and not sample.missing:
        expected = tokens if in_tokens else protocol.sizes(sample)[1]
        return 1, _RIGHT, 0, expected, 0, tokens, len(sample.reference)
    predicted, expected = (len(sides[0]), tokens) if in_tokens else protocol.sizes(sample)
    edits = sample.token_edits
    errors = edits if protocol.errors is token_edits else sample.distance
    longer = max(predicted, expected, 1)  # two empty sides count as one unit that agrees
    agreeing = 0 if sample.missing else max(longer - errors, 0)
    steps = ((agreeing << _STEPS) + longer // 2) // longer
    return 1, steps, errors, expected, edits, tokens, len(sample.reference)


def _count_all_edits(samples: Iterable[SampleScore]) -> list[Counts]:
    """Return what ``_count_edits`` says of each, quicker where errors are token edits, as they mostly are."""
    rows: list[Counts] = []
    add, protocol, in_tokens = rows.append, None, False
    for sample in samples:
        if sample.protocol is not protocol:
            protocol = sample.protocol
            in_tokens = protocol.sizes is token_sizes and protocol.errors is token_edits
        if not in_tokens or sample.missing:
            add(_count_edits(sample))
            continue
        predicted, tokens, edits = _token_counts(sample)
        if edits:
            longer = max(tokens, predicted)
            steps = ((longer - edits << _STEPS) + longer // 2) // longer
            add((1, steps, edits, tokens, edits, tokens, len(sample.reference)))
        else:
            add((1, _RIGHT, 0, tokens, 0, tokens, len(sample.reference)))
    return rows


_EDITS: Final = Family(
    "edits",
    ("samples", "score_steps", "errors", "reference_units", "token_edits", "reference_tokens", "reference_characters"),
    _count_edits,
    _count_all_edits,
)


def _edit_score(sums: Sequence[int]) -> float:
    """Divide out steps of 2^-32; each is rounded by less than 1.2e-10, so nine digits are right."""
    return round(share(sums[1], sums[0] << _STEPS), _DIGITS)


def _error_rate(sums: Sequence[int]) -> float:
    return divide_errors(sums[2], sums[3], n=sums[0])


def _token_error_rate(sums: Sequence[int]) -> float:
    return divide_errors(sums[4], sums[5], n=sums[0])


def _released_cer(sums: Sequence[int]) -> float:
    return divide_errors(sums[4], sums[6], n=sums[0])


EDIT_SCORE: Final = Measure(
    "edit_score",
    _EDITS,
    _edit_score,
    definition="Mean over samples of 1 - errors / units of the longer one; both empty 1, one empty 0.",
    source=f'{_RELEASED}, "Mean Edit Score"',
)
"""The mean edit score."""
ERROR_RATE: Final = Measure(
    "error_rate",
    _EDITS,
    _error_rate,
    definition="Errors over units of the references, in the unit of the protocol.",
    source="NIST sclite, jiwer",
    kind="ratio",
    higher_is_better=False,
)
"""Errors in the protocol's unit over units of the references."""
TOKEN_ERROR_RATE: Final = Measure(
    "token_error_rate",
    _EDITS,
    _token_error_rate,
    definition="Token edits over tokens of the references.",
    source="NIST sclite's word error rate, with LaTeX tokens for words",
    kind="ratio",
    higher_is_better=False,
)
"""Token edits over tokens of the references."""
RELEASED_CER: Final = Measure(
    "released_cer",
    _EDITS,
    _released_cer,
    definition="Token edits over characters of the references, blanks counted: neither a character nor a token rate.",
    source=f'{_RELEASED}, "Character Error Rate"',
    kind="ratio",
    higher_is_better=False,
)
"""What the released script calls a character error rate."""


def _count_characters(sample: SampleScore) -> Counts:
    return 1, sample.character_edits, len(sample.characters[1])


def _character_error_rate(sums: Sequence[int]) -> float:
    return divide_errors(sums[1], sums[2], n=sums[0])


CHARACTER_ERROR_RATE: Final = Measure(
    "character_error_rate",
    Family("characters", ("samples", "character_edits", "reference_characters"), _count_characters),
    _character_error_rate,
    definition="Character edits over characters of the references, blanks left out.",
    source="jiwer and torchmetrics, on strings without blanks",
    kind="ratio",
    higher_is_better=False,
)
"""Character edits over characters of the references."""
