"""``hmer-kit report``: one HTML file from scored predictions, their pictures and a training log."""

from __future__ import annotations

from hmer_kit.cli.scores.report.arguments import add_arguments
from hmer_kit.cli.scores.report.command import run

__all__ = ["add_arguments", "run"]
