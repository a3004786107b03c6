"""Files of a draft, and the digests that what is read back is compared with."""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

CHECK_BYTES = 32
"""Digest of the texts and digest of the picture of a record."""


def text_digest(texts: list[str | None]) -> bytes:
    """Return a digest of texts."""
    return hashlib.blake2b(json.dumps(texts).encode(), digest_size=CHECK_BYTES // 2).digest()


def picture_digest(data: bytes | None) -> bytes:
    """Return a digest of a stored picture, zeros for none."""
    size = CHECK_BYTES // 2
    return bytes(size) if data is None else hashlib.blake2b(data, digest_size=size).digest()


def write_whole(file: Path, data: bytes) -> None:
    """Write a file of a draft; it has all of its bytes or does not bear its name."""
    draft = file.with_name(f"{file.name}.tmp")
    draft.write_bytes(data)
    os.replace(draft, file)


def write_text(file: Path, pieces: Iterable[str]) -> None:
    """Write a text of a draft, as ``write_whole`` does, under a name that a killed run leaves for the next to use."""
    draft = file.with_name(f"{file.name}.tmp")
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(pieces)
    os.replace(draft, file)
