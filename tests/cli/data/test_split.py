"""``hmer-kit split``: parts by shares and folds, seeded, with nothing in two parts."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main
from hmer_kit.data import read_captions, read_parquet


@pytest.fixture
def source(captions):
    return captions("c.tsv", *[f"x + {number % 30}" for number in range(60)])


def parts(capsys, *words):
    assert main(["split", *words, "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["id"]: row["part"] for row in rows}


def test_each_record_stands_in_one_part_and_equal_expressions_together(source, capsys):
    found = parts(capsys, source, "--shares", "train=0.8,validation=0.1,test=0.1")
    assert len(found) == 60
    assert all(found[str(number)] == found[str(number + 30)] for number in range(30))
    assert [list(found.values()).count(name) for name in ("train", "validation", "test")] == [48, 6, 6]


def test_equal_seeds_give_equal_parts_and_others_others(source, capsys):
    words = (source, "--shares", "a=0.5,b=0.5")
    one, same, other = (parts(capsys, *words, "--seed", seed) for seed in ("1", "1", "2"))
    assert one == same
    assert one != other


def test_folds_are_of_equal_size(source, capsys):
    found = parts(capsys, source, "--folds", "3")
    assert sorted(found.values()) == ["0"] * 20 + ["1"] * 20 + ["2"] * 20


def test_parts_are_written_and_hold_what_was_said(folder, tmp_path, capsys):
    out = tmp_path / "parts"
    words = ["split", str(folder / "train"), "--shares", "train=0.75,test=0.25", "--output", str(out)]
    assert main(words) == 0
    assert [len(read_captions(out / name).records) for name in ("train", "test")] == [9, 3]
    assert main(words) == 2
    assert "expected an output that is not there yet" in capsys.readouterr().err
    out = tmp_path / "tables"
    assert main([*words[:-1], str(out), "--to", "parquet"]) == 0
    assert len(read_parquet(out / "train.parquet").records) == 9


def test_what_stands_in_several_parts_is_said(source, capsys):
    assert main(["split", source, "--folds", "2", "--group-by", "none"]) == 1
    assert "by_expression" in capsys.readouterr().err


@pytest.mark.parametrize("shares", ["train", "train=0", "train=0.5,train=0.5", "../up=1", "a=x", "a/b=1"])
def test_shares_that_are_none_are_wrong_usage(source, capsys, shares):
    assert main(["split", source, "--shares", shares]) == 2
    assert "expected NAME=SHARE" in capsys.readouterr().err


def test_shares_that_do_not_sum_to_one_are_an_error(source, capsys):
    assert main(["split", source, "--shares", "a=0.5,b=0.4"]) == 2
    assert "sum is 1" in capsys.readouterr().err
