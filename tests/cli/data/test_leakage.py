"""``hmer-kit leakage``: finds what was planted, and nothing else."""

from __future__ import annotations

import json
import shutil

import pytest

from hmer_kit.cli import main


def test_planted_expressions_and_pictures_are_found(folder, capsys):
    shutil.copy(folder / "train" / "images" / "train_7.png", folder / "test2014" / "images" / "test2014_2.png")
    words = [str(folder / "train"), str(folder / "test2014"), "--by", "id,pixels,tokens", "--json"]
    assert main(["leakage", *words]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    pixels = {(row["id"], row["train_id"]) for row in rows if row["key"] == "by_pixels"}
    assert ("test2014_2", "train_7") in pixels
    assert {(row["id"], row["train_id"]) for row in rows if row["key"] == "by_tokens"} == {
        (f"test2014_{number}", f"train_{number}") for number in range(4)
    }
    assert not [row for row in rows if row["key"] == "by_id"]


def test_sets_are_called_by_their_names_or_as_asked(captions, capsys):
    train, test = captions("train.tsv", "x"), captions("test.tsv", "y")
    assert main(["leakage", train, test, f"again={train}", "--by", "tokens"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()[1:]]
    assert [(row[0], row[2]) for row in rows] == [("test", "0/1"), ("again", "1/1")]


def test_skips_of_every_set_are_named(captions, capsys):
    train, test = captions("train.tsv", "x"), captions("test.tsv", "y")
    with open(test, "a", encoding="utf-8") as file:
        file.write("alone\n")
    assert main(["leakage", train, test, "--by", "tokens"]) == 1
    assert "test.tsv: 1 read, 1 skipped" in capsys.readouterr().err


@pytest.mark.real_data
def test_crohme_2014_shares_thirty_expressions_with_train(real_data, capsys):
    sets = [str(real_data / "crohme" / name / "captions.tsv") for name in ("train", "test2014")]
    assert main(["leakage", f"{sets[0]}", f"t2014={sets[1]}", "--by", "expression"]) == 0
    assert " 30/986 " in capsys.readouterr().out
