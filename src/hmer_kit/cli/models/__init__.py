"""Commands that run a model: training, predicting."""

from __future__ import annotations

__all__: list[str] = []
