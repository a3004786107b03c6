"""``hmer-kit grammar``: the text of the library, and lines told apart by it."""

from __future__ import annotations

import io
import json
import sys

from hmer_kit.cli import main
from hmer_kit.inference import response_grammar
from hmer_kit.tasks import get_task


def feed(monkeypatch, data: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_the_grammar_is_that_of_the_task_and_the_vocabulary(capsys, tmp_path):
    vocabulary = tmp_path / "v.txt"
    vocabulary.write_text("x\n+\n", encoding="utf-8")
    out = tmp_path / "tree.lark"
    words = ["--task", "tree_cot", "--as", "lark", "--vocabulary", str(vocabulary), "--output", str(out)]
    assert main(["grammar", *words]) == 0
    expected = response_grammar(get_task("tree_cot"), vocabulary=["x", "+"]).lark()
    assert out.read_text(encoding="utf-8").rstrip("\n") == expected.rstrip("\n")
    assert main(["grammar", *words]) == 2
    assert "--replace" in capsys.readouterr().err


def test_lines_are_told_apart(capsys, monkeypatch):
    lines = b"\\frac { a } { b }\n\\frac { a }\nx ^ 2 ^ 3\nx\n"
    feed(monkeypatch, lines)
    assert main(["grammar", "--check"]) == 1
    output = capsys.readouterr()
    assert output.out == "2 of 4 lines lie within the grammar\n"
    assert [line.split(":")[1].strip() for line in output.err.splitlines()] == ["line 2", "line 3"]
    feed(monkeypatch, lines)
    assert main(["grammar", "--check", "--json"]) == 1
    assert [json.loads(line)["within"] for line in capsys.readouterr().out.splitlines()] == [True, False, False, True]


def test_wrong_usage(capsys, tmp_path):
    assert main(["grammar", "--check", "--output", "o"]) == 2
    assert main(["grammar", "--task", "error_detection"]) == 2
    assert main(["grammar", "--vocabulary", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().out == ""
