"""Prompts as the collator hands them on, and a look at whether the picture came with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from hmer_kit.tasks import TaskExample


def prompt_texts(
    examples: Sequence[TaskExample],
    *,
    say: Callable[[TaskExample], object],
    processor: Any,  # noqa: ANN401
    template: str | None,
) -> list[str]:
    """Return the prompt of each example.

    Args:
        examples: The examples of a batch.
        say: Gives the prompt of an example.
        processor: Asked for its picture token, which a prompt must not hold beside the one that the template writes: a
            second one asks for a second picture. A prediction inside a prompt may hold it by bad luck or bad will.
        template: Of the text style.

    Raises:
        InputError: A prompt is no string.
        DataError: One holds the picture token.
    """
    token = getattr(processor, "image_token", None)
    allowed = 1 if template is not None and token and token not in template else 0
    prompts = []
    for example in examples:
        prompt = say(example)
        if not isinstance(prompt, str):
            raise InputError(
                f"expected format_prompt to give a string for record {example.record.id!r}, got {type(prompt).__name__}"
            )
        if isinstance(token, str) and token and prompt.count(token) > allowed:
            raise DataError(
                f"expected a prompt without the picture token {token!r}, which is written around it, got "
                f"{prompt[:80]!r} for record {example.record.id!r}",
                code="picture_token",
                record_id=example.record.id,
            )
        prompts.append(prompt)
    return prompts


def picture_ids(config: Any) -> tuple[int, ...]:  # noqa: ANN401
    """Return the ids that stand for a picture in the text; none where the configuration names none."""
    found = [getattr(config, name, None) for name in ("image_token_id", "image_token_index")]
    return tuple(item for item in found if isinstance(item, int) and not isinstance(item, bool))


def require_picture_ids(input_ids: Tensor, ids: Sequence[int], *, names: Sequence[str]) -> None:
    """Check that each row has a picture in its text: without one, the model would read the prompt alone and guess.

    Raises:
        InputError: A row has none; its record is named.
    """
    if not ids:
        return
    seen = torch.isin(input_ids, torch.tensor(ids, device=input_ids.device)).any(dim=1).tolist()
    blind = [name for name, has_picture in zip(names, seen, strict=True) if not has_picture]
    if blind:
        raise InputError(
            f"expected the model's picture token (id {ids[0]}) in each prompt, got none for the records {blind[:8]}; "
            "text_template or the chat template leaves it out"
        )
