"""The layout of a batch: model inputs side by side with what the metrics need, for training and generation alike.

A batch is a flat dict. Tensors go to the model; the keys below stay out of it:

- ``ids``: record ids, one for each row;
- ``tasks``: task names;
- ``expected``: the part of each answer that is scored;
- ``truncated``: ids whose target was cut at the limit;
- ``unknown``: ids whose target holds what the tokenizer has no token for, such as the braces of LaTeX in T5's;
- ``skipped``: what was left out, with the reason: unreadable pictures, records that a task cannot use;
- ``prompt_lengths``: positions of the prompt at the start of each row (left padding included);
- ``counted``: False for a batch that only fills up a process's share, see ``BatchPlan``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from hmer_kit.vlm.batching.targets import IGNORED, pad_right
from hmer_kit.vlm.families.adapters import FamilyAdapter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["METADATA", "extend_prompts", "join_decoder_rows", "model_inputs", "prompt_inputs"]

METADATA = frozenset({"ids", "tasks", "expected", "truncated", "unknown", "skipped", "prompt_lengths", "counted"})
"""Keys of a batch that are not the model's."""
_COMMON = FamilyAdapter()


def model_inputs(batch: dict[str, Any]) -> dict[str, Any]:
    """Return what the model's ``forward`` takes, labels included.

    Args:
        batch: A batch of ``TaskCollator``.

    Examples:
        >>> model_inputs({"labels": 1, "ids": ["a"]})
        {'labels': 1}
    """
    return {key: value for key, value in batch.items() if key not in METADATA}


def prompt_inputs(batch: dict[str, Any], *, adapter: FamilyAdapter = _COMMON) -> dict[str, Any]:
    """Return what ``generate`` takes: a decoder-only batch cut after the shortest prompt, without labels.

    Prompts padded on the left are of one length; what is cut of longer ones elsewhere, and the rows of an
    encoder-decoder, are given by ``generate_batch``.

    Args:
        batch: A batch of ``TaskCollator``.
        adapter: What is particular to the model's family.

    Examples:
        >>> batch = {"input_ids": torch.tensor([[5, 6, 7]]), "labels": torch.tensor([[-100, -100, 7]])}
        >>> prompt_inputs({**batch, "prompt_lengths": [2]})
        {'input_ids': tensor([[5, 6]])}
    """
    inputs = model_inputs(batch)
    inputs.pop("labels", None)
    if inputs.pop("decoder_input_ids", None) is not None:
        return inputs
    ids = inputs["input_ids"]
    width = min(batch["prompt_lengths"])
    along = {key for key, value in inputs.items() if _is_text_side(key, value, ids=ids, adapter=adapter)}
    return {key: value[:, :width] if key in along else value for key, value in inputs.items()}


def extend_prompts(prompts: dict[str, Any], targets: Sequence[Sequence[int]], *, form: ModelFormat) -> dict[str, Any]:
    """Append right-padded targets to left-padded prompts, with labels on the targets alone.

    Args:
        prompts: What the processor returned: ``input_ids`` of shape ``(batch, prompt)`` and the rest.
        targets: Target ids of each row.
        form: Special ids of the model.

    Returns:
        The inputs with every text-side key of shape ``(batch, prompt + target)``, and ``labels``.

    Examples:
        >>> from hmer_kit.vlm import PromptStyle
        >>> from hmer_kit.vlm.families.styles import ModelFormat
        >>> form = ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0)
        >>> prompts = {"input_ids": torch.tensor([[0, 5], [5, 5]]), "attention_mask": torch.tensor([[0, 1], [1, 1]])}
        >>> batch = extend_prompts(prompts, [[7, 2], [2]], form=form)
        >>> batch["input_ids"].tolist(), batch["labels"].tolist()
        ([[0, 5, 7, 2], [5, 5, 2, 0]], [[-100, -100, 7, 2], [-100, -100, 2, -100]])
    """
    ids, adapter = prompts["input_ids"], form.adapter
    mask = pad_right([[1] * len(row) for row in targets], 0)
    fills = {key: mask * value for key, value in adapter.target_fills.items()}
    fills |= {"input_ids": pad_right(targets, form.pad_id), "attention_mask": mask}
    extended = {}
    for key, value in prompts.items():
        if key in adapter.repeated_keys:
            extended[key] = torch.cat([value, value[:, -1:].expand(-1, mask.shape[1], *value.shape[2:])], dim=1)
        elif _is_text_side(key, value, ids=ids, adapter=adapter):
            extended[key] = torch.cat([value, fills.get(key, mask * 0).to(value.dtype)], dim=1)
        else:
            extended[key] = value
    unlabelled = ids.new_full(ids.shape, IGNORED)
    extended["labels"] = torch.cat([unlabelled, pad_right(targets, IGNORED)], dim=1)
    return extended


def join_decoder_rows(
    prompts: Sequence[Sequence[int]], targets: Sequence[Sequence[int]], *, pad_id: int
) -> dict[str, Tensor]:
    """Build the decoder's rows of an encoder-decoder: each predicts the next id, labelled on the target alone.

    Right padding needs no mask here: attention is causal, and padded positions have no label.

    Args:
        prompts: Start id and prompt ids of each row.
        targets: Target ids of each row, none empty.
        pad_id: What rows are filled up with.

    Returns:
        ``decoder_input_ids`` and ``labels``, both ``(batch, width)``.

    Examples:
        >>> rows = join_decoder_rows([[1, 5]], [[7, 2]], pad_id=0)
        >>> rows["decoder_input_ids"].tolist(), rows["labels"].tolist()
        ([[1, 5, 7]], [[-100, 7, 2]])
    """
    pairs = list(zip(prompts, targets, strict=True))
    return {
        "decoder_input_ids": pad_right([[*prompt, *target[:-1]] for prompt, target in pairs], pad_id),
        "labels": pad_right([[*[IGNORED] * (len(prompt) - 1), *target] for prompt, target in pairs], IGNORED),
    }


def _is_text_side(key: str, value: object, *, ids: Tensor, adapter: FamilyAdapter) -> bool:
    """Tell whether a key runs along the text: ``input_ids``, masks, every kind of token types.

    What describes pixels never does, though there may be as many patches as ids.
    """
    if key in adapter.repeated_keys:
        return True
    if not isinstance(value, Tensor) or value.is_floating_point() or key.startswith("pixel_"):
        return False
    return value.shape == ids.shape
