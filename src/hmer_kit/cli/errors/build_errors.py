"""``hmer-kit build-errors``: an error corpus of predictions, and training data for the two error tasks."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.cli._progress import add_quiet, with_progress
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit.data import ImageSource, Skip
    from hmer_kit.error_mining.corpus import Candidate, CorpusFile, CorpusSettings, CorpusStatistics
    from hmer_kit.tasks import ErrorDataSummary, ErrorRows
    from hmer_kit.tasks.base import Task

__all__ = ["add_arguments", "run"]

_FILES = ("corpus.jsonl", "statistics.json", "error_detection.json", "error_correction.json")

_DESCRIPTION = """Make an error corpus (the paper's Error-Driven Learning) and the training data of error detection and
correction. CANDIDATES are prediction files with references (JSON, JSON Lines, CSV, TSV; each is a model of its own),
files of candidates, or error corpora (corpus.jsonl), which are merged with the rest."""
_EPILOG = """examples:
  hmer-kit build-errors fold0.json fold1.json --output errors --data crohme/train
  hmer-kit build-errors errors/corpus.jsonl more.json --output errors --spans balanced --bands near
  hmer-kit build-errors pred.json --output errors --error-free-share 0.1 --at-least 5000

output, in the folder:
  corpus.jsonl             each distinct prediction once: right, near, far or a runaway, and what gave it
  statistics.json          what the corpus holds
  error_detection.json     ShareGPT JSON in the released layout
  error_correction.json
  Pictures: with --data those of a data set of any format whose pictures are files, by id, named as in its folder or
  archive; else the name that --image-name makes of an id.

exit codes:
  0  all candidates were used
  1  some were left out because they are bad; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.json", "--output", "errors", "--bands", "near"]).bands
        ['near']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("candidates", nargs="+", metavar="CANDIDATES", help="prediction files or corpora")
    parser.add_argument("--output", required=True, metavar="FOLDER", help="folder to write to")
    parser.add_argument("--data", metavar="DATA", help="captions and pictures; rows without a picture are left out")
    parser.add_argument("--image-name", default="{id}.png", metavar="NAME", help="name of a picture: {id}.png")
    corpus = parser.add_argument_group("corpus")
    corpus.add_argument("--near-edits", type=int, default=3, metavar="N", help="token edits of a near miss (3)")
    corpus.add_argument("--near-share", type=float, default=0.2, metavar="X", help="or this share of its tokens (0.2)")
    corpus.add_argument("--at-least", type=int, default=0, metavar="N", help="fill up to N errors with synthetic ones")
    rows = parser.add_argument_group("rows")
    rows.add_argument("--spans", choices=("edits", "balanced"), default="edits", help="balanced: widen marks to braces")
    rows.add_argument("--bands", type=_names, default=["near", "far"], metavar="NAMES", help="near,far (both)")
    rows.add_argument("--candidates-per-record", choices=("all", "commonest"), default="all")
    rows.add_argument("--max-errors", type=int, metavar="N", help="most marks of a row; all by default")
    rows.add_argument("--without-notation", action="store_true", help="leave out what differs in notation alone")
    rows.add_argument("--error-free-share", type=float, default=0.0, metavar="X", help="share of error-free rows (0)")
    add_quiet(parser)
    parser.add_argument("--json", action="store_true", help="print what was written as a JSON object")
    rows.add_argument("--seed", type=int, default=0, metavar="N", help="for synthetic errors and error-free rows (0)")


def run(args: argparse.Namespace) -> int:
    r"""Write the corpus and the training data, print what is in them; return the exit code.

    Examples:
        >>> import argparse, tempfile
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "pred.json")
        ...     _ = file.write_text('[{"img_id": "a", "gt": "x", "pred": "X"}]', encoding="utf-8")
        ...     code = run(parser.parse_args([str(file), "--output", folder]))  # doctest: +ELLIPSIS
        expressions                     1, 1 of them read wrong
        ...
        error_detection: 1 rows (0 without errors, 0 synthetic), 0 left out
        error_correction: 1 rows (0 without errors, 0 synthetic), 0 left out
        wrote corpus.jsonl, statistics.json, error_detection.json and error_correction.json to ...
        >>> code
        0
    """
    from hmer_kit.cli._skips import name_skips
    from hmer_kit.error_mining.corpus import CorpusSettings, corpus_statistics
    from hmer_kit.tasks import write_error_data

    settings = CorpusSettings(near_edits=args.near_edits, near_share=args.near_share)
    rows, tasks = _rows(args), _tasks(args)  # wrong usage is said before a long read
    images = _images(args.data)
    skipped: list[Skip] = []
    folder = Path(args.output)
    corpus = _write_corpus(args, folder, settings, skipped)
    statistics = corpus_statistics(corpus)
    _write_json(folder / "statistics.json", statistics.to_dict())
    name = None if images is not None else lambda record_id: args.image_name.replace("{id}", record_id)
    summaries = write_error_data(folder, corpus, tasks=tasks, rows=rows, images=images, image_name=name)
    if args.json:
        print(json.dumps(_as_json(folder, statistics, summaries, skipped)))
    else:
        print(statistics.table(), *summaries, f"wrote {', '.join(_FILES[:-1])} and {_FILES[-1]} to {folder}", sep="\n")
    name_skips(skipped, read=sum(statistics.samples.values()), where=", ".join(args.candidates))
    return 1 if skipped else 0


def _as_json(
    folder: Path, statistics: CorpusStatistics, summaries: Sequence[ErrorDataSummary], skipped: Sequence[Skip]
) -> dict[str, object]:
    return {
        "folder": str(folder),
        "files": list(_FILES),
        "corpus": statistics.to_dict(),
        "rows": {summary.task: asdict(summary) for summary in summaries},
        "skipped": [str(skip) for skip in skipped],
    }


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _rows(args: argparse.Namespace) -> ErrorRows:
    from hmer_kit.tasks import ErrorRows

    return ErrorRows(
        bands=args.bands,
        candidates=args.candidates_per_record,
        max_errors=args.max_errors,
        notation="leave_out" if args.without_notation else "keep",
        error_free_share=args.error_free_share,
        seed=args.seed,
    )


def _tasks(args: argparse.Namespace) -> list[Task]:
    from hmer_kit.tasks import ErrorCorrection, ErrorDetection

    return [ErrorDetection(spans=args.spans), ErrorCorrection(spans=args.spans)]


def _images(folder: str | None) -> Mapping[str, ImageSource] | None:
    from hmer_kit.cli._skips import read_with_pictures
    from hmer_kit.data import FileImage, ZipImage

    if folder is None:
        return None
    found = {record.id: record.image for record in read_with_pictures(folder).records if record.image is not None}
    if not found:
        raise DataError(f"expected pictures beside the captions in {folder}, found none", path=folder)
    if not all(isinstance(image, (FileImage, ZipImage)) for image in found.values()):
        message = (
            f"expected pictures in files or in a zip archive, which the rows can name, got drawn or embedded ones in "
            f"{folder}; write them out first (hmer_kit.data.write_captions), or name them with --image-name"
        )
        raise DataError(message, code="no_files", path=folder)
    return found


def _write_corpus(args: argparse.Namespace, folder: Path, settings: CorpusSettings, skipped: list[Skip]) -> CorpusFile:
    """Write the corpus of all that was given, filled up where that is wanted."""
    from hmer_kit.error_mining import add_synthetic
    from hmer_kit.error_mining.corpus import CORPUS, ErrorCorpus, is_file_of, merge_records, mine_errors, open_corpus
    from hmer_kit.error_mining.corpus import write_corpus as write

    known = [path for path in args.candidates if path.endswith(".parquet") or is_file_of(path, kind=CORPUS)]
    corpora = [open_corpus(path) for path in known]
    for corpus in corpora:
        if corpus.settings != settings:
            raise InputError(f"expected {settings} as in this command, got {corpus.settings} in {corpus.path}")
    others = [path for path in args.candidates if path not in known]
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "corpus.jsonl"
    taken = with_progress(_candidates(others, skipped), unit="candidate", quiet=args.quiet)
    mined = mine_errors(taken, settings=settings)
    merged = merge_records(mined, *corpora)
    if args.at_least:  # written once: nobody sees a corpus that is not filled up yet
        write(target, add_synthetic(ErrorCorpus(tuple(merged), settings), wanted=args.at_least, seed=args.seed))
    else:
        write(target, merged, settings=settings)
    return open_corpus(target)


def _candidates(paths: Sequence[str], skipped: list[Skip]) -> Iterator[Candidate]:
    """Yield the candidates of each file; what is bad in a prediction file is noted."""
    from hmer_kit.data import read_predictions
    from hmer_kit.error_mining.corpus import CANDIDATES, Candidate, Origin, is_file_of, read_candidates

    stems = [Path(path).stem for path in paths]
    for path, stem in zip(paths, stems, strict=True):
        if is_file_of(path, kind=CANDIDATES):
            yield from read_candidates(path)
            continue
        read = read_predictions(path, on_bad="skip")
        skipped += read.skipped
        origin = Origin(stem if stems.count(stem) == 1 else path)
        for record in read.records:
            yield Candidate(record.id, record.reference, record.prediction or "", origin)


def _write_json(path: Path, value: object) -> None:
    from hmer_kit._files import write_atomic

    write_atomic(path, [json.dumps(value, indent=2, ensure_ascii=False), "\n"])
