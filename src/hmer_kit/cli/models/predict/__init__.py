"""``hmer-kit predict``: let a model in this process, or a server, read the pictures of a data set."""

from __future__ import annotations

from hmer_kit.cli.models.predict.arguments import add_arguments
from hmer_kit.cli.models.predict.command import run

__all__ = ["add_arguments", "run"]
