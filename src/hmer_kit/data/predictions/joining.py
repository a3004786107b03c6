"""Predictions joined to a whole test set by id, so that what is missing counts and what does not fit is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from hmer_kit.data._text import quoted
from hmer_kit.data.records import Prediction, Record
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["JoinedPredictions", "join_predictions"]

_T = TypeVar("_T", Record, Prediction, Record | Prediction)


@dataclass(frozen=True, slots=True)
class JoinedPredictions:
    """A test set with the predictions for it, and what did not fit.

    Examples:
        >>> from hmer_kit.data import Record
        >>> join_predictions([Record("a", "x", prediction="X")], [Record("a", "x"), Record("b", "y")]).missing
        ('b',)
    """

    records: tuple[Record, ...]
    """Every record of the test set, in its order, with its prediction, or with None where there is none."""
    missing: tuple[str, ...]
    """Ids of the test set without a prediction."""
    unknown: tuple[str, ...]
    """Ids of predictions that the test set does not hold."""
    differing: tuple[str, ...]
    """Ids whose prediction came with other reference tokens (parted by blanks) than the test set has."""


def join_predictions(predictions: Sequence[Record | Prediction], references: Sequence[Record]) -> JoinedPredictions:
    """Give every record of a test set its prediction.

    A rate over the predictions alone leaves out whatever a recognizer gave no answer to: CoMER's published file for
    CROHME 2014 holds 985 of 986 samples. Nothing is dropped here: all records of the test set come back.

    Args:
        predictions: What the recognizer gave, as ``hmer_kit.data.read_bare_predictions`` reads it, or records with
            predictions. A reference that comes along is only compared.
        references: Records of the test set. Their references, pictures and so on are kept.

    Returns:
        The test set with predictions, and the ids that did not fit.

    Raises:
        InputError: An id stands twice on one side, or a record that gives a prediction has none.

    Examples:
        >>> from hmer_kit.data import Record
        >>> joined = join_predictions([Record("b", "y", prediction="Y")], [Record("a", "x"), Record("b", "y")])
        >>> [(record.id, record.prediction) for record in joined.records]
        [('a', None), ('b', 'Y')]
    """
    given = _by_id(predictions, what="predictions")
    wanted = _by_id(references, what="references")
    lacking = next((record.id for record in predictions if record.prediction is None), None)
    if lacking is not None:
        raise InputError(f"expected a prediction in each record of predictions, got None (id {quoted(lacking)})")
    common = {name: found for name, found in given.items() if name in wanted}
    return JoinedPredictions(
        records=tuple(
            replace(record, prediction=common[name].prediction if name in common else None)
            for name, record in wanted.items()
        ),
        missing=tuple(name for name in wanted if name not in common),
        unknown=tuple(name for name in given if name not in wanted),
        differing=tuple(
            name
            for name, found in common.items()
            if found.reference is not None and found.reference.split() != wanted[name].reference.split()
        ),
    )


def _by_id(records: Sequence[_T], *, what: str) -> dict[str, _T]:
    found: dict[str, _T] = {}
    for record in records:
        if record.id in found:
            raise InputError(f"expected each id once among the {what}, got {quoted(record.id)} twice")
        found[record.id] = record
    return found
