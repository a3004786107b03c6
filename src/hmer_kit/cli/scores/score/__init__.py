"""``hmer-kit score``: score prediction files, under any protocols, by groups, against another system."""

from __future__ import annotations

from hmer_kit.cli.scores.score.arguments import add_arguments
from hmer_kit.cli.scores.score.command import run

__all__ = ["add_arguments", "run"]
