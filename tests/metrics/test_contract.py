"""Every metric passes every check of the harness, for any batches and any text."""

from __future__ import annotations

import json
import resource
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit import metrics, scoring
from metric_harness import CASES, CHECKS, Case, each_case, numbers, same

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

EXPRESSIONS = st.lists(st.sampled_from([*"xy+{}^_", r"\frac", r"\sqrt"]), max_size=10).map(" ".join)
BATCHES = st.lists(st.lists(st.tuples(EXPRESSIONS, EXPRESSIONS), max_size=4), min_size=1, max_size=4)
TEXT = st.text(st.characters(exclude_categories=()), max_size=12)  # surrogates too
LONG = "x + " * 50_000
LONG_SHAPES = {
    "unclosed": "{ " * 100_000,
    "nested": "x ^ { " * 33_000 + "y" + " }" * 33_000,
    "starved": r"\frac " * 100_000,
    "tight": "x" * 100_000,
}


def split(case: Case, pairs: list[tuple[str, str]]) -> tuple:
    return case.batch([prediction for prediction, _ in pairs], [reference for _, reference in pairs])


def test_every_class_is_in_the_harness() -> None:
    classes = {name for name in metrics.__all__ if name[0].isupper()}
    assert {type(case.make()).__name__ for case in CASES} == classes


@each_case
@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__.removeprefix("check_") for check in CHECKS])
def test_contract(case: Case, check: Callable[[Case], None]) -> None:
    check(case)


@each_case
@settings(deadline=None, max_examples=40)  # the machine may be busy
@given(batches=BATCHES)
def test_any_batches_give_the_number_of_all_samples(case: Case, batches: list[list[tuple[str, str]]]) -> None:
    columns = [split(case, batch) for batch in batches]
    assert same(case.updated(*columns).compute(), case.expected(*columns))


@each_case
@settings(deadline=None, max_examples=20)  # the machine may be busy
@given(pairs=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3))
def test_any_text_gets_a_number(case: Case, pairs: list[tuple[str, str]]) -> None:
    batch = split(case, pairs)
    assert same(case.updated(batch).compute(), case.expected(batch))


@each_case
def test_a_prediction_of_100_000_tokens_takes_seconds_and_little_memory(case: Case) -> None:
    with bounded():
        result = case.updated(case.batch(["x", LONG], ["x", "x ^ { 2 } + y"])).compute()
    assert len(numbers(result)) == len(case.expected(case.batch([], [])))


@pytest.mark.parametrize("shape", LONG_SHAPES)
def test_100_000_tokens_of_any_shape_do_too(shape: str) -> None:
    collection = metrics.score_metrics(scoring.MEASURES)
    collection.update(["x"], ["y"])  # from now on each family is counted once
    with bounded():
        collection.update([LONG_SHAPES[shape]], ["x ^ { 2 } + y"])
    assert collection.compute()["expression_rate"] == 0


@contextmanager
def bounded() -> Iterator[None]:
    before, begun = peak_mib(), time.process_time()
    yield
    assert time.process_time() - begun < 60
    assert peak_mib() - before < 400


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024) / 1024


@pytest.mark.real_data
@each_case
@pytest.mark.parametrize("name", ["unimumer/crohme_2014", "comer/2016"])
def test_published_predictions_in_batches(real_data: Path, case: Case, name: str) -> None:
    records = json.loads((real_data / "predictions" / f"{name}_pred.json").read_text(encoding="utf-8"))
    batches = [
        case.batch([r["pred"] for r in records[start : start + 64]], [r["gt"] for r in records[start : start + 64]])
        for start in range(0, len(records), 64)
    ]
    assert same(case.updated(*batches).compute(), case.expected(*batches))
