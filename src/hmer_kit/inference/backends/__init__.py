"""Back ends: who answers the questions."""

from __future__ import annotations

from hmer_kit.inference.backends.server_predictor import ServerPredictor
from hmer_kit.inference.backends.vlm_predictor import VLMPredictor

__all__ = ["ServerPredictor", "VLMPredictor"]
