"""What has to be known of a model and its processor before a prompt can be written for it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.families.adapters import FamilyAdapter, PromptRows
from hmer_kit.vlm.families.table import find_adapter

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ModelFormat", "PromptStyle", "detect_style", "model_format"]

_VISIBLE_TAGS = ("<error_start>", "<error_end>", "<deleted>")


class PromptStyle(StrEnum):
    """How a model takes a picture and a prompt.

    Examples:
        >>> PromptStyle("chat") is PromptStyle.CHAT
        True
    """

    ENCODER_DECODER = "encoder-decoder"
    """The picture goes to an encoder; the prompt opens the decoder's sequence (VisionEncoderDecoder, PP-FormulaNet)."""
    ENCODER_PROMPT = "encoder-prompt"
    """Picture and prompt go to an encoder, the decoder's sequence is the answer alone (Florence-2, BLIP-2 with T5)."""
    CHAT = "chat"
    """Picture and prompt are a user's turn, written by the processor's chat template (Qwen-VL, InternVL, Gemma 3)."""
    TEXT = "text"
    """Picture tokens and prompt stand in one text, without a template (PaliGemma, BLIP-2)."""


@dataclass(frozen=True, slots=True)
class ModelFormat:
    """The style of a model, and the ids that open, close and pad its sequences.

    Examples:
        >>> ModelFormat(PromptStyle.CHAT, eos_ids=(2,), pad_id=0).image_mode
        'RGB'
    """

    style: PromptStyle
    """How picture and prompt are given."""
    eos_ids: tuple[int, ...]
    """Ids that end an answer; the first one is appended to targets."""
    pad_id: int
    """Id that fills rows up; it may equal an end id, so padding is told by lengths, never by this id."""
    start_id: int | None = None
    """First id of the decoder's sequence; None for decoder-only models."""
    max_positions: int | None = None
    """Longest decoder sequence where positions are learned, else None."""
    image_mode: str = "RGB"
    """Pillow mode that pictures are converted to: ``"L"`` for an encoder of one channel."""
    opening_ids: tuple[int, ...] = ()
    """Ids between ``start_id`` and an answer whose prompt goes to the encoder, mostly none."""
    adapter: FamilyAdapter = field(default_factory=FamilyAdapter)
    """What is particular to the family."""
    hidden_ids: frozenset[int] = frozenset()
    """Special ids that are left out of a decoded response; the tags of marked expressions are never among them."""


def detect_style(config: Any, processor: Any) -> PromptStyle:  # noqa: ANN401 - transformers' objects
    """Tell how the model takes pictures and prompts.

    Args:
        config: The model's configuration.
        processor: Its processor.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> detect_style(Namespace(is_encoder_decoder=False), Namespace(chat_template="..."))
        <PromptStyle.CHAT: 'chat'>
    """
    if getattr(config, "is_encoder_decoder", False):
        return PromptStyle.ENCODER_DECODER
    if getattr(processor, "chat_template", None):
        return PromptStyle.CHAT
    return PromptStyle.TEXT


def model_format(
    model: Any,  # noqa: ANN401 - transformers' objects
    processor: Any,  # noqa: ANN401
    *,
    style: PromptStyle | str | None = None,
    adapter: FamilyAdapter | None = None,
) -> ModelFormat:
    """Read style and special ids off a model and its processor.

    Args:
        model: A transformers model; it is only looked at.
        processor: Its processor, or any object with ``tokenizer`` and, for an encoder-decoder, ``image_processor``.
        style: Overrides what ``detect_style`` finds.
        adapter: Overrides what ``find_adapter`` finds.

    Raises:
        InputError: The processor has no tokenizer, or there is no id to end, pad or start a sequence with.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> tokenizer = Namespace(eos_token_id=2, pad_token_id=0, all_special_ids=[0, 2])
        >>> model = Namespace(config=Namespace(is_encoder_decoder=True, decoder_start_token_id=1))
        >>> found = model_format(model, Namespace(tokenizer=tokenizer))
        >>> found.style.value, found.eos_ids, found.start_id
        ('encoder-decoder', (2,), 1)
    """
    tokenizer = getattr(processor, "tokenizer", None)
    if tokenizer is None:
        raise InputError(f"expected a processor with a tokenizer, got {type(processor).__name__} without one")
    config = model.config
    adapter = find_adapter(config, processor) if adapter is None else adapter
    style = style if style is not None else adapter.style
    found = PromptStyle(style) if style is not None else detect_style(config, processor)
    sources = [tokenizer, getattr(model, "generation_config", None), config, _text_config(config)]
    seq2seq = found in {PromptStyle.ENCODER_DECODER, PromptStyle.ENCODER_PROMPT}
    form = ModelFormat(
        found,
        eos_ids=tuple(_required(_ids(sources, "eos_token_id"), "eos_token")),
        pad_id=_pad_id(sources, found, adapter),
        start_id=_start_id(sources) if seq2seq else None,
        max_positions=_max_positions(_text_config(config)) if seq2seq else None,
        image_mode="L" if _image_channels(config) == 1 else "RGB",
        adapter=adapter,
        hidden_ids=_hidden_ids(tokenizer),
    )
    return replace(form, **adapter.format_changes)


def _ids(sources: Iterable[Any], name: str) -> list[int]:
    """Collect an id from all places that may name one or several, the most trusted first."""
    found: dict[int, None] = {}
    for source in sources:
        value = getattr(source, name, None)
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item is not None:
                found[int(item)] = None
    return list(found)


def _required(ids: list[int], name: str) -> list[int]:
    if not ids:
        raise InputError(
            f"expected a tokenizer with {name}, got none where it is looked for (the tokenizer, and for what the "
            f"processor does not do itself the generation config and the configuration); set processor.tokenizer.{name}"
        )
    return ids


def _pad_id(sources: list[Any], style: PromptStyle, adapter: FamilyAdapter) -> int:
    """Return the id that fills rows up; a processor that pads by itself asks the tokenizer alone."""
    pads = style is not PromptStyle.ENCODER_DECODER and adapter.rows is PromptRows.BATCH
    return _required(_ids(sources[:1] if pads else sources, "pad_token_id"), "pad_token")[0]


def _start_id(sources: list[Any]) -> int:
    tokenizer, *configs = sources
    found = _ids(configs, "decoder_start_token_id") or _ids([tokenizer], "bos_token_id")
    if not found:
        raise InputError("expected config.decoder_start_token_id or a bos_token, got neither; set one of them")
    return found[0]


def _text_config(config: Any) -> Any:  # noqa: ANN401
    return config.get_text_config(decoder=True) if hasattr(config, "get_text_config") else config


def _max_positions(text_config: Any) -> int | None:  # noqa: ANN401
    """Return the length of the table of learned positions; sines and rotations have no such end."""
    if getattr(text_config, "use_learned_position_embeddings", True) is False:
        return None
    limit = getattr(text_config, "max_position_embeddings", None)
    return int(limit) if limit else None


def _image_channels(config: Any) -> int | None:  # noqa: ANN401
    vision = getattr(config, "encoder", None) or getattr(config, "vision_config", None)
    return getattr(vision, "num_channels", None)


def _hidden_ids(tokenizer: Any) -> frozenset[int]:  # noqa: ANN401
    """Return the special ids less the tags, which an answer must show even if they were added as special."""
    special = set(tokenizer.all_special_ids)
    if hasattr(tokenizer, "convert_tokens_to_ids"):
        special -= {tokenizer.convert_tokens_to_ids(tag) for tag in _VISIBLE_TAGS} - {
            getattr(tokenizer, "unk_token_id", None)
        }
    return frozenset(special)
