"""Model types of ``AutoModelForImageTextToText`` that have no tests, each with the reason.

``test_every_type_is_listed`` holds this against the pinned transformers: a type stands here or in ``builders/``, and
in one of the two only, so that an upgrade with new types is noticed.
"""

from __future__ import annotations

__all__ = ["OTHERS"]

_UNTRIED = "no tiny model of it is built yet, and nothing is known against it"
OTHERS: dict[str, str] = {
    **dict.fromkeys(["dots3_note", "fast_vlm", "gemma3n", "idefics", "inkling2", "inkling_mm_model"], _UNTRIED),
    **dict.fromkeys(["minimax_m3_vl", "muse_glimmer", "muse_spark", "nemotron_h_omni"], _UNTRIED),
    "diffusion_gemma": "no next-token loss: it fills blocks of noise, and writes no answer id by id",
    "evolla": "reads proteins, not pictures",
    "instructblipvideo": "reads videos; for pictures there is `instructblip`",
    "mistral4": "the text model alone: its class takes no pictures",
    "pi0": "writes the actions of a robot, not text",
}
