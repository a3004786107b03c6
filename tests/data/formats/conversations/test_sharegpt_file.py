"""Rows found by their places are the rows that reading the whole file gives."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import ShareGPTFile, conversation, read_sharegpt, write_sharegpt
from hmer_kit.data.formats.conversations import _json_index
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = ["x", 'a "quoted" \\frac { } [ ]', "é", "", "\\\\", "line\nbreak", '"', "}{][", "\\", "x" * 500]


def written(folder: Path, name: str = "train.json", *, indent: int | None = 4) -> Path:
    rows = [conversation(text, text + "y", images=["a.png"]) for text in TEXTS]
    file = folder / name
    if name.endswith("l"):
        write_sharegpt(file, rows, indent=None)
        file.write_text("\n\n".join(json.dumps(row) for row in json.loads(file.read_text())) + "\n")
    else:
        write_sharegpt(file, rows, indent=indent)
    return file


@pytest.mark.parametrize("chunk", [1, 2, 7, 64, 2**20])
@pytest.mark.parametrize(("name", "indent"), [("a.json", 4), ("a.json", None), ("a.json", 0), ("a.jsonl", None)])
def test_rows_are_those_of_the_whole_file(tmp_path, monkeypatch, chunk, name, indent) -> None:
    monkeypatch.setattr(_json_index, "_CHUNK", chunk)
    file = written(tmp_path, name, indent=indent)
    rows = ShareGPTFile(file)
    assert list(rows) == read_sharegpt(file).records
    assert rows[2:4] == read_sharegpt(file).records[2:4]
    assert pickle.loads(pickle.dumps(rows))[-1] == rows[-1]  # noqa: S301


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=5), st.sampled_from([None, 2]), st.booleans(), st.sampled_from([3, 50]))
def test_every_value_of_a_list_is_found_as_it_stands(tmp_path_factory, values, indent, ascii_only, chunk) -> None:
    file = tmp_path_factory.mktemp("json") / "a.json"
    file.write_text(json.dumps(values, indent=indent, ensure_ascii=ascii_only), encoding="utf-8", errors="replace")
    before, _json_index._CHUNK = _json_index._CHUNK, chunk
    try:
        index = _json_index.JsonIndex(file, what="file")
    finally:
        _json_index._CHUNK = before
    assert [json.loads(index.text(row)) for row in range(len(index))] == json.loads(file.read_text(encoding="utf-8"))


def test_a_row_that_is_no_conversation_is_named(tmp_path) -> None:
    file = tmp_path / "a.json"
    file.write_text('[{"images": [], "messages": []}, 7, "text", {"images": [], "images": []}]')
    rows = ShareGPTFile(file)
    assert len(rows) == 4
    for row, problem in enumerate(["one Message or more", "an object", "an object", "stands there twice"]):
        with pytest.raises(DataError, match=rf"a\.json record {row + 1}: .*{problem}"):
            rows[row]
    with pytest.raises(IndexError):
        rows[4]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty file"),
        (" \n", "empty file"),
        ('[{"a": 1}', "does not end"),
        ('[{"a": "1]', "does not end"),
        ("[1] 2", "something after the end"),
        ("[1][2]", "something after the end"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path, text, problem) -> None:
    file = tmp_path / "a.json"
    file.write_text(text)
    with pytest.raises(DataError, match=problem):
        ShareGPTFile(file)


def test_a_missing_file_is_named(tmp_path) -> None:
    with pytest.raises(DataError, match="found no such file"):
        ShareGPTFile(tmp_path / "a.json")


def test_a_file_that_was_changed_is_refused(tmp_path) -> None:
    file = written(tmp_path)
    rows = ShareGPTFile(file)
    file.write_text(file.read_text() + "\n")
    with pytest.raises(DataError, match="found it changed"):
        rows[0]


def test_a_string_of_quotes_that_does_not_end_is_refused_at_once(tmp_path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"a": "' + '\\"' * 2_000_000, encoding="utf-8")  # each quote may begin a string: 10**12 steps
    with pytest.raises(DataError, match="a string that does not end") as caught:
        _json_index.JsonIndex(path, what="file")
    assert caught.value.code == "broken_json"


def test_a_row_longer_than_the_limit_is_refused_without_being_held(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(_json_index, "MAX_ROW_BYTES", 1000)
    for name, text in (
        ("a.json", '["' + "x" * 5000 + '"]'),
        ("b.json", "[[" + "1," * 3000 + "1]]"),
        ("c.jsonl", "x" * 5000),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(DataError, match="of more than 1000 bytes"):
            ShareGPTFile(tmp_path / name)
