from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hmer_kit.data import Record, read_predictions, write_predictions
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

texts = st.text(st.characters(exclude_categories=["Cs"]))
cells = st.text(st.sampled_from('a\\{,;\t"\n\r $%\ufeff\u2028é')) | texts.map(lambda text: text.replace("\0", ""))


def records(strings: st.SearchStrategy[str]) -> st.SearchStrategy[list[Record]]:
    ids = strings.filter(lambda text: bool(text.strip()))
    one = st.builds(Record, ids, strings, prediction=strings)
    return st.lists(one, unique_by=lambda record: record.id, max_size=5)


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".ndjson", ""])
@example(found=[])
@given(found=records(texts))
def test_reading_what_was_written_gives_it_back(tmp_path_factory, suffix: str, found: list[Record]) -> None:
    file = tmp_path_factory.mktemp("data") / f"pred{suffix}"
    write_predictions(file, found)
    assert read_predictions(file).records == found


@pytest.mark.parametrize("suffix", [".csv", ".tsv"])
@given(found=records(cells))
def test_reading_a_table_that_was_written_gives_it_back(tmp_path_factory, suffix: str, found: list[Record]) -> None:
    file = tmp_path_factory.mktemp("data") / f"pred{suffix}"
    write_predictions(file, found)
    assert read_predictions(file).records == found


@given(found=records(cells))
def test_the_csv_module_reads_the_same(tmp_path_factory, found: list[Record]) -> None:
    file = tmp_path_factory.mktemp("data") / "pred.CSV"
    write_predictions(file, found)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, strict=True))
    assert [(row["img_id"], row["gt"], row["pred"]) for row in rows] == [
        (record.id, record.reference, record.prediction) for record in found
    ]


@given(found=records(cells))
def test_tables_that_the_csv_module_writes_are_read(tmp_path_factory, found: list[Record]) -> None:
    file = tmp_path_factory.mktemp("data") / "pred.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["img_id", "gt", "pred"])
        writer.writerows([record.id, record.reference, record.prediction] for record in found)
    assert read_predictions(file).records == found


def test_written_layout_is_that_of_the_released_files(tmp_path: Path) -> None:
    write_predictions(tmp_path / "p.json", [Record("a", "\\frac 求", prediction="x")])
    expected = '[\n  {\n    "gt": "\\\\frac 求",\n    "pred": "x",\n    "img_id": "a"\n  }\n]'
    assert (tmp_path / "p.json").read_text(encoding="utf-8") == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("p.csv", 'img_id,gt,pred\na,"f ( x , y )",\\frac é\n'),
        ("p.tsv", "img_id\tgt\tpred\na\tf ( x , y )\t\\frac é\n"),
        ("p.jsonl", json.dumps({"gt": "f ( x , y )", "pred": "\\frac é", "img_id": "a"}, ensure_ascii=False) + "\n"),
    ],
)
def test_the_name_decides_on_the_format(tmp_path: Path, name: str, expected: str) -> None:
    write_predictions(tmp_path / name, [Record("a", "f ( x , y )", prediction="\\frac é")])
    assert (tmp_path / name).read_text(encoding="utf-8") == expected


@pytest.mark.parametrize("name", ["p.json", "p.jsonl", "p.csv", "p.tsv"])
@pytest.mark.parametrize(
    ("found", "says"),
    [
        ([Record("a", "x")], r"record 1 \(id 'a'\): 'pred': expected a string, got null"),
        ([Record("a", "x", prediction="x")] * 2, r"record 2 \(id 'a'\): its id came before"),
        ([Record("a", "\udfff", prediction="x")], "'gt': holds half a surrogate pair"),
        ([Record(" ", "x", prediction="x")], "its id is empty"),
        ([{"gt": "x"}], "expected a Record as item 1, got dict"),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path: Path, name: str, found, says: str) -> None:
    with pytest.raises(InputError, match=says):
        write_predictions(tmp_path / name, found)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("prediction", "says"),
    [("x\0", "'pred': holds a NUL character"), ("x" * (2**20 + 1), "'pred': longer than the 1048576 characters")],
)
def test_what_no_table_can_hold_is_not_written(tmp_path: Path, prediction: str, says: str) -> None:
    found = [Record("a", "x", prediction=prediction)]
    for name in ("p.csv", "p.tsv"):
        with pytest.raises(InputError, match=says):
            write_predictions(tmp_path / name, found)
    write_predictions(tmp_path / "p.jsonl", found)
    assert read_predictions(tmp_path / "p.jsonl").records == found


def test_the_longest_cell_is_read_back(tmp_path: Path) -> None:
    found = [Record("a", '"' * 2**20, prediction="x" * 2**20)]
    write_predictions(tmp_path / "p.csv", found)
    assert read_predictions(tmp_path / "p.csv").records == found


def test_places_for_which_there_is_no_writer(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="found something else there"):
        write_predictions(tmp_path, [])
