"""``hmer-kit mix``: shares, counts and rounds, and ids that come twice."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main


@pytest.fixture
def sources(captions):
    return [captions(f"{name}.tsv", *[f"{name} + {number}" for number in range(6)]) for name in "ab"]


def given(capsys, *words, code=0):
    assert main(["mix", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_weights_give_shares(sources, capsys):
    words = [f"--source=a={sources[0]}:3", f"--source=b={sources[1]}:1", "--size", "8"]
    assert given(capsys, *words)["given"] == {"a": 6, "b": 2}


def test_rounds_and_counts(sources, capsys, tmp_path):
    out = tmp_path / "mixed.tsv"
    words = [f"--source=a={sources[0]}:1.5x", f"--source=b={sources[1]}:2n", "--output", str(out)]
    found = given(capsys, *words)
    assert (found["given"], found["complete"]) == ({"a": 9, "b": 2}, True)
    rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    assert len({name for name, _ in rows}) == len(rows) == 11
    assert found["renamed"] == 5
    assert sorted(latex for _, latex in rows).count("a + 0") == 2


def test_a_file_describes_the_same_mixture(sources, capsys, tmp_path):
    file = tmp_path / "mixture.json"
    entries = [{"name": name, "path": f"{name}.tsv", "weight": weight} for name, weight in (("a", 3), ("b", 1))]
    file.write_text(json.dumps({"sources": entries, "size": 4}), encoding="utf-8")
    assert given(capsys, str(file))["given"] == {"a": 3, "b": 1}
    assert given(capsys, str(file), "--size", "8")["given"] == {"a": 6, "b": 2}


def test_a_source_that_ends_too_early_is_said(sources, capsys):
    words = [f"--source=a={sources[0]}:1", f"--source=b={sources[1]}:1", "--size", "50"]
    assert given(capsys, *words, code=1)["complete"] is False
    assert given(capsys, *words, "--when-exhausted", "repeat")["given"] == {"a": 25, "b": 25}


@pytest.mark.parametrize("source", ["a", "a=b", "a=b:", "a=b:0", "a=b:x", "=b:1", "a=b:1.5n"])
def test_sources_that_are_none_are_wrong_usage(capsys, source):
    assert main(["mix", "--source", source]) == 2
    assert "expected NAME=PATH:AMOUNT" in capsys.readouterr().err


def test_a_file_or_sources_and_not_both(sources, capsys):
    assert main(["mix"]) == 2
    assert main(["mix", "mixture.json", f"--source=a={sources[0]}:1"]) == 2
    assert capsys.readouterr().err.count("give one of them") == 2
