"""Data sets as LLaMA-Factory finds them."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import DATASET_INFO, conversation, read_llama_factory, write_dataset_info, write_sharegpt
from hmer_kit.exceptions import DataError, InputError

ROWS = [conversation("Read it.", "x", images=["a.png"]), conversation("Again.", "y", images=["b.png"])]


def info(folder):
    return json.loads((folder / DATASET_INFO).read_text(encoding="utf-8"))


def test_the_entry_is_that_of_the_readme(tmp_path):
    write_dataset_info(tmp_path, {"crohme": "train.json"})
    assert info(tmp_path) == {
        "crohme": {
            "file_name": "train.json",
            "formatting": "sharegpt",
            "columns": {"messages": "messages", "images": "images"},
            "tags": {
                "role_tag": "from",
                "content_tag": "value",
                "user_tag": "human",
                "assistant_tag": "gpt",
                "system_tag": "system",
            },
        }
    }


def test_entries_of_others_stay_and_an_older_one_of_that_name_goes(tmp_path):
    others = {"alpaca": {"file_name": "alpaca.json"}, "crohme": {"file_name": "old.json"}, "é": {"hf_hub_url": "x/y"}}
    (tmp_path / DATASET_INFO).write_text(json.dumps(others), encoding="utf-8")
    write_dataset_info(tmp_path, {"crohme": "train.json"})
    found = info(tmp_path)
    assert list(found) == ["alpaca", "crohme", "é"]
    assert (found["alpaca"], found["crohme"]["file_name"]) == (others["alpaca"], "train.json")


def test_a_file_that_is_no_object_is_left_as_it_is(tmp_path):
    for text in ("[1]", "{broken", '{"a": 1, "a": 2}'):
        (tmp_path / DATASET_INFO).write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="expected one JSON object"):
            write_dataset_info(tmp_path, {"crohme": "train.json"})
        assert (tmp_path / DATASET_INFO).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"a": "../train.json"}, "below the folder"),
        ({"a": "/train.json"}, "below the folder"),
        ({"a,b": "train.json"}, "without a comma"),
        ({" ": "train.json"}, "without a comma"),
    ],
)
def test_names_and_files_that_cannot_be_found_are_refused(tmp_path, files, message):
    with pytest.raises(InputError, match=message):
        write_dataset_info(tmp_path, files)
    assert list(tmp_path.iterdir()) == []


def test_what_was_written_is_read_by_its_entry(tmp_path):
    write_sharegpt(tmp_path / "train.json", ROWS)
    write_dataset_info(tmp_path, {"crohme": "train.json"})
    assert read_llama_factory(tmp_path, "crohme").records == ROWS


def test_other_columns_and_tags_are_read_as_the_entry_says(tmp_path):
    rows = [
        {"turns": [{"who": "USER", "says": "<image>q"}, {"who": "AI", "says": "a"}], "pictures": ["p.png"], "id": 1}
    ]
    (tmp_path / "own.json").write_text(json.dumps(rows), encoding="utf-8")
    entry = {
        "file_name": "own.json",
        "formatting": "sharegpt",
        "columns": {"messages": "turns", "images": "pictures"},
        "tags": {"role_tag": "who", "content_tag": "says", "user_tag": "USER", "assistant_tag": "AI"},
    }
    (tmp_path / DATASET_INFO).write_text(json.dumps({"own": entry}), encoding="utf-8")
    read = read_llama_factory(tmp_path, "own")
    assert read.records == [conversation("q", "a", images=["p.png"])]
    assert [skip.reason for skip in read.skipped] == ["key left out"]


def test_rows_that_are_no_conversation_are_named(tmp_path):
    rows = [{"messages": []}, {"messages": [{"from": "bot", "value": "x"}]}, {"conversations": []}, 7]
    (tmp_path / "train.json").write_text(json.dumps(rows), encoding="utf-8")
    write_dataset_info(tmp_path, {"crohme": "train.json"})
    read = read_llama_factory(tmp_path, "crohme")
    assert (read.records, len(read.skipped)) == ([], 4)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (None, "no_entry"),
        ({"file_name": "../../etc/passwd", "formatting": "sharegpt"}, "unsafe_name"),
        ({"file_name": 7, "formatting": "sharegpt"}, "unsafe_name"),
        ({"file_name": "train.json"}, "wrong_format"),
        ({"file_name": "train.json", "formatting": "sharegpt", "columns": [1]}, "wrong_format"),
    ],
)
def test_entries_that_cannot_be_read_are_errors(tmp_path, entry, code):
    (tmp_path / DATASET_INFO).write_text(json.dumps({"own": entry} if entry else {}), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_llama_factory(tmp_path, "own")
    assert caught.value.code == code
