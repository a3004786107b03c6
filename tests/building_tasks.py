"""Tasks that do odd things to the process that builds them; workers import them by name."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.data import Record
from hmer_kit.tasks import TaskExample, TaskResponse

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class OwnTask:
    """The reference as the answer; what else is done is up to its children."""

    name: str = "own"
    needs_prediction: bool = False

    def build(self, record: Record) -> TaskExample:
        return TaskExample(self.name, "Read it.", self.answer(record), record.reference, record)

    def answer(self, record: Record) -> str:
        return record.reference

    def read(self, response: str) -> TaskResponse:
        return TaskResponse(latex=response)


@dataclass(frozen=True)
class Deadly(OwnTask):
    """Ends its process at a record, every time."""

    at: str = ""

    def answer(self, record: Record) -> str:
        if record.id == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return record.reference


@dataclass(frozen=True)
class KilledOnce(OwnTask):
    """Ends its process at a record, once: the next one finds the flag."""

    at: str = ""
    flag: str = ""

    def answer(self, record: Record) -> str:
        if record.id == self.at and not Path(self.flag).exists():
            Path(self.flag).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return record.reference


@dataclass(frozen=True)
class Failing(OwnTask):
    """Raises what no task should."""

    at: str = ""

    def answer(self, record: Record) -> str:
        if record.id == self.at:
            raise TypeError("no\nsuch thing")
        return record.reference


@dataclass(frozen=True)
class Logged(OwnTask):
    """Writes down what it is asked for."""

    log: str = ""

    def answer(self, record: Record) -> str:
        with Path(self.log).open("a", encoding="utf-8") as file:
            file.write(f"{record.id}\n")
        return record.reference


@dataclass(frozen=True)
class Slow(OwnTask):
    """Says which process it is in, and takes its time."""

    log: str = ""

    def answer(self, record: Record) -> str:
        with Path(self.log).open("a", encoding="utf-8") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(0.2)
        return record.reference


@dataclass(frozen=True)
class Frameworks(OwnTask):
    """Answers which frameworks its process has imported."""

    def answer(self, record: Record) -> str:
        return (
            " ".join(name for name in ("torch", "transformers", "lightning", "datasets") if name in sys.modules) or "-"
        )


@dataclass(frozen=True)
class Unopenable(OwnTask):
    """Ends the process that unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (3,)


def records(number: int) -> Iterator[Record]:
    """Yield records of many kinds: with and without predictions, right and wrong ones, and some without a tree."""
    for at in range(number):
        latex = rf"\frac {{ x }} {{ {at} }} + y ^ {{ 2 }}" if at % 20 else "x ^ {"
        yield Record(f"r{at}", latex, prediction=(latex, f"x + {at}", None)[at % 3])
