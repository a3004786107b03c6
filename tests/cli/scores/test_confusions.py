"""``hmer-kit confusions``: counted as by hand, in every form that others read; hostile tokens stay texts."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from hmer_kit.cli import main
from hmer_kit.error_mining import ConfusionTable

PAIRS = [("X + 1", "x + 1"), ("X", "x"), ("c", "C"), (r"a \to b", r"a \rightarrow b"), ("y", "y"), ("z 2", "z")]
EXPECTED = {("X", "x"): 2, ("c", "C"): 1, (r"\to", r"\rightarrow"): 1, ("2", ""): 1}


def write(path, pairs):
    rows = [{"img_id": f"s{number}", "gt": gt, "pred": pred} for number, (gt, pred) in enumerate(pairs)]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def file(tmp_path):
    return write(tmp_path / "pred.json", PAIRS)


def shown(capsys, *words):
    assert main(["confusions", *words]) == 0
    return capsys.readouterr().out


def test_the_table_counts_pairs_and_names_samples(file, capsys):
    lines = shown(capsys, file).splitlines()
    assert lines[1].split()[:3] == ["X", "x", "2"]
    assert lines[1].endswith("s0, s1")
    assert any(line.split()[:3] == ["2", "(nothing)", "1"] for line in lines)
    assert lines[-1].startswith("4 of 4 pairs, 5 edits; 5 of 6 samples wrong, 1 of them in notation only")


def test_csv_and_json_hold_the_counts_made_by_hand(file, capsys):
    rows = list(csv.DictReader(io.StringIO(shown(capsys, file, "--as", "csv"))))
    assert {(row["reference"], row["prediction"]): int(row["count"]) for row in rows} == EXPECTED
    values = json.loads(shown(capsys, file, "--json"))
    assert {(row["reference"], row["prediction"]): row["count"] for row in values["confusions"]} == EXPECTED


@pytest.mark.parametrize(("only", "pairs"), [("ink", 3), ("notation", 1)])
def test_ink_and_notation_are_told_apart(file, capsys, only, pairs):
    assert len(json.loads(shown(capsys, file, "--json", "--only", only))["confusions"]) == pairs


def test_graphs_of_every_format_have_the_same_edges(file, capsys, tmp_path):
    expected = {(one, other or "(nothing)"): count for (one, other), count in EXPECTED.items()}
    out = tmp_path / "graph.graphml"
    assert main(["confusions", file, "--as", "graphml", "--output", str(out)]) == 0
    capsys.readouterr()
    graph = nx.read_graphml(out)
    assert {(one, other): data["count"] for one, other, data in graph.edges(data=True)} == expected
    links = json.loads(shown(capsys, file, "--as", "node_link"))["edges"]
    assert {(link["source"], link["target"]): link["count"] for link in links} == expected
    dot = shown(capsys, file, "--as", "dot")
    assert '"X" -> "x" [label=2, weight=2];' in dot
    assert dot.count("->") == len(expected)


@pytest.mark.parametrize("form", ["heat_map", "graph"])
def test_pictures_are_svg(file, capsys, form):
    root = ET.fromstring(shown(capsys, file, "--as", form))  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_what_is_stored_is_read_back(file, capsys):
    table = ConfusionTable.from_json(shown(capsys, file, "--as", "store"))
    assert {(pair.reference, pair.prediction): count for pair, count in table.counts.items()} == EXPECTED


def test_several_files_are_counted_together_and_symbols_families_and_cycles_shown(file, capsys, tmp_path):
    other = write(tmp_path / "other.json", [("x", "X")])
    text = shown(capsys, file, other, "--symbols", "--families", "--cycles")
    assert "X -> x -> X (2, 1)" in text
    assert "X x (3 inside, 0 with others)" in text
    assert "symbols that go wrong" in text


def test_two_files_are_compared_by_exact_tests(capsys, tmp_path):
    before = write(tmp_path / "before.json", [("X", "x")] * 12)
    after = write(tmp_path / "after.json", [("X", "X")] * 12)
    assert "1 repaired" in shown(capsys, after, "--against", before)
    [change] = json.loads(shown(capsys, after, "--against", before, "--json"))["changes"]
    assert (change["verdict"], change["before"], change["after"]["count"]) == (
        "repaired", {"count": 12, "total": 12}, 0,
    )  # fmt: skip
    assert main(["confusions", after, "--against", before, "--as", "dot"]) == 2


def test_a_token_can_neither_steer_the_terminal_nor_break_a_graph(capsys, tmp_path):
    file = write(tmp_path / "pred.json", [('x"]; y', "\x1b[2J \x00")])
    for form in ("table", "markdown", "csv", "dot", "graphml", "heat_map", "graph"):
        text = shown(capsys, file, "--as", form)
        assert "\x1b" not in text
        assert "\x00" not in text
        if form == "graphml":
            ET.fromstring(text)  # noqa: S314 - our own


def test_an_output_that_is_there_stays_unless_it_is_to_be_replaced(file, capsys, tmp_path):
    out = tmp_path / "map.svg"
    out.write_text("mine", encoding="utf-8")
    words = ["confusions", file, "--as", "heat_map", "--output", str(out)]
    assert main(words) == 2
    assert "expected an output that is not there yet" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "mine"
    assert main([*words, "--replace"]) == 0
    assert out.read_text(encoding="utf-8").startswith("<svg")


def test_bad_records_are_named_and_a_missing_file_is_an_error(capsys, tmp_path):
    file = tmp_path / "pred.json"
    file.write_text('[{"img_id": "a", "gt": "x", "pred": "x"}, {"img_id": "b"}]', encoding="utf-8")
    assert main(["confusions", str(file)]) == 1
    assert "1 skipped" in capsys.readouterr().err
    assert main(["confusions", str(tmp_path / "none.json")]) == 2
