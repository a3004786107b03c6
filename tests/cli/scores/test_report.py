"""``hmer-kit report``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hmer_kit.cli import main

GOOD = [{"gt": "X + 1", "pred": "X + 1", "img_id": "a"}, {"gt": "y", "pred": "z", "img_id": "b"}]
OTHER = [{"gt": "X + 1", "pred": "x + 1", "img_id": "a"}, {"gt": "y", "pred": "z", "img_id": "b"}]
QUICK = ["--resamples", "20"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder of its own, with files of predictions."""
    monkeypatch.chdir(tmp_path)
    for name, rows in (("good", GOOD), ("other", OTHER)):
        (tmp_path / f"{name}.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def page(place, name="report.html"):
    return (place / name).read_text(encoding="utf-8")


def headings(html):
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", html)


def test_a_file_alone_becomes_a_report_that_says_where_it_is(place, capsys):
    assert main(["report", "good.json", *QUICK]) == 0
    output = capsys.readouterr()
    assert output.out == "report.html: 2 samples, 0 pictures\n"
    assert output.err == ""
    html = page(place)
    assert "<h1>good</h1>" in html
    assert {"Scores", "Confusions", "Samples", "Run settings"} <= set(headings(html))
    assert "Comparison" not in html


def test_against_compares_and_both_models_vote_on_references(place):
    assert main(["report", "good.json", "--against", "other.json", "--title", "New & old", *QUICK]) == 0
    html = page(place)
    assert "<h1>New &amp; old</h1>" in html
    assert "good against other" in headings(html)
    assert "References that deserve a second look" in headings(html)
    assert 'data-set="right here, wrong in other"' in html


def test_further_files_have_a_row_each(place):
    assert main(["report", "good.json", "other.json", *QUICK]) == 0
    heads = re.findall(r'<th scope="row">([^<]+)', page(place))
    assert heads[:2] == ["good", "other"]
    assert "against" not in " ".join(headings(page(place)))


def test_pictures_and_writers_come_from_a_data_set(place, write_part, capsys):
    write_part(place / "test", ["y", "X + 1"])
    rows = [{"gt": "y", "pred": "y", "img_id": "test_0"}, {"gt": "q", "pred": "q", "img_id": "elsewhere"}]
    (place / "named.json").write_text(json.dumps(rows), encoding="utf-8")
    assert main(["report", "named.json", "--data", "test", *QUICK]) == 0
    output = capsys.readouterr()
    assert output.out == "report.html: 2 samples, 1 picture\n"
    assert output.err == "hmer-kit: 1 sample without a picture in test\n"


def test_a_picture_that_cannot_be_read_is_named_and_exit_code_1(place, write_part, capsys):
    write_part(place / "test", ["y"])
    (place / "test/images/test_0.png").write_bytes(b"\x89PNG\r\n\x1a\nno picture")
    (place / "named.json").write_text(json.dumps([{"gt": "y", "pred": "y", "img_id": "test_0"}]), encoding="utf-8")
    assert main(["report", "named.json", "--data", "test", *QUICK]) == 1
    assert "picture of sample 'test_0'" in capsys.readouterr().err


def test_the_whole_test_set_counts_and_misfits_are_named(place, capsys):
    (place / "captions.tsv").write_text("a\tX + 1\nc\t3\n", encoding="utf-8")
    assert main(["report", "good.json", "--references", "captions.tsv", *QUICK]) == 1
    assert "good.json: 1 without a reference, left out: 'b'" in capsys.readouterr().err
    html = page(place)
    assert "good: 1 without a prediction, counted as wrong: &#39;c&#39;" in html
    assert "good: 1 without a reference, left out" in html


def test_a_training_log_becomes_a_curve_and_its_bad_lines_are_named(place, capsys):
    (place / "metrics.csv").write_text("step,train_loss\n0,4.0\n9,oops\n19,1.0\n", encoding="utf-8")
    assert main(["report", "good.json", "--log", ".", *QUICK]) == 1
    assert "metrics.csv line 3: expected a number as train_loss" in capsys.readouterr().err
    assert "Learning curve" in headings(page(place))


def test_bad_records_are_left_out_if_that_is_asked_for(place, capsys):
    rows = [*GOOD, {"gt": "x", "img_id": "c"}]
    (place / "bad.json").write_text(json.dumps(rows), encoding="utf-8")
    assert main(["report", "bad.json", *QUICK]) == 2
    assert not (place / "report.html").exists()
    assert main(["report", "bad.json", "--on-bad", "skip", *QUICK]) == 1
    assert "2 read, 1 skipped" in capsys.readouterr().err
    assert "bad: 1 bad records, left out" in page(place)


def test_runs_that_share_no_sample_are_said_to(place, capsys):
    (place / "far.json").write_text(json.dumps([{"gt": "1", "pred": "1", "img_id": "z"}]), encoding="utf-8")
    assert main(["report", "good.json", "--against", "far.json", *QUICK]) == 1
    error = capsys.readouterr().err
    assert "not compared: 2 samples (only in good)" in error
    assert "not compared: 1 sample (only in far)" in error


def test_protocols_and_groupings_are_chosen(place):
    options = ["--protocol", "loose,exact", "--by", "brace_depth", "--measures", "bleu"]
    rows = [*GOOD, {"gt": "x ^ { 2 }", "pred": "x", "img_id": "c"}]
    (place / "deep.json").write_text(json.dumps(rows), encoding="utf-8")
    assert main(["report", "deep.json", *options, *QUICK]) == 0
    html = page(place)
    assert "The same predictions under 2 protocols" in headings(html)
    assert html.index('<th scope="row">loose') < html.index('<th scope="row">exact')
    assert "By depth of braces" in html
    assert "By length" not in html


def test_json_says_what_is_in_the_report(place, capsys):
    assert main(["report", "good.json", "--json", "--output", "runs/1.html", *QUICK]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "file": "runs/1.html",
        "samples": 2,
        "pictures": 0,
        "without_picture": 0,
        "unreadable_pictures": [],
        "notes": [],
    }
    assert (place / "runs/1.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["good.json", "--output", "./good.json"], "got one of its own sources"),
        (["good.json", "--log", "good.json", "--output", "a.html"], "expected a training log with the column 'step'"),
        (["absent.json"], "absent.json"),
        (["good.json", "good.json"], "each file of predictions once"),
        (["good.json", "--protocol", "lose"], "expected a protocol out of"),
        (["good.json", "--resamples", "0"], "expected a whole number of 1 or more"),
        (["good.json", "--seed", "-1"], "seed"),
        (["good.json", "--data", "absent"], "absent"),
    ],
)
def test_what_cannot_be_done_is_one_message_and_exit_code_2(place, capsys, arguments, said):
    before = (place / "good.json").read_bytes()
    assert main(["report", *arguments]) == 2
    output = capsys.readouterr()
    assert said in output.err
    assert output.out == ""
    assert (place / "good.json").read_bytes() == before
    assert not list(place.glob("*.html"))


