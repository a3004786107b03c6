"""Names of files for ids: safe on every system, and never two alike."""

from __future__ import annotations

import os
import re
import unicodedata

_EXTENSIONS = frozenset({".png", ".jpg", ".jpeg", ".bmp"})
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f\ufeff/\\\\:*?"<>|]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
_LONGEST = 200


class KeyMaker:
    """Gives each id a name that a file may have on Linux, macOS and Windows.

    An id that is such a name keeps it, unless another that differs from it in the case of its letters only has it.

    Args:
        dots: Whether a name may hold dots; the samples of WebDataset end at the first one.
    """

    def __init__(self, *, dots: bool) -> None:
        self._dots = dots
        self._used: set[str] = set()
        self._next: dict[str, int] = {}

    def key(self, record_id: str) -> str:
        """Return the name for an id that did not come before."""
        plain = self._safe(record_id)
        key = plain
        while _folded(key) in self._used:
            number = self._next[_folded(plain)] = self._next.get(_folded(plain), 1) + 1
            key = f"{plain}-{number}"
        self._used.add(_folded(key))
        return key

    def _safe(self, text: str) -> str:
        text = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
        if not self._dots:
            text = _without_extension(text).replace(".", "_")
        text = text.encode()[:_LONGEST].decode(errors="ignore")
        text = re.sub(r"^[.\s]|[.\s]$", "_", _without_extension(text))
        return f"{text}_" if not text or _RESERVED.fullmatch(text) else text


def _without_extension(text: str) -> str:
    """Drop the extension of a picture, so that no name is another's with an extension."""
    while os.path.splitext(text)[1].lower() in _EXTENSIONS:
        text = os.path.splitext(text)[0]
    return text


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())
