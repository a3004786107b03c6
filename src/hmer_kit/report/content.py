"""What a report is made of: plain typed values, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.data import ImageSource
    from hmer_kit.error_mining import ConfusionTable, LabelNoise
    from hmer_kit.report.parts import CountErrors, ProtocolScores, Runaways, RunComparison
    from hmer_kit.scoring import Breakdown, SampleScore, ScoreResult, ScoringProtocol

__all__ = ["CurvePoint", "ReportData", "ReportSample", "samples_from_scores"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One point of the learning curve; what was not measured at that step stays out.

    Raises:
        InputError: A rate lies outside 0..1, or ``step`` is negative.

    Examples:
        >>> CurvePoint(100, seconds=42.0, loss=0.71, expression_rates={"vanilla": 0.25}).expression_rates["vanilla"]
        0.25
    """

    step: int
    """Optimizer steps done."""
    seconds: float | None = None
    """Seconds since training began."""
    loss: float | None = None
    """Training loss at, or averaged up to, that step."""
    expression_rates: Mapping[str, float] = field(default_factory=dict)
    """Validation expression rate of each task, fractions 0..1."""

    def __post_init__(self) -> None:
        if self.step < 0:
            raise InputError(f"expected a step of 0 or more in a CurvePoint, got {self.step}")
        for task, rate in self.expression_rates.items():
            if not 0.0 <= rate <= 1.0:
                raise InputError(
                    f"expected an expression rate between 0 and 1 at step {self.step} for task {task!r}, got {rate}; "
                    "divide a percentage by 100"
                )


@dataclass(frozen=True, slots=True)
class ReportSample:
    r"""One sample of the browsable list.

    Raises:
        InputError: The confidence lies outside 0..1.

    Examples:
        >>> ReportSample("a", reference="x ^ { 2 }", prediction="X ^ { 2 }", distance=1).is_right
        False
    """

    id: str
    """Name of the sample; the confusion list refers to it."""
    reference: str
    """What was expected, blank-separated."""
    prediction: str | None
    """What was read from the response; None where nothing could be read."""
    distance: int | None = None
    """Errors between the two, as scored; None where there is no prediction."""
    task: str = "vanilla"
    """Name of the task."""
    response: str | None = None
    """Raw text of the model, if it says more than the prediction."""
    image: ImageSource | Image.Image | None = None
    """The picture, or where it comes from."""
    protocol: str | ScoringProtocol = "released"
    """How it was scored; its edits are marked on the tokens that were compared."""
    writer: str | None = None
    """Who wrote it, where that is known."""
    confidence: float | None = None
    """How sure the model was, a fraction 0..1, where that is known."""
    others: Mapping[str, str] = field(default_factory=dict)
    """What other runs read, by their names; shown beneath the prediction."""

    def __post_init__(self) -> None:
        if self.confidence is not None and not 0.0 <= self.confidence <= 1.0:
            raise InputError(
                f"expected a confidence between 0 and 1 of sample {self.id!r}, got {self.confidence}; "
                "leave it out where it is not known"
            )

    @property
    def is_right(self) -> bool:
        """Whether the prediction equals the reference, token for token."""
        return self.distance == 0


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything a report shows; parts that are empty leave no trace in the page.

    Raises:
        InputError: A string stands where a sequence or a mapping is meant.

    Examples:
        >>> data = ReportData("First run", samples=[ReportSample("a", reference="x", prediction="x", distance=0)])
        >>> len(data.samples)
        1
    """

    title: str
    """Headline of the page."""
    subtitle: str = ""
    """One sentence under it."""
    settings: Mapping[str, object] = field(default_factory=dict)
    """Name and value of what the run was set to; values are shown by ``str``."""
    scores: Mapping[str, ScoreResult] = field(default_factory=dict)
    """Score of each task; the first one makes the headline."""
    figures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Further columns of the score table: task, then column title, then the text of the cell."""
    curve: Sequence[CurvePoint] = ()
    """Learning curve, in order of steps."""
    confusions: ConfusionTable | None = None
    """Confusions of the first task, for the heat map and the list of the most common ones."""
    samples: Sequence[ReportSample] = ()
    """Samples to browse, in the order in which they are shown."""
    sets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Named sets of samples that the browser can show alone: the name, then ids of samples."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Named views that the browser's own fields make, as its address has them: ``depth=2&outcome=wrong``."""
    score_rows: str = "Task"
    """What a row of the score table is."""
    protocols: Sequence[ProtocolScores] = ()
    """Rates of the first task under several protocols."""
    comparison: RunComparison | None = None
    """The first task against another run."""
    breakdowns: Sequence[Breakdown] = ()
    """Scores of groups of samples of the first task; of each grouping a chart."""
    runaways: Runaways | None = None
    """Predictions of the first task that ran away."""
    count_errors: CountErrors | None = None
    """Symbols that the first task has too often or too rarely."""
    label_noise: LabelNoise | None = None
    """References that deserve a second look."""
    notes: Sequence[str] = ()
    """What was left out, a sentence each."""

    def __post_init__(self) -> None:
        for name in ("settings", "scores", "figures", "sets", "filters"):
            if not isinstance(getattr(self, name), Mapping):
                raise InputError(
                    f"expected a mapping as {name} of ReportData, got {type(getattr(self, name)).__name__}"
                )
        for name in ("curve", "samples", "protocols", "breakdowns", "notes"):
            value = getattr(self, name)
            if isinstance(value, str) or not isinstance(value, Sequence):
                raise InputError(f"expected a sequence as {name} of ReportData, got {type(value).__name__}")
        for name, ids in self.sets.items():
            if isinstance(ids, str):
                raise InputError(
                    f"expected ids of samples as the set {name!r}, got the str {ids[:60]!r}; write [{ids[:60]!r}]"
                )


