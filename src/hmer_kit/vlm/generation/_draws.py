"""Samples that belong to their question: the same whatever stands beside it in the batch, and on any device."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from transformers import LogitsProcessor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tasks import TaskExample


class Draws(LogitsProcessor):
    """Draw the next id of each row from its own numbers, by the inverse of the cumulative distribution.

    torch's ``multinomial`` takes its chance from one stream for the whole batch, so that a sample would depend on its
    neighbours. What comes back allows the drawn id alone.
    """

    def __init__(self, chances: Tensor, *, starts: Sequence[int], temperature: float) -> None:
        self.chances = chances
        self.starts = torch.tensor(starts, device=chances.device)
        self.temperature = temperature
        self.used = False
        """Whether the model's ``generate`` has asked for a draw; some leave logits processors out."""

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """Return scores in which one id of each row is possible."""
        self.used = True
        at = (input_ids.shape[1] - self.starts).clamp(0, self.chances.shape[1] - 1)
        warm = scores if self.temperature == 1.0 else scores / self.temperature
        summed = warm.softmax(dim=1).cumsum(dim=1, dtype=torch.float64)
        aim = self.chances.gather(1, at[:, None]) * summed[:, -1:]
        drawn = torch.searchsorted(summed, aim, right=True).clamp(max=scores.shape[1] - 1)
        return torch.full_like(scores, -torch.inf).scatter(1, drawn, 0.0)


def chances(keys: Sequence[str], *, each: int, length: int, device: torch.device) -> Tensor:
    """Return numbers of 0 to 1 for the samples of some questions, ``(keys * each, length)``; each row has its seed."""
    rows = []
    for key in keys:
        for number in range(each):
            digest = hashlib.sha256(f"{number} {key}".encode()).digest()
            generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big", signed=True))
            rows.append(torch.rand(length, generator=generator, dtype=torch.float64))
    return torch.stack(rows).to(device)


def keys_of(examples: Sequence[TaskExample], *, seed: int) -> list[str]:
    """Return what seeds the samples of each question: the seed, its id, task and prompt, and which time it is asked."""
    seen: Counter[str] = Counter()
    keys = []
    for example in examples:
        name = json.dumps([seed, example.record.id, example.task, example.prompt])
        keys.append(f"{name} {seen[name]}")
        seen[name] += 1
    return keys
