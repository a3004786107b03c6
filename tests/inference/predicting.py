"""A run in a process of its own, to be killed: each picture takes a moment."""

from __future__ import annotations

import sys
import time

from hmer_kit.data import Record
from hmer_kit.inference import Answer, predict_records

RECORDS = [Record(f"r{number}", f"x _ {{ {number} }}") for number in range(60)]


class Slow:
    """Notes what it is asked, so that a test sees what is asked twice."""

    def __init__(self, notes):
        self.identity = {"model": "slow"}
        self.notes = notes

    def predict(self, questions):
        time.sleep(0.02)
        with open(self.notes, "a", encoding="utf-8") as file:
            file.writelines(f"{question.id}\n" for question in questions)
        return [Answer(f"y _ {{ {question.id[1:]} }}", confidence=0.5) for question in questions]


if __name__ == "__main__":
    predict_records(RECORDS, Slow(sys.argv[2]), out=sys.argv[1], chunk_size=3)
