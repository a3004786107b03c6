from __future__ import annotations

import itertools
import json
import os
import stat
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Conversation, Message, conversation, read_sharegpt, write_sharegpt
from hmer_kit.data.formats.conversations.sharegpt import ROLES
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The layout of the released files, written out by hand: four blanks a level, no line break at the end.
RELEASED = r"""[
    {
        "images": [
            "./data/CROHME/train/images/a.jpg"
        ],
        "messages": [
            {
                "from": "human",
                "value": "<image>Please write out the expression."
            },
            {
                "from": "gpt",
                "value": "\\frac\n\ta (above)\n\\frac { a } { b }"
            }
        ]
    },
    {
        "images": [
            "./data/CROHME/train/images/求.jpg"
        ],
        "messages": [
            {
                "from": "human",
                "value": "<image>Read \"it\"."
            },
            {
                "from": "gpt",
                "value": "求 x\u0000\u001f/ "
            }
        ]
    }
]"""

texts = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: "<image>" not in text)
conversations = st.builds(conversation, texts, texts, images=st.lists(texts, max_size=3))


def _write(folder: Path, content: str) -> Path:
    file = folder / "data.json"
    file.write_text(content, encoding="utf-8")
    return file


def test_released_layout_is_read_and_written_back_byte_for_byte(tmp_path: Path) -> None:
    released = RELEASED.encode()
    file = tmp_path / "released.json"
    file.write_bytes(released)
    result = read_sharegpt(file)
    assert result.skipped == []
    assert result.records[0] == conversation(
        "Please write out the expression.",
        "\\frac\n\ta (above)\n\\frac { a } { b }",
        images=["./data/CROHME/train/images/a.jpg"],
    )
    write_sharegpt(tmp_path / "again.json", result.records)
    assert (tmp_path / "again.json").read_bytes() == released


