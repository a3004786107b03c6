"""``hmer-kit demo``: a page to try a model on, by drawing or with pictures."""

from __future__ import annotations

from hmer_kit.cli.models.demo.arguments import add_arguments
from hmer_kit.cli.models.demo.command import run

__all__ = ["add_arguments", "run"]
