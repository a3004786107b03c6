r"""Pictures and captions in a folder or a zip archive, however the captions are written.

* ``captions``, ``labels``, ``metadata`` or ``formulas``, as ``.tsv``, ``.csv``, ``.jsonl`` (with names of columns or
  keys) or ``.txt`` (a name, a tab or blanks, LaTeX); ``metadata`` is that of Hugging Face's image folders, and
  ``caption.txt`` that of CoMER, BTTR, ICAL and TAMER;
* the same for each split: in ``train/``, ``test/``, or called ``train_labels.csv``, ``train.csv`` beside
  ``train_images/``, ``train/`` or ``images/``;
* one ``.txt`` or ``.tex`` file beside each picture;
* ``math.txt``, ``train.txt`` or the like with one formula a line, and pictures called by the number of the line, from 0
  (``0000000.png``), as pix2tex and UniMERNet have them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.data.formats.captioned._caption_rows import rows_of
from hmer_kit.data.formats.captioned._columns import check_columns
from hmer_kit.data.formats.captioned._making import RecordMaker, Row
from hmer_kit.data.formats.captioned._parts import Layout, one_of_each, part_of
from hmer_kit.data.formats.captioned._pickles import refuse_pickles, unread_pickles
from hmer_kit.data.formats.captioned._places import Place, leftovers
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.captioned._parts import Part
    from hmer_kit.data.records import ReadResult, Record, Skip

__all__ = ["iter_image_folder", "read_image_folder"]


def iter_image_folder(
    path: StrPath,
    *,
    captions: str | None = None,
    columns: Mapping[str, str] | None = None,
    splits: Sequence[str] | None = None,
    first_number: int = 0,
    source: str | None = None,
) -> Iterator[Record | Skip]:
    r"""Yield the records of a folder or a zip archive of pictures and captions, and a note for each thing left out.

    Ids are what the captions call the pictures, without the extension, or the column of ids; where there are several
    splits, the split comes before it: ``"train/a"``. LaTeX of several lines comes on one. Memory is bounded by a line
    of captions and the names of the files.

    Skipped are: a caption without its picture or with several, an empty one, an id that came before, a control
    character, a row of another length than the first line, a line over 1 MiB or that is no UTF-8, broken JSON, a
    comment within LaTeX of several lines, a picture without a caption, a link in an archive, and a name that leads out
    of its folder.

    Args:
        path: The folder or the archive.
        captions: The file of captions, where its name is another, or where there are several.
        columns: What the columns of a table are called, ``{"image": "file", "reference": "latex"}``; ``"id"``,
            ``"split"`` and ``"writer"`` too. By default the names of well-known data sets.
        splits: Which splits to read, ``["train"]`` for example; by default all.
        first_number: Number of the picture that belongs to the first line, where formulas go by number.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: There are no captions or no pictures, the captions cannot be read or their columns not be told apart,
            or the pictures are in a pickle, which is not opened.
        InputError: ``columns`` has an unknown key.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 8)).save(Path(folder, "a.png"))
        ...     _ = Path(folder, "metadata.jsonl").write_text('{"file_name": "a.png", "text": "x + 1"}')
        ...     [record] = iter_image_folder(folder)
        >>> record.id, record.reference, record.image.name
        ('a', 'x + 1', 'a.png')
    """
    check_columns(columns)
    place = Place(path)
    layout = Layout(place)
    found = [part_of(captions, layout=layout)] if captions is not None else layout.parts()
    parts = one_of_each(found, splits=splits)
    if not layout.pictures:
        refuse_pickles(place)
    if not parts or not layout.pictures:
        _raise_nothing(place, has_pictures=bool(layout.pictures), splits=splits if found else None)
    maker = RecordMaker(place.pictures(), source=source)
    return _records(layout, parts, maker=maker, columns=columns, first_number=first_number, several=len(found) > 1)


def read_image_folder(
    path: StrPath,
    *,
    captions: str | None = None,
    columns: Mapping[str, str] | None = None,
    splits: Sequence[str] | None = None,
    first_number: int = 0,
    source: str | None = None,
) -> ReadResult[Record]:
    r"""Read the records of a folder or a zip archive of pictures and captions, as ``iter_image_folder`` yields them.

    Args:
        path: The folder or the archive.
        captions: The file of captions, where its name is another, or where there are several.
        columns: What the columns of a table are called, ``{"image": "file", "reference": "latex"}``.
        splits: Which splits to read; by default all.
        first_number: Number of the picture that belongs to the first line, where formulas go by number.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: As in ``iter_image_folder``.
        InputError: ``columns`` has an unknown key.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Image.new("L", (8, 8)).save(Path(folder, "a.png"))
        ...     _ = Path(folder, "labels.csv").write_text("file,tex\na.png,x\nb.png,y\n")
        ...     read_image_folder(folder, columns={"image": "file", "reference": "tex"}).summary()
        '1 read, 1 skipped (1 × caption without its picture)'
    """
    items = iter_image_folder(
        path, captions=captions, columns=columns, splits=splits, first_number=first_number, source=source
    )
    return gather(items)


def _records(
    layout: Layout,
    parts: Sequence[Part],
    *,
    maker: RecordMaker,
    columns: Mapping[str, str] | None,
    first_number: int,
    several: bool,
) -> Iterator[Record | Skip]:
    for part in parts:
        for row in rows_of(part, layout=layout, columns=columns, first_number=first_number):
            if isinstance(row, Row) and several and row.split:
                yield maker.make(replace(row, id=f"{row.split}/{row.id}"))
            else:
                yield maker.make(row) if isinstance(row, Row) else row
    if maker.pictures is not None:
        yield from leftovers(maker.pictures, below=[part.below for part in parts])
    yield from unread_pickles(layout.place)
    yield from layout.place.refused


def _raise_nothing(place: Place, *, has_pictures: bool, splits: Sequence[str] | None) -> None:
    if splits is not None:
        message = f"expected the splits {list(splits)} in {place.path}, found none of them"
        raise DataError(message, code="no_split", path=str(place.path))
    if not has_pictures:
        message = f"expected pictures (.png, .jpg, .jpeg, .bmp) in {place.path}, found none"
        raise DataError(message, code="missing_pictures", path=str(place.path))
    shown = ", ".join(sorted({name.rpartition(".")[2] for name in place.names})[:8])
    message = f"expected a file of captions beside the pictures of {place.path}, found files of the kinds {shown}"
    advice = "call it captions.tsv, labels.csv or metadata.jsonl, or name it with captions="
    raise DataError(f"{message}; {advice}", code="no_captions", path=str(place.path))
