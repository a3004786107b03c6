"""Models and processors in a folder or on the hub: loaded without running what came with them, saved whole or not."""

from __future__ import annotations

from hmer_kit.vlm.loading.export import save_model_and_processor
from hmer_kit.vlm.loading.pretrained import images_only, load_model_and_processor, load_processor, load_settings
from hmer_kit.vlm.loading.repairs import restore_sines

__all__ = [
    "images_only",
    "load_model_and_processor",
    "load_processor",
    "load_settings",
    "restore_sines",
    "save_model_and_processor",
]
