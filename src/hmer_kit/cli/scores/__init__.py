"""Commands about predictions: how good they are."""

from __future__ import annotations

__all__: list[str] = []
