"""``hmer-kit synthesize``: synthetic handwriting, of given LaTeX or of made-up expressions."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.cli._skips import name_skips
from hmer_kit.cli.data._writing import TARGETS_HELP, add_target, name_notes, say_written, write_set
from hmer_kit.exceptions import HmerKitError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hmer_kit.data import Record, Skip
    from hmer_kit.ink import InkDocument, Sampling, SyntheticImage

__all__ = ["SyntheticInk", "add_arguments", "run"]

_DESCRIPTION = """Write expressions by hand, as people of different hands would: the lines of a file or the labels of a
data set (--latex), or expressions that a grammar makes up (--number). Equal seeds give equal ink. Pictures, InkML with
segmentation, and every other format that the library writes."""
_EPILOG = (
    """examples:
  hmer-kit synthesize --number 1000 --output made --seed 1
  hmer-kit synthesize --number 1000 --grammar full --split train --output made.parquet
  hmer-kit synthesize --number 1000 --like crohme/train --output ink --to inkml
  hmer-kit synthesize --latex formulas.txt --copies 3 --output written --style crohme_2014

  Data sets of different --split share no writer and no expression, whatever their seeds.
"""
    + TARGETS_HELP
    + """
exit codes:
  0  everything was written
  1  some expressions cannot be written by hand, or were skipped; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
)
_MOST_WRITERS = 10_000


@dataclass(frozen=True, slots=True)
class SyntheticInk:
    """Ink that is written when it is asked for.

    Examples:
        >>> from hmer_kit.ink import SyntheticImage
        >>> len(SyntheticInk(SyntheticImage("x", writer_seed=3, seed=5)).load().symbols)
        1
    """

    recipe: SyntheticImage
    """What is written, and by whom."""

    @property
    def name(self) -> str:
        """Name of the ink, as a relative path."""
        return f"{self.recipe.name.removesuffix('.png')}.inkml"

    def load(self) -> InkDocument:
        """Write the ink."""
        from hmer_kit.ink import to_document

        writer = f"w{self.recipe.writer_seed}"
        return to_document(self.recipe.write(), name=self.name, truth=self.recipe.latex, writer=writer)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["--number", "5", "--output", "made"]).grammar
        'simple'
    """
    from hmer_kit.ink import STYLES

    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--number", type=int, metavar="N", help="make up so many expressions")
    what.add_argument("--latex", metavar="DATA", help="write these: a formula a line, or a data set of any format")
    add_target(parser)
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="equal seeds give equal ink (0)")
    made = parser.add_argument_group("made-up expressions")
    made.add_argument("--grammar", choices=("simple", "full"), default="simple", help="full: the symbols of CROHME")
    made.add_argument("--like", metavar="DATA", help="make up expressions like the labels of a data set instead")
    made.add_argument("--split", choices=("train", "validation", "test"), help="stay in this part")
    made.add_argument(
        "--start", type=int, default=0, metavar="N", help="number of the first item, to share the work (0)"
    )
    made.add_argument("--max-symbols", type=int, metavar="N", help="most symbols of an expression")
    lines = parser.add_argument_group("given expressions")
    lines.add_argument(
        "--copies", type=int, default=1, metavar="N", help="how often each is written, by other hands (1)"
    )
    parser.add_argument("--json", action="store_true", help="print what was written as a JSON object")
    ink = parser.add_argument_group("ink")
    ink.add_argument("--writers", type=int, default=_MOST_WRITERS, metavar="N", help="how many people write (10000)")
    ink.add_argument("--bank", metavar="FILE", help="take the ink of symbols from a bank (hmer_kit.ink.SymbolBank)")
    ink.add_argument(
        "--style", choices=tuple(STYLES), help="how ink is drawn; by default in its own size, anti-aliased"
    )


def run(args: argparse.Namespace) -> int:
    """Write; return the exit code.

    Examples:
        >>> import argparse
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> with TemporaryDirectory() as folder:
        ...     run(parser.parse_args(["--number", "3", "--output", f"{folder}/made"]))  # doctest: +ELLIPSIS
        3 written, 3 read back, 3 notes (3 × field left out)
        ...
        0
    """
    _check(args)
    skipped: list[Skip] = []
    recipes = _made_up(args) if args.latex is None else _given(args, skipped)
    written = write_set(_records(recipes, args), args.output, to=args.to, replace=args.replace)
    if args.json:
        print(json.dumps(written.to_dict()))
        name_notes(written, output=args.output)
        code = int(written.left_out > 0)
    else:
        code = say_written(written, output=args.output)
    name_skips(skipped, read=written.written, where=args.latex or args.like or "")
    return max(code, int(bool(skipped)))


def _check(args: argparse.Namespace) -> None:
    for name in ("number", "copies", "writers"):
        value = getattr(args, name)
        if value is not None and value < 1:
            raise InputError(f"expected --{name} of at least 1, got {value}")
    if args.latex is not None and (args.like or args.split or args.start or args.max_symbols is not None):
        raise InputError("expected --like, --split, --start and --max-symbols with --number, got them with --latex")
    if args.number is not None and args.copies != 1:
        raise InputError("expected --copies with --latex, got it with --number")


def _made_up(args: argparse.Namespace) -> Iterator[tuple[str, SyntheticImage]]:
    from hmer_kit.ink import synthesize

    made = synthesize(
        args.number,
        grammar=_grammar(args),
        seed=args.seed,
        start=args.start,
        split=args.split,
        writers=range(args.writers),
        max_symbols=args.max_symbols,
        bank=args.bank,
    )
    for number, (_, image) in enumerate(made, start=args.start):
        yield f"synthetic_{args.seed}_{number:06d}", image


def _grammar(args: argparse.Namespace) -> Sampling:
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.ink import CorpusGrammar, Grammar

    if args.like is not None:
        return CorpusGrammar.fit(record.reference for record in open_set(args.like))
    return Grammar.full() if args.grammar == "full" else Grammar()


def _given(args: argparse.Namespace, skipped: list[Skip]) -> Iterator[tuple[str, SyntheticImage]]:
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.ink import SyntheticImage

    stream = open_set(args.latex)
    number = 0
    for record in stream:
        for copy in range(args.copies):
            rng = random.Random(f"{args.seed} {number}")  # noqa: S311 - the same ink again is what is wanted
            number += 1
            writer, seed = rng.randrange(args.writers), rng.randrange(2**31)
            name = record.id if args.copies == 1 else f"{record.id}_{copy}"
            yield name, SyntheticImage(record.reference, writer, seed, bank=args.bank)
    skipped += stream.skipped


def _records(recipes: Iterator[tuple[str, SyntheticImage]], args: argparse.Namespace) -> Iterator[Record | Skip]:
    """Yield a record for each recipe, and a note for what cannot be written by hand."""
    from hmer_kit.data import InkImage, Record, Skip
    from hmer_kit.ink import STYLES

    for name, recipe in recipes:
        try:
            recipe.write()
        except HmerKitError as error:
            yield Skip(f"{name!r:.80}: {error}", "cannot be written by hand")
            continue
        ink = SyntheticInk(recipe)
        image = recipe if args.style is None else InkImage(ink, STYLES[args.style])
        writer, source = f"w{recipe.writer_seed}", "synthetic"
        yield Record(name, recipe.latex, image=image, ink=ink, writer=writer, source=source, split=args.split)
