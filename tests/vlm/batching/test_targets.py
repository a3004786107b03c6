"""How answers end."""

from __future__ import annotations

import pytest

from hmer_kit.vlm.batching.targets import close_answer, learn_frame


@pytest.mark.parametrize(
    ("ids", "closed"),
    [([], [2]), ([5], [5, 2]), ([5, 2], [5, 2]), ([5, 9], [5, 9]), ([5, 2, 2], [5, 2]), ([5, 9, 6, 2], [5, 9])],
)
def test_an_answer_ends_exactly_once(ids, closed) -> None:
    assert close_answer(ids, eos_ids=[2, 9]) == (closed, False)


@pytest.mark.parametrize(("limit", "kept"), [(1, [5]), (2, [5, 6])])
def test_a_cut_answer_has_no_end(limit, kept) -> None:
    assert close_answer([5, 6], eos_ids=[2], limit=limit) == (kept, True)


def test_the_end_counts_towards_the_limit() -> None:
    assert close_answer([5, 6], eos_ids=[2], limit=3) == ([5, 6, 2], False)


class Rendered:
    def __init__(self, generation_prompt: str, answer: str) -> None:
        self.generation_prompt, self.answer = generation_prompt, answer

    def apply_chat_template(self, messages, *, add_generation_prompt, tokenize) -> str:
        user = "<u>?"
        if add_generation_prompt:
            return user + self.generation_prompt
        return user + self.answer.replace("ANSWER", messages[1]["content"][0]["text"])


@pytest.mark.parametrize(
    ("generation_prompt", "answer", "frame"),
    [
        ("<a>", "<a>ANSWER<end>\n", ("", "<end>\n")),
        ("<a>", "<a> ANSWER</s>", (" ", "</s>")),
        ("<a>", "<a>ANSWER", ("", "")),
        ("<a><think>", "<a>ANSWER<end>", ("", "<end>")),
    ],
)
def test_the_frame_is_what_the_template_writes_around_an_answer(generation_prompt, answer, frame) -> None:
    found = learn_frame(Rendered(generation_prompt, answer))
    assert (found.before, found.after) == frame


def test_the_frame_of_a_qwen_template_ends_with_the_end_token(qwen) -> None:
    _, processor = qwen
    frame = learn_frame(processor)
    assert (frame.before, frame.after) == ("", "<|im_end|>\n")
