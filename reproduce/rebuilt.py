"""Is released training data rebuilt byte for byte? Counts of what was tried and of what came out the same."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit import Record
from hmer_kit.counting import count_symbols, dumps_counts, loads_counts
from hmer_kit.data import read_predictions
from hmer_kit.error_mining import apply_corrections, correction_log, dumps_log, loads_log, mark_errors, unmark
from hmer_kit.tasks import build_examples, get_task, prompts
from hmer_kit.tree_cot import dumps, loads
from reproduce._paths import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REFERENCE = DATA.parent / "reference" / "error-driven-learning.md"
"""Notes that quote the prompts of the released data."""


def rebuild(files: list[dict[str, str]], data: Path = DATA) -> dict[str, int]:
    """Return counts by names such as `tree/tried` and `tree/same`."""
    lines = (data / "peer_outputs" / "unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    found: dict[str, int] = {}
    _note(found, "tree text", (dumps(item["latex"]) == item["tree"] for item in items))
    _note(found, "tree text back to LaTeX", (loads(item["tree"]) == item["latex"] for item in items))
    _note(found, "count string", (dumps_counts(count_symbols(item["latex"])) == item["counts"] for item in items))
    _note(
        found,
        "count string read back",
        (loads_counts(item["counts"]) == count_symbols(item["latex"]) for item in items),
    )
    for name, key in (("tree_cot", "tree"), ("symbol_counting", "counts")):
        _note(found, f"answer of the task {name}", _answers(items, task=name, key=key))
    _note(found, "prompt quoted from the released data", _prompts())
    for file in files:
        records = read_predictions(data / "predictions" / file["path"]).records
        _note(found, f"marks and log, {file['name']}", _corrected(records))
    return found


def _note(found: dict[str, int], name: str, outcomes: Iterable[bool]) -> None:
    seen = list(outcomes)
    found[f"{name}/tried"], found[f"{name}/same"] = len(seen), sum(seen)


def _answers(items: list[dict[str, str]], *, task: str, key: str) -> list[bool]:
    """Compare the answers of a whole task with what the released code prints, newline and LaTeX behind it."""
    records = [Record(str(number), item["latex"]) for number, item in enumerate(items)]
    built = {example.record.id: example.target for example in build_examples(records, tasks=[task]).examples}
    return [built.get(str(number)) == f"{item[key]}\n{item['latex']}" for number, item in enumerate(items)]


def _prompts() -> list[bool]:
    """Look for the questions of the tasks in the notes that quote them; without the notes none is tried."""
    if not REFERENCE.is_file():
        return []
    notes = REFERENCE.read_text(encoding="utf-8")
    own = [get_task(name).prompt for name in ("vanilla", "tree_cot", "symbol_counting")]  # type: ignore[attr-defined]
    own += [prompts.ERROR_DETECTION, prompts.ERROR_CORRECTION, prompts.VANILLA_FIGURE]
    return [prompt.replace("\n", "\\n") in notes for prompt in own]


def _corrected(records: Iterable[Record]) -> list[bool]:
    """Mark each wrong prediction, write and read its log, apply it: is it the reference, and unmarked the same?"""
    outcomes = []
    for record in records:
        prediction, reference = str(record.prediction).split(), str(record.reference).split()
        if prediction != reference:
            pair = " ".join(prediction), " ".join(reference)
            marked = mark_errors(*pair, tokenizer="split")
            log = loads_log(dumps_log(correction_log(*pair, tokenizer="split")))
            outcomes.append((unmark(marked), apply_corrections(marked, log)) == pair)
    return outcomes
