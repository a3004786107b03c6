"""``hmer-kit reread``: test-time strategies: ask more than once, and take what holds together."""

from __future__ import annotations

from hmer_kit.cli.models.reread.arguments import add_arguments
from hmer_kit.cli.models.reread.command import run

__all__ = ["add_arguments", "run"]
