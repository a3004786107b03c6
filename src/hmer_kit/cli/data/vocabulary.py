"""``hmer-kit vocabulary``: the tokens of a data set, and what a dictionary covers of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._numbers import whole_number
from hmer_kit.cli._outputs import add_replace, require_free
from hmer_kit.cli._text import visible
from hmer_kit.cli.data._keys import names

if TYPE_CHECKING:
    import argparse

    from hmer_kit.data import Record

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Make a vocabulary of the labels of a data set, in the form of the field's dictionaries; or say what a
dictionary covers of the labels, and what both have in common."""
_EPILOG = """examples:
  hmer-kit vocabulary crohme/train --output dictionary.txt --special '<pad>,<sos>,<eos>' --order alphabet
  hmer-kit vocabulary hme100k --min-count 5
  hmer-kit vocabulary crohme/test2014 --check dictionary.txt
  hmer-kit vocabulary crohme/train --check dictionary.txt --json

exit codes:
  0  all labels were read, and the dictionary to check has all their tokens
  1  some records were skipped, or the dictionary lacks a token
  2  wrong usage, or a file that cannot be read or written
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["train", "--special", "<pad>,<eos>"]).special
        ['<pad>', '<eos>']
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="data set of any format; lines of LaTeX as well")
    add_format(parser)
    parser.add_argument("--check", metavar="DICTIONARY", help="say what this dictionary covers: lines or JSON")
    parser.add_argument("--min-count", type=int, default=1, metavar="N", help="leave out what comes less often (1)")
    parser.add_argument(
        "--special", type=names, default=[], metavar="NAMES", help="entries that come first, with commas"
    )
    parser.add_argument("--order", choices=("frequency", "alphabet"), default="frequency", help="order of the tokens")
    parser.add_argument("--output", metavar="FILE", help="write the vocabulary, an entry a line")
    parser.add_argument("--first-number", type=int, metavar="N", help="write entry TAB number, from N on")
    add_replace(parser)
    parser.add_argument("--show", type=whole_number, default=20, metavar="N", help="tokens to show; 0 for all (20)")
    parser.add_argument("--json", action="store_true", help="print everything as a JSON object")


def run(args: argparse.Namespace) -> int:
    r"""Print the tokens, or what a dictionary covers; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.tsv").write_text("a\tx + x\nb\tx\n", encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/a.tsv"]))
        2 tokens, 2 of them taken
        token  count  vocabulary
        x          3  taken
        +          1  taken
        0
    """
    from hmer_kit.cli.data._sets import read_set

    target = None if args.output is None else str(require_free(args.output, replace=args.replace))
    records, skipped = read_set(args.data, format=args.format)
    code = _build(records, args, target) if args.check is None else _check(records, args)
    return max(code, int(skipped > 0))


def _build(records: list[Record], args: argparse.Namespace, target: str | None) -> int:
    from hmer_kit.data import build_vocabulary, write_vocabulary

    built = build_vocabulary(records, min_count=args.min_count, special=args.special, order=args.order)
    if target is not None:
        write_vocabulary(target, built.vocabulary, first_number=args.first_number)
    if args.json:
        rare = [{"token": one.token, "count": one.count, "ids": list(one.ids)} for one in built.rare]
        print(json.dumps({"entries": list(built.vocabulary.entries), "counts": dict(built.counts), "rare": rare}))
        return 0
    taken = len(built.counts) - len(built.rare)
    print(visible(f"{len(built.counts)} tokens, {taken} of them taken\n{built.table(args.show or None)}"))
    if args.output is not None:
        print(visible(f"wrote {args.output}"))
    return 0


def _check(records: list[Record], args: argparse.Namespace) -> int:
    from hmer_kit.data import build_vocabulary, check_vocabulary, compare_vocabularies
    from hmer_kit.latex import Vocabulary

    dictionary = Vocabulary.from_file(args.check)
    report = check_vocabulary(records, dictionary)
    both = compare_vocabularies(build_vocabulary(records).vocabulary, dictionary)
    if args.json:
        unknown: list[dict[str, Any]] = [
            {"token": one.token, "count": one.count, "expressions": one.expressions} for one in report.unknown
        ]
        values = {"coverage": report.coverage, "expression_coverage": report.expression_coverage, "unknown": unknown}
        pairs = [list(pair) for pair in both.same_symbol]
        print(json.dumps({**values, "unused": list(both.only_second), "same_symbol": pairs}))
    else:
        shown = {"rows": args.show} if args.show else {"rows": len(report.unknown)}
        lines = [report.table(**shown), f"labels and dictionary: {both.summary()}"]
        lines += [f"the same symbol, spelled otherwise: {one} and {other}" for one, other in both.same_symbol]
        print(visible("\n".join(lines)))
    return int(bool(report.unknown))
