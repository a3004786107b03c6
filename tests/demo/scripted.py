"""A model that says what a test wants, and the page of it."""

from __future__ import annotations

import time

from hmer_kit.inference import Answer
from hmer_kit.tree_cot import dumps

LATEX = r"\frac { x ^ { 2 } } { y }"
OTHER = r"\frac { z ^ { 2 } } { y }"
AGREEING = {
    "vanilla": LATEX,
    "tree_cot": f"{dumps(LATEX)}\n{LATEX}",
    "symbol_counting": f"\\frac: 1, x: 1, ^: 1, 2: 1, y: 1\n{LATEX}",
}
QUARRELLING = {**AGREEING, "tree_cot": f"{dumps(OTHER)}\n{OTHER}", "symbol_counting": f"x: 3, y: 1\n{LATEX}"}


class Scripted:
    """Answers each task with its text, after some time; keeps the sizes of the pictures it saw."""

    def __init__(self, replies=None, *, seconds=0.0, **known):
        self.replies = dict(AGREEING if replies is None else replies)
        self.seconds = seconds
        self.known = known
        self.asked = []
        self.sizes = []

    def predict(self, questions):
        time.sleep(self.seconds)
        self.asked += [question.task for question in questions]
        self.sizes += [question.image.load().size for question in questions]
        return [self._answer(self.replies[question.task]) for question in questions]

    def _answer(self, reply):
        if isinstance(reply, Exception):
            raise reply
        return reply if isinstance(reply, Answer) else Answer(reply, **self.known)
