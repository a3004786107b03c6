"""The families that need an adapter, by the ``model_type`` of their configuration."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hmer_kit.vlm.families._blip import blip, blip_2
from hmer_kit.vlm.families._calls import FUYU, PALIGEMMA, T5GEMMA_2
from hmer_kit.vlm.families._documents import florence_2, git, got_ocr_2, pix2struct, udop
from hmer_kit.vlm.families._kosmos import kosmos_2, kosmos_2_5
from hmer_kit.vlm.families.adapters import FamilyAdapter, PromptRows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["find_adapter"]


def find_adapter(config: Any, processor: Any) -> FamilyAdapter:  # noqa: ANN401 - transformers' objects
    """Return the adapter of a family, or the one that changes nothing.

    Args:
        config: The model's configuration; its ``model_type`` is looked up.
        processor: The model's processor: some families come in two kinds that only it tells apart.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> find_adapter(Namespace(model_type="paligemma"), None).target_fills
        {'token_type_ids': 1}
        >>> find_adapter(Namespace(model_type="qwen2_5_vl"), None) == FamilyAdapter()
        True
    """
    found = _TABLE.get(str(getattr(config, "model_type", "")), _PLAIN)
    return found if isinstance(found, FamilyAdapter) else found(config, processor)


_PLAIN = FamilyAdapter()
_TABLE: Mapping[str, FamilyAdapter | Callable[[Any, Any], FamilyAdapter]] = MappingProxyType(
    {
        "blip": blip,
        "blip-2": blip_2,
        "chameleon": FamilyAdapter(text_template="<image>{prompt}"),
        # Its model cannot place pictures without the types, and its processor gives them only if asked.
        "cosmos3_edge": FamilyAdapter(processor_options={"return_mm_token_type_ids": True}),
        "florence2": florence_2,
        "fuyu": FUYU,
        "git": git,
        "got_ocr2": got_ocr_2,
        # It counts a picture's rows and columns from 0, and words from the start of the row, padding included.
        "hunyuan_vl": FamilyAdapter(rows=PromptRows.ALIGNED),
        "instructblip": blip_2,
        "kosmos-2": kosmos_2,
        "kosmos-2.5": kosmos_2_5,
        "mllama": FamilyAdapter(repeated_keys=frozenset({"cross_attention_mask"})),
        "paligemma": PALIGEMMA,
        "paligemma2": PALIGEMMA,
        "pix2struct": pix2struct,
        "t5gemma2": T5GEMMA_2,
        "udop": udop,
    }
)
