"""Questions to a predictor: in batches, each but once, and what fails is named by its samples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hmer_kit.exceptions import InputError, PredictorError
from hmer_kit.inference.predictor import Answer, Exchange, Predictor

if TYPE_CHECKING:
    from hmer_kit.inference.predictor import Question
    from hmer_kit.tasks import Task

_IDS_NAMED = 10


class Asker:
    """Asks a predictor.

    Args:
        predictor: Who answers.
        batch_size: Most questions of one call; None for all at once.
    """

    __slots__ = ("_answers", "_batch_size", "_fresh", "_predictor", "calls")

    def __init__(self, predictor: Predictor, *, batch_size: int | None) -> None:
        if not isinstance(predictor, Predictor):
            raise InputError(
                f"expected a predictor with a method predict(questions), got {type(predictor).__name__}; "
                "wrap a model and its processor in hmer_kit.inference.VLMPredictor"
            )
        if batch_size is not None and batch_size < 1:
            raise InputError(f"expected batch_size of at least 1, or None for all at once, got {batch_size}")
        self._predictor = predictor
        self._batch_size = batch_size
        self._answers: dict[tuple[str, str], Answer] = {}
        self._fresh: list[Exchange] = []
        self.calls = 0

    def ask(self, task: Task, questions: Sequence[Question]) -> list[Exchange]:
        """Return an exchange for each question, in order; the same question of a sample is put only once."""
        fresh = {_key(question): question for question in questions if _key(question) not in self._answers}
        waiting = list(fresh.values())
        size = self._batch_size or max(1, len(waiting))
        for start in range(0, len(waiting), size):
            batch = waiting[start : start + size]
            try:
                answers = self._call(task, batch)
            except PredictorError as error:
                known = [question for question in waiting if _key(question) in self._answers]
                error.answered = tuple(self._exchanges(task, known))
                raise
            self._answers.update(zip(map(_key, batch), answers, strict=True))
        exchanges = self._exchanges(task, questions)
        self._fresh += [exchange for exchange in exchanges if _key(exchange.question) in fresh]
        return exchanges

    def _exchanges(self, task: Task, questions: Sequence[Question]) -> list[Exchange]:
        answers = [self._answers[_key(question)] for question in questions]
        return [
            Exchange(question, answer, task.read(answer.response))
            for question, answer in zip(questions, answers, strict=True)
        ]

    def take_fresh(self) -> list[Exchange]:
        """Return the exchanges that were no repetition since this was last called."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def _call(self, task: Task, batch: Sequence[Question]) -> Sequence[Answer]:
        self.calls += 1
        names = _names(batch)
        try:
            answers = self._predictor.predict(batch)
        except Exception as error:
            self._keep(batch, error.answers if isinstance(error, PredictorError) else ())
            raise PredictorError(
                f"the predictor raised {type(error).__name__} on the {task.name} questions of {names}: {error}",
                ids=[question.id for question in batch if _key(question) not in self._answers],
            ) from error
        self._check(answers, batch, where=f"the {task.name} questions of {names}")
        return answers

    def _keep(self, batch: Sequence[Question], answers: Sequence[object]) -> None:
        """Keep the answers that a predictor gives with its error: those to the questions that did not fail."""
        if len(answers) == len(batch):
            pairs = zip(batch, answers, strict=True)
            self._answers.update({_key(question): answer for question, answer in pairs if isinstance(answer, Answer)})

    @staticmethod
    def _check(answers: object, batch: Sequence[Question], *, where: str) -> None:
        ids = [question.id for question in batch]
        if isinstance(answers, (str, bytes)) or not isinstance(answers, Sequence):
            raise PredictorError(
                f"expected a list of Answer from the predictor for {where}, got {type(answers).__name__}", ids=ids
            )
        if len(answers) != len(batch):
            raise PredictorError(
                f"expected {len(batch)} answers from the predictor for {where}, got {len(answers)}; "
                "give one for each question, in their order",
                ids=ids,
            )
        for question, answer in zip(batch, answers, strict=True):
            if not isinstance(answer, Answer):
                raise PredictorError(
                    f"expected an Answer from the predictor for sample {question.id!r}, got {type(answer).__name__}; "
                    "write Answer(text)",
                    ids=[question.id],
                )


def _key(question: Question) -> tuple[str, str]:
    return question.id, question.prompt


def _names(batch: Sequence[Question]) -> str:
    shown = ", ".join(repr(question.id) for question in batch[:_IDS_NAMED])
    return shown + (f" and {len(batch) - _IDS_NAMED} more" if len(batch) > _IDS_NAMED else "")
