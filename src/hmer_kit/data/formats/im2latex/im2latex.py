r"""Im2LaTeX: rendered formulas, in the forms that they are given out in.

im2latex_formulas.lst                     one formula a line, Latin-1, counted from 0
im2latex_train.lst, _validate, _test      number of the formula, name of the picture, kind of rendering
formula_images/                           pictures

formulas.norm.lst, train_filter.lst       the same as im2markup has processed it: name of the picture, number
images_processed/

im2latex_train.csv                        formula,image (Kaggle); formula,images with as many pictures as there
im2latexv2_train.csv                      are renderings (Im2LaTeXv2 of MathNet)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hmer_kit.data.formats.captioned._making import RecordMaker, Row
from hmer_kit.data.formats.captioned._places import Place, leftovers
from hmer_kit.data.formats.im2latex._lists import PictureList, find_lists
from hmer_kit.data.formats.im2latex._rows import rows_of_list
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hmer_kit._files import StrPath
    from hmer_kit.data.records import ReadResult, Record, Skip

__all__ = ["iter_im2latex", "read_im2latex"]


def iter_im2latex(
    path: StrPath,
    *,
    splits: Sequence[str] | None = None,
    lists: Sequence[str] | None = None,
    formulas: str | None = None,
    renderings: Literal["all", "first"] = "all",
    source: str | None = "Im2LaTeX",
) -> Iterator[Record | Skip]:
    r"""Yield the records of Im2LaTeX-100k, of its processed form, of its Kaggle form or of Im2LaTeXv2.

    Ids are what the lists call the pictures, without the extension. A line that is no UTF-8 is read as Latin-1. Where
    both the lists and what im2markup made of them are there, the latter are read. The formulas are held in memory, and
    the names of the files.

    Skipped are: a picture that is not there, or of which there are several, a number of a formula that is not there,
    an empty formula, a picture that came before, with ``renderings="first"`` each further picture of a formula, a line
    or a row that is malformed or too long, where all splits are read a picture that no list has, and a name that leads
    out of its folder.

    Args:
        path: The folder, or a zip archive of it.
        splits: Which splits to read, ``["validation"]`` for example; by default all.
        lists: The files that list the pictures, where they are called otherwise or where there are several.
        formulas: The file of formulas, likewise.
        renderings: Whether every picture of a formula is a record, or the first one only.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: There are no lists, formulas or pictures, several that may be meant, or they cannot be read.
        InputError: ``renderings`` is something else.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "formula_images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder, "formula_images", "1d0a5e.png"))
        ...     _ = Path(folder, "im2latex_formulas.lst").write_text("x\n\\alpha\n")
        ...     _ = Path(folder, "im2latex_train.lst").write_text("1 1d0a5e basic\n7 2f basic\n")
        ...     record, skip = iter_im2latex(folder)
        >>> record.id, record.reference, record.split, skip.reason
        ('1d0a5e', '\\alpha', 'train', 'number of a formula that is not there')
    """
    if renderings not in {"all", "first"}:
        raise InputError(f"expected renderings='all' or 'first', got {renderings!r}")
    place = Place(path)
    found = find_lists(place, splits=splits, lists=lists, formulas=formulas)
    return _records(place, found, first_only=renderings == "first", every=splits is None, source=source)


def read_im2latex(
    path: StrPath,
    *,
    splits: Sequence[str] | None = None,
    lists: Sequence[str] | None = None,
    formulas: str | None = None,
    renderings: Literal["all", "first"] = "all",
    source: str | None = "Im2LaTeX",
) -> ReadResult[Record]:
    r"""Read the records of Im2LaTeX, as ``iter_im2latex`` yields them.

    Args:
        path: The folder, or a zip archive of it.
        splits: Which splits to read; by default all.
        lists: The files that list the pictures, where they are called otherwise or where there are several.
        formulas: The file of formulas, likewise.
        renderings: Whether every picture of a formula is a record, or the first one only.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: As in ``iter_im2latex``.
        InputError: ``renderings`` is something else.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder, "images", "a.png"))
        ...     _ = Path(folder, "im2latex_test.csv").write_text("formula,image\nx,a.png\ny,b.png\n")
        ...     read_im2latex(folder).summary()
        '1 read, 1 skipped (1 × caption without its picture)'
    """
    items = iter_im2latex(path, splits=splits, lists=lists, formulas=formulas, renderings=renderings, source=source)
    return gather(items)


def _records(
    place: Place, lists: Sequence[PictureList], *, first_only: bool, every: bool, source: str | None
) -> Iterator[Record | Skip]:
    maker = RecordMaker(place.pictures(), source=source)
    for each in lists:
        for row in rows_of_list(each, place=place, first_only=first_only):
            yield maker.make(row) if isinstance(row, Row) else row
    if every and maker.pictures is not None:
        yield from leftovers(maker.pictures, below=[each.below for each in lists])
    yield from place.refused
