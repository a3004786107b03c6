"""``hmer-kit score`` beyond one table: protocols, measures, groups, intervals, another system, styles of tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hmer_kit.cli import main
from hmer_kit.scoring import MEASURES, PROTOCOLS, compare_scores, score, stratify

if TYPE_CHECKING:
    from pathlib import Path

TARGET = ["a + b", "x ^ { 2 }", r"\frac { 1 } { 2 }", "y"]
OURS = ["a + b", "x^2", r"\frac { 1 } { 3 }", "y"]
THEIRS = ["a - b", "x ^ { 2 }", r"\frac { 1 } { 2 }", "z"]
IDS = ["p", "q", "r", "s"]


def write(path: Path, preds: list[str], ids: list[str] = IDS) -> str:
    rows = [{"img_id": i, "gt": t, "pred": p} for i, t, p in zip(ids, TARGET, preds, strict=True)]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def ours(tmp_path: Path) -> str:
    return write(tmp_path / "ours.json", OURS)


@pytest.fixture
def theirs(tmp_path: Path) -> str:
    return write(tmp_path / "theirs.json", THEIRS)


def lines_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    assert main(["score", *arguments]) == 0
    return capsys.readouterr().out.splitlines()


def objects_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict]:
    return [json.loads(line) for line in lines_of(capsys, "--json", *arguments)]


def test_a_column_for_each_protocol(ours: str, capsys) -> None:
    lines = lines_of(capsys, "--protocol", "all", "--measures", "expression_rate", ours)
    assert lines[1].split() == list(PROTOCOLS)
    assert lines[3].split()[::2] == ["exact", *["%"] * 6] or lines[3].count("%") == 6
    assert [cell for cell in lines[3].split() if "." in cell] == [
        f"{100 * score(OURS, TARGET, protocol=name).expression_rate():.4f}" for name in PROTOCOLS
    ]
    assert len([line for line in lines if "|n:4|" in line]) == 6


def test_all_measures_in_json_are_those_of_the_library(ours: str, capsys) -> None:
    (found,) = objects_of(capsys, "--measures", "all", "--protocol", "same_ink", ours)
    assert found["rates"] == score(OURS, TARGET, protocol="same_ink").rates()
    assert found["protocol"] == "same_ink/1"


def test_intervals_groups_and_comparison_in_json(ours: str, theirs: str, capsys) -> None:
    (found,) = objects_of(
        capsys, "--measures", "expression_rate,bleu", "--intervals", "--by", "depth", "--against", theirs, ours
    )
    result, other = score(OURS, TARGET, ids=IDS), score(THEIRS, TARGET, ids=IDS)
    interval = result.interval("bleu")
    assert found["intervals"]["bleu"] == [interval.low, interval.high]
    groups = stratify(result, "depth").groups
    assert {name: group["n"] for name, group in found["by"]["groups"].items()} == {
        name: group.n for name, group in groups.items()
    }
    expected = compare_scores(result, other, measures=["expression_rate"])
    assert found["against"]["gained"] == list(expected.gained) == ["p", "s"]
    assert found["against"]["lost"] == list(expected.lost) == ["q", "r"]
    assert found["against"]["mcnemar_p_value"] == 1.0
    assert found["against"]["differences"]["expression_rate"]["difference"] == 0.0


def test_the_same_in_the_table(ours: str, theirs: str, capsys) -> None:
    text = "\n".join(lines_of(capsys, "--intervals", "--by", "length", "--against", theirs, ours))
    assert "95 % intervals, released/1" in text
    assert "McNemar's exact p = 1" in text
    assert f"against {theirs}" in text
    assert "length" in text


def test_a_row_for_each_file_in_a_table_for_papers(ours: str, theirs: str, capsys) -> None:
    markdown = lines_of(capsys, "--as", "markdown", "--measures", "expression_rate", ours, theirs)
    assert [line.split("|")[1].strip() for line in markdown] == ["", "---", "ours", "theirs"]
    latex = lines_of(capsys, "--as", "latex", "--protocol", "exact,loose", ours)
    assert [line.split(" & ")[0] for line in latex] == ["% name", "ours (exact)", "ours (loose)"]


def test_files_of_one_name_keep_their_folders(tmp_path: Path, capsys) -> None:
    files = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        files.append(write(tmp_path / folder / "pred.json", OURS))
    rows = lines_of(capsys, "--as", "markdown", *files)[2:]
    assert [row.split("|")[1].strip() for row in rows] == files


def test_the_other_system_must_be_readable(ours: str, tmp_path: Path, capsys) -> None:
    assert main(["score", "--against", str(tmp_path / "none.json"), ours]) == 2
    assert "none.json" in capsys.readouterr().err


def test_a_bad_file_does_not_stop_a_table_of_many(ours: str, tmp_path: Path, capsys) -> None:
    assert main(["score", "--as", "latex", str(tmp_path / "none.json"), ours]) == 2
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.parametrize(
    ("option", "known"), [("--protocol", PROTOCOLS), ("--measures", MEASURES)], ids=["protocol", "measures"]
)
def test_unknown_names_are_usage_errors_that_list_the_known(option: str, known, ours: str, capsys) -> None:
    assert main(["score", option, "released,exprate", ours]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "got 'exprate'" in said or "got 'released'" in said
    assert all(name in said for name in known)


def test_what_predictions_look_like(ours: str, capsys) -> None:
    text = "\n".join(lines_of(capsys, "--visual", ours))
    assert "visually equal 75.00 % (3 of 4)" in text
    assert "ExpRate@CDM 75.00 % (3 of 4)" in text
    (found,) = objects_of(capsys, "--visual", ours)
    assert (found["visual"]["exact_rate"], found["visual"]["cdm"]["expression_rate"]) == (0.75, 0.75)
    assert found["visual"]["cdm"]["unrendered"] == []
