"""``hmer-kit check-labels``: planted faults are found by text, counts, graphs and ink; a clean set is clean."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main

SEGMENTED = """<ink><annotation type="truth">${latex}$</annotation>
<trace id="0">0 0, 30 30</trace><trace id="1">40 0, 60 30</trace>
<traceGroup><traceGroup><annotation type="truth">x</annotation><traceView traceDataRef="0"/></traceGroup>
<traceGroup><annotation type="truth">y</annotation><traceView traceDataRef="1"/></traceGroup></traceGroup></ink>"""


def findings(capsys, *words, code):
    assert main(["check-labels", *words, "--json"]) == code
    return {(row["id"], row["kind"]) for row in map(json.loads, capsys.readouterr().out.splitlines())}


def test_a_clean_set_has_no_finding(captions, capsys):
    assert main(["check-labels", captions("c.tsv", "x + 1", r"\frac { a } { b }")]) == 0
    assert capsys.readouterr().out == "2 records, 0 with something to look at\n"


def test_planted_faults_are_found(captions, capsys):
    source = captions("c.tsv", "x", "{ x", r"\frac{a}{b}", "x } y")
    found = findings(capsys, source, code=1)
    assert {("1", "unparsed"), ("2", "spacing"), ("3", "unparsed")} <= found
    assert not {name for name, _ in found} & {"0"}


def test_counts_graphs_and_a_spelling_are_held_against_the_labels(captions, capsys, tmp_path):
    source = captions("c.tsv", a="x + y", b=r"x \le 1", c="z ^ { 2 }")
    counts = captions("counts.tsv", a="x: 2, +: 1", c="z: 1, ^: 1, 2: 1")
    graphs = tmp_path / "lg"
    graphs.mkdir()
    (graphs / "c.lg").write_text("O, z, z, 1.0, 0\nO, t, 2, 1.0, 1\nR, z, t, Sub, 1.0\n", encoding="utf-8")
    words = [source, "--counts", counts, "--graphs", str(graphs), "--dialect", "crohme"]
    assert findings(capsys, *words, code=1) == {("a", "counts"), ("b", "notation"), ("c", "graph")}


def test_ink_is_held_against_the_label_where_it_has_symbols(tmp_path, capsys):
    folder = tmp_path / "ink"
    folder.mkdir()
    for name, latex in (("good", "x y"), ("bad", "x z")):
        (folder / f"{name}.inkml").write_text(SEGMENTED.format(latex=latex), encoding="utf-8")
    assert findings(capsys, str(folder), "--ink", "--no-pictures", code=1) == {("bad", "ink")}
    assert findings(capsys, str(folder), "--no-pictures", code=0) == set()


def test_a_blank_picture_is_a_finding_unless_no_picture_is_looked_at(folder, capsys):
    from PIL import Image

    Image.new("L", (20, 20), 0).save(folder / "test2014" / "images" / "test2014_1.png")
    assert ("test2014_1", "picture") in findings(capsys, str(folder / "test2014"), code=1)
    assert findings(capsys, str(folder / "test2014"), "--no-pictures", code=0) == set()


@pytest.mark.real_data
def test_the_damaged_references_of_crohme_2023_are_found(real_data, capsys):
    assert main(["check-labels", str(real_data / "captions" / "crohme2023_test.tsv")]) == 1
    rows = [line.split("  ") for line in capsys.readouterr().out.splitlines()]
    [braces] = [row for row in rows if "closing braces missing" in row and row[0] == "braces"]
    assert "609" in braces  # as the README of the data counts them


def test_each_finding_is_a_line_and_bad_evidence_is_named(captions, capsys):
    source, counts = captions("c.tsv", "{ x"), captions("counts.tsv", "no counts")
    assert main(["check-labels", source, "--list", "--counts", counts]) == 1
    output = capsys.readouterr()
    assert "record 1 (id '0'): closing braces missing" in output.out
    assert "counts.tsv" in output.err
