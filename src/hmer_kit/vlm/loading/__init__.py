"""Models and processors from a folder or the hub."""

from __future__ import annotations

from hmer_kit.vlm.loading.pretrained import images_only, load_model_and_processor, load_processor
from hmer_kit.vlm.loading.repairs import restore_sines

__all__ = ["images_only", "load_model_and_processor", "load_processor", "restore_sines"]
