r"""Voting: of everything that models say about a picture, what most of it says.

Several samples of one model (self-consistency: Wang et al., "Self-Consistency Improves Chain of Thought Reasoning in
Language Models", ICLR 2023), several models (ROVER: Fiscus, "A Post-Processing System to Yield Reduced Word Error
Rates", ASRU 1997, votes on words; here whole expressions are voted on), or several prompts and tasks of one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.inference.strategies._gathering import closed, gather, named_predictors, tasks_of
from hmer_kit.inference.strategies._readings import key_of, probability
from hmer_kit.inference.strategies._samples import samples_of
from hmer_kit.inference.strategies.run import StrategyRun

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.inference.predictor import Predictor
    from hmer_kit.inference.strategies.reading import Reading
    from hmer_kit.latex import Profile
    from hmer_kit.tasks import Task

__all__ = ["Ballot", "VoteVerdict", "Weighing", "vote"]

Weighing: TypeAlias = Literal["votes", "score", "confidence"]
"""What a reading weighs: one each, the probability among the candidates of its answer, or the answer's confidence."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Everything that was said for one expression.

    Examples:
        >>> Ballot("x + 1", 2, 2.0, ("0/vanilla", "1/vanilla"), parses=True).votes
        2
    """

    latex: str
    """The commonest spelling; of several, that of the highest score, then the first."""
    votes: int
    """Readings that say so."""
    weight: float
    """What they weigh."""
    sources: tuple[str, ...]
    """Who says so."""
    parses: bool
    """Whether it is LaTeX that parses."""


@dataclass(frozen=True, slots=True)
class VoteVerdict:
    """What was voted for, and all ballots.

    Examples:
        >>> VoteVerdict("a", "x", 0.5, "majority").ballots
        ()
    """

    id: str
    """Name of the sample."""
    prediction: str
    """The LaTeX that has most of the weight; empty where nothing was readable."""
    confidence: float
    """Its share of all weight, that of unreadable readings included, from 0 to 1."""
    decision: Literal["unanimous", "majority", "plurality", "tie", "nothing"]
    """``unanimous``: all readings; ``majority``: more than half of the weight; ``plurality``: more than any other;
    ``tie``: as much as another, and the higher total probability or the earlier place; ``nothing``: no readable one."""
    ballots: tuple[Ballot, ...] = ()
    """Best first; what does not parse comes after all that does."""
    abstained: tuple[Reading, ...] = ()
    """Readings without LaTeX, or cut off."""

    def row(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "id": self.id,
            "prediction": self.prediction,
            "confidence": self.confidence,
            "decision": self.decision,
            "ballots": [
                {"latex": each.latex, "votes": each.votes, "weight": each.weight, "sources": list(each.sources),
                 "parses": each.parses}
                for each in self.ballots
            ],
            "abstained": [each.row() for each in self.abstained],
        }  # fmt: skip


def vote(
    samples: Sequence[Record] | Sequence[ImageSource | Image.Image],
    predictors: Predictor | Sequence[Predictor] | Mapping[str, Predictor],
    *,
    tasks: Sequence[Task] | None = None,
    weigh: Weighing = "votes",
    weights: Sequence[float] | None = None,
    profile: str | Profile = "same_ink",
    batch_size: int | None = None,
) -> StrategyRun[VoteVerdict]:
    r"""Let candidates, models and tasks vote on each expression.

    Votes are counted for normal forms, so that ``x^2`` and ``x ^ { 2 }`` stand together. LaTeX that does not parse
    stands with the same tokens only, and wins only where nothing parses. What holds no LaTeX, or was cut off, abstains.

    Args:
        samples: Records (their references are not looked at) or pictures, which are called ``"0"``, ``"1"`` and so on.
        predictors: One, several, or several by their names. Each candidate of an answer votes.
        tasks: Questions to ask of each; the plain one by default. ``(Vanilla(), TreeCoT(), SymbolCounting())`` lets
            the tasks of one model vote.
        weigh: What a reading weighs.
        weights: A factor for each predictor.
        profile: When two expressions are the same, see ``hmer_kit.latex.normalize``.
        batch_size: Most questions of one call; all at once by default.

    Returns:
        A verdict for each sample, in order.

    Raises:
        InputError: An argument is of the wrong kind, or ``weigh`` asks for what an answer does not have.
        PredictorError: A predictor fails; ``partial`` is the run over what was answered by then.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import Answer
        >>> class Says:
        ...     def __init__(self, text):
        ...         self.text = text
        ...
        ...     def predict(self, questions):
        ...         return [Answer(self.text) for _ in questions]
        >>> run = vote([Record("a", "")], [Says("x^2"), Says("y ^ 2"), Says("x ^ { 2 }")])
        >>> run.predictions, run.verdicts[0].decision, round(run.confidences[0], 2)
        (['x^2'], 'majority', 0.67)
    """
    if weigh not in get_args(Weighing):
        raise InputError(f"expected weigh as one of {', '.join(get_args(Weighing))}, got {weigh!r}")
    found = gather(
        samples_of(samples),
        named_predictors(predictors),
        tasks=tasks_of(tasks),
        profile=profile,
        weights=weights,
        batch_size=batch_size,
    )
    verdicts = tuple(_verdict(*each) for each in found.weighed(weigh))
    return closed(StrategyRun(verdicts, calls=found.calls), found.failure)


def _verdict(name: str, readings: Sequence[Reading], weights: Sequence[float]) -> VoteVerdict:
    classes: dict[tuple[bool, str], list[int]] = {}
    for place, reading in enumerate(readings):
        if reading.latex is not None:
            classes.setdefault(key_of(reading), []).append(place)
    abstained = tuple(reading for reading in readings if reading.latex is None)
    if not classes:
        return VoteVerdict(name, "", 0.0, "nothing", (), abstained)
    ranks = {}
    for key, places in classes.items():
        weight = sum(weights[place] for place in places)
        likely = sum(probability(readings[place]) for place in places)
        ranks[key] = (key[0], weight, likely, -places[0])
    order = sorted(classes, key=ranks.__getitem__, reverse=True)
    ballots = tuple(
        Ballot(
            _spelling([readings[place] for place in classes[key]]),
            votes=len(classes[key]),
            weight=ranks[key][1],
            sources=tuple(readings[place].source for place in classes[key]),
            parses=key[0],
        )
        for key in order
    )
    total = sum(weights)
    share = min(1.0, ballots[0].weight / total) if total else 0.0
    return VoteVerdict(name, ballots[0].latex, share, _decision(ballots, share, abstained), ballots, abstained)


def _decision(
    ballots: Sequence[Ballot], share: float, abstained: Sequence[Reading]
) -> Literal["unanimous", "majority", "plurality", "tie"]:
    if len(ballots) == 1 and not abstained:
        return "unanimous"
    if share > 1 / 2:
        return "majority"
    others = [ballot.weight for ballot in ballots[1:] if ballot.parses == ballots[0].parses]
    return "tie" if any(weight >= ballots[0].weight for weight in others) else "plurality"


def _spelling(readings: Sequence[Reading]) -> str:
    """Return the commonest spelling; of several, that of the highest score, then the first."""
    counts = Counter(reading.latex or "" for reading in readings)
    best: dict[str, float] = {}
    for reading in readings:
        latex = reading.latex or ""
        best[latex] = max(best.get(latex, 0.0), probability(reading))
    return max(counts, key=lambda latex: (counts[latex], best[latex]))
