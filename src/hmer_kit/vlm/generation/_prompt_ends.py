"""Rows whose prompts end at different places: the rest of a longer prompt is given, and ends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import LogitsProcessor, StoppingCriteria

if TYPE_CHECKING:
    from collections.abc import Sequence


class RestOfPrompt(LogitsProcessor):
    """Give each row the rest of its own prompt before it may answer."""

    def __init__(self, rows: Tensor, lengths: Sequence[int]) -> None:
        self.rows = rows
        self.lengths = lengths

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        place = input_ids.shape[1]
        waiting = [index for index, length in enumerate(self.lengths) if length > place]
        if not waiting:
            return scores
        forced = scores.clone()
        forced[waiting] = -torch.inf
        forced[waiting, self.rows[waiting, place]] = 0.0
        return forced


class EndOfAnswer(StoppingCriteria):
    """End a row by an end id in its answer; one in its prompt, which may hold any text, ends nothing."""

    def __init__(self, eos_ids: Sequence[int], lengths: Sequence[int]) -> None:
        self.eos_token_id = torch.tensor(eos_ids)  # transformers looks for this name to fill ended rows up
        self.lengths = torch.tensor(lengths)

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401, ARG002
        ended = torch.isin(input_ids[:, -1], self.eos_token_id.to(input_ids.device))
        return ended & (self.lengths.to(input_ids.device) < input_ids.shape[1])
