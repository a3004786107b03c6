"""One reading at a time, within its time, whatever the predictor does; and the limits themselves."""

from __future__ import annotations

import threading
import time

import pytest
from PIL import Image

from demo.scripted import LATEX, Scripted
from hmer_kit.demo import DemoLimits, DemoReader, TimeLimit
from hmer_kit.demo import reader as module
from hmer_kit.exceptions import InputError, PredictorError

PICTURE = Image.new("L", (40, 20))


class Hanging:
    """Answers when it is let go."""

    def __init__(self):
        self.go = threading.Event()

    def predict(self, questions):
        self.go.wait(30)
        return Scripted().predict(questions)


def test_a_reading_comes_back_and_so_does_the_next() -> None:
    reader = DemoReader(Scripted())
    assert [reader.read(PICTURE).latex for _ in range(3)] == [LATEX] * 3


def test_a_predictor_that_hangs_is_left_alone_and_others_are_told(monkeypatch) -> None:
    monkeypatch.setattr(module, "_GRACE", 0.05)
    model = Hanging()
    reader = DemoReader(model, limit=TimeLimit(0.05))
    begun = time.monotonic()
    with pytest.raises(PredictorError, match=r"within 0\.05 seconds"):
        reader.read(PICTURE)
    assert time.monotonic() - begun < 25  # the predictor answers after 30
    with pytest.raises(PredictorError, match="reading before to have ended"):
        reader.read(PICTURE)
    model.go.set()
    until = time.monotonic() + 10
    while reader._under_way.locked() and time.monotonic() < until:
        time.sleep(0.01)
    reader.limit = TimeLimit(30)
    assert reader.read(PICTURE).latex == LATEX


def test_whatever_is_raised_is_an_error_of_ours() -> None:
    with pytest.raises(PredictorError, match="the reading failed with AttributeError"):
        DemoReader(Scripted()).read("no picture")


def test_the_limit_stops_a_generation_between_two_tokens() -> None:
    limit = TimeLimit(0.02)
    assert limit("ids", "scores") == "scores"
    processor = limit.processor(0, form=None)
    limit.start()
    time.sleep(0.03)
    with pytest.raises(PredictorError, match=r"within 0\.02 seconds"):
        processor("ids", "scores")


@pytest.mark.parametrize("seconds", [0, -1, float("inf"), float("nan")])
def test_a_time_limit_is_above_nothing_and_finite(seconds) -> None:
    with pytest.raises(InputError, match="expected a time limit above 0"):
        TimeLimit(seconds)


@pytest.mark.parametrize("value", [0, -1, True, 1.5])
def test_limits_are_whole_numbers_above_nothing(value) -> None:
    with pytest.raises(InputError, match="expected max_points of at least 1"):
        DemoLimits(max_points=value)
