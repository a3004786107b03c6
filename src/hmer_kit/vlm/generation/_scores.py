"""Log-probabilities of what is written, kept step by step: one number for each id, never a vocabulary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy
from transformers import LogitsProcessor, StoppingCriteria

if TYPE_CHECKING:
    from collections.abc import Sequence


class ScoreKeeper(LogitsProcessor):
    """Keep the log-probability of each id that is chosen, and nothing else.

    ``output_scores`` would keep the whole vocabulary: 150,000 numbers for each id of each row. This holds the logits of
    one step, until the next. It must come before any processor that changes them, and be given what came of the last.
    """

    def __init__(self) -> None:
        self._logits: Tensor | None = None
        self._columns: list[Tensor] = []

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """Hold the logits of this step; what was chosen of those before is known by now."""
        self.take(input_ids)
        self._logits = scores
        return scores

    def take(self, rows: Tensor) -> None:
        """Keep the log-probabilities of the ids chosen of the logits held, the last of ``(rows, place)``."""
        if self._logits is not None:
            self._columns.append(cross_entropy(self._logits, rows[:, -1], reduction="none").neg_())
            self._logits = None

    def table(self) -> Tensor | None:
        """Return everything kept, ``(rows, steps)``; None where the model's ``generate`` has shown no logits."""
        return torch.stack(self._columns, dim=1).cpu() if self._columns else None


class TakeScores(StoppingCriteria):
    """Tell the keeper which beams go on; it stops nothing."""

    def __init__(self, keeper: BeamScores) -> None:
        self.keeper = keeper

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401, ARG002
        """Pass the rows on."""
        self.keeper.take(input_ids)
        return input_ids.new_zeros(len(input_ids), dtype=torch.bool)


class BeamScores(LogitsProcessor):
    """Keep the score of every beam that was ever in the race, found again by what it wrote.

    Beams change their rows from step to step, and transformers tells their scores only with the whole vocabulary of
    each step. A sequence is known here by its question and a hash of 64 bits.
    """

    def __init__(self, *, start: int, questions: int) -> None:
        self.start = start
        self.questions = questions
        self._log_probabilities: Tensor | None = None
        self._running: dict[tuple[int, int], int] = {}
        self._scores: dict[tuple[int, int], float] = {}

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """Hold the log-probabilities of this step, which beam search works on, and which row is which beam."""
        self._log_probabilities = scores
        self._running = {key: row for row, key in reversed(list(enumerate(self._keys(input_ids[:, self.start :]))))}
        return scores

    def take(self, rows: Tensor) -> None:
        """Keep the scores of the beams that go on from here, ``(rows, place)``: the parent's and the last id's."""
        if self._log_probabilities is None:
            return
        parents = self._keys(rows[:, self.start : -1])
        places = torch.tensor([self._running[key] for key in parents], device=rows.device)
        steps = self._log_probabilities[places, rows[:, -1]].tolist()
        for key, parent, step in zip(self._keys(rows[:, self.start :]), parents, steps, strict=True):
            self._scores[key] = self._scores.get(parent, 0.0) + step
        self._log_probabilities = None

    @property
    def used(self) -> bool:
        """Whether the model's ``generate`` has shown any log-probabilities."""
        return bool(self._scores)

    def of(self, question: int, ids: Sequence[int]) -> float | None:
        """Return the score of a sequence that was written to a question; None if none of it was."""
        (value,) = _hashes(torch.tensor([ids], dtype=torch.long)).tolist()
        score = self._scores.get((question, value))
        return score if score is not None and score > -torch.inf else None

    def _keys(self, written: Tensor) -> list[tuple[int, int]]:
        each = len(written) // self.questions
        return [(row // each, value) for row, value in enumerate(_hashes(written).tolist())]


def _hashes(written: Tensor) -> Tensor:
    """Return a polynomial of each row, modulo 2 to the 64th; that of nothing is 0."""
    places = torch.arange(1, written.shape[1] + 1, device=written.device)
    mixed = (written + 1) * 0x9E3779B97F4A7C1 + places * 0x632BE59BD9B4E01
    mixed = (mixed ^ (mixed >> 29)) * 0x3C79AC492BA7B65
    return ((mixed ^ (mixed >> 31)) * (2 * places + 1)).sum(dim=1)
