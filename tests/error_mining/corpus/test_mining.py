"""Candidates to rows: distinct, in order, counted, whatever the order and the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.alignment import edit_distance
from hmer_kit.error_mining import correction_log
from hmer_kit.error_mining.corpus import Band, Candidate, CorpusSettings, ErrorCorpus, Origin, mine_errors
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from pathlib import Path

LATEX = st.lists(st.sampled_from(["x", "X", "{", "}", "^", "2"]), max_size=6).map(" ".join)
ORIGINS = st.builds(
    Origin,
    model=st.sampled_from("ab"),
    fold=st.sampled_from([None, 0, 1]),
    sample=st.integers(0, 2),
    temperature=st.sampled_from([None, 0.7]),
    confidence=st.sampled_from([None, 0.1, 0.9]),
    synthetic=st.booleans(),
)
CANDIDATES = st.lists(st.builds(Candidate, st.sampled_from("pq"), LATEX, LATEX, ORIGINS), max_size=12)


def mined(*predictions: str, reference: str = "x + 1 = y", **settings):
    candidates = [Candidate("a", reference, each, Origin(sample=n)) for n, each in enumerate(predictions)]
    return list(mine_errors(candidates, settings=CorpusSettings(**settings)))


def test_equal_predictions_are_one_row_with_all_their_origins():
    origins = [Origin("m", fold=0, sample=n) for n in range(3)]
    rows = list(mine_errors(Candidate("a", "x + 1", text, o) for text, o in zip(["X + 1", "X  + 1", "x"], origins)))  # noqa: B905
    assert [(row.prediction, row.origins) for row in rows] == [
        ("X + 1", tuple(origins[:2])),
        ("x", (origins[2],)),
    ]
    assert rows[0].by_model == {"m": 2}


def test_one_sample_given_twice_counts_once_and_the_surer_confidence_stays():
    given_twice = [Candidate("a", "x", "X", Origin("m", confidence=sure)) for sure in (0.2, None, 0.7, 0.1)]
    [row] = mine_errors(given_twice)
    assert (row.times, row.confidence) == (1, 0.7)


def test_right_predictions_are_kept_and_counted():
    corpus = ErrorCorpus.from_candidates([Candidate("a", "x ^ 2", "x^2"), Candidate("a", "x ^ 2", "x ^ 2")])
    assert [row.band for row in corpus] == [Band.RIGHT, Band.RIGHT]
    assert corpus.errors == []
    assert corpus.statistics().samples[Band.RIGHT] == 2


@pytest.mark.parametrize(
    ("prediction", "band"),
    [
        ("x + 1 = y", Band.RIGHT),
        ("X + 1 = y", Band.NEAR),
        ("X - 2 = y", Band.NEAR),
        ("X - 2 = Y", Band.FAR),
        ("x + 1 = " + "y " * 100, Band.RUNAWAY),
    ],
)
def test_bands(prediction: str, band: Band):
    assert mined(prediction)[0].band is band


def test_limits_of_the_bands_are_settings():
    assert mined("X - 2 = Y", near_edits=4)[0].band is Band.NEAR
    assert mined("X - 2 = y", near_edits=1)[0].band is Band.FAR
    assert mined("X - 2 = y", near_edits=1, near_share=0.6)[0].band is Band.NEAR
    assert mined("y z", reference="x")[0].band is Band.FAR
    assert mined("y z", reference="x", far_share=2)[0].band is Band.NEAR


def test_notation_is_told_from_ink():
    to, ink, broken = "x \\rightarrow y", "X \\to y", "x \\to y }"
    rows = {row.prediction: row for row in mined(to, ink, broken, reference="x \\to y")}
    assert [rows[each].same_ink for each in (to, ink, broken)] == [True, False, False]
    assert not any(row.same_ink for row in mined(to, reference="x \\to y", notation=""))


def test_a_reference_that_does_not_parse_is_no_error():
    assert [row.same_ink for row in mined("x", "X", reference="x }")] == [False, False]


def test_marks_of_each_kind_and_braces():
    [row] = mined("X ^ 2 } =", reference="x ^ { 2 } = y")
    assert (row.replaced, row.inserted, row.deleted, row.errors, row.edits) == (1, 2, 0, 3, 3)
    assert row.unbalanced
    assert not mined("x ^ { 3 }", reference="x ^ { 2 }")[0].unbalanced


def test_text_that_no_mark_can_hold_is_mined_all_the_same():
    [row] = mined("x <deleted> x", reference="x y x")
    assert row.is_wrong


@given(CANDIDATES, st.randoms(use_true_random=False), st.integers(1, 3))
def test_neither_order_nor_memory_nor_repetition_matters(candidates, rng, buffer):
    wanted = list(mine_errors(candidates))
    shuffled = [*candidates, *candidates[:3]]
    rng.shuffle(shuffled)
    assert list(mine_errors(iter(shuffled), buffer=buffer)) == wanted
    assert [row.key for row in wanted] == sorted({row.key for row in wanted})
    samples = {(c.id, c.reference, c.prediction, c.origin.key) for c in candidates}
    assert sum(row.times for row in wanted) == len(samples)


def test_many_runs_are_merged_in_between():
    candidates = [Candidate(str(n % 100), "x", "X", Origin(sample=n)) for n in range(300)]
    rows = list(mine_errors(candidates, buffer=1))
    assert rows == list(mine_errors(candidates))
    assert {row.times for row in rows} == {3}


@given(CANDIDATES)
def test_counts_are_those_of_the_alignment_and_the_log(candidates):
    for row in mine_errors(candidates):
        pair = row.prediction, row.reference
        assert row.edits == edit_distance(*(text.split() for text in pair))
        ops = [str(each.op) for each in correction_log(*pair)]
        assert [row.replaced, row.inserted, row.deleted] == [ops.count(op) for op in ("REPLACE", "INSERT", "DELETE")]


@given(CANDIDATES, CANDIDATES, CANDIDATES)
def test_merging_is_mining_all_at_once(one, two, three):
    a, b, c = map(ErrorCorpus.from_candidates, (one, two, three))
    assert (a + b) + c == a + (b + c) == ErrorCorpus.from_candidates(one + two + three)
    assert a + a == a
    assert a + b == b + a
    assert a + ErrorCorpus() == a


def test_corpora_of_other_settings_are_not_merged():
    with pytest.raises(InputError, match="same settings"):
        ErrorCorpus() + ErrorCorpus(settings=CorpusSettings(near_edits=1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Candidate("", "x", "y"), "blank string"),
        (lambda: Candidate("a", None, "y"), "expected reference as a string"),
        (lambda: Candidate("a", "x", "\ud800"), "surrogate"),
        (lambda: Candidate("a", "x", "y", "model"), "expected an Origin"),
        (lambda: Origin(sample=-1), "expected sample"),
        (lambda: Origin(sample=True), "expected sample"),
        (lambda: Origin(fold=10**5000), "expected fold"),
        (lambda: Origin(temperature=float("nan")), "expected temperature"),
        (lambda: Origin(confidence=10**400), "expected confidence"),
        (lambda: Origin(synthetic=1), "expected synthetic"),
        (lambda: CorpusSettings(near_edits=-1), "near_edits"),
        (lambda: CorpusSettings(far_share=float("inf")), "far_share"),
        (lambda: CorpusSettings(notation="ink"), "profile"),
        (lambda: list(mine_errors([], settings=CorpusSettings(notation="same_ink/99"))), "same_ink/99"),
        (lambda: mine_errors("ab"), "one by one"),
        (lambda: mine_errors([], buffer=0), "buffer"),
        (lambda: list(mine_errors(["x"])), "expected a Candidate as item 0"),
        (lambda: ErrorCorpus(("x",)), "expected an ErrorRecord as row 0"),
    ],
)
def test_wrong_arguments_are_named(make, message: str):
    with pytest.raises(InputError, match=message):
        make()


def test_a_run_that_stops_halfway_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rows = mine_errors((Candidate(str(n), "x", "X") for n in range(20)), buffer=3)
    assert next(rows).id == "0"
    assert list(tmp_path.iterdir()) != []
    rows.close()
    assert list(tmp_path.iterdir()) == []


def test_an_empty_reference_is_judged_alike_first_or_later():
    braces = Candidate("q", "", "{ }")
    [alone] = mine_errors([braces])
    *_, later = mine_errors([Candidate("p", "x", ""), braces])
    assert alone == later
    assert alone.same_ink
