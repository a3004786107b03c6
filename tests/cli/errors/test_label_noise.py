"""``hmer-kit label-noise``."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main


def write(path, rows):
    path.write_text(json.dumps([{"img_id": key, "gt": gt, "pred": pred} for key, gt, pred in rows]), encoding="utf-8")
    return str(path)


ROWS = [("p", "X", "x"), ("q", "H z", "H _ { z }"), ("r", "y", "y")]


@pytest.fixture
def files(tmp_path):
    return [write(tmp_path / "first.json", ROWS), write(tmp_path / "second.json", ROWS[::-1])]


def test_suspects_are_ranked_with_the_files_as_models(files, capsys):
    assert main(["label-noise", *files]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "3 references, 2 models (first, second): 2 suspects (1 layout, 1 look_alike)",
        "1. q: layout, 2 models, INSERT:_ { after H; INSERT:} after z",
        "   H z",
        "2. p: look_alike, 2 models, REPLACE:X -> x",
        "   X",
    ]


def test_json_is_an_object_a_line_and_the_limit_holds(files, capsys):
    assert main(["label-noise", "--json", "--show", "1", *files]) == 0
    (row,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (row["rank"], row["id"], row["reading"], row["models"]) == (1, "q", "H _ { z }", ["first", "second"])
    assert main(["label-noise", "--json", "--show", "0", *files]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_samples_of_one_file_alone_have_too_few_votes(files, tmp_path, capsys):
    third = write(tmp_path / "third.json", [("q", "H z", "H _ { z }")])
    assert main(["label-noise", files[0], third]) == 0
    assert "1 suspect (1 layout); 2 with too few predictions" in capsys.readouterr().out


def test_one_file_is_refused_unless_it_is_asked_for(files, capsys):
    assert main(["label-noise", files[0]]) == 2
    assert "at least 2 models, got 1" in capsys.readouterr().err
    assert main(["label-noise", "--min-models", "1", files[0]]) == 0
    assert "2 suspects" in capsys.readouterr().out


def test_files_of_one_name_are_told_apart_by_their_paths(tmp_path, capsys):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    files = [write(tmp_path / name / "pred.json", ROWS) for name in "ab"]
    assert main(["label-noise", *files]) == 0
    assert f"2 models ({files[0]}, {files[1]})" in capsys.readouterr().out


def test_a_reference_that_differs_between_files_is_named_and_the_first_counts(files, tmp_path, capsys):
    other = write(tmp_path / "other.json", [("q", "H _ { z }", "H _ { z }")])
    assert main(["label-noise", files[0], other]) == 1
    output = capsys.readouterr()
    assert "other.json: 1 with another reference than before, which counts: 'q'" in output.err
    assert "1. q: layout" in output.out


def test_counts_beside_the_references_are_held_against_them(files, tmp_path, capsys):
    counts = tmp_path / "counts.tsv"
    counts.write_text("r\tz: 1\np\tX: 1\n", encoding="utf-8")
    assert main(["label-noise", "--counts", str(counts), *files]) == 0
    assert "1. r: counts, counts: only in the reference: y; only in what came with it: z" in capsys.readouterr().out
    counts.write_text("r\tz = 1\n", encoding="utf-8")
    assert main(["label-noise", "--counts", str(counts), *files]) == 1
    assert "(id 'r')" in capsys.readouterr().err


def test_mixed_notation_is_said_at_the_end(tmp_path, capsys):
    rows = [("a", r"x \le 1", r"x \le 1"), ("b", r"x \leq 1", r"x \leq 1"), ("c", r"y \leq 1", r"y \leq 1")]
    files = [write(tmp_path / name, rows) for name in ("m.json", "n.json")]
    assert main(["label-noise", *files]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == r"mixed notation: \leq in 2 (b), \le in 1 (a)"
    assert main(["label-noise", "--json", *files]) == 0
    assert json.loads(capsys.readouterr().out)["forms"] == {"\\leq": 2, "\\le": 1}


def test_a_bad_record_is_named_or_skipped(files, tmp_path, capsys):
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps([{"img_id": "q", "gt": "H z", "pred": "H _ { z }"}, {"img_id": "r", "gt": "y"}]))
    assert main(["label-noise", files[0], str(bad)]) == 2
    assert "bad.json" in capsys.readouterr().err
    assert main(["label-noise", "--on-bad", "skip", files[0], str(bad)]) == 1
    output = capsys.readouterr()
    assert "1 skipped" in output.err
    assert "1. q: layout" in output.out


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path, capsys):
    files = [write(tmp_path / name, [("a\x1b[2J", "H z", "H _ { z }")]) for name in ("m.json", "n.json")]
    main(["label-noise", *files])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.real_data
def test_published_predictions_of_crohme_2014(real_data, capsys):
    folder = real_data / "predictions"
    files = [str(folder / "unimumer/crohme_2014_pred.json"), str(folder / "comer/2014_pred.json")]
    assert main(["label-noise", *files, "--show", "15"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("986 references, 2 models (crohme_2014_pred, 2014_pred): 63 suspects (")
    assert "14. RIT_2014_69: surplus, 2 models, DELETE:= " in shown
