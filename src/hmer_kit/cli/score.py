"""``hmer-kit score``: score prediction files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say, visible
from hmer_kit.exceptions import DataError, HmerKitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.data import JoinedPredictions, Prediction, ReadResult, Record, Skip
    from hmer_kit.scoring import ScoreResult

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Score prediction files: expression rate with tolerance, mean edit score, token error rate, BLEU-4 and
the released script's "CER". A prediction file is a JSON list of objects with the keys gt, pred and img_id."""
_EPILOG = """examples:
  hmer-kit score predictions.json
  hmer-kit score --references crohme/test2014 predictions.json
  hmer-kit score --json *_pred.json > scores.jsonl
  hmer-kit score --on-bad skip --protocol same_ink predictions.json

a whole test set:
  Without --references the samples are those of the prediction file, so one that the recognizer gave no answer to
  is left out of every rate. With --references the samples are all captions of the test set: one without a
  prediction is wrong at every tolerance, and counts as an empty prediction where tokens are summed up. Such samples
  are counted in the signature (missing:N) and named. The captions are the references then, not the file's own gt.

exit codes:
  0  every prediction was scored (with --references, samples may be missing: see the table or the JSON)
  1  some records were bad and skipped (--on-bad skip), or do not fit the references; each is named on standard error
  2  wrong usage, or a file that cannot be read or holds a bad record; the other files are scored
"""
_IDS_NAMED = 20


@dataclass(frozen=True, slots=True)
class _Scored:
    """A prediction file with its score."""

    result: ScoreResult
    """The score."""
    read: int
    """Records that the file holds, bad ones left out."""
    skipped: list[Skip]
    """Bad records."""
    joined: JoinedPredictions | None = None
    """How the file fits the references; None without."""

    @property
    def misfits(self) -> list[tuple[str, Sequence[str]]]:
        """What does not fit the references: the words for it, and the ids."""
        if self.joined is None:
            return []
        found = (
            ("without a reference, left out", self.joined.unknown),
            ("with another gt than its reference, scored against the latter", self.joined.differing),
        )
        return [(words, ids) for words, ids in found if ids]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.json", "--json"]).files
        ['a.json']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("files", nargs="+", metavar="FILE", help="prediction file")
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each file, unrounded")
    parser.add_argument(
        "--references",
        metavar="CAPTIONS",
        help="captions.tsv (id TAB LaTeX) or the folder that holds it: score against this whole test set, joined by id",
    )
    parser.add_argument(
        "--on-bad",
        choices=("raise", "skip"),
        default="raise",
        help="what to do about a bad record: give the file up (default), or leave the record out and name it",
    )
    parser.add_argument(
        "--protocol",
        choices=("released", "exact", "same_ink", "loose", "label_graph", "characters"),
        default="released",
        help="what counts as an error; released: token edits between blanks, as published scores do (default)",
    )


def run(args: argparse.Namespace) -> int:
    """Score every file; return the exit code.

    Examples:
        >>> import argparse, json, tempfile
        >>> from pathlib import Path
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text(json.dumps([{"gt": "x", "pred": "x", "img_id": "a"}]), encoding="utf-8")
        ...     options = {"json": False, "references": None, "on_bad": "raise", "protocol": "released"}
        ...     run(argparse.Namespace(files=[str(file)], **options))  # doctest: +ELLIPSIS
        /...pred.json
        samples ... 1
        ...
        0
    """
    references, code = _read_references(args.references)
    for number, file in enumerate(args.files):
        try:
            scored = _score(file, args, references)
        except HmerKitError as error:
            say(f"error: {error}")
            code = 2
            if args.json:
                problem = {"code": getattr(error, "code", None), "message": str(error)}
                print(json.dumps({"file": file, "error": problem}))
            continue
        code = max(code, _name_problems(file, scored))
        if args.json:
            print(json.dumps(_to_json(file, scored, args.references), allow_nan=False))
        else:
            print(visible(f"\n{file}" if number else file))
            print(visible(scored.result.table()))
    return code


def _read_references(captions: str | None) -> tuple[list[Record] | None, int]:
    """Return the records of the test set, and 1 if some of its lines were bad."""
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.data import read_references

    if captions is None:
        return None, 0
    read = read_references(captions)
    name_skips(read.skipped, read=len(read.records), where=captions)
    return read.records, int(bool(read.skipped))


def _score(file: str, args: argparse.Namespace, references: list[Record] | None) -> _Scored:
    from hmer_kit.data import join_predictions, read_bare_predictions, read_predictions
    from hmer_kit.scoring import score

    read: ReadResult[Record] | ReadResult[Prediction]
    if references is None:
        read, joined = read_predictions(file, on_bad=args.on_bad), None
        records = read.records
    else:
        read = read_bare_predictions(file, on_bad=args.on_bad)
        joined = join_predictions(read.records, references)
        records = list(joined.records)
    if joined is not None and len(joined.missing) == len(joined.records):
        message = f"expected predictions for {args.references}, found none of its ids in {file}; give the set it is for"
        raise DataError(message, code="no_common_id", path=file)
    answered = [(record, record.prediction) for record in records if record.prediction is not None]
    absent = [record for record in records if record.prediction is None]
    result = score(
        [prediction for _, prediction in answered],
        [record.reference for record, _ in answered],
        ids=[record.id for record, _ in answered],
        protocol=args.protocol,
    ).with_missing([record.reference for record in absent], ids=[record.id for record in absent])
    return _Scored(result, read=len(read.records), skipped=read.skipped, joined=joined)


def _name_problems(file: str, scored: _Scored) -> int:
    """Name what was left out or does not fit; return 1 if there is such, else 0."""
    from hmer_kit.cli._skips import name_skips

    name_skips(scored.skipped, read=scored.read, where=file)
    for words, ids in scored.misfits:
        more = f" and {len(ids) - _IDS_NAMED} more" if len(ids) > _IDS_NAMED else ""
        say(f"{file}: {len(ids)} {words}: {', '.join(map(repr, ids[:_IDS_NAMED]))}{more}")
    return int(bool(scored.skipped or scored.misfits))


def _to_json(file: str, scored: _Scored, references: str | None) -> dict[str, object]:
    joined = scored.joined
    return {
        "file": file,
        "references": references,
        "skipped": len(scored.skipped),
        "unknown": [] if joined is None else list(joined.unknown),
        "differing": [] if joined is None else list(joined.differing),
        **scored.result.to_dict(),
    }
