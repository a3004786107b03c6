"""By what ink and label graphs are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.data._text import quoted

if TYPE_CHECKING:
    from hmer_kit.data.opening._seen import Seen

_INKML = ".inkml"
_ROOT = re.compile(rb"<(?:\w+:)?ink[\s>/]")
_SAMPLE = re.compile(r"(?:.*/)?[0-9a-f]{16}\.inkml", re.IGNORECASE)
_GRAPH_LINE = re.compile(r"(?:O|N|E|R|EO), ?\S")
_LOOKED_AT = 50


def inkml(seen: Seen) -> str | None:
    """Recognize InkML in a file, a folder, a zip or a tar archive, if it is not that of MathWriting."""
    found = _ink_files(seen)
    if found:
        return None if mathwriting(seen) else quoted(found[0])
    return "an element ink" if seen.place is None and _ROOT.search(seen.head[:4096]) else None


def mathwriting(seen: Seen) -> str | None:
    """Recognize InkML files called by the sample ids of MathWriting."""
    found = _ink_files(seen)[:_LOOKED_AT]
    return quoted(found[0]) if found and all(map(_SAMPLE.fullmatch, found)) else None


def label_graphs(seen: Seen) -> str | None:
    """Recognize label graphs; where InkML lies beside them, it says more."""
    graphs = seen.names(".lg")
    if graphs:
        return None if _ink_files(seen) else quoted(graphs[0])
    lines = [line for line in seen.lines[:_LOOKED_AT] if not line.startswith("#")]
    return "lines of a label graph" if lines and all(map(_GRAPH_LINE.match, lines)) else None


def _ink_files(seen: Seen) -> list[str]:
    return seen.names(_INKML) or [name for name in seen.tar_names if name.lower().endswith(_INKML)]
