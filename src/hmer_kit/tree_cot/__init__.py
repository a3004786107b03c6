"""Tree-CoT texts: serializers and their readers, one file per format."""

from __future__ import annotations

from hmer_kit.tree_cot.released import dumps, is_tree_of, loads

__all__ = ["dumps", "is_tree_of", "loads"]
