"""Commands about one expression at a time: its tree, its counts."""

from __future__ import annotations

__all__: list[str] = []
