"""``hmer-kit tree`` and ``hmer-kit count``."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest

from hang_guard import hang_guard
from hmer_kit.cli import main

HMER_KIT = [sys.executable, "-m", "hmer_kit"]
BAD = r"\frac { a"


def feed(monkeypatch, data: bytes):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_tree_prints_the_released_text(capsys):
    assert main(["tree", r"\frac { a ^ { 2 } + 1 } { b }"]) == 0
    assert capsys.readouterr().out == "\\frac\n\ta (above)\n\t\t2 (sup)\n\t+ (right)\n\t1 (right)\n\tb (below)\n"


def test_trees_are_separated_by_an_empty_line(capsys):
    assert main(["tree", "x + y", "z"]) == 0
    assert capsys.readouterr().out == "x\n+ (right)\ny (right)\n\nz\n"


def test_count_prints_the_released_string(capsys):
    assert main(["count", r"\frac { a ^ { 2 } + 1 } { b }"]) == 0
    assert capsys.readouterr().out == "\\frac: 1, a: 1, ^: 1, 2: 1, +: 1, 1: 1, b: 1\n"


@pytest.mark.parametrize(("command", "key"), [("tree", "tree"), ("count", "counts")])
@pytest.mark.real_data
def test_json_lines_equal_the_released_outputs(real_data, capsys, monkeypatch, command, key):
    file = real_data / "peer_outputs/unimumer_tree_and_counts.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    feed(monkeypatch, "".join(row["latex"] + "\n" for row in rows).encode())
    assert main([command, "--jsonl"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert found == [{"latex": row["latex"], key: row[key]} for row in rows]
    assert len(found) == 2275


@pytest.mark.parametrize("command", ["tree", "count"])
def test_a_bad_expression_is_said_with_a_caret_and_the_others_are_done(capsys, command):
    assert main([command, "x", BAD, "y"]) == 1
    output = capsys.readouterr()
    assert [line[0] for line in output.out.split("\n") if line] == ["x", "y"]
    message, shown, caret = output.err.splitlines()
    assert message.startswith("hmer-kit: argument 2: ")
    assert shown == BAD
    assert caret.strip() == "^" * len(caret.strip())


def test_json_lines_keep_their_place_when_one_is_bad(capsys, monkeypatch):
    feed(monkeypatch, rf"x{os.linesep}{BAD}{os.linesep}y".encode())
    assert main(["tree", "--jsonl"]) == 1
    output = capsys.readouterr()
    good, bad, last = (json.loads(line) for line in output.out.splitlines())
    assert (good, last) == ({"latex": "x", "tree": "x"}, {"latex": "y", "tree": "y"})
    assert bad["latex"] == BAD
    assert set(bad["error"]) == {"code", "position", "message"}
    assert isinstance(bad["error"]["code"], str)
    assert isinstance(bad["error"]["position"], int)
    assert output.err == ""


def test_undecodable_bytes_are_named_by_line_and_byte(capsys, monkeypatch):
    feed(monkeypatch, b"x\n\\pi \xff\ny\n")
    assert main(["count"]) == 1
    output = capsys.readouterr()
    assert output.out == "x: 1\ny: 1\n"
    assert output.err == "hmer-kit: line 2: expected UTF-8, got byte 0xff as byte 5; convert the input\n"


def test_undecodable_bytes_in_json_lines(capsys, monkeypatch):
    feed(monkeypatch, b"\\pi \xff\n")
    assert main(["count", "--jsonl"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["latex"] == "\\pi \\xff"
    assert found["error"]["code"] == "not_utf8"


@pytest.mark.parametrize("surrogate", [0xDCFF, 0xD800])
def test_an_undecodable_argument_is_a_bad_expression(capsys, surrogate):
    assert main(["count", f"a{chr(surrogate)}"]) == 1
    assert "argument 1: expected UTF-8" in capsys.readouterr().err


def test_windows_line_ends_and_a_missing_last_one_are_no_part_of_the_expression(capsys, monkeypatch):
    feed(monkeypatch, b"x\r\ny")
    assert main(["count", "--jsonl"]) == 0
    assert [json.loads(line)["latex"] for line in capsys.readouterr().out.splitlines()] == ["x", "y"]


@pytest.mark.parametrize("command", ["tree", "count"])
def test_every_line_is_answered_even_an_empty_one(capsys, monkeypatch, command):
    feed(monkeypatch, b"x\n\ny\n")
    main([command, "--jsonl"])
    assert [json.loads(line)["latex"] for line in capsys.readouterr().out.splitlines()] == ["x", "", "y"]


def test_no_input_gives_no_output(capsys, monkeypatch):
    feed(monkeypatch, b"")
    assert main(["tree"]) == 0
    assert capsys.readouterr().out == ""


def test_control_characters_of_an_expression_do_not_reach_the_terminal(capsys):
    assert main(["tree", "\x1b[2J { a"]) == 1
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "latex",
    [" ".join(["x"] * 5000), "x ^ { " * 5000 + "x" + " }" * 5000, "x ^ { " * 5000, r"\frac { a } { " * 5000],
    ids=["flat", "nested", "unclosed", "unclosed fractions"],
)
@pytest.mark.parametrize("command", ["tree", "count"])
def test_long_and_deep_expressions_are_answered_soon(capsys, command, latex):
    with hang_guard():
        assert main([command, "--jsonl", latex]) in {0, 1}
    assert json.loads(capsys.readouterr().out)["latex"] == latex


@pytest.mark.parametrize(
    ("latex", "code"),
    [
        (" ".join(["x"] * 5000), 0),
        ("x ^ { " * 5000 + "x" + " }" * 5000, 0),
        (r"\frac { 1 } { " * 5000 + "x" + " }" * 5000, 0),
        ("x ^ { " * 5000, 1),
        ("} " * 5000, 1),
    ],
    ids=["flat", "nested", "fractions", "unclosed", "unopened"],
)
@pytest.mark.parametrize("options", [["tree"], ["count"], ["tree", "--jsonl"], ["count", "--jsonl"]], ids=" ".join)
def test_long_and_deep_lines_are_answered_or_named_and_the_next_is_done(latex, code, options):
    run = subprocess.run(
        [*HMER_KIT, *options], input=f"{latex}\ny\n", capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == code
    *first, last = run.stdout.splitlines()
    if "--jsonl" in options:
        found, following = json.loads(first[0]), json.loads(last)
        assert (found["latex"], following["latex"], len(first), run.stderr) == (latex, "y", 1, "")
        assert ("error" in found) == bool(code)
    else:
        assert last in {"y", "y: 1"}
        assert bool(first) != bool(code)
        assert run.stderr.startswith("hmer-kit: line 1: expected '") == bool(code)
        assert len(run.stderr) < 500


def test_lines_are_answered_as_they_come():
    with subprocess.Popen([*HMER_KIT, "count"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for line, answer in ((b"x\n", b"x: 1\n"), (b"y\n", b"y: 1\n")):
            process.stdin.write(line)
            process.stdin.flush()
            assert process.stdout.readline() == answer
        process.stdin.close()
        assert process.wait(30) == 0


def test_a_reader_that_closes_early_ends_the_work_quietly():
    with subprocess.Popen(
        [*HMER_KIT, "count", *["x"] * 20_000], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"x: 1\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


def test_an_output_that_cannot_hold_a_character_is_a_message():
    run = subprocess.run(
        [*HMER_KIT, "count", "π"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 2
    assert "encoding ascii cannot hold" in run.stderr
    assert "Traceback" not in run.stderr