@given(items=st.lists(conversations, max_size=5), indent=st.sampled_from([None, 0, 1, 2, 4]))
def test_reading_what_was_written_gives_it_back(
    items: list[Conversation], indent: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("data") / "data.json"
    write_sharegpt(file, items, indent=indent)
    assert read_sharegpt(file).records == items
    assert read_sharegpt(file).skipped == []
    rows = json.loads(file.read_bytes())
    assert file.read_bytes() == json.dumps(rows, ensure_ascii=False, indent=indent).encode()


def test_no_conversations_are_an_empty_list(tmp_path: Path) -> None:
    write_sharegpt(tmp_path / "none.json", [])
    assert (tmp_path / "none.json").read_text(encoding="utf-8") == "[]"
    assert read_sharegpt(tmp_path / "none.json").records == []


def test_generator_is_written_as_it_comes(tmp_path: Path) -> None:
    item = conversation("Read it.", "x" * 1000, images=["a.png"])
    tracemalloc.start()
    write_sharegpt(tmp_path / "big.json", itertools.repeat(item, 5_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "big.json").stat().st_size > 5_000_000
    assert peak < 1_000_000


def test_each_image_gets_a_tag() -> None:
    item = conversation("Compare.", "x", images=["a.png", "b.png"])
    assert item.messages[0] == Message("human", "<image><image>Compare.")
    assert conversation("Hello.", "x", images=[]).messages[0].value == "Hello."


def test_single_string_is_no_list_of_images() -> None:
    with pytest.raises(InputError, match=r"got the string 'a.png'; write \['a.png'\]"):
        conversation("Read it.", "x", images="a.png")


@pytest.mark.parametrize(("prompt", "answer"), [("<image>Read it.", "x"), ("Read it.", "x <image>")])
def test_tags_must_match_the_images(prompt: str, answer: str) -> None:
    with pytest.raises(InputError, match="expected one <image> for each picture, got 2 for 1"):
        conversation(prompt, answer, images=["a.png"])


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Message("user", "x"), "expected one of human, gpt"),
        (lambda: Message(None, "x"), "got null"),
        (lambda: Message("gpt", 3), "expected a string, got a number"),
        (lambda: Message("gpt", "\ud800"), "surrogate"),
        (lambda: Conversation((), ()), "one Message or more"),
        (lambda: Conversation(["a"], (Message("gpt", "x"),)), "expected tuples"),
        (lambda: Conversation((3,), (Message("gpt", "<image>"),)), "path of a picture: expected a string"),
        (lambda: conversation(None, "x", images=[]), "prompt: expected a string, got null"),
    ],
)
def test_what_is_no_conversation_cannot_be_made(make, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make()


GOOD = '{"images": ["a.png"], "messages": [{"from": "human", "value": "<image>R"}, {"from": "gpt", "value": "x"}]}'


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("null", "expected an object as a row, got null"),
        ("[]", "expected an object as a row, got a list"),
        ('{"images": []}', "expected 'messages' in a row, found no such key"),
        ("{}", "expected 'images' and 'messages' in a row, found no such key"),
        ('{"images": "a.png", "messages": []}', "expected lists as 'images' and 'messages'"),
        ('{"images": [], "messages": null}', "expected lists as 'images' and 'messages'"),
        ('{"images": [], "messages": []}', "expected one Message or more in a Conversation"),
        ('{"images": [], "messages": ["x"]}', "expected an object as a message, got a string"),
        ('{"images": [], "messages": [{"from": "gpt"}]}', "expected 'value' in a message, found no such key"),
        ('{"images": [], "messages": [{"from": "gpt", "value": null}]}', "expected a string, got null"),
        ('{"images": [], "messages": [{"from": "gpt", "value": "\\ud800"}]}', "surrogate"),
        ('{"images": [], "messages": [{"from": ["gpt"], "value": "x"}]}', "got a list"),
        ('{"images": ["a"], "messages": [{"from": "gpt", "value": "x"}]}', "got 0 for 1"),
        ('{"images": [[]], "messages": [{"from": "gpt", "value": "<image>"}]}', "path of a picture"),
        ('{"images": [], "images": [], "messages": []}', "the key 'images' stands there twice"),
        ("NaN", "expected an object as a row, got a number"),
    ],
)
def test_malformed_row_is_skipped_and_named(tmp_path: Path, row: str, reason: str) -> None:
    result = read_sharegpt(_write(tmp_path, f"[{GOOD}, {row}, {GOOD}]"))
    assert len(result.records) == 2
    (skip,) = result.skipped
    assert reason in skip.reason
    assert skip.where.endswith("data.json record 2")


def test_other_keys_are_noted_and_the_row_is_read(tmp_path: Path) -> None:
    row = '{"system": "s", "images": [], "messages": [{"from": "gpt", "value": "x", "weight": 0}]}'
    result = read_sharegpt(_write(tmp_path, f"[{row}]"))
    assert len(result.records) == 1
    assert [skip.where.rpartition(" key ")[2] for skip in result.skipped] == ["'system'", "'messages.weight'"]
    assert {skip.reason for skip in result.skipped} == {"key left out"}


def test_json_lines_are_read_too(tmp_path: Path) -> None:
    result = read_sharegpt(_write(tmp_path, f"{GOOD}\n\n{GOOD[:-1]}\n{GOOD}\r\n"))
    assert len(result.records) == 2
    (skip,) = result.skipped
    assert skip.where.endswith("line 3")
    assert "broken JSON" in skip.reason


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"[{GOOD},\n{GOOD}", r"broken JSON .* at line 2 column"),
        ("[}", "broken JSON .* at line 1 column 2"),
        ("hello", "broken JSON"),
        ("3", "expected a JSON list of objects .*, got '3'"),
        ("null", "expected a JSON list of objects .*, got 'null'"),
        (" \n ", "broken JSON"),
        ("[" * 200_000 + "]" * 200_000, "nested too deep"),
        ("[" * 200_000, "nested too deep"),
        ('{"a":' * 200_000, "nested too deep"),
        ("[" + "9" * 5000 + "]", "broken JSON"),
        ("[\0]", "broken JSON"),
    ],
    ids=["cut", "brace", "text", "number", "null", "blank", "deep", "deep-open", "deep-objects", "huge-number", "nul"],
)
def test_file_that_is_no_json_list_is_an_error(tmp_path: Path, content: str, says: str) -> None:
    file = _write(tmp_path, content)
    with pytest.raises(DataError, match=says) as caught:
        read_sharegpt(file)
    assert str(file) in str(caught.value)
    assert caught.value.path == str(file)


