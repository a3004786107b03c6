"""Asks each question about one picture but once, within the time there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hmer_kit.exceptions import HmerKitError, PredictorError
from hmer_kit.inference import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.data import ImageSource
    from hmer_kit.demo.limits import TimeLimit
    from hmer_kit.inference import Predictor
    from hmer_kit.tasks import Task, TaskResponse


@dataclass(slots=True)
class Once:
    """A predictor that keeps what it was answered, so that several strategies cost one question of each task."""

    predictor: Predictor
    limit: TimeLimit | None
    answers: dict[str, Answer] = field(default_factory=dict)

    def predict(self, questions: Sequence[Question]) -> list[Answer]:
        """Answer from memory, or ask."""
        for question in questions:
            if question.prompt not in self.answers:
                self.answers[question.prompt] = self._ask(question)
        return [self.answers[question.prompt] for question in questions]

    def _ask(self, question: Question) -> Answer:
        if self.limit is not None:
            self.limit.check()
        try:
            answers = self.predictor.predict([question])
        except PredictorError:
            raise
        except HmerKitError as error:  # about the picture, most often, and says all there is to say
            raise PredictorError(str(error)) from error
        except Exception as error:
            raise PredictorError(f"the model failed with {type(error).__name__}: {error}") from error
        if len(answers) != 1 or not isinstance(answers[0], Answer):
            raise PredictorError(f"expected one Answer to one question, got {str(answers)[:60]}")
        return answers[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """A task, the answer to it, and what the task reads from that."""

    task: Task
    answer: Answer
    read: TaskResponse


def ask_each(once: Once, tasks: Sequence[Task], image: ImageSource) -> tuple[list[Asked], list[str]]:
    """Ask every task, the first of which must be answered; why others are not is noted.

    Raises:
        PredictorError: The first has no answer.
    """
    asked: list[Asked] = []
    notes: list[str] = []
    for task in tasks:
        prompt: str = task.prompt  # type: ignore[attr-defined]  # every task without a prediction has it
        try:
            answer = once.predict([Question("picture", prompt, image, task.name)])[0]
        except PredictorError as error:
            if not asked:
                raise
            notes.append(f"{task.name}: no answer; {error}")
            continue
        asked.append(Asked(task, answer, task.read(answer.response)))
    return asked, notes
