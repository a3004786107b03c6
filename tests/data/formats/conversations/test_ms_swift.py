"""The standard format of ms-swift."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import conversation, read_ms_swift, write_ms_swift
from hmer_kit.data.formats import Conversation, Message
from hmer_kit.exceptions import DataError, InputError


def test_the_lines_are_those_of_the_manual(tmp_path):
    file = tmp_path / "train.jsonl"
    write_ms_swift(
        file, [conversation("Q", "A", images=["/xxx/x.jpg", "/xxx/x.png"]), conversation("Q", "A", images=[])]
    )
    with_pictures, without = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert with_pictures == {
        "messages": [{"role": "user", "content": "<image><image>Q"}, {"role": "assistant", "content": "A"}],
        "images": ["/xxx/x.jpg", "/xxx/x.png"],
    }
    assert without == {"messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]}


def test_reading_gives_what_was_written(tmp_path):
    rows = [
        conversation("Lies\n\u2028es", "\\frac \0", images=["a.png"]),
        Conversation(
            (), (Message("system", "s"), Message("human", "q"), Message("observation", "o"), Message("gpt", "a"))
        ),
    ]
    write_ms_swift(tmp_path / "train.jsonl", iter(rows))
    read = read_ms_swift(tmp_path / "train.jsonl")
    assert (read.records, read.skipped) == (rows, [])


def test_rows_that_are_no_conversation_are_named(tmp_path):
    good = '{"messages": [{"role": "user", "content": "q"}], "images": []}'
    lines = [
        good,
        "[1]",
        '{"messages": 7}',
        '{"images": []}',
        '{"messages": [{"role": "bot", "content": "q"}]}',
        '{"messages": [{"role": "user", "content": ["q"]}]}',
        '{"messages": [{"role": "user", "content": "<image>"}]}',
        '{"messages": [{"role": "user", "content": "q"}], "images": "a.png"}',
        '{"messages": [{"role": "user", "content": "q"}], "objects": {}}',
        "{broken",
    ]
    file = tmp_path / "train.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    read = read_ms_swift(file)
    assert len(read.records) == 2
    assert [skip.where.removeprefix(f"{file} ") for skip in read.skipped] == [
        *(f"line {number}" for number in range(2, 9)),
        "line 9, key 'objects'",
        "line 10",
    ]


def test_what_the_trainer_does_not_know_is_refused_and_leaves_no_file(tmp_path):
    call = Conversation((), (Message("human", "q"), Message("function_call", "{}")))
    with pytest.raises(InputError, match="got 'function_call'"):
        write_ms_swift(tmp_path / "train.jsonl", [conversation("q", "a", images=[]), call])
    with pytest.raises(InputError, match="expected a Conversation as item 1, got dict"):
        write_ms_swift(tmp_path / "train.jsonl", [{}])
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(DataError, match="expected a ms-swift file, found no such file"):
        read_ms_swift(tmp_path / "train.jsonl")


def test_keys_of_a_message_that_have_no_place_are_named(tmp_path):
    row = {
        "messages": [
            {"role": "user", "content": "<image>Read it.", "name": "Ann"},
            {"role": "assistant", "content": "x"},
        ],
        "images": ["a.png"],
    }
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(row), encoding="utf-8")
    result = read_ms_swift(file)
    assert len(result.records) == 1
    assert [(skip.where.rpartition(", ")[2], skip.reason) for skip in result.skipped] == [
        ("key 'messages.name'", "key left out")
    ]
