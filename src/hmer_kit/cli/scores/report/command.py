"""Runs ``hmer-kit report``: reads what it is given, builds the report, writes it, and says what is in it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._skips import name_skips, read_with_pictures
from hmer_kit.cli._text import say, visible
from hmer_kit.cli.scores._reading import name_problems, read_file, read_test_set
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.cli.scores._reading import ReadFile
    from hmer_kit.data import ImageSource
    from hmer_kit.report import CurvePoint, ReportData, WrittenReport

__all__ = ["run"]


@dataclass(frozen=True, slots=True)
class _Pictures:
    """Pictures and writers by the ids of the samples, and how many problems there were."""

    images: dict[str, ImageSource] | None = None
    writers: dict[str, str] | None = None
    problems: int = 0


@dataclass(frozen=True, slots=True)
class _Given:
    """Runs by their names, the first one to report on."""

    runs: dict[str, ReadFile]
    against: str | None
    problems: int
    notes: list[str] = field(default_factory=list)


def run(args: argparse.Namespace) -> int:
    """Write the report; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> from hmer_kit.cli.scores.report import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file, page = Path(folder, "pred.json"), Path(folder, "report.html")
        ...     _ = file.write_text(json.dumps([{"gt": "x", "pred": "x", "img_id": "a"}]), encoding="utf-8")
        ...     code = run(parser.parse_args([str(file), "--output", str(page)]))  # doctest: +ELLIPSIS
        ...     code, "<h1>pred</h1>" in page.read_text(encoding="utf-8")
        /...report.html: 1 sample, 0 pictures
        (0, True)
    """
    from hmer_kit.report import ReportOptions, build_report, write_report

    _check_output(args)
    given = _read(args)
    curve, bad_lines = _curve(args.log)
    pictures = _pictures(args)
    options = ReportOptions(
        protocols=args.protocol, measures=args.measures, groupings=args.by, n_resamples=args.resamples, seed=args.seed
    )
    data = build_report(
        {name: source.records for name, source in given.runs.items()},
        title=args.title or _title(given),
        against=given.against,
        pictures=pictures.images,
        writers=pictures.writers,
        curve=curve,
        options=options,
    )
    data = replace(data, notes=[*data.notes, *given.notes], settings=_settings(args, data))
    written = write_report(args.output, data)
    _say(written, data, args)
    apart = _say_apart(data)
    return int(bool(given.problems or bad_lines or pictures.problems or written.unreadable or apart))


def _check_output(args: argparse.Namespace) -> None:
    """Refuse to write the page over what it is made of."""
    sources = [*args.files, args.references, args.against, args.data, args.log]
    if any(source is not None and Path(source).resolve() == args.output.resolve() for source in sources):
        raise InputError(f"expected a place for the report, got one of its own sources: {args.output}; change --output")


def _read(args: argparse.Namespace) -> _Given:
    """Read every file of predictions, and name what does not fit."""
    references, problems = read_test_set(args.references)
    files = [*args.files, *([] if args.against is None or args.against in args.files else [args.against])]
    named = {_name(file, files): file for file in files}
    if len(named) < len(files):
        raise InputError(f"expected each file of predictions once, got {', '.join(files)}")
    runs = {
        name: read_file(file, on_bad=args.on_bad, references=references, named=args.references)
        for name, file in named.items()
    }
    problems += sum(map(name_problems, runs.values()))
    against = next((name for name, file in named.items() if file == args.against), None)
    return _Given(runs, against, problems, notes=[note for name, read in runs.items() for note in _notes(name, read)])


def _name(file: str, files: Sequence[str]) -> str:
    """Call a run by its file: by the stem, or by the whole path where stems are alike."""
    stem = Path(file).stem
    return stem if [Path(other).stem for other in files].count(stem) == 1 else file


def _notes(name: str, read: ReadFile) -> list[str]:
    """Return what is left out of a file, for the page."""
    found = [f"{name}: {len(ids)} {words}" for words, ids in read.misfits]
    return [*found, *([f"{name}: {len(read.skipped)} bad records, left out"] if read.skipped else [])]


def _curve(log: str | None) -> tuple[list[CurvePoint], int]:
    from hmer_kit.report import read_training_log

    if log is None:
        return [], 0
    found = read_training_log(log)
    name_skips(found.skipped, read=len(found.records), where=log)
    return found.records, len(found.skipped)


def _pictures(args: argparse.Namespace) -> _Pictures:
    """Read the data set that holds the pictures."""
    if args.data is None:
        return _Pictures()
    read = read_with_pictures(args.data, format=args.format, style=args.style)
    name_skips(read.skipped, read=len(read.records), where=args.data)
    return _Pictures(
        images={record.id: record.image for record in read.records if record.image is not None},
        writers={record.id: record.writer for record in read.records if record.writer is not None},
        problems=len(read.skipped),
    )


def _title(given: _Given) -> str:
    first = next(iter(given.runs))
    return first if given.against is None else f"{first} against {given.against}"


def _settings(args: argparse.Namespace, data: ReportData) -> dict[str, object]:
    """Return what the page says of how it was made; what was not given is left out."""
    found = {
        "predictions": ", ".join(args.files),
        "references": args.references,
        "against": args.against,
        "pictures": args.data,
        "training log": args.log,
        "scored by": data.protocols[0].signature,
        "resamples": f"{args.resamples}, seed {args.seed}",
    }
    return {name: value for name, value in found.items() if value is not None}


def _say(written: WrittenReport, data: ReportData, args: argparse.Namespace) -> None:
    """Say where the report is and what is in it, and what could not be shown."""
    bare = sum(sample.image is None for sample in data.samples) if args.data is not None else 0
    if args.json:
        found: dict[str, Any] = {
            "file": str(written.path),
            "samples": written.samples,
            "pictures": written.pictures,
            "without_picture": bare,
            "unreadable_pictures": list(map(str, written.unreadable)),
            "notes": list(data.notes),
        }
        print(json.dumps(found))
    else:
        print(visible(f"{written.path}: {_count(written.samples, 'sample')}, {_count(written.pictures, 'picture')}"))
    if bare:
        say(f"{_count(bare, 'sample')} without a picture in {args.data}")
    name_skips(written.unreadable, read=written.pictures, where="pictures")


def _say_apart(data: ReportData) -> bool:
    """Say which samples could not be compared; return whether that is all of them."""
    if data.comparison is None:
        return False
    compared, found = data.comparison, data.comparison.comparison
    left_out = {
        f"only in {compared.name}": found.only_first,
        f"only in {compared.other}": found.only_other,
        "another reference in each": compared.differing,
    }
    for words, ids in left_out.items():
        if ids:
            say(f"not compared: {_count(len(ids), 'sample')} ({words})")
    return not found.n


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
