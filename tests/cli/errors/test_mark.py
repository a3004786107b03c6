"""``hmer-kit mark`` and ``hmer-kit correct``: the paper's example, and logs that lead back to the reference."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main

PAIRS = [("x ^ { d }", "x ^ { a }"), ("a + b", "a + b c"), ("a a b", "a b"), (r"\frac { a { b }", r"\frac { a } { b }")]


def write(tmp_path, pairs):
    file = tmp_path / "pred.json"
    rows = [{"img_id": f"s{number}", "pred": pred, "gt": gt} for number, (pred, gt) in enumerate(pairs)]
    file.write_text(json.dumps(rows), encoding="utf-8")
    return str(file)


def test_a_substitution_is_marked_as_in_the_paper(capsys):
    assert main(["mark", *PAIRS[0]]) == 0
    assert capsys.readouterr().out == "x ^ { <error_start> d <error_end> }\nREPLACE:d -> a\n"


@pytest.mark.parametrize("spans", ["edits", "balanced"])
@pytest.mark.parametrize("pair", PAIRS)
def test_the_log_carried_out_on_the_marks_gives_the_reference(capsys, pair, spans):
    assert main(["mark", "--json", "--spans", spans, *pair]) == 0
    found = json.loads(capsys.readouterr().out)
    assert main(["correct", found["marked"], found["log"]]) == 0
    assert capsys.readouterr().out == pair[1] + "\n"
    assert main(["correct", found["marked"]]) == 0
    assert capsys.readouterr().out == pair[0] + "\n"


def test_a_file_is_marked_and_corrected_line_by_line(capsys, tmp_path):
    assert main(["mark", "--json", "--file", write(tmp_path, [*PAIRS, ("y", "y")])]) == 0
    lines = capsys.readouterr().out
    marked = tmp_path / "marked.jsonl"
    marked.write_text(lines, encoding="utf-8")
    assert main(["correct", "--file", str(marked), "--json"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["id"], one["latex"]) for one in found] == [
        (f"s{number}", reference) for number, (_, reference) in enumerate(PAIRS)
    ]


def test_a_file_is_shown_with_its_ids(capsys, tmp_path):
    assert main(["mark", "--file", write(tmp_path, PAIRS[:1])]) == 0
    assert capsys.readouterr().out == "s0: x ^ { <error_start> d <error_end> }\n  REPLACE:d -> a\n"


def test_a_prediction_that_holds_tags_itself_is_named_and_the_others_are_marked(capsys, tmp_path):
    assert main(["mark", "--file", write(tmp_path, [("<error_start> x", "x"), *PAIRS[:1]])]) == 1
    output = capsys.readouterr()
    assert output.out.startswith("s1: ")
    assert "'s0'" in output.err


def test_what_cannot_be_carried_out_is_named_and_its_mark_stays(capsys):
    assert main(["correct", "x <deleted> y <error_start> d <error_end>", "REPLACE:q -> a\nNONSENSE"]) == 1
    output = capsys.readouterr()
    assert "line 2" in output.err
    assert main(["correct", "--json", "x <error_start> d <error_end>", ""]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["complete"], found["problems"]) == (False, ["mark 1: no_operation 'd'"])


@pytest.mark.parametrize(
    "line", ["[]", "{", '{"marked": 1, "log": ""}', '{"marked": "x"}', '{"marked": "x", "log": 3}']
)
def test_a_line_that_is_something_else_is_an_error_with_its_number(capsys, tmp_path, line):
    file = tmp_path / "marked.jsonl"
    file.write_text('{"marked": "x", "log": ""}\n' + line + "\n", encoding="utf-8")
    assert main(["correct", "--file", str(file)]) == 2
    assert "in line 2 of" in capsys.readouterr().err


def test_wrong_usage(capsys, tmp_path):
    for words in (["mark", "x"], ["mark", "x", "y", "--file", "f"], ["correct"], ["correct", "x", "y", "z"]):
        assert main(words) == 2
    assert main(["correct", "x", "--file", "f"]) == 2
    assert main(["mark", "--file", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.count("error:") == 6


def test_no_text_can_steer_the_terminal(capsys):
    main(["mark", "x \x1b[2J", "x"])
    main(["correct", "x \x1b[2J <deleted>", "INSERT:\x1b after x"])
    output = capsys.readouterr()
    assert "\x1b" not in output.out + output.err
