"""What the authors printed of their predictions, read from their own texts and from `published.toml`."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reproduce._paths import DATA, HERE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OFFICIAL = {
    "Total Samples": "n",
    "Mean Edit Score": "edit_score",
    "BLEU-4 Score": "bleu",
    "Character Error Rate": "released_cer",
    "Exact Match Rate": "expression_rate",
    "Error ≤ 1": "expression_rate_1",
    "Error ≤ 2": "expression_rate_2",
    "Error ≤ 3": "expression_rate_3",
    "Errors ≤ 0": "at_most_0",
    "Errors ≤ 1": "at_most_1",
    "Errors ≤ 2": "at_most_2",
    "Errors ≤ 3": "at_most_3",
}
"""Words of the released script's text, and our names of the same."""
LGEVAL = {
    "Struct Rate": "structure_rate",
    "Exprate 0 tolerated": "expression_rate",
    "Exprate 1 tolerated": "expression_rate_1",
    "Exprate 2 tolerated": "expression_rate_2",
    "Exprate 3 tolerated": "expression_rate_3",
}
"""Words of LgEval's output as CoMER prints it."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure that somebody else printed."""

    figure: str
    """Its name here: file, protocol or selection, measure."""
    value: str
    """As printed."""
    source: str
    """Where it stands."""
    because: str = ""
    """Why ours is another number; empty where it has to be the same."""


def published() -> dict[str, Any]:
    """Return `published.toml`."""
    return tomllib.loads((HERE / "published.toml").read_text(encoding="utf-8"))


def stated(data: Path = DATA) -> list[Stated]:
    """Return every figure that somebody else printed of a public prediction file."""
    table = published()
    found = [item for file in table["files"] for item in _of_text(file, data / "predictions", table["because"])]
    return found + [_of_table(item, data) for item in table["stated"]]


def _of_text(file: dict[str, str], folder: Path, reasons: list[dict[str, str]]) -> Iterator[Stated]:
    text = (folder / file["text"]).read_text(encoding="utf-8")
    because = next((item["reason"] for item in reasons if item["text"] in file["text"]), "")
    names, protocol = (LGEVAL, "label_graph") if because else (OFFICIAL, "released")
    printed = {
        name.strip(): value.replace(",", "")
        for name, value in re.findall(r"^ *([^:\n]+): +([\d,.]+)", text, re.MULTILINE)
    }
    for words, measure in names.items():
        yield Stated(f"{file['key']}/{protocol}/{measure}", printed[words], file["text"], because)


def _of_table(item: dict[str, str], data: Path) -> Stated:
    value = item["value"]
    if value == "from_file":
        samples = json.loads((data / "cdm" / "official_cdm_crohme2014_first_half.json").read_text("utf-8"))["samples"]
        value = str(sum(sample["cdm_exact"] for sample in samples.values()))
    return Stated(item["figure"], value, item["source"], item.get("because", ""))
