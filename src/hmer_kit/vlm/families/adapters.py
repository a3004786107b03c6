"""The few places where a family of models departs from the common way, as data.

Most families need nothing here. One that does has an entry in the table at the end, under the ``model_type`` of its
configuration; for a model of your own give ``TaskCollator(adapter=...)`` or ``VLMModule(adapter=...)``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["FamilyAdapter", "WritePrompts", "find_adapter"]

WritePrompts = Callable[[Any, "Sequence[Image.Image]", "Sequence[str]"], Mapping[str, Any]]
"""Takes a processor, pictures and prompts; gives left-padded model inputs, ``input_ids`` among them."""


@dataclass(frozen=True, slots=True)
class FamilyAdapter:
    r"""What is particular to a family; the defaults are the common way.

    Examples:
        >>> adapter = FamilyAdapter(text_template="<image>{prompt}\n", target_fills={"token_type_ids": 1})
        >>> adapter.target_fills["token_type_ids"], adapter.generate_options
        (1, {})
    """

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


def find_adapter(config: Any) -> FamilyAdapter:  # noqa: ANN401 - a transformers configuration
    """Return the adapter of a family, or the one that changes nothing.

    Args:
        config: The model's configuration; its ``model_type`` is looked up.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> find_adapter(Namespace(model_type="paligemma")).target_fills
        {'token_type_ids': 1}
        >>> find_adapter(Namespace(model_type="qwen2_5_vl")) == FamilyAdapter()
        True
    """
    return _TABLE.get(str(getattr(config, "model_type", "")), _PLAIN)


_PLAIN = FamilyAdapter()
_PALIGEMMA = FamilyAdapter(text_template="<image>{prompt}\n", target_fills={"token_type_ids": 1})
"""It tells prefix from suffix by the types, and attends within the prefix both ways."""
_TABLE: Mapping[str, FamilyAdapter] = MappingProxyType(
    {
        "mllama": FamilyAdapter(repeated_keys=frozenset({"cross_attention_mask"})),
        "paligemma": _PALIGEMMA,
        "paligemma2": _PALIGEMMA,
    }
)
