"""Samples to correct: records, or pairs of a picture and a prediction; and where each of them stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference.strategies._samples import image_of, refuse_repeated
from hmer_kit.inference.strategies.correction.trail import CorrectionStep, CorrectionTrail, Outcome

if TYPE_CHECKING:
    from hmer_kit.data import ImageSource
    from hmer_kit.inference.predictor import Exchange

_ADVICE = "give records with predictions, or pairs of a picture and its predicted LaTeX"


@dataclass(slots=True)
class Work:
    """A sample on its way."""

    id: str
    image: ImageSource | None
    prediction: str
    now: str
    seen: set[str] = field(default_factory=set)
    steps: list[CorrectionStep] = field(default_factory=list)
    ending: Outcome | None = None

    def note(
        self, exchange: Exchange, number: int, outcome: Outcome, reason: str = "", *, at: int | None = None
    ) -> None:
        """Add a step to the trail, at its end or where it belongs."""
        question, answer = exchange.question, exchange.answer
        step = CorrectionStep(
            number, question.task, question.prompt, answer.response, exchange.read, outcome, reason, answer.confidence
        )
        self.steps.insert(len(self.steps) if at is None else at, step)

    def stop(
        self, exchange: Exchange, number: int, outcome: Outcome, reason: str = "", *, at: int | None = None
    ) -> None:
        """Add the step that ends it."""
        self.note(exchange, number, outcome, reason, at=at)
        self.ending = outcome

    def trail(self, unfinished: Outcome) -> CorrectionTrail:
        """Return what has happened to it, and how it ends if it was not finished."""
        ending = unfinished if self.ending is None else self.ending
        return CorrectionTrail(self.id, self.prediction, self.now, ending, tuple(self.steps))


def begin(samples: object) -> list[Work]:
    """Return the work to do, one for each sample, in order."""
    if isinstance(samples, (str, bytes)) or not isinstance(samples, Sequence):
        raise InputError(f"expected a list of samples, got {type(samples).__name__}; {_ADVICE}")
    work = [_begin(sample, index) for index, sample in enumerate(samples)]
    refuse_repeated([item.id for item in work])
    return work


def _begin(sample: object, index: int) -> Work:
    if isinstance(sample, Record):
        if sample.prediction is None:
            raise InputError(f"expected a prediction in record {sample.id!r}, got None; {_ADVICE}")
        return Work(sample.id, sample.image, sample.prediction, sample.prediction)
    if not isinstance(sample, tuple) or len(sample) != 2 or not isinstance(sample[1], str):
        raise InputError(f"expected a Record or a pair (picture, LaTeX) as sample {index}, got {sample!r:.60}")
    image, prediction = sample
    return Work(str(index), image_of(image, index, advice=_ADVICE), prediction, prediction)
