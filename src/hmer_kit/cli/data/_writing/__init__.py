"""Records into any format that the library writes."""

from __future__ import annotations

from hmer_kit.cli.data._writing.targets import TARGETS_HELP, Written, add_target, name_notes, say_written, write_set

__all__ = ["TARGETS_HELP", "Written", "add_target", "name_notes", "say_written", "write_set"]