def test_the_other_run_may_stand_among_the_files(place):
    assert main(["report", "good.json", "other.json", "--against", "other.json", *QUICK]) == 0
    assert "good against other" in headings(page(place))


def test_hostile_file_names_stay_text(place, capsys):
    name = "<img src=x onerror=alert(1)>\x1b[2J"
    (place / f"{name}.json").write_text(json.dumps(GOOD), encoding="utf-8")
    assert main(["report", f"{name}.json", "--output", f"{name}.html", *QUICK]) == 0
    assert "\x1b" not in capsys.readouterr().out
    assert "<img" not in page(place, f"{name}.html").split("<script")[0]


def test_help_gives_examples_and_exit_codes(capsys):
    assert main(["report", "--help"]) == 0
    text = capsys.readouterr().out
    assert "  hmer-kit report predictions.json" in text
    assert "exit codes:" in text


@pytest.mark.real_data
def test_published_runs_against_each_other(real_data, tmp_path, capsys):
    ours, theirs = (
        str(real_data / "predictions" / name) for name in ("unimumer/crohme_2014_pred.json", "comer/2014_pred.json")
    )
    target = tmp_path / "report.html"
    assert main(["report", ours, "--against", theirs, "--output", str(target), *QUICK]) == 0
    assert "not compared: 1 sample (only in crohme_2014_pred)" in capsys.readouterr().err
    html = target.read_text(encoding="utf-8")
    flipped = dict(re.findall(r"<dt>([^<]+)</dt><dd>(?:<button[^>]*>)?([\d,]+)", html))
    rows = [
        {row["img_id"]: row["gt"] == row["pred"] for row in json.loads(Path(file).read_text(encoding="utf-8"))}
        for file in (ours, theirs)
    ]
    shared = [(rows[0][name], rows[1][name]) for name in rows[0].keys() & rows[1].keys()]
    assert flipped["right in crohme_2014_pred alone"] == str(shared.count((True, False)))
    assert flipped["right in 2014_pred alone"] == str(shared.count((False, True)))
