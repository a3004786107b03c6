"""Model types of ``AutoModelForImageTextToText`` that have no tests, each with the reason.

``test_every_type_is_listed_once`` holds this against the pinned transformers: a type stands here or in ``builders/``,
and in one of the two only, so that an upgrade with new types is noticed.
"""

from __future__ import annotations

__all__ = ["OTHERS"]

_UNTRIED = "no tiny model of it is built yet, and nothing is known against it"
_TIMM = f"needs timm for its encoder; {_UNTRIED}"
OTHERS: dict[str, str] = {
    **dict.fromkeys(["dots3_note", "idefics", "inkling2", "inkling_mm_model", "minimax_m3_vl"], _UNTRIED),
    **dict.fromkeys(["muse_glimmer", "muse_spark", "nemotron_h_omni"], _UNTRIED),
    **dict.fromkeys(["fast_vlm", "gemma3n"], _TIMM),
    "diffusion_gemma": "no next-token loss: it fills blocks of noise, and writes no answer id by id",
    "emu3": "its pictures of a batch are brought to one size before they are tokens: answers differ from single ones",
    "evolla": "reads proteins, not pictures",
    "instructblipvideo": "reads videos; for pictures there is `instructblip`",
    "mistral4": "the text model alone: its class takes no pictures",
    "pi0": "writes the actions of a robot, not text",
}
