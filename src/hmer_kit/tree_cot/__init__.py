"""Tree-CoT texts: serializers and their readers, one file per format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmer_kit.tree_cot.base import Fidelity, Flaw, Reading, TreeFormat, TreeReader
    from hmer_kit.tree_cot.corrected import CORRECTED, CorrectedFormat
    from hmer_kit.tree_cot.formats import FORMATS, dumps, get_format, is_tree_of, loads, read
    from hmer_kit.tree_cot.gtd import GTD, GtdFormat
    from hmer_kit.tree_cot.json_nodes import JSON, JsonFormat
    from hmer_kit.tree_cot.released import RELEASED, ReleasedFormat
    from hmer_kit.tree_cot.sexpr import SEXPR, SexprFormat
    from hmer_kit.tree_cot.symlg import SYMLG, SYMLG_PROFILE, SymlgFormat
    from hmer_kit.tree_cot.tdv2 import TDV2, Tdv2Format
else:
    from hmer_kit._lazy import lazy_room

    __getattr__, __dir__ = lazy_room(__name__)

__all__ = [
    "CORRECTED",
    "FORMATS",
    "GTD",
    "JSON",
    "RELEASED",
    "SEXPR",
    "SYMLG",
    "SYMLG_PROFILE",
    "TDV2",
    "CorrectedFormat",
    "Fidelity",
    "Flaw",
    "GtdFormat",
    "JsonFormat",
    "Reading",
    "ReleasedFormat",
    "SexprFormat",
    "SymlgFormat",
    "Tdv2Format",
    "TreeFormat",
    "TreeReader",
    "dumps",
    "get_format",
    "is_tree_of",
    "loads",
    "read",
]
