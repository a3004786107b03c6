from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import Prediction, read_bare_predictions, read_predictions
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path


def _write(folder: Path, content: object, *, name: str = "pred.json") -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def _triples(file: Path) -> list[tuple[str, str, str | None]]:
    return [(record.id, record.reference, record.prediction) for record in read_predictions(file).records]


ROW = {"gt": "x", "pred": "X", "img_id": "a", "image_path": "./a.jpg"}


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        {"reference": "x", "prediction": "X", "id": "a"},
        {"target": "x", "preds": "X", "id": "a"},
        {"gt": "x", "prediction": "X", "pred": "X", "img_id": "a", "id": 7},
    ],
)
def test_names_of_the_fields(tmp_path: Path, row: dict[str, object]) -> None:
    assert _triples(_write(tmp_path, [row])) == [("a", "x", "X")]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([ROW, {**ROW, "img_id": "b"}]),
        json.dumps(ROW) + "\n" + json.dumps({**ROW, "img_id": "b"}) + "\n",
        json.dumps(ROW) + "\r\n\r\n" + json.dumps({**ROW, "img_id": "b"}),
        json.dumps({"preds": ["X", "X"], "target": ["x", "x"], "ids": ["a", "b"]}),
        json.dumps({"gt": ["x", "x"], "pred": ["X", "X"], "img_id": ["a", "b"], "about": "a set"}, indent=2),
        "\ufeff" + json.dumps([ROW, {**ROW, "img_id": "b"}]),
    ],
    ids=["list", "lines", "crlf-lines", "columns", "released-columns", "bom"],
)
def test_layouts(tmp_path: Path, content: str) -> None:
    assert _triples(_write(tmp_path, content)) == [("a", "x", "X"), ("b", "x", "X")]


@pytest.mark.parametrize("name", ["one.json", "one.jsonl"])
def test_single_line_is_one_record(tmp_path: Path, name: str) -> None:
    assert _triples(_write(tmp_path, ROW, name=name)) == [("a", "x", "X")]


def test_line_separators_inside_strings_do_not_end_a_line(tmp_path: Path) -> None:
    rows = [{"gt": "x\u2028y\x85", "pred": "\u2029", "id": str(n)} for n in range(2)]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    assert _triples(_write(tmp_path, content, name="p.jsonl")) == [
        ("0", "x\u2028y\x85", "\u2029"),
        ("1", "x\u2028y\x85", "\u2029"),
    ]


def test_records_without_ids_are_numbered(tmp_path: Path) -> None:
    assert [triple[0] for triple in _triples(_write(tmp_path, [{"gt": "x", "pred": "y"}] * 2))] == ["1", "2"]
    columns = _write(tmp_path, {"preds": ["y", "y"], "target": ["x", "x"]})
    assert [triple[0] for triple in _triples(columns)] == ["1", "2"]


def test_strings_are_kept_as_they_are(tmp_path: Path) -> None:
    row = {"gt": " x \n", "pred": "", "id": 12}
    assert _triples(_write(tmp_path, [row])) == [("12", " x \n", "")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"gt": "x", "img_id": "b"}, "expected 'pred', found no such key"),
        ({"pred": "x", "img_id": "b"}, "expected 'gt', found no such key"),
        ({"gt": None, "pred": "x", "img_id": "b"}, "'gt': expected a string, got null"),
        ({"gt": "x", "pred": None, "img_id": "b"}, "'pred': expected a string, got null"),
        ({"gt": "x", "pred": ["x"], "img_id": "b"}, "'pred': expected a string, got a list"),
        ({"gt": "x", "pred": 3, "img_id": "b"}, "'pred': expected a string, got a number"),
        ({"gt": "x", "pred": True, "img_id": "b"}, "'pred': expected a string, got true or false"),
        ({"gt": "x", "pred": {}, "img_id": "b"}, "'pred': expected a string, got an object"),
        ({"gt": "x", "pred": "\ud800", "img_id": "b"}, "surrogate"),
        ({"gt": "x", "target": "y", "pred": "x", "img_id": "b"}, "'gt' and 'target' differ; keep one of them"),
        ({"gt": "x", "pred": "x"}, "expected 'img_id' as in other records"),
        ({"gt": "x", "pred": "x", "img_id": None}, "'img_id': expected a string, got null"),
        ({"gt": "x", "pred": "x", "img_id": " "}, "'img_id': expected an id, got an empty string"),
        ({"gt": "x", "pred": "x", "img_id": True}, "'img_id': expected a string, got true or false"),
        ({"gt": "x", "pred": "x", "img_id": "a"}, "id came before"),
        (None, "expected an object, got null"),
        ("x", "expected an object, got a string"),
    ],
)
@pytest.mark.parametrize("layout", ["list", "lines"])
def test_bad_record_is_an_error_or_a_named_skip(tmp_path: Path, row: object, reason: str, layout: str) -> None:
    rows = [ROW, row, {**ROW, "img_id": "c"}]
    content: object = rows if layout == "list" else "\n".join(map(json.dumps, rows))
    unit = "record" if layout == "list" else "line"
    file = _write(tmp_path, content)
    with pytest.raises(DataError) as caught:
        read_predictions(file)
    assert f"1 of 3 records in {file} is bad: {unit} 2" in str(caught.value)
    assert reason in str(caught.value)
    assert (caught.value.code, caught.value.line) == ("bad_records", 2)
    result = read_predictions(file, on_bad="skip")
    assert [record.id for record in result.records] == ["a", "c"]
    (skip,) = result.skipped
    assert reason in skip.reason
    assert f"{unit} 2" in skip.where


