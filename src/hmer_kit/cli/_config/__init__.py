"""Options of a command from a YAML file.

``options`` (the two that every command has), ``files`` (YAML), ``values`` (one value, one option), ``bare`` (what a
command line says alone), ``merging`` (all of it together).

This is an overlay of our own on ``argparse`` and not jsonargparse, which reads the recipes of ``hmer-kit train``. Every
command was tried with its parser in the place of argparse's: it loses positional arguments that are written to a file
(``tree``, ``count``), and hands lists that an option has already made of ``a,b`` to that option's reader again, which
fails (``score``, ``build-tasks``, ``build-errors``). It costs 70 ms of start, and reads more than is wanted here: paths
of classes. All that is needed is a mapping of names to plain values, held against the command's own options.
"""

from __future__ import annotations

__all__: list[str] = []
