"""Answers as model ids: what stands around them, how they end, and which of them are too long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

__all__ = ["IGNORED", "AnswerFrame", "close_answer", "learn_frame", "pad_right"]

IGNORED = -100
"""Label of a position that the loss leaves out."""

_MARKER = "HMERKITANSWER"


@dataclass(frozen=True, slots=True)
class AnswerFrame:
    """What a chat template writes around the assistant's text.

    Examples:
        >>> AnswerFrame(after="<|im_end|>").wrap("x")
        'x<|im_end|>'
    """

    before: str = ""
    """Text between the generation prompt and the answer; mostly empty."""
    after: str = ""
    """Text after the answer; mostly the end token and a line end."""

    def wrap(self, answer: str) -> str:
        """Return the answer inside its frame."""
        return f"{self.before}{answer}{self.after}"


def learn_frame(processor: Any) -> AnswerFrame:  # noqa: ANN401 - a transformers processor
    r"""Render a marker as the assistant's text to see what the chat template puts around it.

    Masking by the length of the prompt alone loses the end token of some templates (LLaVA, GLM).

    Args:
        processor: A processor with a chat template.

    Examples:
        >>> class Processor:
        ...     def apply_chat_template(self, messages, *, add_generation_prompt, tokenize):
        ...         text = "".join(f"[{m['role']}]{m['content'][-1]['text']}<end>\n" for m in messages)
        ...         return text + "[assistant]" * add_generation_prompt
        >>> learn_frame(Processor())
        AnswerFrame(before='', after='<end>\n')
    """
    user = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "?"}]}
    answer = {"role": "assistant", "content": [{"type": "text", "text": _MARKER}]}
    prompt = processor.apply_chat_template([user], add_generation_prompt=True, tokenize=False)
    full = processor.apply_chat_template([user, answer], add_generation_prompt=False, tokenize=False)
    head, _, after = full.partition(_MARKER)
    before = head[len(prompt) :] if head.startswith(prompt) else ""
    return AnswerFrame(before, after)


def close_answer(ids: Sequence[int], *, eos_ids: Sequence[int], limit: int | None = None) -> tuple[list[int], bool]:
    """End an answer with exactly one end id, or cut it at the limit.

    Args:
        ids: The answer's ids, with or without an end.
        eos_ids: Ids that end an answer; the first is appended where the answer has none.
        limit: Most ids to keep.

    Returns:
        The ids, and whether they were cut; what is cut has no end id, for the model must not learn to stop there.

    Examples:
        >>> close_answer([5, 6], eos_ids=[2])
        ([5, 6, 2], False)
        >>> close_answer([5, 6, 2, 9], eos_ids=[2]), close_answer([5, 6, 7], eos_ids=[2], limit=2)
        (([5, 6, 2], False), ([5, 6], True))
    """
    ends = frozenset(eos_ids)
    stop = next((place for place, item in enumerate(ids) if item in ends), None)
    closed = [*ids, eos_ids[0]] if stop is None else list(ids[: stop + 1])
    if limit is not None and len(closed) > limit:
        return closed[:limit], True
    return closed, False


def pad_right(rows: Sequence[Sequence[int]], value: int) -> Tensor:
    """Fill rows up to one width.

    Args:
        rows: Rows of ids.
        value: What they are filled up with.

    Returns:
        ``(rows, width)`` of int64.

    Examples:
        >>> pad_right([[1, 2], [3]], 0).tolist()
        [[1, 2], [3, 0]]
    """
    width = max((len(row) for row in rows), default=0)
    return torch.tensor([[*row, *[value] * (width - len(row))] for row in rows], dtype=torch.long)
