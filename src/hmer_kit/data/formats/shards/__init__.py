"""Shards of WebDataset: what reads them and what writes them."""

from __future__ import annotations

from hmer_kit.data.formats.shards.images import TarImage
from hmer_kit.data.formats.shards.index import INDEX_NAME, Shard, check_shards, index_text, read_index
from hmer_kit.data.formats.shards.reading import MAX_MEMBER_BYTES, iter_shards, read_shards
from hmer_kit.data.formats.shards.writing import write_shards

__all__ = [
    "INDEX_NAME",
    "MAX_MEMBER_BYTES",
    "Shard",
    "TarImage",
    "check_shards",
    "index_text",
    "iter_shards",
    "read_index",
    "read_shards",
    "write_shards",
]
