"""``hmer-kit duplicates``: planted repeats go, by text and by picture, and the rest is written."""

from __future__ import annotations

import json
import shutil

from hmer_kit.cli import main
from hmer_kit.data import read_captions


def test_a_planted_pair_is_found_and_named(captions, capsys):
    assert main(["duplicates", captions("c.tsv", "x ^ 2", "y", "x ^ { 2 }"), "--by", "expression", "--json"]) == 0
    [row] = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["id"], row["repeats"], row["key"]) == ("2", "0", "by_expression")
    assert main(["duplicates", captions("c.tsv", "x ^ 2", "y", "x ^ { 2 }"), "--by", "tokens"]) == 0
    assert "3 kept, 0 repeat" in capsys.readouterr().out


def test_what_stays_is_written_without_the_pictures_of_a_test_set(folder, tmp_path, capsys):
    train, test = folder / "train", folder / "test2014"
    shutil.copy(test / "images" / "test2014_0.png", train / "images" / "train_5.png")
    out = tmp_path / "clean"
    words = ["duplicates", str(train), "--by", "pixels", "--against", str(test), "--output", str(out)]
    assert main(words) == 0
    kept = {record.id for record in read_captions(out).records}
    assert "train_5" not in kept
    assert "train_11" in kept  # "1 1 + 1" is in the training set alone


def test_json_stays_json_beside_an_output(captions, capsys, tmp_path):
    out = tmp_path / "out.tsv"
    words = ["duplicates", captions("c.tsv", "x", "x"), "--output", str(out), "--json"]
    assert main(words) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["1"]
    assert out.read_text(encoding="utf-8") == "0\tx\n"


def test_an_unknown_key_and_a_taken_output_are_refused_before_anything_is_read(tmp_path, captions, capsys):
    source = captions("c.tsv", "x")
    assert main(["duplicates", source, "--by", "nope"]) == 2
    assert "expected a key out of id, writer" in capsys.readouterr().err
    assert main(["duplicates", "no such set", "--output", source]) == 2
    assert "expected an output that is not there yet" in capsys.readouterr().err
