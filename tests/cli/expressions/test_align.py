"""``hmer-kit align``: the edits lead from one expression to the other, and the senses of sameness are graded."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from hmer_kit.cli import main


def same(capsys, *words):
    assert main(["align", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)["same"]


def test_edits_are_named_from_the_side_of_the_reference(capsys):
    assert main(["align", "x + 1 y", "X + 1 = 2"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()[:4]
    assert head == "3 edits in 5 tokens: 2 substitute, 1 delete"
    assert sorted(line.split()[0] for line in lines) == ["delete", "substitute", "substitute"]
    assert "X read as x" in lines[0]


def test_the_edits_of_the_json_rebuild_the_reference(capsys):
    prediction, reference = "a b c d", "a x c d e"
    assert main(["align", "--json", prediction, reference]) == 0
    found = json.loads(capsys.readouterr().out)
    tokens = prediction.split()
    for edit in sorted(found["edits"], key=lambda edit: -edit["prediction_index"]):
        at = edit["prediction_index"]
        tokens[at : at + (edit["prediction"] is not None)] = [edit["reference"]] if edit["reference"] else []
    assert tokens == reference.split()
    assert (found["distance"], found["reference_tokens"]) == (2, 5)


@pytest.mark.parametrize(
    ("pair", "senses"),
    [
        ((r"x \le 1", r"x \leq 1"), {"tokens": False, "exact": False, "same_ink": True, "loose": True, "look": True}),
        (("x ^ { 2 }", "x ^ 2"), {"tokens": False, "same_ink": True, "layout": True, "structure": True}),
        (("x ^ { 2 }", "y ^ { 3 }"), {"layout": False, "structure": True, "look": False}),
        (("x", "x"), {"tokens": True, "exact": True, "layout": True, "structure": True, "look": True}),
        (("x {", "x"), {"tokens": False, "exact": None, "layout": None}),
    ],
)
def test_sameness_comes_in_grades(capsys, pair, senses):
    found = same(capsys, *pair)
    assert {name: found[name] for name in senses} == senses


@pytest.mark.slow
def test_algebra_is_asked_for_and_has_a_verdict_with_its_reason(capsys):
    assert same(capsys, "--algebra", "( x + 1 ) ^ { 2 }", "x ^ { 2 } + 2 x + 1")["algebra"].startswith("equal")


def test_wrong_pairs_of_a_file_are_aligned(capsys, tmp_path):
    file = tmp_path / "pred.json"
    rows = [{"img_id": "a", "gt": "x", "pred": "x"}, {"img_id": "b", "gt": "x", "pred": "y"}, {"img_id": "c"}]
    file.write_text(json.dumps(rows), encoding="utf-8")
    assert main(["align", "--file", str(file)]) == 1
    output = capsys.readouterr()
    assert output.out == "b: 1 edit in 1 tokens: 1 substitute\n  substitute 0: x read as y\n"
    assert "1 skipped" in output.err
    assert main(["align", "--file", str(file), "--json"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["id"], row["distance"]) for row in rows] == [("a", 0), ("b", 1)]


def test_matching_symbols_are_drawn_as_svg(capsys, tmp_path):
    out = tmp_path / "boxes.svg"
    assert main(["align", "x ^ { 2 }", "x _ { 2 }", "--boxes", str(out)]) == 0
    root = ET.fromstring(out.read_text(encoding="utf-8"))  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert main(["align", "x", "x", "--boxes", str(out)]) == 2
    assert "--replace" in capsys.readouterr().err


def test_one_expression_alone_is_wrong_usage(capsys):
    assert main(["align", "x"]) == 2
    assert "expected two expressions" in capsys.readouterr().err
    assert main(["align", "x", "y", "--file", "a.json"]) == 2
