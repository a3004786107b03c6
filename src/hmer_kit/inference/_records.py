"""Records to a predictor: what fails is found and named, and fails alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.exceptions import HmerKitError, PredictorError
from hmer_kit.inference.predictor import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import Record
    from hmer_kit.inference.predictor import Predictor
    from hmer_kit.tasks import Task


def ask_records(
    predictor: Predictor, records: Sequence[Record], *, task: Task
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Return the answers to records, and why there is none for the others."""
    questions, failed = _questions(records, task=task)
    try:
        answers: Sequence[object] = predictor.predict(questions) if questions else []
    except PredictorError as error:
        if len(error.answers) != len(questions):
            return _ask_each(predictor, questions, failed=failed, error=error)
        answers = error.answers
        failed |= {name: error.reasons.get(name, str(error)) for name in error.ids}
    except HmerKitError as error:
        return _ask_each(predictor, questions, failed=failed, error=error)
    if len(answers) != len(questions):
        raise PredictorError(
            f"expected {len(questions)} answers from the predictor, got {len(answers)}; give one for each question",
            ids=[question.id for question in questions],
        )
    pairs = zip(questions, answers, strict=True)
    return {question.id: answer for question, answer in pairs if isinstance(answer, Answer)}, failed


def _ask_each(
    predictor: Predictor, questions: Sequence[Question], *, failed: dict[str, str], error: HmerKitError
) -> tuple[dict[str, Answer], dict[str, str]]:
    """Find out which question it is that fails a chunk."""
    if len(questions) == 1:
        return {}, failed | {questions[0].id: str(error)}
    answers: dict[str, Answer] = {}
    for question in questions:
        try:
            answers[question.id] = predictor.predict([question])[0]
        except HmerKitError as own:
            failed[question.id] = str(own)
    return answers, failed


def _questions(records: Sequence[Record], *, task: Task) -> tuple[list[Question], dict[str, str]]:
    questions, failed = [], {}
    for record in records:
        try:
            if record.image is not None:
                record.image.load()  # else a whole batch fails with it, after others were answered
            questions.append(Question(record.id, _prompt(record, task=task), record.image, task.name))
        except HmerKitError as error:
            failed[record.id] = str(error)
    return questions, failed


def _prompt(record: Record, *, task: Task) -> str:
    """Return the question; one that needs no prediction is the same for all, and asks of records without LaTeX too."""
    prompt = None if task.needs_prediction else getattr(task, "prompt", None)
    return prompt if isinstance(prompt, str) else task.build(record).prompt
