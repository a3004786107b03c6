"""``hmer-kit draw``: pictures of ink, one, many or on one page."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

from hmer_kit.cli._formats import add_format
from hmer_kit.cli._outputs import add_replace, require_free, write_png
from hmer_kit.cli._skips import name_skips
from hmer_kit.cli._text import visible
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PIL import Image

    from hmer_kit.data import ImageSource, Record, Skip

__all__ = ["add_arguments", "run"]

_DESCRIPTION = """Draw ink as pictures, in the style of a published data set: one picture, a folder of them, or a
contact sheet with the captions under its pictures, which shows the pictures of any data set as well."""
_EPILOG = """examples:
  hmer-kit draw 18_em_1.inkml --output 18_em_1.png
  hmer-kit draw crohme_test2014.tar.xz --output pictures --style crohme_2014
  hmer-kit draw crohme/train --output sheet.png --limit 40 --columns 5

output:
  NAME.png, data of one record: its picture; of several, or with --sheet: a contact sheet of the first --limit records
  any other name: a folder with ID.png for each record; hmer-kit convert writes captions beside them

exit codes:
  0  everything was drawn
  1  some records were skipped or could not be drawn; each is named on standard error
  2  wrong usage, or a file that cannot be read or written
"""
_ON_A_SHEET = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the subcommand.

    Examples:
        >>> import argparse
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> parser.parse_args(["a.inkml", "--output", "a.png"]).sheet
        False
    """
    parser.description, parser.epilog = _DESCRIPTION, _EPILOG
    parser.add_argument("data", metavar="DATA", help="ink, or a data set of any format with pictures")
    parser.add_argument("--output", required=True, metavar="PATH", help="NAME.png, or a folder; see below")
    add_replace(parser)
    add_format(parser)
    parser.add_argument("--limit", type=int, metavar="N", help=f"only the first N records; on a sheet {_ON_A_SHEET}")
    parser.add_argument(
        "--augment", type=int, metavar="SEED", help="as training changes ink and pictures, by this seed"
    )
    parser.add_argument("--json", action="store_true", help="print what was drawn as a JSON object")
    sheet = parser.add_argument_group("contact sheet")
    sheet.add_argument("--sheet", action="store_true", help="a contact sheet, of one record too")
    sheet.add_argument("--columns", type=int, default=4, metavar="N", help="pictures in a row (4)")
    sheet.add_argument(
        "--cell", type=int, nargs=2, default=(240, 120), metavar=("W", "H"), help="size of a cell (240 120)"
    )
    sheet.add_argument("--polarity", choices=("white_on_black", "black_on_white"), help="what all pictures shall be")


def run(args: argparse.Namespace) -> int:
    r"""Draw; return the exit code.

    Examples:
        >>> import argparse
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> ink = "<ink><annotation type='truth'>$x$</annotation><trace>1 2, 30 40</trace></ink>"
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.inkml").write_text(ink, encoding="utf-8")
        ...     run(parser.parse_args([f"{folder}/a.inkml", "--output", f"{folder}/a.png"]))  # doctest: +ELLIPSIS
        wrote .../a.png
        0
    """
    from hmer_kit.cli.data._sets import open_set
    from hmer_kit.data import PUBLISHED_STYLE

    if args.limit is not None and args.limit < 1:
        raise InputError(f"expected --limit of at least 1, got {args.limit}")
    target = require_free(args.output, replace=args.replace)
    is_png = target.suffix.lower() == ".png"
    if args.sheet and not is_png:
        raise InputError(f"expected a name that ends in .png for a contact sheet, got {args.output}")
    change = _augmentation(args.augment)
    stream = open_set(args.data, format=args.format, style=args.style or PUBLISHED_STYLE)
    skipped: list[Skip] = []
    limit = args.limit or (_ON_A_SHEET if is_png else None)
    pictures = islice(_pictures(stream.items(), skipped, change), limit)
    count = _one_file(target, list(pictures), args) if is_png else _folder(target, pictures, skipped)
    if args.json:
        print(json.dumps({"output": args.output, "pictures": count, "skipped": len(skipped)}))
    else:
        print(visible(f"wrote {args.output}" + ("" if is_png else f" ({count} pictures)")))
    name_skips(skipped, read=count, where=args.data)
    return int(bool(skipped))


def _augmentation(seed: int | None) -> Callable[[ImageSource, str], ImageSource]:
    from hmer_kit.data import Augmentation
    from hmer_kit.data.pictures.augmentation import seed_of
    from hmer_kit.ink import PictureAugmentation, StrokeAugmentation

    if seed is None:
        return lambda image, _: image
    augmentation = Augmentation(strokes=StrokeAugmentation(), pictures=PictureAugmentation())
    return lambda image, name: augmentation.source(image, seed=seed_of(seed, name))


def _pictures(
    items: Iterator[Record | Skip], skipped: list[Skip], change: Callable[[ImageSource, str], ImageSource]
) -> Iterator[tuple[Record, Image.Image]]:
    """Yield records with their pictures; what has none is noted."""
    from hmer_kit.data import Skip

    for item in items:
        if isinstance(item, Skip):
            skipped.append(item)
            continue
        if item.image is None:
            skipped.append(Skip(f"record {item.id!r:.80}", "neither a picture nor ink"))
            continue
        try:
            picture = change(item.image, item.id).load()
        except DataError as error:
            skipped.append(Skip(f"record {item.id!r:.80}: {error}", "cannot be drawn"))
            continue
        yield item, picture


def _one_file(target: Path, pictures: list[tuple[Record, Image.Image]], args: argparse.Namespace) -> int:
    from hmer_kit.ink import contact_sheet

    if not pictures:
        raise InputError(f"expected a record with a picture or ink in {args.data}, found none")
    if len(pictures) == 1 and not args.sheet:
        write_png(target, pictures[0][1])
        return 1
    captions = [f"{record.id}: {record.reference}" for record, _ in pictures]
    images = [picture for _, picture in pictures]
    cell = (args.cell[0], args.cell[1])
    write_png(target, contact_sheet(images, captions, columns=args.columns, cell=cell, polarity=args.polarity))
    return len(pictures)


def _folder(target: Path, pictures: Iterator[tuple[Record, Image.Image]], skipped: list[Skip]) -> int:
    from hmer_kit._files import draft_folder_of
    from hmer_kit.data import Skip
    from hmer_kit.data.writing._keys import KeyMaker

    keys = KeyMaker(dots=True)
    count = 0
    with draft_folder_of(target.resolve(), outdated=lambda name: name.endswith(".png")) as draft:
        for record, picture in pictures:
            count += 1
            key = keys.key(record.id)
            write_png(draft / f"{key}.png", picture)
            if key != record.id:
                skipped.append(
                    Skip(f"record {record.id!r:.80}: drawn as {key!r}", "id changed to be the name of a file")
                )
        if not count:
            raise InputError("expected a record with a picture or ink, found none")
    return count
