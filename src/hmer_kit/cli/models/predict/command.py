"""Runs ``hmer-kit predict``: records in, a predictor, and the file that its answers go to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli.models._predictor import predictor_of, settings_of
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import ReadResult, Record
    from hmer_kit.inference import PredictionRun
    from hmer_kit.latex import LatexGrammar

__all__ = ["read_pictures", "run"]

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp"})


def run(args: argparse.Namespace) -> int:
    """Predict, say how it went; return the exit code.

    Examples:
        >>> import argparse
        >>> from hmer_kit.cli.models.predict import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["--model", "m", "--data", "no such folder", "--output", "p.jsonl"]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a folder of captions or pictures, found none at no such folder
    """
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.inference import predict_records

    if args.vocabulary is not None and not args.grammar:
        raise InputError("expected --vocabulary with --grammar, whose tokens it names; give both")
    read = read_pictures(Path(args.data), format=args.format, style=args.style)
    records = _limited(read.records, args.limit)
    predictor = predictor_of(args, settings_of(args), grammar=_grammar(args))
    done = predict_records(
        records,
        predictor,
        out=args.output,
        task=args.task,
        chunk_size=8 * max(args.batch_size, args.concurrency),
        progress=not args.quiet,
    )
    name_skips(read.skipped, read=len(read.records), where=args.data)
    _name_failures(done)
    print(json.dumps(_summary(done, args)) if args.json else f"{done.summary()}\nwrote {args.output}")
    return 1 if done.failed or read.skipped else 0


def _grammar(args: argparse.Namespace) -> LatexGrammar | None:
    from hmer_kit.inference import response_grammar
    from hmer_kit.latex import Vocabulary
    from hmer_kit.tasks import get_task

    if not args.grammar:
        return None
    vocabulary = None if args.vocabulary is None else Vocabulary.from_file(args.vocabulary)
    return response_grammar(get_task(args.task), vocabulary=vocabulary)


def read_pictures(data: Path, *, format: str | None, style: str | None) -> ReadResult[Record]:  # noqa: A002
    """Return the records of a data set, or of the pictures that lie in a folder without captions.tsv.

    Raises:
        DataError: There is nothing, or no pictures.

    Examples:
        >>> read_pictures(Path("no such folder"), format=None, style=None)
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a folder of captions or pictures, found none at no such folder
    """
    from hmer_kit.cli._skips import read_with_pictures

    if not data.exists():
        raise DataError(f"expected a folder of captions or pictures, found none at {data}", path=str(data))
    alone = format is None and data.is_dir() and not (data / "captions.tsv").exists()
    read = _pictures(data) if alone else None
    if read is None or not read.records:
        read = read_with_pictures(str(data), format=format, style=style)
    if not any(record.image for record in read.records):
        raise DataError(f"expected pictures in {data}, or beside its captions, found none", path=str(data))
    return read


def _pictures(folder: Path) -> ReadResult[Record]:
    from hmer_kit.data import FileImage, ReadResult, Record

    names = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICTURES)
    return ReadResult([Record(Path(name).stem, "", image=FileImage(folder, name)) for name in names])


def _limited(records: list[Record], limit: int | None) -> list[Record]:
    if limit is not None and limit < 1:
        raise InputError(f"expected --limit of at least 1, got {limit}")
    return records[:limit]


def _name_failures(done: PredictionRun) -> None:
    from hmer_kit.cli._skips import SKIPS_NAMED
    from hmer_kit.cli._text import say

    for name, reason in list(done.failed.items())[:SKIPS_NAMED]:
        say(f"no answer for {name!r}: {reason}")
    if len(done.failed) > SKIPS_NAMED:
        say(f"  and for {len(done.failed) - SKIPS_NAMED} more")


def _summary(done: PredictionRun, args: argparse.Namespace) -> dict[str, object]:
    return {
        "output": args.output,
        "predicted": len(done.records),
        "resumed": done.resumed,
        "failed": done.failed,
        "loops": list(done.loops),
        "cut": list(done.cut),
        "unread": list(done.unread),
    }
