"""``hmer-kit mix``: several data sets in one, by shares, counts or rounds."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.cli._text import say, visible
from hmer_kit.cli.data._writing import TARGETS_HELP, add_target, name_notes, write_set
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from hmer_kit.data import Mixture, MixtureSource, Record, Skip

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Mix data sets of any format into one: every beginning of it holds the shares to less than one record.
MIXTURE is a JSON or YAML file that names the sources (see the guide on data for training); or give each source as
NAME=PATH:AMOUNT with --source. Without --output the mixture is only counted."""
_EPILOG = (
    """examples:
  hmer-kit mix mixture.yaml --output mixed
  hmer-kit mix --source crohme=crohme/train:3 --source hme=hme100k:1 --size 10000 --output mixed.parquet
  hmer-kit mix --source a=a.parquet:1x --source b=b.parquet:2x --output mixed
  hmer-kit mix --source a=a.tsv:500n --source b=b.tsv:100n --json

amounts:
  3     a weight: its share of the stream, relative to the others
  2x    all of it, so often; 0.5x is the first half
  500n  so many records
  An id that comes again gets a number: a, a-2, a-3.
"""
    + TARGETS_HELP
    + """
exit codes:
  0  all that was to be mixed is there
  1  a source ended the mixture before --size, or records were left out; see standard error
  2  wrong usage, or a file that cannot be read or written
"""
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--source", "a=a.tsv:1"]).source
        ['a=a.tsv:1']
    """
    from hmer_kit.ink import STYLES

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument(
        "mixture", nargs="?", metavar="MIXTURE", help="description of the mixture, .json, .yaml or .yml"
    )
    parser.add_argument("--source", action="append", default=[], metavar="NAME=PATH:AMOUNT", help="a source; repeat it")
    parser.add_argument("--size", type=int, metavar="N", help="records of the mixture, for weights")
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="equal seeds give equal mixtures")
    parser.add_argument("--shuffle", type=int, default=None, metavar="N", help="records among which the next is drawn")
    parser.add_argument("--when-exhausted", choices=("stop", "repeat"), help="what comes when a source has no more")
    parser.add_argument("--style", choices=tuple(STYLES), help="how ink without a picture is drawn")
    add_target(parser, required=False)
    parser.add_argument("--json", action="store_true", help="print what was given as a JSON object")


def run(args: argparse.Namespace) -> int:
    r"""Mix; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     for name in "ab":
        ...         _ = Path(folder, f"{name}.tsv").write_text("1\tx\n2\ty\n", encoding="utf-8")
        ...     run(parser.parse_args([f"--source=a={folder}/a.tsv:1x", f"--source=b={folder}/b.tsv:1n"]))
        3 records (a 2, b 1); all are given
        source  records  share   round  left out
        a       2        66.7 %  1      none
        b       1        33.3 %  1      none
        0
    """
    from hmer_kit.data import PUBLISHED_STYLE

    mixture = _mixture(args)
    style = args.style or PUBLISHED_STYLE
    stream = mixture.stream(open_source=lambda source: _open(source, style))
    named = _Named(stream)
    written = None
    if args.output is None:
        for _ in named:
            pass
    else:
        written = write_set(iter(named), args.output, to=args.to, replace=args.replace)
    report = stream.report()
    if args.json:
        values = {"given": dict(report.given), "rounds": dict(report.rounds), "exhausted": report.exhausted}
        left_out = {name: dict(reasons) for name, reasons in report.left_out.items()}
        print(json.dumps({**values, "left_out": left_out, "complete": report.complete, "renamed": named.renamed}))
    else:
        print(visible(f"{report.summary()}\n{report.table()}"))
    if written is not None:
        if not args.json:
            print(visible("\n".join([written.summary, *(f"wrote {file}" for file in written.files)])))
        name_notes(written, output=args.output)
    if report.exhausted is not None and mixture.size is not None:
        say(f"{report.exhausted} has no more records; --when-exhausted repeat goes on with its first")
    bad = bool(report.left_out) or (report.exhausted is not None and mixture.size is not None)
    return int(bad or (written is not None and written.left_out > 0))


def _mixture(args: argparse.Namespace) -> Mixture:
    from hmer_kit.data import Mixture, read_mixture

    if (args.mixture is None) == (not args.source):
        raise InputError("expected a file that describes the mixture, or --source NAME=PATH:AMOUNT; give one of them")
    given = {
        name: getattr(args, name)
        for name in ("size", "seed", "shuffle", "when_exhausted")
        if getattr(args, name) is not None
    }
    if args.mixture is not None:
        return replace(read_mixture(args.mixture), **given)
    return Mixture(tuple(map(_source, args.source)), **given)


def _source(text: str) -> MixtureSource:
    from hmer_kit.data import MixtureSource

    name, _, rest = text.partition("=")
    path, _, amount = rest.rpartition(":")
    kind = {"x": "repeat", "n": "count"}.get(amount[-1:], "weight")
    digits = amount if kind == "weight" else amount[:-1]
    try:
        number = int(digits) if kind == "count" else float(digits)
    except ValueError:
        number = 0
    if not name or not path or number <= 0:
        raise InputError(f"expected NAME=PATH:AMOUNT with an amount such as 3, 2x or 500n, got {text!r:.80}")
    values: dict[str, float] = {kind: number}
    return MixtureSource(name, path, **values)  # type: ignore[arg-type]


def _open(source: MixtureSource, style: str) -> Iterable[Record | Skip]:
    from hmer_kit.cli.data._sets import open_set

    return open_set(source.path, format=source.format, style=style).items()


class _Named:
    """The records of a mixture, each with an id of its own."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = records
        self._next: dict[str, int] = {}
        self.renamed = 0

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            if record.id not in self._next:
                self._next[record.id] = 2
                yield record
                continue
            self.renamed += 1
            yield replace(record, id=self._new_id(record.id))

    def _new_id(self, name: str) -> str:
        while (new := f"{name}-{self._next[name]}") in self._next:
            self._next[name] += 1
        self._next[name] += 1
        self._next[new] = 2
        return new
