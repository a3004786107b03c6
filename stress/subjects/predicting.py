"""Predictions of a predictor that knows its answers, chunk by chunk; a program to be killed.

Run: python -m stress.subjects.predicting DATA ASKED CHUNK PAUSE
     DATA: captions and pictures; ASKED: a file that each question is noted in; PAUSE: seconds a chunk
"""

from __future__ import annotations

import hashlib
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.data import read_captions
from hmer_kit.inference import Answer, Candidate, predict_records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.inference import Question

OUT = "predictions.jsonl"


class Knowing:
    """Answers each question with what its id says, long and short, in several scripts."""

    def __init__(self, asked: Path, pause: float) -> None:
        self.asked = asked
        self.pause = pause

    @property
    def identity(self) -> dict[str, str]:
        return {"name": "knowing"}

    def predict(self, questions: Sequence[Question]) -> list[Answer]:
        with self.asked.open("a", encoding="utf-8") as file:
            file.writelines(f"{question.id}\n" for question in questions)
        time.sleep(self.pause)
        return [answer(question.id) for question in questions]


def answer(name: str) -> Answer:
    """Return the answer that belongs to an id."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    text = f"x ^ {{ {digest[:4]} }} é 積 \U0001f600 " * (1 + int(digest[:2], 16) % 40)
    return Answer(text, confidence=int(digest[:3], 16) / 4096, candidates=(Candidate(text), Candidate("y")))


def main() -> None:
    """Predict."""
    data, asked, chunk, pause = sys.argv[1:]
    records = read_captions(Path(data)).records
    predict_records(records, Knowing(Path(asked), float(pause)), out=OUT, chunk_size=int(chunk))


if __name__ == "__main__":
    main()
