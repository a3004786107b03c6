"""Marks with balanced braces."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import (
    apply_corrections,
    correction_log,
    dumps_log,
    loads_log,
    mark_errors,
    parse_marked,
    unmark,
)
from hmer_kit.exceptions import InputError

ANY = st.lists(st.sampled_from(["x", "X", "{", "}", "^", "2"]), max_size=14)
BALANCED = st.recursive(
    st.lists(st.sampled_from(["x", "X", "2"]), max_size=3),
    lambda inner: st.tuples(inner, inner).map(lambda two: ["^", "{", *two[0], "}", *two[1]]),
    max_leaves=8,
)


def is_balanced(text: str) -> bool:
    depth = 0
    for token in text.split():
        depth += {"{": 1, "}": -1}.get(token, 0)
        if depth < 0:
            return False
    return depth == 0


def log_of(prediction: str, reference: str) -> list[str]:
    log = correction_log(prediction, reference, spans="balanced")
    text = dumps_log(log)
    marked = mark_errors(prediction, reference, spans="balanced")
    assert unmark(marked) == prediction
    assert apply_corrections(marked, loads_log(text)) == reference
    return text.split("\n")


@pytest.mark.parametrize(
    ("prediction", "reference", "log"),
    [
        ("x + d", "x + a", ["REPLACE:d -> a"]),
        ("x ^ { 2 } + 1", "x ^ { 2 + 1 }", ["REPLACE:{ 2 } + 1 -> { 2 + 1 }"]),
        ("x ^ { 2 3 }", "x ^ { 2 } 3", ["DELETE:3", "INSERT:3 after }"]),
        ("x ^ 2", "x ^ { 2 }", ["REPLACE:2 -> { 2 }"]),
        ("x ^ { 2", "x ^ { 2 }", ["REPLACE:{ 2 -> { 2 }"]),
        ("x ^ { 2 }", "x", ["DELETE:^ { 2 }"]),
        ("x", "x ^ { 2 }", ["INSERT:^ { 2 } after x"]),
        ("{ a } b { c }", "{ a } d { c }", ["REPLACE:b -> d"]),
        ("a } b", "a } c", ["REPLACE:b -> c"]),
        ("{ { a } b } c", "{ { a b } } c", ["REPLACE:{ a } b -> { a b }"]),
    ],
)
def test_marks_reach_as_far_as_braces_need(prediction: str, reference: str, log: list[str]):
    assert log_of(prediction, reference) == log


@given(ANY, ANY)
def test_marks_and_log_rebuild_the_reference(prediction, reference):
    log_of(" ".join(prediction), " ".join(reference))


@given(BALANCED, BALANCED)
def test_marks_of_balanced_expressions_are_balanced_and_apart(prediction, reference):
    pair = " ".join(prediction), " ".join(reference)
    assert all(is_balanced(each.old) and is_balanced(each.new) for each in correction_log(*pair, spans="balanced"))
    kinds = [str(piece.kind) for piece in parse_marked(mark_errors(*pair, spans="balanced"))]
    assert all("plain" in neighbours for neighbours in pairwise(kinds))


@given(ANY, ANY)
def test_a_wide_mark_holds_the_narrow_ones(prediction, reference):
    pair = " ".join(prediction), " ".join(reference)
    narrow, wide = (correction_log(*pair, spans=spans) for spans in ("edits", "balanced"))
    assert len(wide) <= len(narrow)
    for side in ("old", "new"):
        texts = [sum(len(getattr(each, side).split()) for each in log) for log in (wide, narrow)]
        assert texts[0] >= texts[1]


@pytest.mark.parametrize("shape", ["{ x } ", "{ x ", "x } ", "{ { x } "])
def test_thousands_of_marks_and_braces_take_no_time(shape: str):
    prediction = shape * 3000 + "} " * 3000
    begun = time.process_time()
    mark_errors(prediction, prediction.replace("x", "y"), spans="balanced")
    assert time.process_time() - begun < 2


def test_an_unknown_span_is_refused():
    for call in (mark_errors, correction_log):
        with pytest.raises(InputError, match="expected spans to be one of edits, balanced, got 'wide'"):
            call("x", "y", spans="wide")
