"""Commands about recognition errors: what is confused, error corpora, wrong labels."""

from __future__ import annotations

__all__: list[str] = []
