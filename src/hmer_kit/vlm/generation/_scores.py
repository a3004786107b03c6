"""Log-probabilities of what is written: kept step by step, or found again by reading the response with the answer."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from transformers import LogitsProcessor, StoppingCriteria

from hmer_kit.vlm.batching.batches import extend_prompts, join_decoder_rows, prompt_inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.vlm.families.styles import ModelFormat


class ScoreKeeper(LogitsProcessor):
    """Keep the log-probability of each id that is chosen, and nothing else.

    ``output_scores`` would keep the whole vocabulary: 150,000 numbers for each id of each row. This holds the logits of
    one step, until the id is chosen. It must come before any processor that changes them.
    """

    def __init__(self) -> None:
        self._logits: Tensor | None = None
        self._columns: list[Tensor] = []

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:  # noqa: ARG002 - transformers' signature
        """Hold the logits of this step."""
        self._logits = scores
        return scores

    def take(self, chosen: Tensor) -> None:
        """Keep the log-probabilities of the ids chosen in this step, ``(rows,)``."""
        if self._logits is not None:
            self._columns.append(_log_probability(self._logits, chosen))
            self._logits = None

    def table(self) -> Tensor:
        """Return everything kept, ``(rows, steps)``."""
        return torch.stack(self._columns, dim=1).cpu()


class TakeScores(StoppingCriteria):
    """Tell the keeper which ids were chosen; it stops nothing."""

    def __init__(self, keeper: ScoreKeeper) -> None:
        self.keeper = keeper

    def __call__(self, input_ids: Tensor, scores: Any, **kwargs: Any) -> Tensor:  # noqa: ANN401, ARG002
        """Pass on the last column."""
        self.keeper.take(input_ids[:, -1])
        return input_ids.new_zeros(len(input_ids), dtype=torch.bool)


def read_again(
    model: Any,  # noqa: ANN401 - any transformers model
    batch: dict[str, Any],
    written: Sequence[Sequence[int]],
    *,
    form: ModelFormat,
) -> list[float]:
    """Return the score of one response to each row of a batch, by one pass over prompt and response together.

    For beams, whose steps do not tell; each response is read with its prompt as in training.
    """
    if form.start_id is not None:
        openings = [
            row[:length] for row, length in zip(batch["decoder_input_ids"].tolist(), batch["prompt_lengths"], strict=True)
        ]
        rows = join_decoder_rows(openings, written, pad_id=form.pad_id)
        inputs = {**prompt_inputs(batch), "decoder_input_ids": rows["decoder_input_ids"]}
    else:
        openings = [[0] * batch["prompt_lengths"][0] for _ in written]
        prompts = {key: _on_cpu(value) for key, value in prompt_inputs(batch).items()}
        inputs = extend_prompts(prompts, written, form=form)
        inputs.pop("labels")
    width = max(map(len, written)) + max(map(len, openings)) - min(map(len, openings))
    kept = {"logits_to_keep": width + 1} if _keeps(model) else {}
    logits = model(**_like(inputs, batch), **kept).logits
    full = max(len(opening) + len(ids) for opening, ids in zip(openings, written, strict=True))
    skipped = full - (form.start_id is not None) - logits.shape[1]  # positions whose logits were not computed
    scores = []
    for row, opening, ids in zip(logits, openings, written, strict=True):
        start = len(opening) - 1 - skipped
        chosen = torch.tensor(ids, device=row.device)
        scores.append(float(_log_probability(row[start : start + len(ids)].float(), chosen).sum()))
    return scores


def _log_probability(logits: Tensor, chosen: Tensor) -> Tensor:
    """Return log softmax at the chosen places, without the other places: ``(rows, vocabulary)``, ``(rows,)``."""
    return logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(dim=1)


def _keeps(model: Any) -> bool:  # noqa: ANN401
    return "logits_to_keep" in inspect.signature(model.forward).parameters


def _on_cpu(value: object) -> object:
    return value.cpu() if isinstance(value, Tensor) and not value.is_floating_point() else value


def _like(inputs: dict[str, Any], batch: dict[str, Any]) -> dict[str, Any]:
    """Bring what was built here to the device of the batch."""
    device = next(value.device for value in batch.values() if isinstance(value, Tensor))
    return {key: value.to(device) if isinstance(value, Tensor) else value for key, value in inputs.items()}
