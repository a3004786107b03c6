r"""Re-ranking by agreement: of several candidates, the one that is most like all of them.

That is minimum Bayes risk decoding over candidates (Kumar and Byrne, "Minimum Bayes-Risk Decoding for Statistical
Machine Translation", NAACL 2004; Eikema and Aziz, "Is MAP Decoding All You Need?", COLING 2020). Voting takes the
commonest expression as a whole; where all candidates differ somewhere, this takes the one in the middle of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.inference.strategies._gathering import closed, gather, named_predictors, tasks_of
from hmer_kit.inference.strategies._readings import key_of, probability
from hmer_kit.inference.strategies._samples import samples_of
from hmer_kit.inference.strategies._similarity import SIMILARITIES
from hmer_kit.inference.strategies.run import StrategyRun
from hmer_kit.inference.strategies.voting import Weighing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from hmer_kit.data import ImageSource, Record
    from hmer_kit.inference.predictor import Predictor
    from hmer_kit.inference.strategies.reading import Reading
    from hmer_kit.latex import Profile
    from hmer_kit.tasks import Task

__all__ = ["RerankVerdict", "Similarity", "rerank"]

Similarity: TypeAlias = Literal["tokens", "layout"]
"""How alike two readings are: 1 less the token edits over the longer one, or the F1 of symbols and relations."""


@dataclass(frozen=True, slots=True)
class RerankVerdict:
    """The reading in the middle of all, and how alike they are.

    Examples:
        >>> RerankVerdict("a", "x", 1.0, "first").similarities
        ()
    """

    id: str
    """Name of the sample."""
    prediction: str
    """The LaTeX of the reading that was chosen; empty where nothing was readable."""
    confidence: float
    """Its expected similarity, from 0 to 1; to an unreadable reading nothing is similar."""
    decision: Literal["first", "reranked", "nothing"]
    """``first``: the first readable one; ``reranked``: another; ``nothing``: there is no readable one."""
    readings: tuple[Reading, ...] = ()
    """Those that were readable, in the order of predictors, tasks and candidates."""
    expected: tuple[float, ...] = ()
    """For each, the mean of its similarities, weighed."""
    similarities: tuple[tuple[float, ...], ...] = ()
    """How alike each is to each; the diagonal is 1."""
    abstained: tuple[Reading, ...] = ()
    """Readings without LaTeX, or cut off."""

    def row(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return {
            "id": self.id,
            "prediction": self.prediction,
            "confidence": self.confidence,
            "decision": self.decision,
            "readings": [each.row() for each in self.readings],
            "expected": list(self.expected),
            "similarities": [list(row) for row in self.similarities],
            "abstained": [each.row() for each in self.abstained],
        }


def rerank(
    samples: Sequence[Record] | Sequence[ImageSource | Image.Image],
    predictors: Predictor | Sequence[Predictor] | Mapping[str, Predictor],
    *,
    similarity: Similarity = "tokens",
    tasks: Sequence[Task] | None = None,
    weigh: Weighing = "votes",
    weights: Sequence[float] | None = None,
    profile: str | Profile = "same_ink",
    batch_size: int | None = None,
) -> StrategyRun[RerankVerdict]:
    r"""Choose the candidate that agrees best with all candidates of all models and tasks.

    Normal forms are compared. Candidates that do not parse are compared as they stand, and chosen only where none
    parses. Of candidates that agree equally well, that of the highest score is taken, then the first.

    Args:
        samples: Records (their references are not looked at) or pictures, which are called ``"0"``, ``"1"`` and so on.
        predictors: One, several, or several by their names.
        similarity: How alike two readings are.
        tasks: Questions to ask of each; the plain one by default.
        weigh: What a reading weighs in the mean.
        weights: A factor for each predictor.
        profile: How readings are normalized before they are compared, see ``hmer_kit.latex.normalize``.
        batch_size: Most questions of one call; all at once by default.

    Returns:
        A verdict for each sample, in order.

    Raises:
        InputError: An argument is of the wrong kind, or ``weigh`` asks for what an answer does not have.
        PredictorError: A predictor fails; ``partial`` is the run over what was answered by then.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.inference import Answer, Candidate
        >>> class Samples:
        ...     def predict(self, questions):
        ...         texts = ["x + y + 1", "x + 4 + 1", "x + y - 1"]
        ...         return [Answer(texts[1], candidates=tuple(map(Candidate, texts))) for _ in questions]
        >>> verdict = rerank([Record("a", "")], Samples()).verdicts[0]
        >>> verdict.prediction, [round(each, 2) for each in verdict.expected]
        ('x + y + 1', [0.87, 0.8, 0.8])
    """
    if similarity not in get_args(Similarity):
        raise InputError(f"expected similarity as one of {', '.join(get_args(Similarity))}, got {similarity!r}")
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
    verdicts = tuple(_verdict(*each, similarity=similarity) for each in found.weighed(weigh))
    return closed(StrategyRun(verdicts, calls=found.calls), found.failure)


def _verdict(name: str, readings: Sequence[Reading], weights: Sequence[float], *, similarity: str) -> RerankVerdict:
    places = [place for place, reading in enumerate(readings) if reading.latex is not None]
    abstained = tuple(reading for reading in readings if reading.latex is None)
    if not places:
        return RerankVerdict(name, "", 0.0, "nothing", abstained=abstained)
    kept = [readings[place] for place in places]
    matrix = _matrix([key_of(reading)[1] for reading in kept], similarity=similarity)
    total = sum(weights) or 1.0
    expected = tuple(
        min(1.0, sum(weights[place] * alike for place, alike in zip(places, row, strict=True)) / total)
        for row in matrix
    )
    chosen = max(
        range(len(kept)), key=lambda at: (kept[at].parses, round(expected[at], 12), probability(kept[at]), -at)
    )
    return RerankVerdict(
        name,
        kept[chosen].latex or "",
        expected[chosen],
        "reranked" if chosen else "first",
        readings=tuple(kept),
        expected=expected,
        similarities=matrix,
        abstained=abstained,
    )


def _matrix(normals: Sequence[str], *, similarity: str) -> tuple[tuple[float, ...], ...]:
    """Return how alike each is to each; what is the same is compared once."""
    alike = SIMILARITIES[similarity]
    distinct = list(dict.fromkeys(normals))
    known = {(one, one): 1.0 for one in distinct}
    for at, one in enumerate(distinct):
        for other in distinct[:at]:
            known[one, other] = known[other, one] = alike(one, other)
    return tuple(tuple(known[one, other] for other in normals) for one in normals)
