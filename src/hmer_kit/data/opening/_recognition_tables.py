"""By what Parquet files, saved data sets and shards are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit.data._text import quoted
from hmer_kit.data.opening._seen import tar_names
from hmer_kit.data.pictures._index import is_picture

if TYPE_CHECKING:
    from hmer_kit.data.opening._seen import Seen

_TEXTS = (".txt", ".tex", ".latex", ".json")


def parquet(seen: Seen) -> str | None:
    """Recognize a Parquet file by its first bytes, and a folder with such files."""
    if seen.is_folder and seen.place is not None and not datasets(seen):
        found = [name for name in seen.names(".parquet") if seen.place.head(name, size=4) == b"PAR1"]
        return quoted(found[0]) if found else None
    return "PAR1" if seen.head.startswith(b"PAR1") else None


def datasets(seen: Seen) -> str | None:
    """Recognize a folder that the datasets library has saved."""
    names = [] if seen.place is None or not seen.is_folder else [name for name in seen.place.names if "/" not in name]
    if "dataset_dict.json" in names or {"dataset_info.json", "state.json"} <= set(names):
        return "dataset_dict.json" if "dataset_dict.json" in names else "dataset_info.json and state.json"
    return None


def shards(seen: Seen) -> str | None:
    """Recognize tar archives that are not compressed, with pictures and texts in them."""
    if not seen.is_folder:
        plain = seen.head[257:262] == b"ustar"
        return "a tar archive of pictures and texts" if plain and _is_shard(seen.tar_names) else None
    found = seen.names(".tar")
    return quoted(found[0]) if found and _is_shard(tar_names(seen.path / found[0])) else None


def _is_shard(names: tuple[str, ...]) -> bool:
    return any(map(is_picture, names)) and any(name.lower().endswith(_TEXTS) for name in names)
