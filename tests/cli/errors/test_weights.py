"""``hmer-kit sampling-weights``: what is confused weighs more, from predictions or from a stored table."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main


@pytest.fixture
def files(tmp_path):
    rows = [{"img_id": str(number), "gt": "X + y", "pred": "x + y"} for number in range(30)]
    (tmp_path / "pred.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "train.tsv").write_text("hard\tX\neasy\ty\nno\t+\n", encoding="utf-8")
    return str(tmp_path / "train.tsv"), str(tmp_path / "pred.json")


def test_what_is_confused_weighs_most_and_the_order_is_that_of_the_data(files, capsys):
    assert main(["sampling-weights", files[0], "--confusions", files[1], "--max-weight", "3"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [name for name, _ in rows] == ["hard", "easy", "no"]
    hard, easy, _ = (float(weight) for _, weight in rows)
    assert hard == 3
    assert 1 <= easy < 2


def test_a_stored_table_gives_the_same_weights(files, capsys, tmp_path):
    table = tmp_path / "table.json"
    assert main(["confusions", files[1], "--as", "store", "--output", str(table)]) == 0
    capsys.readouterr()
    found = []
    for source in (files[1], str(table)):
        assert main(["sampling-weights", files[0], "--confusions", source, "--json"]) == 0
        found.append(capsys.readouterr().out)
    assert found[0] == found[1]
    assert [json.loads(line)["id"] for line in found[0].splitlines()] == ["hard", "easy", "no"]


def test_weights_are_written_to_a_new_file(files, tmp_path, capsys):
    out = tmp_path / "weights.tsv"
    words = ["sampling-weights", files[0], "--confusions", files[1], "--output", str(out)]
    assert main(words) == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
    assert main(words) == 2
    assert main(["sampling-weights", files[0]]) == 2
    assert main(["sampling-weights", files[0], "--confusions", str(tmp_path / "none.json")]) == 2
