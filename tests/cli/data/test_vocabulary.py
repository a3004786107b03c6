"""``hmer-kit vocabulary``: tokens counted, dictionaries written and held against labels."""

from __future__ import annotations

import json

from hmer_kit.cli import main


def test_tokens_are_counted_and_rare_ones_left_out_by_name(captions, capsys):
    assert main(["vocabulary", captions("c.tsv", "x + x", "x - y"), "--min-count", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] == ["x"]
    assert found["counts"] == {"x": 3, "+": 1, "-": 1, "y": 1}
    assert {"token": "y", "count": 1, "ids": ["1"]} in found["rare"]


def test_a_dictionary_is_written_and_covers_its_own_labels(captions, capsys, tmp_path):
    source, file = captions("c.tsv", "b + a"), tmp_path / "d.txt"
    words = ["vocabulary", source, "--output", str(file), "--special", "<pad>,<eos>", "--order", "alphabet"]
    assert main(words) == 0
    assert file.read_text(encoding="utf-8").split() == ["<pad>", "<eos>", "+", "a", "b"]
    assert main(["vocabulary", source, "--check", str(file)]) == 0
    assert "3 of 3 tokens known (100.00 %)" in capsys.readouterr().out
    assert main(words) == 2
    assert main([*words, "--replace", "--first-number", "0"]) == 0
    assert file.read_text(encoding="utf-8").splitlines()[0] == "<pad>\t0"


def test_what_a_dictionary_lacks_is_named_with_its_other_spelling(captions, capsys, tmp_path):
    (tmp_path / "d.txt").write_text("x\n\\leq\n", encoding="utf-8")
    words = ["vocabulary", captions("c.tsv", r"x \le y"), "--check", str(tmp_path / "d.txt")]
    assert main([*words, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["token"] for one in found["unknown"]] == [r"\le", "y"]
    assert found["same_symbol"] == [[r"\le", r"\leq"]]
    assert found["coverage"] == 1 / 3
    assert main(words) == 1
    assert r"spelled otherwise: \le and \leq" in capsys.readouterr().out


def test_a_missing_dictionary_is_an_error(captions, capsys, tmp_path):
    assert main(["vocabulary", captions("c.tsv", "x"), "--check", str(tmp_path / "none.txt")]) == 2
