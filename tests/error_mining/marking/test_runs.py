"""Spans of edits made straight from the steps of an alignment, against those made of its edits one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.alignment import align
from hmer_kit.error_mining import correction_log, mark_errors, marks_and_log
from hmer_kit.error_mining.marking._runs import edit_spans, joined, spans_of
from strategies import DAMAGED, ORDINARY

TOKENS = st.lists(st.sampled_from("abc"), max_size=9)


@given(TOKENS, TOKENS)
def test_spans_are_those_of_the_edits(prediction, reference):
    assert edit_spans(prediction, reference) == spans_of(joined(align(prediction, reference)))


@given(DAMAGED, ORDINARY)
def test_spans_of_expressions_are_those_of_the_edits(prediction, reference):
    ours, theirs = prediction.split(), reference.split()
    assert edit_spans(ours, theirs) == spans_of(joined(align(ours, theirs)))


@given(DAMAGED, ORDINARY)
def test_both_at_once_are_what_each_is_alone(prediction, reference):
    for spans in ("edits", "balanced"):
        alone = mark_errors(prediction, reference, spans=spans), correction_log(prediction, reference, spans=spans)
        assert marks_and_log(prediction, reference, spans=spans) == alone
