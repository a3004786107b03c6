"""BLIP, BLIP-2 and InstructBLIP, whose processors and ``generate`` do not fit prompts of different length.

BLIP-2's processor puts the picture's tokens before the padding of the text, and InstructBLIP's pads the text of its
Q-Former, whose positions are absolute, on the left as well: prompts are written one by one. With a T5 the prompt goes
to its encoder. BLIP's decoder counts positions from the start of the row, and its ``generate`` cuts the last id of the
prompt off and ends rows by an id of its own: the decoder is asked directly.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.families.adapters import FamilyAdapter, PromptRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image
    from torch import Tensor

__all__ = ["blip", "blip_2"]


def blip(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401, ARG001 - transformers' objects
    """Return the adapter of BLIP: a decoder that attends to the picture.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from transformers import BlipConfig
        >>> blip(BlipConfig(), None).format_changes["eos_ids"]
        (102,)
    """
    text = config.text_config
    return FamilyAdapter(
        rows=PromptRows.ALIGNED,
        text_template="{prompt}",
        write_prompts=partial(_write, start_id=text.bos_token_id),
        generate=_answer,
        # eos_token_id is an id that the checkpoints were not trained with
        format_changes={"eos_ids": (text.sep_token_id,), "max_positions": text.max_position_embeddings},
    )


def blip_2(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401
    """Return the adapter of BLIP-2 or InstructBLIP.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Raises:
        InputError: The processor writes another number of ids for a picture than the model reads; with old files it
            writes none, and the model would not look at the picture.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> from transformers import Blip2Config, T5Config
        >>> blip_2(Blip2Config(text_config=T5Config()), Namespace(num_query_tokens=32)).style
        'encoder-prompt'
    """
    if processor.num_query_tokens != config.num_query_tokens:
        raise InputError(
            f"expected a processor with num_query_tokens of {config.num_query_tokens}, the model's, got "
            f"{processor.num_query_tokens}; set processor.num_query_tokens = model.config.num_query_tokens"
        )
    text = config.text_config
    style = None if config.use_decoder_only_language_model else "encoder-prompt"
    changes = {"max_positions": text.max_position_embeddings} if text.model_type == "opt" else {}
    return FamilyAdapter(style=style, rows=PromptRows.EACH, text_template="{prompt}", format_changes=changes)


def _write(
    processor: Any,  # noqa: ANN401
    images: Sequence[Image.Image],
    prompts: Sequence[str],
    *,
    start_id: int,
) -> dict[str, Any]:
    """Let prompts begin with the decoder's own start id and have no end, as ``generate`` has them."""
    written = processor(images=list(images), text=list(prompts), add_special_tokens=False, return_tensors="pt")
    ids = written["input_ids"]
    ids = torch.cat([ids.new_full((len(ids), 1), start_id), ids], dim=1)
    return {"pixel_values": written["pixel_values"], "input_ids": ids, "attention_mask": torch.ones_like(ids)}


def _answer(model: Any, *, pixel_values: Tensor, **inputs: Any) -> Tensor:  # noqa: ANN401
    states = model.vision_model(pixel_values=pixel_values).last_hidden_state
    mask = torch.ones(states.shape[:-1], dtype=torch.long, device=states.device)
    rows: Tensor = model.text_decoder.generate(encoder_hidden_states=states, encoder_attention_mask=mask, **inputs)
    return rows
