"""What experiments share: their two options, tables, figures as JSON."""

from __future__ import annotations

import argparse
import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table, the first column to the left and the others to the right."""
    texts = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    rule = [f":{'-' * (widths[0] - 1)}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    lines = [[text.ljust(widths[0]) for text in row[:1]] + [*map(str.rjust, row[1:], widths[1:])] for row in texts]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the two options of every experiment."""
    parser = argparse.ArgumentParser(description=(description or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures as JSON too")
    return parser


def write_json(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write what was measured, and on what, if a file is wanted."""
    if path is None:
        return
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    text = json.dumps({"machine": machine, **figures}, indent=2, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def _plain(value: Any) -> object:
    return asdict(value)
