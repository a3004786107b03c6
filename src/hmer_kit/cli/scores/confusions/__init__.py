"""``hmer-kit confusions``: which symbols are read as which, as tables, pictures and graphs."""

from __future__ import annotations

from hmer_kit.cli.scores.confusions.command import add_arguments, run

__all__ = ["add_arguments", "run"]
