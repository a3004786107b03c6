"""``hmer-kit train``: fine-tune by a recipe, a YAML file through Lightning's own command line."""

from __future__ import annotations

from hmer_kit.cli.models.train.command import add_arguments, run

__all__ = ["add_arguments", "run"]
