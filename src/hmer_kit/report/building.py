"""From scored predictions to everything that a report shows, in one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from hmer_kit.error_mining import ConfusionTable
from hmer_kit.exceptions import InputError
from hmer_kit.report._building.against import compare_runs, label_noise_of
from hmer_kit.report._building.figures import count_errors_of, protocol_scores, runaways_of
from hmer_kit.report._building.runs import Predictions, runs_of, score_run, some_ids
from hmer_kit.report._building.sets import filters_of, sets_of
from hmer_kit.report._choices import REPORT_GROUPINGS, REPORT_MEASURES, REPORT_PROTOCOLS
from hmer_kit.report.content import ReportData, samples_from_scores
from hmer_kit.scoring import get_measure, get_protocol, stratify

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.report._building.runs import Run
    from hmer_kit.report.content import CurvePoint
    from hmer_kit.scoring import Breakdown, ScoreResult, ScoringProtocol

__all__ = ["REPORT_GROUPINGS", "REPORT_MEASURES", "REPORT_PROTOCOLS", "Predictions", "ReportOptions", "build_report"]

_BINS: Final = {"structures": (0, 1, 2, 3, 4, 6, 10)}
"""Expressions of many structures are few, and of ever other numbers."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How the figures of a report are worked out.

    Raises:
        InputError: There is no protocol at all, or one of a name or a number is not known.

    Examples:
        >>> ReportOptions(protocols=["loose"]).n_resamples
        1000
    """

    protocols: Sequence[str | ScoringProtocol] = REPORT_PROTOCOLS
    """What counts as an error; the first is that of the headline, the samples and the comparison."""
    measures: Sequence[str] = REPORT_MEASURES
    """What to show under each protocol."""
    groupings: Sequence[str] = REPORT_GROUPINGS
    """Sizes of the reference to break the expression rate down by, out of ``hmer_kit.scoring.GROUPINGS``."""
    n_resamples: int = 1000
    """Bootstrap resamples of each interval."""
    seed: int = 0
    """What they are drawn from."""

    def __post_init__(self) -> None:
        for name in ("protocols", "measures", "groupings"):
            if isinstance(getattr(self, name), str):
                raise InputError(f"expected {name} of ReportOptions as a list of names, got a str; write [{name}]")
        if not self.protocols:
            raise InputError("expected at least one protocol in ReportOptions, got none")
        list(map(get_protocol, self.protocols))
        list(map(get_measure, self.measures))


def build_report(
    predictions: Predictions | Mapping[str, Predictions],
    *,
    title: str,
    references: Sequence[Record] | None = None,
    against: str | None = None,
    pictures: Mapping[str, ImageSource | Image.Image] | None = None,
    writers: Mapping[str, str] | None = None,
    curve: Sequence[CurvePoint] = (),
    options: ReportOptions | None = None,
) -> ReportData:
    r"""Work out everything that a report shows from scored predictions.

    Of the first run: rates under several protocols with intervals, confusions, rates by depth, structures, length and
    writer, runaways, symbols counted wrong, and all samples. Further runs have a row in the score table, one of them
    may be compared with the first, and all of them vote on references that deserve a second look.

    Args:
        predictions: Predictions of one run, or of several by their names: records with predictions, predictions with
            their references, a ``ScoreResult``, or a ``PredictionTable``. What runs without a sample or a prediction is
            counted and named.
        title: Headline of the page.
        references: The test set. Samples without a prediction are wrong then; predictions it does not hold are left out
            and named. Without it the samples are those that the predictions bring along.
        against: Name of the run that the first is compared with.
        pictures: Picture of each id; by default those of the records.
        writers: Writer of each id; by default those of the records.
        curve: Learning curve, as ``read_training_log`` reads it.
        options: Protocols, measures, groupings and resamples.

    Returns:
        Data to write with ``write_report``; ``dataclasses.replace`` changes or adds parts.

    Raises:
        InputError: There is no run, no run to compare with, an id stands twice in a run, or a prediction has no
            reference.

    Examples:
        >>> from hmer_kit.data import Record
        >>> ours = [Record("a", "x ^ { 2 }", prediction="x ^ { 2 }"), Record("b", "X + 1", prediction="x + 1")]
        >>> theirs = [Record("a", "x ^ { 2 }", prediction="x 2"), Record("b", "X + 1", prediction="x + 1")]
        >>> data = build_report({"ours": ours, "baseline": theirs}, title="First run", against="baseline")
        >>> data.scores["ours"].expression_rate(), data.comparison.comparison.gained
        (0.5, ('a',))
        >>> data.sets["right here, wrong in baseline"], data.sets["references to look at"]
        (('a',), ('b',))
    """
    options = ReportOptions() if options is None else options
    runs = runs_of(predictions, references)
    first = next(iter(runs.values()))
    by_protocol = {name: score_run(first, name) for name in options.protocols}
    result = next(iter(by_protocol.values()))
    scores = {name: result if run is first else score_run(run, result.protocol) for name, run in runs.items()}
    chosen = {"n_resamples": options.n_resamples, "seed": options.seed}
    writers = _writers(first) if writers is None else writers
    pictures = _pictures(first) if pictures is None else pictures
    compared = None
    if against is not None:
        compared = compare_runs(runs, result, against=against, measures=options.measures, **chosen)
    data = ReportData(
        title,
        scores=scores,
        score_rows="Run",
        protocols=[protocol_scores(one, options.measures, **chosen) for one in by_protocol.values()],
        comparison=compared,
        curve=curve,
        confusions=_confusions(result),
        breakdowns=_breakdowns(result, options.groupings, writers=writers),
        runaways=runaways_of(result),
        count_errors=count_errors_of(result, **chosen),
        label_noise=label_noise_of(runs),
        samples=samples_from_scores(
            result, task=first.name, images=pictures, writers=writers, others=_others(list(runs.values())[1:])
        ),
        notes=[*_missing_notes(runs), *(note for run in runs.values() for note in run.notes)],
    )
    filters = filters_of(data)
    return replace(
        data, filters=filters, sets={name: ids for name, ids in sets_of(data).items() if name not in filters}
    )


def _confusions(result: ScoreResult) -> ConfusionTable:
    answered = [row for row in result.samples if not row.missing]
    return ConfusionTable.from_pairs(
        [row.prediction for row in answered], [row.reference for row in answered], ids=[row.id for row in answered]
    )


def _breakdowns(result: ScoreResult, groupings: Sequence[str], *, writers: Mapping[str, str]) -> list[Breakdown]:
    if not result.n:
        return []
    found = [stratify(result, by, bins=_BINS.get(by)) for by in groupings]
    if any(row.id in writers for row in result.samples):
        found.append(stratify(result, writers, name="writer"))
    return found


def _writers(run: Run) -> dict[str, str]:
    return {record.id: record.writer for record in run.records if record.writer is not None}


def _pictures(run: Run) -> dict[str, ImageSource | Image.Image]:
    return {record.id: record.image for record in run.records if record.image is not None}


def _others(runs: Sequence[Run]) -> dict[str, dict[str, str]]:
    """Return what further runs read, by their names and by id."""
    return {
        run.name: {record.id: record.prediction for record in run.records if record.prediction is not None}
        for run in runs
    }


def _missing_notes(runs: Mapping[str, Run]) -> list[str]:
    return [
        f"{run.name}: {len(run.missing)} without a prediction, counted as wrong: {some_ids(run.missing)}"
        for run in runs.values()
        if run.missing
    ]
