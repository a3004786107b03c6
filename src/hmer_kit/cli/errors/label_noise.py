"""``hmer-kit label-noise``: references that deserve a second look."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import FormatError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.data import Record
    from hmer_kit.error_mining import LabelNoise, MixedNotation

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Rank references for human eyes: those that every prediction file contradicts in the same way, and
those that do not parse or do not fit the counts given for them; and what the references write in two ways. Nothing is
changed. The files hold predictions of several models for the same references; JSON, JSON Lines, CSV or TSV."""
_EPILOG = """examples:
  hmer-kit label-noise unimumer.json comer.json
  hmer-kit label-noise --show 0 --json *_pred.json > suspects.jsonl
  hmer-kit label-noise --profile loose --min-models 3 a.json b.json c.json d.json
  hmer-kit label-noise --min-models 1 predictions.json   every wrong prediction of one model

exit codes:
  0  all references were looked at
  1  some records were bad and skipped (--on-bad skip), or files disagree on a reference: see standard error
  2  wrong usage, or a file that cannot be read or holds a bad record
"""
_IDS_NAMED = 20


class _Gathered(NamedTuple):
    """References of all files, and the predictions of each file beside them."""

    references: dict[str, str]
    preds: dict[str, list[str | None]]
    problems: int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.json", "b.json", "--show", "5"]).show
        5
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="prediction file of one model, with the references")
    parser.add_argument("--counts", metavar="TSV", help="id TAB count string, to hold the references against")
    parser.add_argument("--min-models", type=int, default=2, metavar="N", help="fewest models that have to agree (2)")
    parser.add_argument(
        "--profile",
        choices=("exact", "same_ink", "loose"),
        default="same_ink",
        help="when two expressions are the same (default: same_ink)",
    )
    parser.add_argument(
        "--show", type=whole_number, default=20, metavar="N", help="suspects to show; 0 for all (default: 20)"
    )
    parser.add_argument("--json", action="store_true", help="a JSON object a line for each suspect")
    parser.add_argument(
        "--on-bad",
        choices=("raise", "skip"),
        default="raise",
        help="what to do about a bad record: give up (default), or leave it out and name it",
    )


def run(args: argparse.Namespace) -> int:
    """Rank the references; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     files = [str(Path(folder, name)) for name in ("a.json", "b.json")]
        ...     for file in files:
        ...         _ = Path(file).write_text(json.dumps([{"gt": "H z", "pred": "H _ { z }", "img_id": "p"}]))
        ...     run(parser.parse_args(files))
        1 references, 2 models (a, b): 1 suspect (1 layout)
        1. p: layout, 2 models, INSERT:_ { after H; INSERT:} after z
           H z
        0
    """
    from hmer_kit.error_mining import find_label_noise, mixed_notation

    gathered = _gather(args)
    ids, target = list(gathered.references), list(gathered.references.values())
    counts, bad_counts = _counts(args.counts, ids)
    noise = find_label_noise(
        gathered.preds, target, ids=ids, counts=counts, profile=args.profile, min_models=args.min_models
    )
    mixed = mixed_notation(target, ids=ids)
    for line in _json_lines(noise, mixed, args) if args.json else _text_lines(noise, mixed, args):
        print(line)
    return int(bool(gathered.problems or bad_counts))


def _gather(args: argparse.Namespace) -> _Gathered:
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.data import read_predictions

    files: dict[str, dict[str, Record]] = {}
    references: dict[str, str] = {}
    problems = 0
    for file in args.files:
        read = read_predictions(file, on_bad=args.on_bad)
        name_skips(read.skipped, read=len(read.records), where=file)
        files[_name(file, args.files)] = {record.id: record for record in read.records}
        differing = [
            record.id
            for record in read.records
            if references.setdefault(record.id, record.reference).split() != record.reference.split()
        ]
        if differing:
            shown = ", ".join(map(repr, differing[:_IDS_NAMED])) + (" ..." if len(differing) > _IDS_NAMED else "")
            say(f"{file}: {len(differing)} with another reference than before, which counts: {shown}")
        problems += len(read.skipped) + len(differing)
    preds = {
        name: [records[key].prediction if key in records else None for key in references]
        for name, records in files.items()
    }
    return _Gathered(references, preds, problems)


def _name(file: str, files: Sequence[str]) -> str:
    """Call a model by its file: by the stem, or by the whole path where stems are alike."""
    stem = Path(file).stem
    return stem if [Path(other).stem for other in files].count(stem) == 1 else file


def _counts(file: str | None, ids: Sequence[str]) -> tuple[list[dict[str, int] | None] | None, int]:
    """Return the counts of each reference, None where there are none, and how many lines were bad."""
    if file is None:
        return None, 0
    from hmer_kit.counting import loads_counts
    from hmer_kit.data import read_references

    read = read_references(file)
    found: dict[str, dict[str, int]] = {}
    problems = [str(skip) for skip in read.skipped]
    for record in read.records:
        try:
            found[record.id] = loads_counts(record.reference)
        except FormatError as error:
            problems.append(f"{file} (id {record.id!r}): {error}")
    for problem in problems[:_IDS_NAMED]:
        say(problem)
    return [found.get(name) for name in ids], len(problems)


def _text_lines(noise: LabelNoise, mixed: Sequence[MixedNotation], args: argparse.Namespace) -> list[str]:
    lines = [visible(noise.table(args.show or None))]
    for item in mixed:
        forms = ", ".join(f"{form} in {count} ({item.examples[form][0]})" for form, count in item.forms.items())
        lines.append(visible(f"mixed notation: {forms}"))
    return lines


def _json_lines(noise: LabelNoise, mixed: Sequence[MixedNotation], args: argparse.Namespace) -> list[str]:
    suspects = [json.dumps(row) for row in noise.rows()[: args.show or None]]
    return suspects + [
        json.dumps({"kind": "mixed_notation", "forms": dict(item.forms), "examples": dict(item.examples)})
        for item in mixed
    ]
