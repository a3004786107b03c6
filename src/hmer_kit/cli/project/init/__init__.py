"""``hmer-kit init``: a small project of the user's own; its files are in ``template``."""

from __future__ import annotations

from hmer_kit.cli.project.init.command import add_arguments, run

__all__ = ["add_arguments", "run"]
