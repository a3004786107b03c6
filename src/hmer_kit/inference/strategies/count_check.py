r"""Count consistency: of several candidates, the one that has the symbols which the model counts in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from hmer_kit.inference.strategies._asking import Asker
from hmer_kit.inference.strategies._counting import count_agreement, count_distance
from hmer_kit.inference.strategies._gathering import ask_while_it_answers, closed
from hmer_kit.inference.strategies._readings import reading_of_response, readings_of
from hmer_kit.inference.strategies._samples import samples_of
from hmer_kit.inference.strategies.run import StrategyRun
from hmer_kit.latex import get_profile
from hmer_kit.tasks import SymbolCounting, Vanilla

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.inference.predictor import Exchange, Predictor
    from hmer_kit.inference.strategies.reading import Reading
    from hmer_kit.latex import Profile

__all__ = ["CountDecision", "CountVerdict", "check_counts"]

CountDecision = Literal["agree", "replaced", "kept", "no_counts", "nothing"]
"""``agree``: the first candidate has the counts; ``replaced``: another one is nearer to them; ``kept``: none is nearer,
and the first differs from them; ``no_counts``: the counts cannot be read; ``nothing``: no candidate is readable."""


@dataclass(frozen=True, slots=True)
class CountVerdict:
    """What was counted, and how far each candidate is from it.

    Examples:
        >>> CountVerdict("a", "x", 1.0, "agree", {"x": 1}).distances
        ()
    """

    id: str
    """Name of the sample."""
    prediction: str
    """The LaTeX that was chosen; empty where nothing was readable."""
    confidence: float
    """1 less the count error over all symbols of the counts and of the prediction, times the model's confidence in the
    answer where the back end tells it; 0 without counts. From 0 to 1."""
    decision: CountDecision
    """How it was chosen."""
    counts: dict[str, int] | None = None
    """What was counted; None if that cannot be read."""
    readings: tuple[Reading, ...] = ()
    """The candidates: those of the plain answer, then the LaTeX after the counts."""
    distances: tuple[int | None, ...] = ()
    """For each, the sum of the differences to the counts; None for an unreadable one, and without counts."""

    def row(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "id": self.id,
            "prediction": self.prediction,
            "confidence": self.confidence,
            "decision": self.decision,
            "counts": self.counts,
            "readings": [each.row() for each in self.readings],
            "distances": list(self.distances),
        }


def check_counts(
    samples: Sequence[Record] | Sequence[ImageSource | Image.Image],
    predictor: Predictor,
    *,
    task: SymbolCounting | None = None,
    plain: Vanilla | None = None,
    profile: str | Profile = "same_ink",
    batch_size: int | None = None,
) -> StrategyRun[CountVerdict]:
    r"""Ask for LaTeX, and for counts; take the candidate whose symbols are nearest to the counts.

    Candidates are those of the plain answer, its response first, and the LaTeX after the counts. One that parses is
    preferred to one that does not; of equally near ones the first is taken, so that nothing is replaced without a
    reason. Counts may be of any dialect. Symbols are counted, not places: ``a - b`` and ``b - a`` are equally near.

    Args:
        samples: Records (their references are not looked at) or pictures, which are called ``"0"``, ``"1"`` and so on.
        predictor: Who answers.
        task: The counting task with another prompt.
        plain: The plain task with another prompt.
        profile: Which spellings are normalized before it is seen whether a candidate parses.
        batch_size: Most questions of one call; all at once by default.

    Returns:
        A verdict for each sample, in order.

    Raises:
        InputError: An argument is of the wrong kind.
        PredictorError: The predictor fails; ``partial`` is the run over the samples that were answered by then.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import Answer
        >>> class Counts:
        ...     def predict(self, questions):
        ...         replies = {"vanilla": "x + x", "symbol_counting": "x: 1, +: 1, y: 1\nx + y"}
        ...         return [Answer(replies[question.task]) for question in questions]
        >>> run = check_counts([Record("a", "")], Counts())
        >>> run.predictions, run.decisions, run.verdicts[0].distances
        (['x + y'], {'replaced': 1}, (2, 0))
    """
    get_profile(profile)
    asked = samples_of(samples)
    counting, question = task or SymbolCounting(), plain or Vanilla()
    asker = Asker(predictor, batch_size=batch_size)
    counted: Sequence[Exchange] = ()
    plains, failure = ask_while_it_answers(asker, question, asked)
    if failure is None:
        counted, failure = ask_while_it_answers(asker, counting, asked)
    counts = {each.question.id: each for each in counted}
    verdicts = []
    for each in plains:
        own = counts.get(each.question.id)
        readings = _candidates(each, own, question, profile=profile)
        verdicts.append(_verdict(each.question.id, readings, None if own is None else own.read.counts))
    return closed(StrategyRun(tuple(verdicts), calls=asker.calls), failure)


def _candidates(
    plain: Exchange, counted: Exchange | None, question: Vanilla, *, profile: str | Profile
) -> list[Reading]:
    """Return the response, the other candidates of the plain answer, and the LaTeX after the counts."""
    found = [reading_of_response(plain, source=question.name, profile=profile)]
    others = readings_of(plain, question, source=question.name, profile=profile)
    found += [reading for reading in others if reading.response != plain.answer.response]
    if counted is not None:
        found.append(reading_of_response(counted, source=counted.question.task, profile=profile))
    return found


def _verdict(name: str, readings: Sequence[Reading], counts: dict[str, int] | None) -> CountVerdict:
    readable = [place for place, reading in enumerate(readings) if reading.latex is not None]
    distances = tuple(
        None if counts is None or reading.latex is None else count_distance(counts, reading.latex)
        for reading in readings
    )
    if not readable:
        return CountVerdict(name, "", 0.0, "nothing", counts, tuple(readings), distances)
    chosen = min(readable, key=lambda place: (not readings[place].parses, distances[place] or 0, place))
    reading, first = readings[chosen], readable[0]
    decision: CountDecision = "replaced" if chosen != first else "kept" if distances[chosen] else "agree"
    sure = 1.0 if reading.confidence is None else reading.confidence
    latex = reading.latex or ""
    if counts is None:
        return CountVerdict(name, latex, 0.0, "no_counts", counts, tuple(readings), distances)
    return CountVerdict(
        name, latex, count_agreement(counts, latex) * sure, decision, counts, tuple(readings), distances
    )
