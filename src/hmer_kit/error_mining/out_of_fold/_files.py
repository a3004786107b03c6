"""Files that are there as a whole or not at all, whatever kills the process, and their checksums."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from hmer_kit._files import require_no_pipe, write_atomic
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["clear_drafts", "digest", "file_digest", "read_json", "sync", "write_json"]

_BLOCK = 1 << 20


def write_json(path: Path, value: object) -> None:
    """Write one JSON value, and bring the name of its file to the disk too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, [json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True), "\n"])
    sync(path.parent)


def read_json(path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return what a JSON file holds, or None where there is no such file.

    Raises:
        DataError: It is there and cannot be read.
    """
    require_no_pipe(path, what="JSON file")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"cannot read {path}: {error}; delete it to have it made again", path=str(path)) from error


def clear_drafts(path: Path) -> None:
    """Remove what killed writers of this file have left."""
    for draft in path.parent.glob(f".{path.name}.*.tmp"):
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk, where the system has a way to say so."""
    with suppress(OSError):  # folders cannot be opened on Windows, and some network disks refuse
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest(value: object) -> str:
    """Return the checksum of a JSON value."""
    text = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """Return the checksum of a file."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            total.update(block)
    return total.hexdigest()
