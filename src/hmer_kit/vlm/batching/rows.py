"""Prompts written one by one and put together here, for processors that pad a batch in a way their model cannot read.

BLIP-2's processor puts the picture before the padding, InstructBLIP's pads the text of its Q-Former, which has absolute
positions, on the left, Kosmos-2's does not listen to ``padding_side``, and Kosmos-2.5's marks the picture's places as
if nothing was padded. Positions of GIT, BLIP and Kosmos count from the start of the row, so that rows of these must
begin together: prompt and target are joined for each row, and padding comes after both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import Tensor

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.batching.batches import extend_prompts
from hmer_kit.vlm.batching.targets import IGNORED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["Side", "join_rows", "stack_rows"]

Side = Literal["left", "right"]
"""Where rows are filled up."""

_ALWAYS_RIGHT = "qformer_"
"""Keys of a text encoder beside the language model; its positions count from the start of the row."""


def stack_rows(rows: Sequence[dict[str, Any]], *, pad_id: int, side: Side = "left") -> dict[str, Any]:
    """Put rows of a batch of one together; what runs along the text is filled up to one width.

    Args:
        rows: Model inputs of one row each, ``input_ids`` of shape ``(1, text)`` among them.
        pad_id: What ``input_ids`` are filled up with; masks and types are filled with 0, labels with -100.
        side: Where the filling goes.

    Raises:
        InputError: Something else than the text differs in size from row to row.

    Examples:
        >>> rows = [{"input_ids": torch.tensor([[5, 6]])}, {"input_ids": torch.tensor([[7]])}]
        >>> stack_rows(rows, pad_id=0)["input_ids"].tolist()
        [[5, 6], [0, 7]]
        >>> stack_rows(rows, pad_id=0, side="right")["input_ids"].tolist()
        [[5, 6], [7, 0]]
    """
    stacked = {}
    for key in rows[0]:
        parts = [row[key] for row in rows]
        if _runs_along(parts[0]):
            fill = {"input_ids": pad_id, "labels": IGNORED}.get(key, 0)
            place: Side = "right" if key.startswith(_ALWAYS_RIGHT) else side
            parts = _padded(parts, fill, side=place)
        shapes = {part.shape[1:] for part in parts}
        if len(shapes) > 1:
            raise InputError(
                f"expected {key!r} of one size for every picture, got {sorted(map(tuple, shapes))}; "
                "give the image processor a fixed size"
            )
        stacked[key] = torch.cat(parts)
    return stacked


def join_rows(
    rows: Sequence[dict[str, Any]], targets: Sequence[Sequence[int]], *, form: ModelFormat
) -> tuple[dict[str, Any], list[int]]:
    """Put each target right after its own prompt, and the padding after both.

    Args:
        rows: Prompts with their pictures, as model inputs of one row each.
        targets: Target ids of each row.
        form: Special ids of the model.

    Returns:
        The batch with ``labels``, and the number of ids of each prompt.

    Examples:
        >>> from hmer_kit.vlm.families import ModelFormat, PromptStyle
        >>> form = ModelFormat(PromptStyle.TEXT, eos_ids=(2,), pad_id=0)
        >>> rows = [{"input_ids": torch.tensor([[5, 6]])}, {"input_ids": torch.tensor([[7]])}]
        >>> batch, lengths = join_rows(rows, [[8, 2], [2]], form=form)
        >>> batch["input_ids"].tolist(), batch["labels"].tolist(), lengths
        ([[5, 6, 8, 2], [7, 2, 0, 0]], [[-100, -100, 8, 2], [-100, 2, -100, -100]], [2, 1])
    """
    joined = [extend_prompts(row, [target], form=form) for row, target in zip(rows, targets, strict=True)]
    return stack_rows(joined, pad_id=form.pad_id, side="right"), [row["input_ids"].shape[1] for row in rows]


def _runs_along(value: Tensor) -> bool:
    return value.ndim == 2 and not value.is_floating_point()


def _padded(parts: Sequence[Tensor], fill: int, *, side: Side) -> list[Tensor]:
    width = max(part.shape[1] for part in parts)
    padded = []
    for part in parts:
        filling = part.new_full((part.shape[0], width - part.shape[1]), fill)
        padded.append(torch.cat([filling, part] if side == "left" else [part, filling], dim=1))
    return padded
