"""A script that mines errors, to measure against: ``difflib`` for what differs, all rows in a list, JSON at the end.

Our own code, written for this benchmark from what such scripts do: drop what is right, drop what is given twice, mark
what ``SequenceMatcher`` says is not equal, write a row for each of the rest.
"""

from __future__ import annotations

import json
from collections import Counter
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from benchmarks.restated.tasks import CORRECTION, DETECTION

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["confusions", "mine", "mine_and_write"]

Candidate = tuple[str, str, str]
"""Id, reference, prediction."""


def mine(candidates: Iterable[Candidate]) -> list[dict[str, object]]:
    """Return a row for each distinct prediction that is wrong."""
    rows = {}
    for name, reference, prediction in candidates:
        ours, theirs = prediction.split(), reference.split()
        if ours == theirs or (name, reference, prediction) in rows:
            continue
        steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
        marked, log = marks(ours, theirs, steps)
        rows[name, reference, prediction] = {
            "id": name,
            "reference": reference,
            "prediction": prediction,
            "edits": sum(max(i2 - i1, j2 - j1) for tag, i1, i2, j1, j2 in steps if tag != "equal"),
            "marked": marked,
            "log": log,
        }
    return list(rows.values())


def marks(ours: list[str], theirs: list[str], steps: list[tuple[str, int, int, int, int]]) -> tuple[str, str]:
    """Return the marked prediction and the correction log."""
    marked: list[str] = []
    log = []
    for tag, i1, i2, j1, j2 in steps:
        old, new = " ".join(ours[i1:i2]), " ".join(theirs[j1:j2])
        if tag == "equal":
            marked += ours[i1:i2]
        elif tag == "insert":
            marked.append("<deleted>")
            log.append(f"INSERT:{new} after {ours[i1 - 1] if i1 else '<start>'}")
        else:
            marked += ["<error_start>", *ours[i1:i2], "<error_end>"]
            log.append(f"REPLACE:{old} -> {new}" if tag == "replace" else f"DELETE:{old}")
    return " ".join(marked), "\n".join(log)


def mine_and_write(candidates: Iterable[Candidate], folder: Path) -> int:
    """Write the corpus and the rows of both tasks; return how many errors there are."""
    rows = mine(candidates)
    with (folder / "corpus.json").open("w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False)
    for name, prompt, asked, said in (
        ("error_detection", DETECTION, "prediction", "marked"),
        ("error_correction", CORRECTION, "marked", "log"),
    ):
        conversations = [
            {
                "images": [f"{row['id']}.png"],
                "messages": [
                    {"from": "human", "value": "<image>" + prompt % row[asked]},
                    {"from": "gpt", "value": row[said]},
                ],
            }
            for row in rows
        ]
        with (folder / f"{name}.json").open("w", encoding="utf-8") as file:
            json.dump(conversations, file, indent=4, ensure_ascii=False)
    return len(rows)


def confusions(preds: list[str], target: list[str]) -> Counter[tuple[str, str]]:
    """Count what was read for what, token by token where as many are replaced."""
    counted: Counter[tuple[str, str]] = Counter()
    for prediction, reference in zip(preds, target, strict=True):
        ours, theirs = prediction.split(), reference.split()
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
            if tag == "replace" and i2 - i1 == j2 - j1:
                counted.update(zip(theirs[j1:j2], ours[i1:i2], strict=True))
            elif tag != "equal":
                counted[" ".join(theirs[j1:j2]), " ".join(ours[i1:i2])] += 1
    return counted
