"""Rows of several files written in one pass, against those that ``write_sharegpt`` writes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data import Conversation, Message, conversation
from hmer_kit.data.formats.conversations._sharegpt_text import indented_row
from hmer_kit.data.formats.conversations._side_by_side import row_text
from hmer_kit.exceptions import InputError

TEXTS = st.text(st.sampled_from('x+\\{} "\n\té\u2028𝒳\x00<>'), max_size=9)
PICTURES = st.lists(TEXTS, max_size=3)


def as_json_has_it(found: Conversation, *, indent: int) -> str:
    messages = [{"from": message.role, "value": message.value} for message in found.messages]
    whole = json.dumps([{"images": list(found.images), "messages": messages}], indent=indent, ensure_ascii=False)
    return whole.removeprefix("[\n" + " " * indent).removesuffix("\n]")


@given(TEXTS, TEXTS, PICTURES)
def test_text_of_a_row_is_that_of_its_conversation(prompt, answer, images):
    expected = as_json_has_it(conversation(prompt, answer, images=images), indent=4)
    assert row_text(prompt, answer, images=images) == expected


@given(PICTURES, st.lists(TEXTS, min_size=1, max_size=3), st.integers(0, 5))
def test_text_of_any_conversation_is_that_of_json(images, said, indent):
    messages = tuple(Message("gpt", text) for text in ["<image>" * len(images), *said])
    found = Conversation(tuple(images), messages)
    assert indented_row(found, "\n" + " " * indent, " " * indent) == as_json_has_it(found, indent=indent)


@pytest.mark.parametrize(
    ("prompt", "answer", "images"),
    [
        ("<image>Read.", "x", ["a.png"]),
        ("Read.", "<image>", []),
        ("\ud800", "x", []),
        ("Read.", "\udfff", ["a.png"]),
        ("Read.", "x", [None]),
        (None, "x", []),
        ("Read.", "x", "a"),
    ],
)
def test_what_is_no_conversation_is_no_row(prompt, answer, images):
    with pytest.raises(InputError) as expected:
        conversation(prompt, answer, images=images)
    with pytest.raises(InputError) as found:
        row_text(prompt, answer, images=images)
    assert str(found.value) == str(expected.value)
