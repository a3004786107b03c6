"""The arguments of ``hmer-kit build-tasks``."""

from __future__ import annotations

import argparse
from typing import get_args

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._progress import add_quiet
from hmer_kit.exceptions import InputError

__all__ = ["add_arguments"]

_DESCRIPTION = """Make the training data of the five tasks from pictures with captions: ShareGPT JSON in the released
layout, or the shape that another trainer reads. DATA is a file, a folder or an archive of any format that the library
reads: a folder with captions.tsv (id TAB LaTeX) and images/ or images.zip, InkML, HME100K, Im2LaTeX, Parquet, shards
and others; it is read as the building goes on. The error tasks also need what a recognizer made of the pictures:
--predictions, joined by id."""
_EPILOG = """examples:
  hmer-kit build-tasks crohme/train --output train.json
  hmer-kit build-tasks crohme/train --output tasks --tasks vanilla,tree_cot --workers 8
  hmer-kit build-tasks crohme/train --output train.json --predictions pred.json
  hmer-kit build-tasks crohme/train --output tasks --shape llama-factory --pictures copied
  hmer-kit build-tasks crohme_train.tar.xz --output tasks --style crohme_train
  RAY_ADDRESS=head:6379 hmer-kit build-tasks /disk/hme100k --output tasks --engine ray --workers 64

output:
  a name that ends in .json (.jsonl with --shape ms-swift and trl) is one file with the examples of all tasks, one task
  after the other; any other name is a folder with one file for each task: vanilla.json, tree_cot.json, ...
  Every picture is decoded once, and a record whose picture is missing or broken is left out.
  Pictures that are in no file of their own, those drawn of ink for example, are written to images/ beside the files.
  The table counts, for each task, its examples, the records not used (an error task has no use for a record
  without a prediction or with a right one), and the bad ones. What was left out is in skipped.jsonl beside the files.

engines:
  process    --workers 1 is this process; more are processes of their own
  datasets   Dataset.map of Hugging Face datasets
  ray        Ray Data: on the cluster of RAY_ADDRESS, or on one that is started here for the while
  All write the same bytes. A run that was killed goes on where it was when it is given again: its state is in
  .OUTPUT.building beside the output. --restart throws that away.

exit codes:
  0  all records gave their examples
  1  some records were left out because they are bad; each is named in skipped.jsonl, the first on standard error
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
    parser.add_argument("data", metavar="DATA", help="what to read: captions and pictures, ink, tables, ...")
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
    parser.add_argument(
        "--max-characters",
        type=_count,
        default=2**16,
        metavar="N",
        help="longest reference and prediction to build of, by default 65536; longer ones are named as bad",
    )
    add_format(parser)
    _add_shapes(parser)
    _add_engines(parser)
    add_quiet(parser)
    parser.add_argument("--json", action="store_true", help="print what was written as a JSON object")


def _add_shapes(parser: argparse.ArgumentParser) -> None:
    from hmer_kit.data import SHAPES, PicturePlace

    group = parser.add_argument_group("shape")
    group.add_argument("--shape", choices=tuple(SHAPES), default="sharegpt", help="by default sharegpt")
    group.add_argument(
        "--pictures",
        choices=get_args(PicturePlace),
        help="what is written of a picture: its name in its folder or archive (the default), its place on this "
        "computer, or the name of a copy (the default for pictures in no file of their own)",
    )
    group.add_argument(
        "--picture-root",
        metavar="FOLDER",
        help="with absolute, the folder that the names stand in; with copied, where to copy to, by default images/ "
        "beside the files",
    )


def _add_engines(parser: argparse.ArgumentParser) -> None:
    from hmer_kit.tasks import EngineName

    group = parser.add_argument_group("engine")
    group.add_argument("--engine", choices=get_args(EngineName), default="process", help="by default process")
    group.add_argument("--workers", type=_count, default=1, metavar="N", help="processes or CPUs at work, by default 1")
    group.add_argument(
        "--part-size", type=_count, default=1000, metavar="N", help="records that a worker takes at a time, 1000"
    )
    group.add_argument(
        "--restart", action="store_true", help="begin anew, where a run that was killed would be gone on with"
    )


def _task_names(text: str) -> list[str]:
    from hmer_kit.tasks import get_task

    names = text.split(",")
    try:
        return list(dict.fromkeys(get_task(name.strip()).name for name in names))
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a number from 1, got {text!r}")
    return int(text)
