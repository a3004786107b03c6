"""Errors drawn as they were counted."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining import SYNTHETIC, ErrorDistribution, add_synthetic, corrupt
from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus, Origin
from hmer_kit.exceptions import InputError
from hmer_kit.latex import parse


def corpus_of(*pairs: tuple[str, str], **origin) -> ErrorCorpus:
    return ErrorCorpus.from_candidates(
        Candidate(str(n), reference, prediction, Origin("m", **origin))
        for n, (prediction, reference) in enumerate(pairs)
    )


MINED = corpus_of(
    ("X + y", "x + y"), ("X + y + 1", "x + y + 1"), ("x + v", "x + y"), ("x y", "x + y"), ("x + y +", "x + y"),
    ("x ^ { 3", "x ^ { 2 }"), ("x + y", "x + y"), ("q r s t u", "x + y"), ("x \\rightarrow 1", "x \\to 1"),
)  # fmt: skip


def test_symbols_of_near_misses_are_counted():
    found = ErrorDistribution.from_records(MINED)
    assert found.substituted == {"2": {"3": 1}, "x": {"X": 2}, "y": {"v": 1}}
    assert (found.deleted, found.inserted) == ({"+": 1}, {"+": 1})
    assert found.operations == {EditOp.SUBSTITUTE: 4, EditOp.DELETE: 1, EditOp.INSERT: 1}
    assert found.edits == {1: 6}
    assert found.written["x"] == 7
    assert found.rate("x", EditOp.SUBSTITUTE) == 2 / 7
    assert found.rate("z", EditOp.DELETE) == 0


def test_synthetic_errors_teach_nothing():
    assert ErrorDistribution.from_records(corpus_of(("X", "x"), synthetic=True)) == ErrorDistribution()


def test_errors_are_drawn_as_they_were_counted():
    mined = ErrorDistribution(substituted={"x": {"X": 3, "n": 1}}, written={"x": 10, "y": 10}, edits={1: 1})
    drawn = Counter(corrupt("x + y", rng=Random(seed), confusions=mined) for seed in range(2000))
    assert set(drawn) == {"X + y", "n + y"}
    assert drawn["X + y"] / 2000 == pytest.approx(0.75, abs=0.03)


def test_symbols_that_fail_more_often_are_hit_more_often():
    mined = ErrorDistribution(
        substituted={"x": {"X": 30}, "y": {"Y": 10}},
        deleted={"+": 20},
        written={"x": 100, "y": 100, "+": 9},
        edits={1: 1},
    )
    drawn = Counter(corrupt("x + y", rng=Random(seed), confusions=mined) for seed in range(2000))
    assert set(drawn) == {"X + y", "x + Y", "x y"}
    assert drawn["x y"] / 2000 == pytest.approx(1 / 3, abs=0.03)
    assert drawn["X + y"] / drawn["x + Y"] == pytest.approx(3, rel=0.2)


def test_where_nothing_that_was_mined_is_possible_look_alikes_stand_in():
    for mined in (ErrorDistribution(), ErrorDistribution(substituted={"q": {"g": 1}}, written={"q": 1}, edits={2: 1})):
        assert corrupt("x + 1", rng=Random(0), confusions=mined) != "x + 1"


@pytest.mark.parametrize("reference", [r"\sqrt { x } + y", r"\frac x 2 + x ^ 2", r"\text { x } y"])
def test_drawn_errors_parse(reference: str):
    mined = ErrorDistribution.from_records(MINED)
    for seed in range(200):
        wrong = corrupt(reference, rng=Random(seed), confusions=mined)
        assert wrong != reference
        parse(wrong)


def test_a_corpus_is_filled_up_flagged_and_the_same_for_a_seed():
    larger = add_synthetic(MINED, wanted=30)
    made = [row for row in larger if row.is_synthetic]
    assert len(larger.errors) == 30
    assert len(made) == larger.statistics().synthetic == 30 - len(MINED.errors)
    assert all(origin.model == SYNTHETIC for row in made for origin in row.origins)
    assert [row for row in larger if not row.is_synthetic] == list(MINED)
    assert add_synthetic(MINED, wanted=30) == larger != add_synthetic(MINED, wanted=30, seed=1)
    assert add_synthetic(MINED, wanted=3) is MINED
    assert add_synthetic(larger, wanted=30) is larger


def test_what_gives_no_more_gives_fewer():
    assert add_synthetic(corpus_of(("x ^ {", "x ^ {")), wanted=5).statistics().wrong == 0
    assert len(add_synthetic(ErrorCorpus(), wanted=5)) == 0
    assert 0 < add_synthetic(corpus_of(("p", "p")), wanted=10**6).statistics().wrong <= 20


@pytest.mark.parametrize("arguments", [{"corpus": [], "wanted": 1}, {"corpus": MINED, "wanted": -1}])
def test_wrong_arguments_are_named(arguments):
    with pytest.raises(InputError, match="expected"):
        add_synthetic(**arguments)


def test_what_is_no_corpus_is_refused():
    with pytest.raises(InputError, match="expected an ErrorRecord"):
        ErrorDistribution.from_records(["x"])
