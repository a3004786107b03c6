"""``hmer-kit selective``: risk and coverage as counted by hand, and records without a confidence."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main


def write(tmp_path, rows, name="pred.jsonl"):
    file = tmp_path / name
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(file)


def row(name, confidence, *, right):
    return {"img_id": name, "gt": "x", "pred": "x" if right else "y", "confidence": confidence}


@pytest.fixture
def file(tmp_path):
    return write(
        tmp_path,
        [row("a", 0.9, right=True), row("b", 0.8, right=True), row("c", 0.6, right=False), row("d", 0.5, right=True)],
    )


def test_what_can_be_answered_at_a_risk_is_as_counted_by_hand(file, capsys):
    assert main(["selective", file, "--risk", "0,0.25,1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(one["coverage"], one["threshold"]) for one in found["at_risk"]] == [(0.5, 0.8), (1.0, 0.5), (1.0, 0.5)]
    assert [point[2] for point in found["curve"]] == [0, 0, pytest.approx(1 / 3), 0.25]
    assert found["aurc"] == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)


def test_text_says_the_same(file, capsys):
    assert main(["selective", file, "--risk", "0.01"]) == 0
    out = capsys.readouterr().out
    assert "4, 25.00 % of them wrong" in out
    assert "50.00 %, from 0.8 on" in out


def test_another_field_may_hold_log_probabilities(tmp_path, capsys):
    rows = [
        {"img_id": "a", "gt": "x", "pred": "x", "score": -0.1},
        {"img_id": "b", "gt": "x", "pred": "y", "score": -9},
    ]
    assert main(["selective", write(tmp_path, rows), "--field", "score"]) == 0
    assert "none: confidences lie outside of 0..1" in capsys.readouterr().out


def test_records_without_a_number_are_named_and_left_out(tmp_path, capsys):
    rows = [
        row("e", 10**400, right=True),
        row("f", float("nan"), right=True),
        row("a", 0.9, right=True),
        row("b", None, right=True),
        row("c", "high", right=False),
        row("d", True, right=True),
    ]
    assert main(["selective", write(tmp_path, rows), "--json"]) == 1
    output = capsys.readouterr()
    assert json.loads(output.out)["n"] == 1
    assert "5 without confidence, left out: 'e', 'f', 'b', 'c', 'd'" in output.err


def test_a_file_without_ids_is_counted_by_its_rows(tmp_path, capsys):
    rows = [{"gt": "x", "pred": "x", "confidence": 0.9}, {"gt": "x", "pred": "y", "confidence": 0.1}]
    assert main(["selective", write(tmp_path, rows), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 2


def test_no_confidences_and_wrong_usage(file, tmp_path, capsys):
    assert main(["selective", file, "--field", "nope"]) == 2
    assert "expected a number as 'nope'" in capsys.readouterr().err
    assert main(["selective", file, "--risk", "2"]) == 2
    assert main(["selective", file, "--protocol", "nope"]) == 2
    assert main(["selective", str(tmp_path / "none.json")]) == 2
