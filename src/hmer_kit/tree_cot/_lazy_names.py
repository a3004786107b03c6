"""Where the public names of the room live: data only, held against ``__init__`` by a test."""

from __future__ import annotations

__all__ = ["NAMES"]

NAMES = {
    "base": ("Fidelity", "Flaw", "Reading", "TreeFormat", "TreeReader"),
    "corrected": ("CORRECTED", "CorrectedFormat"),
    "formats": ("FORMATS", "dumps", "get_format", "is_tree_of", "loads", "read"),
    "gtd": ("GTD", "GtdFormat"),
    "json_nodes": ("JSON", "JsonFormat"),
    "released": ("RELEASED", "ReleasedFormat"),
    "sexpr": ("SEXPR", "SexprFormat"),
    "symlg": ("SYMLG", "SYMLG_PROFILE", "SymlgFormat"),
    "tdv2": ("TDV2", "Tdv2Format"),
}
