"""The command line: ``hmer-kit``, the same as ``python -m hmer_kit``; one file per subcommand."""

from __future__ import annotations

from hmer_kit.cli.app import main

__all__ = ["main"]
