"""The list of shards beside them, in the layout of ``wids``, with what is needed to check them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, decode, file_path, is_safe_name, read_bytes, require_no_pipe
from hmer_kit.data._json import parse_json
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["INDEX_NAME", "Shard", "check_shards", "index_text", "read_index"]

INDEX_NAME = "index.json"
"""Name of the list in the folder of the shards."""

_MAX_BYTES = 2**26


@dataclass(frozen=True, slots=True)
class Shard:
    """What the list says of a shard.

    Examples:
        >>> Shard("shard-000000.tar", records=2, size=10240, sha256="ab" * 32).records
        2
    """

    file: str
    """Its name."""
    records: int
    """How many records it holds."""
    size: int
    """Its bytes."""
    sha256: str | None = None
    """Digest of its bytes; None where the list has none."""


def index_text(shards: Sequence[Shard], *, name: str) -> str:
    """Return the list as it stands in its file.

    Args:
        shards: The shards in order.
        name: Name of the data set.

    Examples:
        >>> index_text([], name="crohme").splitlines()[1]
        '  "__kind__": "wids-shard-index-v1",'
    """
    rows = [
        {"url": shard.file, "nsamples": shard.records, "filesize": shard.size, "sha256": shard.sha256}
        for shard in shards
    ]
    index = {"__kind__": "wids-shard-index-v1", "wids_version": 1, "name": name, "shardlist": rows}
    return json.dumps(index, indent=2, ensure_ascii=False) + "\n"


def read_index(folder: StrPath) -> list[Shard] | None:
    """Read the list of a folder.

    Args:
        folder: Folder of the shards.

    Returns:
        The shards in order; None where there is no list.

    Raises:
        DataError: The list is broken, or names a file outside the folder.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "index.json").write_text(index_text([Shard("a.tar", 2, 10240)], name="a"))
        ...     read_index(folder)
        [Shard(file='a.tar', records=2, size=10240, sha256=None)]
    """
    file = file_path(folder) / INDEX_NAME
    if not file.is_file():
        return None
    found = parse_json(decode(read_bytes(file, max_bytes=_MAX_BYTES, what="list of shards"), path=file))
    rows = found.get("shardlist") if isinstance(found, dict) else None
    if not isinstance(rows, list):
        raise DataError(f"expected a list of shards in {file}, found none", code="bad_index", path=str(file))
    return [_shard(row, file=file) for row in rows]


def check_shards(folder: StrPath) -> int:
    """Compare each shard with its size and digest in the list.

    Args:
        folder: Folder of the shards.

    Returns:
        Number of shards.

    Raises:
        DataError: There is no list, or a shard is missing or has changed.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import Record, write_shards
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_shards(f"{folder}/set", [Record("a", "x")])
        ...     check_shards(f"{folder}/set")
        1
    """
    shards = read_index(folder)
    if shards is None:
        raise DataError(f"expected a list of shards in {folder}, found none", code="missing_file", path=str(folder))
    for shard in shards:
        file = file_path(folder) / shard.file
        require_no_pipe(file, what="shard")
        try:
            size = file.stat().st_size
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise DataError(
                f"cannot read the shard {file}: {error.strerror}", code="unreadable", path=str(file)
            ) from error
        if size != shard.size or shard.sha256 not in {None, digest}:
            message = f"expected {file} as its list has it ({shard.size} bytes), found {size} bytes or other ones"
            raise DataError(message, code="changed", path=str(file))
    return len(shards)


def _shard(row: Any, *, file: Path) -> Shard:  # noqa: ANN401 - JSON
    row = row if isinstance(row, dict) else {}
    name, records, size, digest = (row.get(key) for key in ("url", "nsamples", "filesize", "sha256"))
    if not isinstance(name, str) or not is_safe_name(name):
        message = f"expected the name of a shard below its folder in {file}, got {str(name)[:80]!r}"
        raise DataError(message, code="unsafe_name", path=str(file))
    return Shard(
        name,
        records=records if isinstance(records, int) else -1,
        size=size if isinstance(size, int) else -1,
        sha256=digest if isinstance(digest, str) else None,
    )
