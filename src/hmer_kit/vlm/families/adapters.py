"""The few places where a family of models departs from the common way, as data.

Most families need nothing here. One that does has an entry in the table of ``families/table.py``, under the
``model_type`` of its configuration; for a model of your own give ``TaskCollator(adapter=...)`` or
``VLMModule(adapter=...)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Answer", "FamilyAdapter", "PromptRows", "WritePrompts"]

WritePrompts = Callable[[Any, "Sequence[Image.Image]", "Sequence[str]"], Mapping[str, Any]]
"""Takes a processor, pictures and prompts; gives left-padded model inputs, ``input_ids`` among them."""
Answer = Callable[..., Any]
"""Takes a model, its inputs and further arguments of ``generate`` by name; gives the rows of ids."""


class PromptRows(StrEnum):
    """Who puts the prompts of a batch together, and where rows are filled up.

    Examples:
        >>> PromptRows("batch") is PromptRows.BATCH
        True
    """

    BATCH = "batch"
    """The processor writes and pads the whole batch: on the left for a decoder, on the right for an encoder."""
    EACH = "each"
    """Every prompt is written alone and padded here, for what the processor pads is not what the model reads."""
    ALIGNED = "aligned"
    """Every prompt is written alone and rows begin together, for the model counts positions from the row's start."""


@dataclass(frozen=True, slots=True)
class FamilyAdapter:
    r"""What is particular to a family; the defaults are the common way.

    Examples:
        >>> adapter = FamilyAdapter(text_template="<image>{prompt}\n", target_fills={"token_type_ids": 1})
        >>> adapter.target_fills["token_type_ids"], adapter.generate_options
        (1, {})
    """

    style: str | None = None
    """Style of the family, where its configuration does not tell: ``"encoder-prompt"``."""
    rows: PromptRows = PromptRows.BATCH
    """How the prompts of a batch are put together."""
    text_template: str | None = None
    """Prompt of the text style, where the user gives none: the picture token and ``{prompt}``."""
    write_prompts: WritePrompts | None = None
    """Writes the prompts in place of the chat template or the text template."""
    processor_options: Mapping[str, Any] = field(default_factory=dict)
    """Further arguments of the processor's call, such as ``{"num_image_tokens": 4}``."""
    dropped_keys: frozenset[str] = frozenset({"labels"})
    """What the processor returns and the model must not get: labels of its own."""
    target_fills: Mapping[str, int] = field(default_factory=dict)
    """Value over the target of a key that runs along the text, where it is not 0."""
    repeated_keys: frozenset[str] = frozenset()
    """Keys of shape ``(batch, text, ...)`` that repeat their last column over the target."""
    generate_options: Mapping[str, Any] = field(default_factory=dict)
    """Further arguments of the model's ``generate``."""
    generate: Answer | None = None
    """Takes the place of the model's ``generate``."""
    format_changes: Mapping[str, Any] = field(default_factory=dict)
    """Fields of ``ModelFormat`` that cannot be read off the model, such as ``{"eos_ids": (4,)}``."""
