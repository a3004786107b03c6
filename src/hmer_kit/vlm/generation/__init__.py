"""What a model writes: batched, greedy or sampled."""

from __future__ import annotations

from hmer_kit.vlm.generation.decoding import generate, generate_batch

__all__ = ["generate", "generate_batch"]
