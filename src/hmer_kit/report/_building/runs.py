"""Runs: predictions of one model as records with unique ids, however they were handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from hmer_kit.data import Prediction, PredictionTable, Record, Skip, join_predictions
from hmer_kit.exceptions import InputError
from hmer_kit.scoring import ScoreResult, score

if TYPE_CHECKING:
    from hmer_kit.scoring import ScoringProtocol

Predictions: TypeAlias = ScoreResult | PredictionTable | Sequence[Record | Prediction]
"""What a run may come as: a score, predictions by id (with references), or records and predictions."""

_SHOWN_IDS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """Predictions of one model.

    Examples:
        >>> from hmer_kit.data import Record
        >>> Run("ours", (Record("a", "x", prediction="x"), Record("b", "y"))).missing
        ('b',)
    """

    name: str
    """What it is called."""
    records: tuple[Record, ...]
    """Its samples in order; one without a prediction has None."""
    notes: list[str] = field(default_factory=list)
    """What did not fit the references, a sentence each."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Ids without a prediction."""
        return tuple(record.id for record in self.records if record.prediction is None)


def runs_of(
    predictions: Predictions | Mapping[str, Predictions], references: Sequence[Record] | None
) -> dict[str, Run]:
    """Return the runs by name, the one to report on first.

    Raises:
        InputError: There is none, an id stands twice, or a prediction has no reference.
    """
    named: Mapping[str, Predictions] = predictions if isinstance(predictions, Mapping) else {"predictions": predictions}
    if not named:
        raise InputError("expected predictions of at least one run, got none")
    return {str(name): _run(str(name), given, references) for name, given in named.items()}


def score_run(run: Run, protocol: str | ScoringProtocol) -> ScoreResult:
    """Score a run; samples without a prediction come last, and are wrong.

    Examples:
        >>> run = Run("ours", (Record("a", "x"), Record("b", "y", prediction="y")))
        >>> [row.id for row in score_run(run, "released").samples]
        ['b', 'a']
    """
    answered = [(record, record.prediction) for record in run.records if record.prediction is not None]
    absent = [record for record in run.records if record.prediction is None]
    result = score(
        [prediction for _, prediction in answered],
        [record.reference for record, _ in answered],
        ids=[record.id for record, _ in answered],
        protocol=protocol,
    )
    return result.with_missing([record.reference for record in absent], ids=[record.id for record in absent])


def some_ids(ids: Sequence[str]) -> str:
    """Return the first ids, and how many more there are.

    Examples:
        >>> some_ids(list("abcdefghijkl"))
        "'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j' and 2 more"
    """
    more = len(ids) - _SHOWN_IDS
    return ", ".join(map(repr, ids[:_SHOWN_IDS])) + (f" and {more} more" if more > 0 else "")


def _run(name: str, given: Predictions, references: Sequence[Record] | None) -> Run:
    if isinstance(given, PredictionTable):
        return _of_table(name, given, references)
    items = _of_score(given) if isinstance(given, ScoreResult) else _listed(given, name)
    if references is None:
        return Run(name, tuple(_unique([_record(item, name) for item in items], name)))
    joined = join_predictions([item for item in items if item.prediction is not None], references)
    misfits = {
        "without a reference, left out": joined.unknown,
        "with another reference than the test set's, scored against the latter": joined.differing,
    }
    return Run(
        name, joined.records, [f"{name}: {len(ids)} {what}: {some_ids(ids)}" for what, ids in misfits.items() if ids]
    )


def _listed(given: object, name: str) -> Sequence[Record | Prediction]:
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise InputError(
            f"expected records, predictions, a PredictionTable or a ScoreResult as run {name!r}, "
            f"got {type(given).__name__}"
        )
    stranger = next((item for item in given if not isinstance(item, Record | Prediction)), None)
    if stranger is not None:
        raise InputError(f"expected records or predictions in run {name!r}, got {type(stranger).__name__}")
    return given


def _of_table(name: str, table: PredictionTable, references: Sequence[Record] | None) -> Run:
    if references is None:
        raise InputError(f"expected references with the PredictionTable of run {name!r}, got none; give references=")
    items = list(table.join(references))
    notes = [f"{name}: {item}" for item in items if isinstance(item, Skip)]
    return Run(name, tuple(_unique([item for item in items if isinstance(item, Record)], name)), notes)


def _of_score(result: ScoreResult) -> list[Record | Prediction]:
    return [Record(row.id, row.reference, prediction=None if row.missing else row.prediction) for row in result.samples]


def _record(item: Record | Prediction, name: str) -> Record:
    if isinstance(item, Record):
        return item
    if item.reference is None:
        raise InputError(f"expected a reference for {item.id!r} of run {name!r}, got none; give references=")
    return Record(item.id, item.reference, prediction=item.prediction)


def _unique(records: list[Record], name: str) -> list[Record]:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise InputError(f"expected each id once in run {name!r}, got {record.id!r} twice")
        seen.add(record.id)
    return records
