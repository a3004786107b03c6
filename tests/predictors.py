"""Predictors for tests: one that follows a script, one that knows the references."""

from __future__ import annotations

from hmer_kit.counting import count_symbols, dumps_counts
from hmer_kit.error_mining import correction_log, dumps_log, mark_errors, unmark
from hmer_kit.inference import Answer


class Script:
    """Gives what stands in the script for (sample, task), one reply after the other, and keeps every call."""

    def __init__(self, replies):
        self.replies = {key: list(texts) for key, texts in replies.items()}
        self.calls = []

    def predict(self, questions):
        self.calls.append([(question.id, question.task) for question in questions])
        return [Answer(self.replies[question.id, question.task].pop(0)) for question in questions]


class Knowing:
    """Answers from the references; of a sample in ``beliefs`` it believes another expression to be the right one."""

    def __init__(self, references, beliefs=()):
        self.references = references
        self.beliefs = {**references, **dict(beliefs)}
        self.calls = []

    def predict(self, questions):
        self.calls.append([(question.id, question.task) for question in questions])
        return [Answer(self._reply(question), confidence=0.5) for question in questions]

    def _reply(self, question):
        wanted = self.beliefs[question.id]
        if question.task == "symbol_counting":
            reference = self.references[question.id]
            return f"{dumps_counts(count_symbols(reference))}\n{reference}"
        if question.task == "error_detection":
            return mark_errors(_between(question.prompt, "erroneous formula: "), wanted)
        prediction = unmark(_between(question.prompt, "Marked formula: "))
        return f"{dumps_log(correction_log(prediction, wanted))}\n{wanted}"


def _between(prompt, label):
    """Return the rest of the line after a label that stands once in the prompt."""
    return prompt.partition(label)[2].partition("\n")[0]


class Written:
    """Gives what is written down for a sample, whatever is asked, and keeps every call."""

    def __init__(self, answers):
        self.answers = answers
        self.calls = []

    def predict(self, questions):
        self.calls.append([(question.id, question.task) for question in questions])
        return [self.answers[question.id] for question in questions]


class Failing:
    """Answers as another predictor does, and raises after so many calls."""

    def __init__(self, predictor, *, after):
        self.predictor = predictor
        self.left = after

    def predict(self, questions):
        if not self.left:
            raise RuntimeError("out of memory")
        self.left -= 1
        return self.predictor.predict(questions)
