"""``hmer-kit complexity``: sizes counted by hand, and the two ways to count nesting."""

from __future__ import annotations

import io
import json
import sys

from hmer_kit.cli import main


def test_sizes_are_those_counted_by_hand(capsys):
    assert main(["complexity", r"\frac { x ^ { 2 } } { 3 }"]) == 0
    assert capsys.readouterr().out == "4 symbols, depth 2, 2 structures, 11 tokens, nesting level 2\n"


def test_roots_count_only_where_that_is_asked_for(capsys):
    latex = r"\sqrt { x ^ { 2 } }"
    levels = []
    for option in ([], ["--roots"]):
        assert main(["complexity", "--json", *option, latex]) == 0
        levels.append(json.loads(capsys.readouterr().out)["nesting_level"])
    assert levels == [1, 2]


def test_lines_are_answered_one_by_one_and_bad_ones_named(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x\n{\ny + z\n")))
    assert main(["complexity"]) == 1
    output = capsys.readouterr()
    assert [line.split(",")[0] for line in output.out.splitlines()] == ["1 symbol", "3 symbols"]
    assert "line 2" in output.err
