"""``hmer-kit error-corpus``: what error corpora hold, and several merged into one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._outputs import add_replace, require_free
from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from hmer_kit.error_mining.corpus import CorpusFile, ErrorRecord

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Say what error corpora hold: expressions, right, near and far predictions, runaways, models, kinds of
edits. Several corpora are counted as one, and with --output merged into one; those made with other settings are not.
Corpora come from hmer-kit build-errors and hmer-kit mine-errors."""
_EPILOG = """examples:
  hmer-kit error-corpus errors/corpus.jsonl
  hmer-kit error-corpus a/corpus.jsonl b/corpus.jsonl --output merged.parquet
  hmer-kit error-corpus errors/corpus.jsonl --show 10 --band near

exit codes:
  0  all was read
  2  wrong usage, or a file that cannot be read or written, or corpora of other settings
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["corpus.jsonl"]).output is None
        True
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("corpora", nargs="+", metavar="CORPUS", help="corpus.jsonl or .parquet")
    parser.add_argument("--output", metavar="FILE", help="write the merged corpus, .jsonl or .parquet")
    add_replace(parser)
    parser.add_argument(
        "--show", type=whole_number, default=0, metavar="N", help="also print the first N wrong predictions"
    )
    parser.add_argument("--band", choices=("near", "far", "runaway"), help="with --show: of this band alone")
    parser.add_argument("--json", action="store_true", help="print the counts as a JSON object")


def run(args: argparse.Namespace) -> int:
    """Print the counts, merge; return the exit code.

    Examples:
        >>> import argparse
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.error_mining.corpus import Candidate, ErrorCorpus, Origin, write_corpus
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> corpus = ErrorCorpus.from_candidates([Candidate("a", "x + 1", "X + 1", Origin("m"))])
        >>> with TemporaryDirectory() as folder:
        ...     write_corpus(f"{folder}/c.jsonl", corpus)
        ...     code = run(parser.parse_args([f"{folder}/c.jsonl"]))  # doctest: +ELLIPSIS
        expressions                     1, 1 of them read wrong
        ...
    """
    from hmer_kit.error_mining.corpus import corpus_statistics, merge_corpora, merge_records, open_corpus

    if args.output is not None:
        require_free(args.output, replace=args.replace)
    files = [open_corpus(path) for path in args.corpora]
    _require_one_kind(files)
    statistics = corpus_statistics(merge_records(*files))
    if args.json:
        print(json.dumps(statistics.to_dict()))
    else:
        print(visible(statistics.table()))
    if args.output is not None:
        merge_corpora(args.output, args.corpora)
        if not args.json:
            print(visible(f"wrote {args.output}"))
    for record in _first(files, args):
        print(visible(f"{record.id}: {record.band}, {record.edits} edits\n  {record.reference}\n  {record.prediction}"))
    return 0


def _require_one_kind(files: Sequence[CorpusFile]) -> None:
    from hmer_kit.exceptions import InputError

    for file in files[1:]:
        if file.settings != files[0].settings:
            message = (
                f"expected corpora of one kind, got {files[0].settings} in {files[0].path} and {file.settings} in "
            )
            raise InputError(f"{message}{file.path}; make them anew with hmer-kit build-errors")


def _first(files: Sequence[CorpusFile], args: argparse.Namespace) -> list[ErrorRecord]:
    from hmer_kit.error_mining.corpus import merge_records

    found: list[ErrorRecord] = []
    if args.show < 1 or args.json:
        return found
    for record in merge_records(*files):
        if record.is_wrong and (args.band is None or record.band == args.band):
            found.append(record)
        if len(found) == args.show:
            break
    return found