def samples_from_scores(
    result: ScoreResult,
    *,
    task: str = "vanilla",
    images: Mapping[str, ImageSource | Image.Image] | None = None,
    responses: Mapping[str, str] | None = None,
    writers: Mapping[str, str] | None = None,
    confidences: Mapping[str, float] | None = None,
    others: Mapping[str, Mapping[str, str]] | None = None,
) -> list[ReportSample]:
    """Turn the rows of a score into samples to browse.

    Args:
        result: Score whose ``samples`` carry the ids.
        task: Name of the task that was scored.
        images: Picture of each id; ids without one are shown without.
        responses: Raw text of the model for each id.
        writers: Who wrote the picture of each id.
        confidences: How sure the model was of each id, fractions 0..1.
        others: Predictions of other runs by id, by the names of the runs; they are kept where they differ in a token.

    Returns:
        One sample for each row, in order.

    Raises:
        InputError: A confidence lies outside 0..1.

    Examples:
        >>> from hmer_kit.scoring import score
        >>> [sample.distance for sample in samples_from_scores(score(["x"], ["x + y"], ids=["a"]))]
        [2]
    """
    images = {} if images is None else images
    responses = {} if responses is None else responses
    writers = {} if writers is None else writers
    confidences = {} if confidences is None else confidences
    return [
        ReportSample(
            row.id,
            reference=row.reference,
            prediction=None if row.missing else row.prediction,
            distance=None if row.missing else row.distance,
            task=task,
            response=responses.get(row.id),
            image=images.get(row.id),
            protocol=result.protocol,
            writer=writers.get(row.id),
            confidence=confidences.get(row.id),
            others=_otherwise(row, {} if others is None else others),
        )
        for row in result.samples
    ]


def _otherwise(row: SampleScore, others: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return what other runs read where this one reads something else."""
    found = {name: given[row.id] for name, given in others.items() if row.id in given}
    return {name: read for name, read in found.items() if row.missing or read.split() != row.prediction.split()}
