"""``hmer-kit error-corpus``: counts of one, merges of several, and no merge of what was made otherwise."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main
from hmer_kit.error_mining.corpus import Candidate, CorpusSettings, ErrorCorpus, Origin, read_corpus, write_corpus


def write(path, *candidates, **settings):
    given = [Candidate(name, reference, prediction, Origin(model)) for name, reference, prediction, model in candidates]
    write_corpus(path, ErrorCorpus.from_candidates(given, settings=CorpusSettings(**settings)))
    return str(path)


@pytest.fixture
def corpora(tmp_path):
    return [
        write(tmp_path / "a.jsonl", ("a", "x + 1", "X + 1", "m"), ("b", "y", "y", "m")),
        write(tmp_path / "b.jsonl", ("a", "x + 1", "X + 1", "n"), ("c", "z 2", "z", "n")),
    ]


def test_several_are_counted_as_one_and_equal_predictions_once(corpora, capsys):
    assert main(["error-corpus", *corpora, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["expressions"], found["wrong_expressions"]) == (3, 2)
    assert sum(found["samples"].values()) == 4
    assert sum(found["predictions"].values()) == 3


@pytest.mark.parametrize("name", ["merged.jsonl", "merged.parquet"])
def test_a_merged_corpus_holds_the_samples_of_both(corpora, capsys, tmp_path, name):
    out = tmp_path / name
    assert main(["error-corpus", *corpora, "--output", str(out)]) == 0
    records = {(record.id, record.prediction): record for record in read_corpus(out).records}
    assert {origin.model for origin in records["a", "X + 1"].origins} == {"m", "n"}
    assert len(records) == 3
    assert main(["error-corpus", *corpora, "--output", str(out)]) == 2


def test_wrong_predictions_are_shown(corpora, capsys):
    assert main(["error-corpus", *corpora, "--show", "5", "--band", "near"]) == 0
    shown = capsys.readouterr().out.splitlines()[-6:]
    assert shown == ["a: near, 1 edits", "  x + 1", "  X + 1", "c: near, 1 edits", "  z 2", "  z"]


def test_corpora_of_other_settings_are_not_merged(corpora, capsys, tmp_path):
    other = write(tmp_path / "o.jsonl", ("a", "x", "y", "m"), near_edits=1)
    assert main(["error-corpus", corpora[0], other]) == 2
    assert "expected corpora of one kind" in capsys.readouterr().err


def test_what_is_no_corpus_is_an_error(tmp_path, capsys):
    file = tmp_path / "x.jsonl"
    file.write_text("{}\n", encoding="utf-8")
    assert main(["error-corpus", str(file)]) == 2
    assert main(["error-corpus", str(tmp_path / "none.jsonl")]) == 2


def test_errors_are_drawn_as_a_corpus_has_them(tmp_path, capsys):
    corpus = write(tmp_path / "c.jsonl", *[(str(number), "x + 1", "Q + 1", "m") for number in range(5)])
    assert main(["corrupt", "--like", corpus, *["x + 1"] * 3]) == 0
    assert all("Q" in line.split() for line in capsys.readouterr().out.splitlines())


def test_equal_seeds_give_equal_errors_and_each_is_an_error(capsys):
    texts = []
    for seed in ("1", "1", "2"):
        assert main(["corrupt", "--seed", seed, *[r"\frac { a } { b } + 2"] * 4]) == 0
        texts.append(capsys.readouterr().out.splitlines())
    assert texts[0] == texts[1] != texts[2]
    assert all(text != r"\frac { a } { b } + 2" for text in texts[0])
    assert main(["corrupt", "{"]) == 1
