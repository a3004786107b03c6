r"""Read one picture with all the evidence there is: candidates, tasks, tree and counts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PIL import Image

from hmer_kit.demo._asking import Once, ask_each
from hmer_kit.demo._choices import DEMO_TASKS
from hmer_kit.demo._evidence import Shown, alternatives_of, checks_of, counts_of_model, notes_of, show
from hmer_kit.demo.reading import DemoAnswer, DemoReading
from hmer_kit.exceptions import InputError
from hmer_kit.inference import vote
from hmer_kit.tasks import get_task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.demo._asking import Asked
    from hmer_kit.demo.limits import TimeLimit
    from hmer_kit.inference import Predictor, VoteVerdict
    from hmer_kit.tasks import Task

__all__ = ["DEMO_TASKS", "read_picture"]


@dataclass(frozen=True, slots=True)
class _Held:
    """A picture in memory."""

    name: str
    picture: Image.Image = field(compare=False, repr=False)

    def load(self) -> Image.Image:
        """Return a copy, so that nobody draws into the one that is shown."""
        return self.picture.copy()


def read_picture(
    picture: ImageSource | Image.Image,
    predictor: Predictor,
    *,
    tasks: Sequence[str] = DEMO_TASKS,
    limit: TimeLimit | None = None,
    most_alternatives: int = 8,
) -> DemoReading:
    r"""Ask a model about a picture, and gather what can be shown of its answers.

    Every task is asked once, the first one before the others. All candidates of all answers vote, see
    ``hmer_kit.inference.vote``; where the back end gives scores, a candidate weighs its probability among those of its
    answer. Tree and counts, where the model writes them, are held against the expression that is chosen.

    Args:
        picture: A picture, or where it comes from.
        predictor: Who answers.
        tasks: What is asked, of ``DEMO_TASKS``; a model that knows but the plain question answers ``("vanilla",)``.
        limit: Time for all of it; what is not answered by then is noted.
        most_alternatives: Most expressions that are returned beside each other.

    Raises:
        DataError: The picture is missing, broken or too large.
        InputError: A task is unknown, needs a prediction, or there is none.
        PredictorError: The first question has no answer.

    Examples:
        >>> from hmer_kit.inference import Answer
        >>> class Model:
        ...     def predict(self, questions):
        ...         replies = {"vanilla": "x ^ 2", "tree_cot": "x\n\t2 (sup)\nx ^ { 2 }", "symbol_counting": "x: 1\nx"}
        ...         return [Answer(replies[question.task]) for question in questions]
        >>> reading = read_picture(Image.new("L", (30, 20)), Model())
        >>> reading.latex, round(reading.confidence, 2), [(each.name, each.agrees) for each in reading.checks]
        ('x ^ 2', 0.67, [('tree', True), ('counts', False)])
    """
    begun = time.monotonic()
    chosen = _tasks(tasks)
    loaded = picture if isinstance(picture, Image.Image) else picture.load()
    if limit is not None:
        limit.start()
    once = Once(predictor, limit)
    source = _Held("picture", loaded)
    asked, notes = ask_each(once, chosen, source)
    verdict = _vote(once, asked, source)
    latex = verdict.prediction or asked[0].read.latex or ""
    shown = show(latex)
    return _reading(
        latex, asked, verdict, shown=shown, notes=[*notes, *notes_of(asked, verdict, shown)], most=most_alternatives,
        picture=loaded, seconds=time.monotonic() - begun,
    )  # fmt: skip


def _reading(
    latex: str,
    asked: Sequence[Asked],
    verdict: VoteVerdict,
    *,
    shown: Shown,
    notes: Sequence[str],
    most: int,
    picture: Image.Image,
    seconds: float,
) -> DemoReading:
    plain = asked[0].answer
    return DemoReading(
        latex,
        confidence=_confidence(asked, verdict),
        probability=plain.confidence,
        mathml=shown.mathml,
        tree=shown.tree,
        svg=shown.svg,
        counts=shown.counts,
        counted=counts_of_model(asked),
        alternatives=alternatives_of(verdict)[:most],
        checks=checks_of(latex, asked),
        answers=tuple(
            DemoAnswer(each.task.name, each.answer.response, each.answer.finish, each.read.problems) for each in asked
        ),
        notes=tuple(notes),
        seconds=seconds,
        picture=picture,
    )


def _tasks(names: Sequence[str]) -> list[Task]:
    if isinstance(names, str) or not names or any(name not in DEMO_TASKS for name in names):
        raise InputError(f"expected tasks of {', '.join(DEMO_TASKS)}, got {names!r}")
    return [get_task(name) for name in dict.fromkeys(names)]


def _vote(once: Once, asked: Sequence[Asked], source: _Held) -> VoteVerdict:
    scored = all(
        candidate.score is not None for each in asked for candidate in each.answer.candidates or (each.answer,)
    )
    run = vote([source], once, tasks=[each.task for each in asked], weigh="score" if scored else "votes")
    return run.verdicts[0]


def _confidence(asked: Sequence[Asked], verdict: VoteVerdict) -> float | None:
    """Return the share of the vote, or what the model itself says where there was but one reading."""
    if len(asked) > 1 or asked[0].answer.candidates:
        return verdict.confidence
    return asked[0].answer.confidence
