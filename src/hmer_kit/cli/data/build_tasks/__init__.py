"""``hmer-kit build-tasks``: training data for the five tasks, in the shape that a trainer reads."""

from __future__ import annotations

from hmer_kit.cli.data.build_tasks.arguments import add_arguments
from hmer_kit.cli.data.build_tasks.command import run

__all__ = ["add_arguments", "run"]
