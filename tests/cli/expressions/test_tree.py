"""``hmer-kit tree``: other formats, and back to LaTeX. What it shares with ``count`` is in ``test_expressions.py``."""

from __future__ import annotations

import io
import json
import sys

import pytest

from hmer_kit.cli import main
from hmer_kit.tree_cot import FORMATS, dumps

LATEX = r"\sqrt [ 3 ] { x } + y"


def feed(monkeypatch, data: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_and_read(capsys, name):
    assert main(["tree", "--format", name, LATEX]) == 0
    text = capsys.readouterr().out
    assert text == dumps(LATEX, format=name) + "\n"
    assert main(["tree", "--format", name, "--read", text]) == 0
    assert capsys.readouterr().out == LATEX + "\n"


def test_an_unknown_format_is_wrong_usage_with_a_hint(capsys):
    assert main(["tree", "--format", "corected", "x"]) == 2
    assert "did you mean 'corrected'?" in capsys.readouterr().err


def test_trees_of_standard_input_are_parted_by_empty_lines(capsys, monkeypatch):
    feed(monkeypatch, b"\nx\n\t2 (sup)\n\n\ny\r\n\n\\frac\n\ta (above)\n\tb (below)")
    assert main(["tree", "--read"]) == 0
    assert capsys.readouterr().out == "x ^ { 2 }\ny\n\\frac { a } { b }\n"


@pytest.mark.parametrize("name", FORMATS)
def test_what_tree_prints_read_gives_back(capsys, monkeypatch, name):
    assert main(["tree", "--format", name, "x ^ { 2 }", LATEX, "z"]) == 0
    feed(monkeypatch, capsys.readouterr().out.encode())
    assert main(["tree", "--format", name, "--read"]) == 0
    assert capsys.readouterr().out == f"x ^ {{ 2 }}\n{LATEX}\nz\n"


def test_label_graphs_without_relations_are_parted_by_empty_lines(capsys, monkeypatch):
    feed(monkeypatch, b"O, 1, x, 1.0, O\n\n\nO, 1, y, 1.0, O\n\n\n# Relations from SRT:\n\nO, 1, z, 1.0, O")
    assert main(["tree", "--format", "symlg", "--read"]) == 0
    assert capsys.readouterr().out == "x\ny\nz\n"


def test_bytes_that_are_no_utf8_are_a_flaw(capsys, monkeypatch):
    feed(monkeypatch, b"x\n\t\xff (sup)\n\ny\n")
    assert main(["tree", "--read"]) == 1
    output = capsys.readouterr()
    assert output.out == "x ^ { \\xff }\ny\n"
    assert output.err == (
        "hmer-kit: tree 1: expected UTF-8, got byte 0xff as byte 4; convert the input; read such bytes as escapes\n"
    )


def test_a_byte_order_mark_before_the_input_is_left_out(capsys, monkeypatch):
    feed(monkeypatch, b"\xef\xbb\xbfx\n\t2 (sup)\n")
    assert main(["tree", "--read"]) == 0
    feed(monkeypatch, b"\xef\xbb\xbfx\n")
    assert main(["tree"]) == 0
    assert capsys.readouterr().out == "x ^ { 2 }\nx\n"


def test_an_undecodable_argument_is_a_flaw_as_well(capsys):
    assert main(["tree", "--read", "x\udcff"]) == 1
    assert "expected UTF-8" in capsys.readouterr().err


def test_no_text_can_steer_the_terminal(capsys):
    main(["tree", "--read", "\x1b[2J"])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_text_is_a_flaw(capsys, name):
    assert main(["tree", "--format", name, "--read", ""]) == 1
    assert "empty" in capsys.readouterr().err


def test_flaws_are_said_and_the_best_expression_printed(capsys):
    assert main(["tree", "--read", "x", "x\n\t2 (sub"]) == 1
    output = capsys.readouterr()
    assert output.out == "x\nx _ { 2 }\n"
    assert output.err.startswith("hmer-kit: tree 2: expected ")


def test_json_lines_hold_text_latex_and_flaws(capsys, monkeypatch):
    feed(monkeypatch, b"x\n\t2 (sub\n\nno \xff tree at all")
    assert main(["tree", "--read", "--jsonl"]) == 1
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (first["tree"], first["latex"], first["complete"]) == ("x\n\t2 (sub", "x _ { 2 }", False)
    assert [(flaw["code"], flaw["line"]) for flaw in first["flaws"]] == [("cut_line", 2)]
    assert (second["tree"], second["latex"]) == ("no \\xff tree at all", "")


def test_no_input_gives_no_output(capsys, monkeypatch):
    feed(monkeypatch, b"\n\n")
    assert main(["tree", "--read"]) == 0
    assert capsys.readouterr().out == ""
