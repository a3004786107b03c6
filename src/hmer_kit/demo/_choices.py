"""What the page asks unless told otherwise: data only, which the command line shows without importing more."""

from __future__ import annotations

DEMO_TASKS = ("vanilla", "tree_cot", "symbol_counting")
"""What is asked about a picture: the tasks that need nothing else."""