def test_deep_row_of_json_lines_is_skipped(tmp_path: Path) -> None:
    result = read_sharegpt(_write(tmp_path, f"{GOOD}\n{'[' * 200_000}\n{GOOD}\n"))
    assert [skip.reason for skip in result.skipped] == ["lists or objects nested too deep"]
    assert len(result.records) == 2


def test_missing_empty_large_and_undecodable_files_are_errors(tmp_path: Path) -> None:
    file = _write(tmp_path, f"[{GOOD}]")
    for bad, says in (
        (tmp_path / "no.json", "no such file"),
        (tmp_path, "cannot read"),
        (tmp_path / "a\nb", "no such"),
    ):
        with pytest.raises(DataError, match=says):
            read_sharegpt(bad)
    with pytest.raises(DataError, match="larger than the limit of 10 bytes; raise max_bytes"):
        read_sharegpt(file, max_bytes=10)
    file.write_bytes(b"")
    with pytest.raises(DataError, match="0 bytes"):
        read_sharegpt(file)
    file.write_bytes(b'[\n"\xe9"]')
    with pytest.raises(DataError, match=r"byte 0xe9 in line 2") as caught:
        read_sharegpt(file)
    assert caught.value.line == 2


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    assert len(read_sharegpt(_write(tmp_path, f"\ufeff[{GOOD}]")).records) == 1


def _broken_off() -> Iterator[Conversation]:
    yield conversation("Read it.", "x", images=["a.png"])
    raise KeyboardInterrupt


@pytest.mark.parametrize("items", [_broken_off(), ["no conversation"], [None]], ids=["interrupt", "string", "None"])
def test_failed_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path, items) -> None:
    file = _write(tmp_path, "old")
    with pytest.raises((KeyboardInterrupt, InputError)):
        write_sharegpt(file, items)
    assert file.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("indent", [-1, "4", 1.5, True])
def test_indent_must_be_a_number_of_blanks(tmp_path: Path, indent) -> None:
    with pytest.raises(InputError, match="expected indent to be None or a number of blanks"):
        write_sharegpt(tmp_path / "a.json", [], indent=indent)
    assert list(tmp_path.iterdir()) == []


def test_writing_where_nothing_can_be_written_is_an_error(tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "a.json", tmp_path, tmp_path / ("n" * 300)):
        with pytest.raises(DataError, match=r"cannot write|expected a file to write"):
            write_sharegpt(target, [])
    assert list(tmp_path.iterdir()) == []


def test_writing_through_a_link_keeps_the_link(tmp_path: Path) -> None:
    file = _write(tmp_path, "old")
    (tmp_path / "link.json").symlink_to(file)
    write_sharegpt(tmp_path / "link.json", [])
    assert (tmp_path / "link.json").is_symlink()
    assert file.read_text(encoding="utf-8") == "[]"


def test_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    write_sharegpt(tmp_path / "a.json", [])
    (tmp_path / "plain").write_text("")
    modes = [stat.S_IMODE(os.stat(tmp_path / name).st_mode) for name in ("a.json", "plain")]
    assert modes[0] == modes[1]


def test_roles_are_those_of_the_trainers() -> None:
    assert ROLES[:2] == ("human", "gpt")