def test_error_counts_all_and_names_the_first_few(tmp_path: Path) -> None:
    rows = [{"gt": "x", "img_id": f"r{n}"} if n % 2 else {**ROW, "img_id": f"r{n}"} for n in range(100)]
    with pytest.raises(DataError) as caught:
        read_predictions(_write(tmp_path, rows))
    message = str(caught.value)
    assert "50 of 100 records" in message
    assert "record 2 (id 'r1')" in message
    assert "record 6 (id 'r5')" in message
    assert "record 8" not in message
    assert "and 47 more" in message
    assert caught.value.record_id == "r1"
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (str(copy), copy.line) == (message, 2)


def test_message_stays_short_whatever_the_ids_hold(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_predictions(_write(tmp_path, [{"img_id": "a\n" * 100_000}, {"img_id": "\x1b[31m"}]))
    assert len(str(caught.value)) < 800
    assert "\n" not in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_broken_line_is_bad_like_any_other(tmp_path: Path) -> None:
    file = _write(tmp_path, json.dumps(ROW) + '\n{"gt": \n', name="p.jsonl")
    with pytest.raises(DataError, match=r"1 of 2 records .* line 2: broken JSON: Expecting value at column 8"):
        read_predictions(file)
    assert len(read_predictions(file, on_bad="skip").records) == 1


def test_object_with_a_key_twice_is_bad(tmp_path: Path) -> None:
    file = _write(tmp_path, '[{"gt": "x", "pred": "y", "pred": "z"}]')
    with pytest.raises(DataError, match="the key 'pred' stands there twice"):
        read_predictions(file)


@pytest.mark.parametrize("on_bad", ["raise", "skip"])
@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"preds": ["x"] * 3, "target": ["x"] * 2}, "expected lists of equal length .* got 3 'preds', 2 'target'"),
        ({"preds": ["x"], "target": ["x"], "ids": []}, "got 1 'preds', 1 'target', 0 'ids'"),
        ({"preds": ["x"]}, "the lists 'preds' and 'target'.* got an object with the keys 'preds'"),
        ({"preds": ["x"], "target": "x"}, "got an object with the keys 'preds', 'target'"),
        ({"about": "x", "samples": []}, "with the keys 'about', 'samples'"),
        ({}, r"with the keys \(none\)"),
    ],
)
def test_columns_must_be_there_and_of_equal_length(tmp_path: Path, columns: object, says: str, on_bad) -> None:
    with pytest.raises(DataError, match=says):
        read_predictions(_write(tmp_path, columns), on_bad=on_bad)


def test_bad_cells_of_columns_are_named_by_record(tmp_path: Path) -> None:
    file = _write(tmp_path, {"preds": ["x", None], "target": ["x", "y"]})
    with pytest.raises(DataError, match="record 2: 'preds': expected a string, got null"):
        read_predictions(file)


def test_empty_layouts_hold_nothing(tmp_path: Path) -> None:
    for content in ("[]", '{"preds": [], "target": []}'):
        assert read_predictions(_write(tmp_path, content)).records == []


@pytest.mark.parametrize("on_bad", ["raise", "skip"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ('[{"gt": "x", ', "broken_json"),
        ('{"gt": "x", ', "broken_json"),
        ("[" * 200_000, "broken_json"),
        ("[{'gt': 'x'}]", "broken_json"),
        ("\0\0\0", "broken_json"),
        ('"x"', "no_list"),
    ],
)
def test_unreadable_files_are_errors_in_either_mode(tmp_path: Path, content: str, code: str, on_bad) -> None:
    file = _write(tmp_path, content)
    with pytest.raises(DataError) as caught:
        read_predictions(file, on_bad=on_bad)
    assert (caught.value.code, caught.value.path) == (code, str(file))


def test_missing_file_and_unknown_mode(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="expected a prediction file, found no such file"):
        read_predictions(tmp_path / "no.json")
    with pytest.raises(InputError, match="expected on_bad to be 'raise' or 'skip', got 'ignore'"):
        read_predictions(tmp_path / "no.json", on_bad="ignore")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [
        [{"img_id": "a", "pred": "X"}, {"img_id": "b", "gt": "y", "pred": "Y"}],
        '{"id": "a", "prediction": "X"}\n{"id": "b", "prediction": "Y", "target": "y"}',
    ],
    ids=["list", "lines"],
)
def test_references_may_be_absent_where_none_are_needed(tmp_path: Path, content: object) -> None:
    file = _write(tmp_path, content)
    assert read_bare_predictions(file).records == [Prediction("a", "X"), Prediction("b", "Y", reference="y")]
    with pytest.raises(DataError, match=r"1 of 2 records .*expected 'gt', found no such key. Repair them"):
        read_predictions(file)


def test_columns_may_be_predictions_alone_where_no_references_are_needed(tmp_path: Path) -> None:
    file = _write(tmp_path, {"preds": ["X", "Y"], "ids": ["a", "b"]})
    assert read_bare_predictions(file).records == [Prediction("a", "X"), Prediction("b", "Y")]
    for columns in ({"preds": ["X"], "target": "x"}, {"target": ["x"], "ids": ["a"]}):
        with pytest.raises(DataError, match="an object with the lists 'preds' and 'target'"):
            read_bare_predictions(_write(tmp_path, columns))


def test_a_reference_that_is_there_must_be_a_string(tmp_path: Path) -> None:
    file = _write(tmp_path, [{"img_id": "a", "gt": None, "pred": "X"}])
    with pytest.raises(DataError, match="'gt': expected a string, got null"):
        read_bare_predictions(file)


def test_a_file_without_any_reference_says_how_to_read_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"2 of 2 records .* Predictions without references are read by read_bare"):
        read_predictions(_write(tmp_path, [{"img_id": "a", "pred": "X"}, {"img_id": "b", "pred": "Y"}]))
