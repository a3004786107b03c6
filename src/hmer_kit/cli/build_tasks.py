"""``hmer-kit build-tasks``: training data for the five tasks, as ShareGPT JSON."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hmer_kit.data import Conversation, Record, Skip

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Make the training data of the five tasks from pictures with captions: ShareGPT JSON in the released
layout, which LLaMA-Factory and ms-swift read. DATA is a folder with captions.tsv (id TAB LaTeX) and images/ or
images.zip. The error tasks also need what a recognizer made of the pictures: --predictions, joined by id."""
_EPILOG = """examples:
  hmer-kit build-tasks crohme/train --output train.json
  hmer-kit build-tasks crohme/train --output tasks --tasks vanilla,tree_cot
  hmer-kit build-tasks crohme/train --output train.json --predictions pred.json

output:
  a name that ends in .json is one file with the examples of all tasks, one task after the other;
  any other name is a folder with one file for each task: vanilla.json, tree_cot.json, ...
  Paths of pictures are written as they are below the picture folder, or in the archive; every picture is decoded
  once, and a record whose picture is missing or broken is left out.
  The table counts, for each task, its examples, the records not used (an error task has no use for a record
  without a prediction or with a right one), and the bad ones.

exit codes:
  0  all records gave their examples
  1  some records were left out because they are bad; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["data", "--output", "train.json", "--tasks", "vanilla,tree_cot"]).tasks
        ['vanilla', 'tree_cot']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="folder of captions and pictures")
    parser.add_argument("--output", required=True, metavar="PATH", help="FILE.json, or a folder; see below")
    parser.add_argument(
        "--tasks",
        type=_task_names,
        metavar="NAMES",
        help="tasks with commas between: vanilla, tree_cot, symbol_counting, error_detection, error_correction; "
        "by default all of them, the last two only with --predictions",
    )
    parser.add_argument("--predictions", metavar="FILE", help="prediction file (gt, pred, img_id), for the error tasks")
    parser.add_argument(
        "--include-error-free", action="store_true", help="make error tasks of right predictions too, nothing marked"
    )


def run(args: argparse.Namespace) -> int:
    r"""Write the files, print what is in them; return the exit code.

    Examples:
        >>> import argparse, tempfile
        >>> from PIL import Image
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     (Path(folder) / "images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder) / "images" / "a.png")
        ...     _ = (Path(folder) / "captions.tsv").write_text("a\tx + 1", encoding="utf-8")
        ...     options = {"tasks": ["vanilla"], "predictions": None, "include_error_free": False}
        ...     run(argparse.Namespace(data=folder, output=f"{folder}/train.json", **options))  # doctest: +ELLIPSIS
        task                examples  not used       bad
        vanilla                    1         0         0
        wrote ...train.json
        0
    """
    from hmer_kit.cli._skips import name_skips

    records, skipped = _read(args)
    parts: dict[str, list[Conversation]] = {}
    print(f"{'task':<18}{'examples':>10}{'not used':>10}{'bad':>10}")
    for task in _tasks(args):
        usable = [record for record in records if _fits(record, task=task, args=args)]
        parts[task], bad = _build(usable, task=task, include_error_free=args.include_error_free)
        skipped += bad
        print(f"{task:<18}{len(parts[task]):>10}{len(records) - len(usable):>10}{len(bad):>10}")
    for path in _write(Path(args.output), parts):
        print(f"wrote {path}")
    name_skips(skipped, read=len(records), where=args.data)
    return 1 if skipped else 0


def _task_names(text: str) -> list[str]:
    from hmer_kit.tasks import get_task

    names = text.split(",")
    try:
        return list(dict.fromkeys(get_task(name.strip()).name for name in names))
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _tasks(args: argparse.Namespace) -> list[str]:
    """Return the names of the tasks to build: those asked for, or all for which there is what they need."""
    from hmer_kit.tasks import TASKS

    if args.tasks is None:
        return [name for name, task in TASKS.items() if args.predictions or not task.needs_prediction]
    lacking = [name for name in args.tasks if TASKS[name].needs_prediction and not args.predictions]
    if lacking:
        raise InputError(f"expected --predictions FILE, in which {' and '.join(lacking)} shall find errors, got none")
    return list(args.tasks)


def _read(args: argparse.Namespace) -> tuple[list[Record], list[Skip]]:
    """Return the records with their predictions, and what could not be used of both files."""
    from hmer_kit.data import read_captions

    _tasks(args)  # wrong usage is said before a long read
    read = read_captions(args.data)
    if not any(record.image for record in read.records):
        raise DataError(f"expected pictures beside the captions in {args.data}, found none", path=args.data)
    records, unreadable = _with_readable_pictures(read.records)
    skipped = read.skipped + unreadable
    if not args.predictions:
        return records, skipped
    records, misfits = _with_predictions(records, args.predictions)
    return records, skipped + misfits


def _with_readable_pictures(records: Sequence[Record]) -> tuple[list[Record], list[Skip]]:
    """Decode every picture once: a truncated one is named here, and does not stop a training run days later."""
    from hmer_kit.data import Skip

    readable, skipped = [], []
    for record in records:
        try:
            if record.image is not None:
                record.image.load()
        except DataError as error:
            skipped.append(Skip(f"record {record.id!r}", str(error)))
        else:
            readable.append(record)
    return readable, skipped


def _with_predictions(records: Sequence[Record], file: str) -> tuple[list[Record], list[Skip]]:
    from hmer_kit.data import Skip, join_predictions, read_predictions

    read = read_predictions(file, on_bad="skip")
    joined = join_predictions(read.records, records)
    misfits = dict.fromkeys(joined.unknown, "prediction without a caption that can be used")
    misfits |= dict.fromkeys(joined.differing, "prediction for another reference than the caption")
    usable = [replace(record, prediction=None) if record.id in misfits else record for record in joined.records]
    if all(record.prediction is None for record in usable):
        raise DataError(f"expected predictions for the captions, found no common id and reference in {file}", path=file)
    return usable, read.skipped + [Skip(f"{file} (id {name!r})", reason) for name, reason in misfits.items()]


def _fits(record: Record, *, task: str, args: argparse.Namespace) -> bool:
    """Whether a record is meant for a task: an error task wants a prediction, and a wrong one unless told otherwise."""
    from hmer_kit.latex import split_tokens
    from hmer_kit.tasks import get_task

    if not get_task(task).needs_prediction:
        return True
    if record.prediction is None:
        return False
    return args.include_error_free or split_tokens(record.prediction) != split_tokens(record.reference)


def _build(records: Sequence[Record], *, task: str, include_error_free: bool) -> tuple[list[Conversation], list[Skip]]:
    from hmer_kit.data import Skip, conversation
    from hmer_kit.tasks import build_examples

    built = build_examples(records, tasks=[task], include_error_free=include_error_free)
    conversations, skipped = [], list(built.skipped)
    for example in built.examples:
        images = [example.record.image.name] if example.record.image else []
        try:
            conversations.append(conversation(example.prompt, example.target, images=images))
        except InputError as error:
            skipped.append(Skip(f"record {example.record.id!r}, task {task}", str(error)))
    return conversations, skipped


def _write(output: Path, parts: Mapping[str, list[Conversation]]) -> list[Path]:
    """Write one file, or a file for each task that has examples; return their paths."""
    from hmer_kit.data import write_sharegpt

    if output.suffix == ".json":
        files = {output: [item for part in parts.values() for item in part]}
    else:
        files = {output / f"{task}.json": part for task, part in parts.items()}
    files = {path: items for path, items in files.items() if items}
    if not files:
        raise DataError("expected records that give examples, got none; nothing was written")
    for path, items in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sharegpt(path, items)
    return list(files)
