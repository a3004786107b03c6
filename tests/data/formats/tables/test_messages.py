"""Conversations in cells."""

from __future__ import annotations

import json

import pytest

from hmer_kit.data import Columns, Message
from hmer_kit.data.formats.tables import MAX_MESSAGES, messages_of_value, question_and_answer
from hmer_kit.exceptions import DataError
from hmer_kit.tasks import prompts

SHAREGPT = [{"from": "human", "value": f"<image>{prompts.VANILLA}"}, {"from": "gpt", "value": "x"}]
OPENAI = [
    {"role": "system", "content": "You read."},
    {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": prompts.VANILLA}]},
    {"role": "assistant", "content": [{"type": "text", "text": "x"}]},
]


@pytest.mark.parametrize("cell", [SHAREGPT, OPENAI, json.dumps(SHAREGPT), tuple(OPENAI)])
def test_both_ways_to_write_messages_say_the_same(cell) -> None:
    assert question_and_answer(cell, name="0") == (prompts.VANILLA, "x")
    assert messages_of_value(cell, name="0")[-2:] == (
        Message("human", f"<image>{prompts.VANILLA}"),
        Message("gpt", "x"),
    )


@pytest.mark.parametrize(
    "cell",
    [
        None,
        7,
        "no JSON",
        "[" * 100_000,
        "[]",
        [],
        [7],
        [{"from": "human"}],
        [{"from": "nobody", "value": "x"}],
        [{"role": 7, "content": "x"}],
        [{"role": "user", "content": [7]}],
        [{"role": "user", "content": [{"type": "audio"}]}],
        SHAREGPT[:1],
        SHAREGPT * 2,
        SHAREGPT * MAX_MESSAGES,
        b"[]",
    ],
)
def test_what_is_no_question_with_its_answer_is_refused(cell) -> None:
    with pytest.raises(DataError) as caught:
        question_and_answer(cell, name="0")
    assert caught.value.code == "no_conversation"


def test_the_answer_to_another_task_is_no_reference() -> None:
    columns = Columns(reference=None, image=None, messages="messages")
    assert columns.record({"messages": SHAREGPT}, name="0").reference == "x"
    tree = [{"from": "human", "value": prompts.TREE_COT}, {"from": "gpt", "value": "root"}]
    with pytest.raises(DataError) as caught:
        columns.record({"messages": tree}, name="0")
    assert caught.value.code == "other_task"


def test_a_prompt_in_a_column_of_its_own_is_looked_at_too() -> None:
    columns = Columns(reference="answer", image=None, prompt="question")
    assert columns.record({"question": prompts.VANILLA, "answer": "x"}, name="0").reference == "x"
    with pytest.raises(DataError) as caught:
        columns.record({"question": prompts.SYMBOL_COUNTING, "answer": "x: 1"}, name="0")
    assert caught.value.code == "other_task"
