r"""A plain script that makes the five task files, to measure ``hmer_kit`` against.

It does what scripts for HMER do: for each task go through the captions, split at blanks, make question and answer,
put a dict on a list, and ``json.dump`` the list in the end. The tree is that of ``tree.py`` beside this file; marks
and logs come from the edits of rapidfuzz, which is as fast as a script gets. What it trips over is left out without a
word, and what is not blank-separated as in the released data (``\frac 1 2``, ``\operatorname*``) comes out wrong.
Written for this benchmark alone, straight from the rules of the released data; nothing is slowed down on purpose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from benchmarks.restated import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

HEAD = "I have an image of a handwritten mathematical expression"
VANILLA = f"{HEAD}. Please write out the expression of the formula in the image using LaTeX format."
TREE = (
    f"{HEAD}. Please generate the abstract syntax tree (AST) of the formula in the image, "
    "and then provide its corresponding LaTeX format."
)
COUNTS = (
    f"{HEAD}. Please identify and count each distinct visible mathematical symbol in the image, "
    "and then provide its corresponding LaTeX format."
)
DETECTION = (
    f"{HEAD} and its OCR recognition result. Please help me to detect possible errors in the recognition result and "
    "mark the places where errors occur with <error_start> <error_end> and <deleted>."
    "\n\nerroneous formula: %s\nMarked formula: "
)
CORRECTION = (
    f"{HEAD} and a predicted formula with error tags, correct the formula by modifying the parts marked with "
    "<error_start> and <error_end> and inserting content where <deleted> are present. "
    "Output the modifications in a single string with the following format: "
    "REPLACE:old -> new for errors to be replaced. INSERT:content after position for missing content. "
    "DELETE:to_delete for parts to be removed.\n\nMarked formula: %s\nCorrection log: "
)


def edits(prediction: str, reference: str) -> tuple[str, str]:
    """Return the marked prediction, and the log."""
    ours, theirs = prediction.split(), reference.split()
    marked: list[str] = []
    log: list[str] = []
    before = "<start>"
    old: list[str] = []
    new: list[str] = []

    def close() -> None:
        if old:
            marked.extend(["<error_start>", *old, "<error_end>"])
            log.append(f"REPLACE:{' '.join(old)} -> {' '.join(new)}" if new else f"DELETE:{' '.join(old)}")
        elif new:
            marked.append("<deleted>")
            log.append(f"INSERT:{' '.join(new)} after {before}")
        old.clear()
        new.clear()

    for tag, start, end, their_start, their_end in Levenshtein.opcodes(theirs, ours):
        if tag == "equal":
            close()
            marked.extend(ours[their_start:their_end])
            before = ours[their_end - 1]
        else:
            new.extend(theirs[start:end])
            old.extend(ours[their_start:their_end])
    close()
    return " ".join(marked), "\n".join(log)


def vanilla(_: str, reference: str) -> tuple[str, str]:
    return VANILLA, reference


def tree_cot(_: str, reference: str) -> tuple[str, str]:
    return TREE, tree.dumps(reference) + "\n" + reference


def symbol_counting(_: str, reference: str) -> tuple[str, str]:
    counts = ", ".join(f"{symbol}: {number}" for symbol, number in tree.count(reference).items())
    return COUNTS, counts + "\n" + reference


def error_detection(prediction: str, reference: str) -> tuple[str, str]:
    return DETECTION % prediction, edits(prediction, reference)[0]


def error_correction(prediction: str, reference: str) -> tuple[str, str]:
    marked, log = edits(prediction, reference)
    return CORRECTION % marked, log + "\n" + reference


TASKS: tuple[Callable[[str, str], tuple[str, str]], ...] = (
    vanilla,
    tree_cot,
    symbol_counting,
    error_detection,
    error_correction,
)


def write(records: Callable[[], Iterator[tuple[str, str, str]]], folder: Path) -> dict[str, int]:
    """Write a file for each task; return how many rows each has."""
    written = {}
    folder.mkdir()
    for task in TASKS:
        rows = []
        for name, prediction, reference in records():
            try:
                question, answer = task(prediction, reference)
            except (RecursionError, LookupError, ValueError):
                continue
            messages = [{"from": "human", "value": "<image>" + question}, {"from": "gpt", "value": answer}]
            rows.append({"images": [name], "messages": messages})
        with (folder / f"{task.__name__}.json").open("w", encoding="utf-8") as file:
            json.dump(rows, file, indent=4, ensure_ascii=False)
        written[task.__name__] = len(rows)
    return written
