"""The expressions of the real data: ``from real_expressions import read_expressions``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_expressions(folder: Path) -> list[str]:
    """Return every expression once, handwritten or printed, sorted."""
    return sorted({*handwritten(folder), *printed(folder)})


def handwritten(folder: Path) -> list[str]:
    """Return captions, references and predictions, and the released code's own list, each as often as it is there."""
    tables = [*sorted(folder.glob("crohme/*/captions.tsv")), *sorted(folder.glob("captions/*.tsv"))]
    strings = [line.split("\t", 1)[1] for path in tables for line in read_lines(path)]
    for path in sorted(folder.glob("predictions/*/*_pred.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            strings += [record["gt"], record["pred"]]
    return strings + released(folder)


def released(folder: Path) -> list[str]:
    """Return the expressions for which the released code's trees are there."""
    lines = read_lines(folder / "peer_outputs" / "unimumer_tree_and_counts.jsonl")
    return [json.loads(line)["latex"] for line in lines]


def printed(folder: Path) -> list[str]:
    """Return printed formulas."""
    return [line for path in sorted(folder.glob("captions/*.txt")) for line in read_lines(path)]


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file that hold anything."""
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line]
