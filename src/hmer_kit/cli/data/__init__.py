"""Commands about data sets: reading, preparing, writing."""

from __future__ import annotations

__all__: list[str] = []
