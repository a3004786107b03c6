"""The names of the engines, without what they stand on."""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["EngineName"]

EngineName: TypeAlias = Literal["process", "datasets", "ray"]
"""Engines that ``hmer-kit build-tasks`` knows."""
