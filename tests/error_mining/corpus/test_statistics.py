"""Statistics of a corpus."""

from __future__ import annotations

import json

import pytest

from hmer_kit.error_mining.corpus import Band, Candidate, CorpusStatistics, ErrorCorpus, Origin, corpus_statistics
from hmer_kit.exceptions import InputError

CORPUS = ErrorCorpus.from_candidates(
    [
        Candidate("a", "x ^ { 2 } + 1", "X ^ { 2 } + 1", Origin("m", sample=0)),
        Candidate("a", "x ^ { 2 } + 1", "X ^ { 2 } + 1", Origin("n", sample=0)),
        Candidate("a", "x ^ { 2 } + 1", "x ^ { 2 + 1", Origin("m", sample=1)),
        Candidate("b", "y", "y", Origin("m")),
        Candidate("b", "y", "q r s", Origin("n")),
        Candidate("c", "x \\to y", "x \\rightarrow y", Origin("synthetic", synthetic=True)),
        Candidate("d", "3", "3 " * 100, Origin("m")),
    ]
)


def test_everything_is_counted():
    found = CORPUS.statistics()
    assert (found.expressions, found.wrong_expressions, found.wrong) == (4, 4, 4)
    assert found.predictions == {Band.RIGHT: 1, Band.NEAR: 3, Band.FAR: 1, Band.RUNAWAY: 1}
    assert found.samples == {Band.RIGHT: 1, Band.NEAR: 4, Band.FAR: 1, Band.RUNAWAY: 1}
    assert found.models["m"] == {Band.RIGHT: 1, Band.NEAR: 2, Band.FAR: 0, Band.RUNAWAY: 1}
    assert list(found.models) == ["m", "n", "synthetic"]
    assert found.operations == {"replace": 3, "insert": 1, "delete": 0}
    assert found.errors == {1: 4}
    assert (found.same_ink, found.unbalanced, found.synthetic) == (1, 1, 1)
    assert found == corpus_statistics(iter(CORPUS))


def test_they_are_shown_and_are_plain_values():
    found = CORPUS.statistics()
    text = found.table()
    assert "notation alone                  1 of 4 wrong predictions (25.0 %)" in text
    assert "(75.0 % replace, 25.0 % insert, 0.0 % delete)" in text
    assert json.loads(json.dumps(found.to_dict())) == found.to_dict()
    assert found.to_dict()["samples"]["near"] == 4


def test_nothing_is_counted_as_nothing():
    assert corpus_statistics([]).to_dict()["expressions"] == 0
    assert "0 of 0 wrong" in CorpusStatistics().table()


@pytest.mark.parametrize("records", ["x", None, [1]])
def test_what_is_no_corpus_is_refused(records):
    with pytest.raises(InputError, match="expected"):
        corpus_statistics(records)
