"""Every expression of the real data once: ``from real_expressions import read_expressions``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_expressions(folder: Path) -> list[str]:
    """Return captions, references and predictions, the released code's own list and printed formulas, sorted."""
    found: set[str] = set()
    for path in [*folder.glob("crohme/*/captions.tsv"), *folder.glob("captions/*.tsv")]:
        found.update(line.split("\t", 1)[1] for line in _lines(path))
    for path in folder.glob("predictions/*/*_pred.json"):
        for record in json.loads(path.read_text(encoding="utf-8")):
            found.update((record["gt"], record["pred"]))
    peer = folder / "peer_outputs" / "unimumer_tree_and_counts.jsonl"
    found.update(json.loads(line)["latex"] for line in _lines(peer))
    found.update(line for path in folder.glob("captions/*.txt") for line in _lines(path))
    return sorted(found)


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]
