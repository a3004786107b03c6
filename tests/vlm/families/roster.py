"""Model types of ``AutoModelForImageTextToText`` that have no tests, each with the reason.

``test_every_type_is_listed`` holds this against the pinned transformers: a type stands here or in ``builders/``, and
in one of the two only, so that an upgrade with new types is noticed.
"""

from __future__ import annotations

__all__ = ["OTHERS"]

OTHERS: dict[str, str] = {
    "diffusion_gemma": "no next-token loss: it fills blocks of noise, and writes no answer id by id",
    "evolla": "reads proteins, not pictures",
    "instructblipvideo": "reads videos; for pictures there is `instructblip`",
    "mistral4": "the text model alone: its class takes no pictures",
    "pi0": "writes the actions of a robot, not text",
}
