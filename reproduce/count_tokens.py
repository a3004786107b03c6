"""How many examples, characters and tokens the tasks have, counted on the sets that are here; written to tokens.json.

Characters and picture tokens need nothing but the data. Tokens of the model's own tokenizer need that tokenizer:

    python -m reproduce.count_tokens --tokenizer Qwen/Qwen2.5-VL-3B-Instruct     a folder or name for AutoTokenizer
    python -m reproduce.count_tokens --tokenizer qwen.tiktoken                   the same vocabulary as a file of ranks

Without one, tokens are those of the recorded ratio to characters (`tokens per character` in tokens.json).
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.data import PixelBudget, Record, open_records, read_captions, read_predictions
from hmer_kit.tasks import TASKS, build_examples
from reproduce._paths import DATA, HERE
from reproduce.stated import published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hmer_kit.tasks import TaskExample

COUNTED = HERE / "tokens.json"
BUDGET = PixelBudget(min_pixels=56 * 56, max_pixels=262144, multiple=28)
"""Qwen2.5-VL's own lower bound, the released upper one; a token of the language model is 28 x 28 pixels."""
WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen's tokenizers cut a text before its pairs are merged."""
PLACES = {
    "crohme_train": "crohme/train",
    "im2latex_val": "captions/im2latex100k_val.norm.txt",
    "hme_scene": "captions/hme_scene_30k.tsv",
}
SETS = (*PLACES, "published_errors")
PLAIN = [name for name, task in TASKS.items() if not task.needs_prediction]
ERRORS = [name for name, task in TASKS.items() if task.needs_prediction]


def tokenizer(name: str) -> Callable[[str], int]:
    """Return what counts tokens: of a file of ranks, or of what AutoTokenizer finds."""
    if name.endswith(".tiktoken"):
        import tiktoken

        rows = (line.split() for line in Path(name).read_bytes().splitlines() if line)
        ranks = {base64.b64decode(token): int(rank) for token, rank in rows}
        encoding = tiktoken.Encoding("qwen", pat_str=WORDS, mergeable_ranks=ranks, special_tokens={})
        return lambda text: len(encoding.encode(text, disallowed_special=()))
    from transformers import AutoTokenizer

    loaded = AutoTokenizer.from_pretrained(name)  # nosec B615 # the caller's choice
    return lambda text: len(loaded(text, add_special_tokens=False)["input_ids"])


def records_of(name: str, data: Path = DATA) -> list[Record]:
    """Return the records of a set that is here; the errors are those of the published predictions."""
    if name == "published_errors":
        return _errors(data)
    place = data / PLACES[name]
    return list((open_records(place).read() if place.suffix == ".txt" else read_captions(place)).records)


def _errors(data: Path) -> list[Record]:
    tables = [read_predictions(data / "predictions" / file["path"]) for file in published()["files"]]
    pairs = [(str(record.prediction), str(record.reference)) for table in tables for record in table.records]
    wrong = [pair for pair in pairs if pair[0].split() != pair[1].split()]
    return [Record(str(number), reference, prediction=given) for number, (given, reference) in enumerate(wrong)]


def lengths(examples: Iterable[TaskExample], count: Callable[[str], int] | None) -> dict[str, int]:
    """Return sums over examples: how many, characters of question and answer, and tokens where they can be told."""
    found = {"examples": 0, "question_characters": 0, "answer_characters": 0}
    if count is not None:
        found |= {"question_tokens": 0, "answer_tokens": 0, "longest_answer_tokens": 0}
    for example in examples:
        found["examples"] += 1
        found["question_characters"] += len(example.prompt)
        found["answer_characters"] += len(example.target)
        if count is not None:
            answer = count(example.target)
            found["question_tokens"] += count(example.prompt)
            found["answer_tokens"] += answer
            found["longest_answer_tokens"] = max(found["longest_answer_tokens"], answer)
    return found


def pictures(records: Iterable[Record]) -> dict[str, int]:
    """Return sums over pictures: how many, and the tokens that the language model gets of them."""
    found = {"pictures": 0, "picture_tokens": 0, "most_picture_tokens": 0}
    for record in records:
        if record.image is not None:
            width, height = BUDGET.size(*record.image.load().size)
            tokens = width * height // 28**2
            found["pictures"] += 1
            found["picture_tokens"] += tokens
            found["most_picture_tokens"] = max(found["most_picture_tokens"], tokens)
    return found


def counted(
    count: Callable[[str], int] | None, data: Path = DATA, *, names: Sequence[str] = SETS
) -> dict[str, dict[str, dict[str, int]]]:
    """Count every task of sets that are here, but for the pictures."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for name in names:
        records, tasks = records_of(name, data), ERRORS if name == "published_errors" else PLAIN
        found[name] = {task: lengths(build_examples(records, tasks=[task]).examples, count) for task in tasks}
    return found


def main() -> None:
    """Count, and write tokens.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokenizer", required=True, help="file of ranks (.tiktoken), or what AutoTokenizer takes")
    name = parser.parse_args().tokenizer
    sets = counted(tokenizer(name))
    sets["crohme_train"]["pictures"] = pictures(records_of("crohme_train"))
    found = {"tokenizer": Path(name).name, "sets": sets}
    COUNTED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
