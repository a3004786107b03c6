r"""HME100K: photographs of handwriting, as TAL gives them out and as the recognizers that use them keep them.

    HME100K/
    ├── train_images/train_0.jpg ...      or train.zip, test.zip with the same in them,
    ├── train_labels.txt                  or train/train_images/, train/train_labels.txt,
    ├── test_images/test_0.jpg ...        or train/caption.txt beside the pictures
    ├── test_labels.txt
    └── subset/easy.json, medium.json, hard.json

A line of labels is the name of a picture, a tab (in some copies a blank), and LaTeX.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import file_path
from hmer_kit.data._json import Broken, parse_json
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._caption_rows import line_rows
from hmer_kit.data.formats.captioned._making import RecordMaker, Row
from hmer_kit.data.formats.captioned._parts import Layout, one_of_each
from hmer_kit.data.formats.captioned._pickles import refuse_pickles, unread_pickles
from hmer_kit.data.formats.captioned._places import Place, is_archive, leftovers, whole_text
from hmer_kit.data.records import Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hmer_kit._files import StrPath
    from hmer_kit.data.formats.captioned._parts import Part
    from hmer_kit.data.records import ReadResult, Record

__all__ = ["iter_hme100k", "read_hme100k"]

_SUBSET_BYTES = 2**24
_ARCHIVES = ("train.zip", "test.zip")


def iter_hme100k(
    path: StrPath,
    *,
    splits: Sequence[str] | None = None,
    subset: str | None = None,
    source: str | None = "HME100K",
) -> Iterator[Record | Skip]:
    r"""Yield the records of HME100K, and a note for each thing left out.

    Ids are the names of the pictures without the extension, ``"test_7"``, as peers have them in their predictions.
    Memory is bounded by a line of labels and the names of the files.

    Skipped are: a caption without its picture or with several, an empty one, an id that came before, a control
    character, a line over 1 MiB or that is no UTF-8, a picture without a caption, a name of the subset without a
    caption, a pickle beside pictures, and a name that leads out of its folder.

    Args:
        path: The folder, or a zip archive of it; also a folder with ``train.zip`` and ``test.zip``.
        splits: Which splits to read, ``["test"]`` for example; by default all.
        subset: Part of the test set, by the name of its list in ``subset/``: ``"easy"``, ``"medium"``, ``"hard"``.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: There are no labels or no pictures, they are in an archive within an archive, or in a pickle, which
            is not opened; or there is no such subset.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from PIL import Image
        >>> with TemporaryDirectory() as folder:
        ...     Path(folder, "test_images").mkdir()
        ...     Image.new("L", (8, 8)).save(Path(folder, "test_images", "test_0.jpg"))
        ...     _ = Path(folder, "test_labels.txt").write_text("test_0.jpg\tx + 1\n")
        ...     [record] = iter_hme100k(folder)
        >>> record.id, record.split, record.image.name
        ('test_0', 'test', 'test_images/test_0.jpg')
    """
    places = _places(file_path(path))
    found = [(layout, part) for layout in map(Layout, places) for part in layout.parts() if part.kind == "lines"]
    wanted = [(layout, part) for layout, part in found if one_of_each([part], splits=splits)]
    if not wanted:
        _raise_nothing(places, path=path, splits=splits if found else None)
    for layout, _ in wanted:
        if not layout.pictures:
            refuse_pickles(layout.place)
            message = f"expected pictures in {layout.place.path}, found none; put train_images/ beside train_labels.txt"
            raise DataError(message, code="missing_pictures", path=str(layout.place.path))
    names = None if subset is None else _names_of_subset(places, subset)
    return _records(wanted, names=names, source=source)


def read_hme100k(
    path: StrPath,
    *,
    splits: Sequence[str] | None = None,
    subset: str | None = None,
    source: str | None = "HME100K",
) -> ReadResult[Record]:
    r"""Read the records of HME100K, as ``iter_hme100k`` yields them.

    Args:
        path: The folder, or a zip archive of it; also a folder with ``train.zip`` and ``test.zip``.
        splits: Which splits to read; by default all.
        subset: Part of the test set: ``"easy"``, ``"medium"``, ``"hard"``.
        source: Name of the data set, to be written on each record.

    Raises:
        DataError: As in ``iter_hme100k``.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "train_labels.txt").write_text("train_0.jpg\tx\n")
        ...     _ = Path(folder, "train_images.pkl").write_bytes(b"...")
        ...     read_hme100k(folder)  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected pictures as files, found the pickle 'train_images.pkl' in ...
    """
    return gather(iter_hme100k(path, splits=splits, subset=subset, source=source))


def _places(path: Path) -> list[Place]:
    """Return the folder or archive, and the archives of the splits that stand in it.

    Raises:
        DataError: It is neither, or an archive of archives.
    """
    place = Place(path)
    within = [f"{place.inner}{name}" for name in _ARCHIVES if f"{place.inner}{name}" in place]
    if within and not place.is_folder:
        message = f"expected pictures, found the archive {quoted(within[0])} within the archive {path}"
        advice = "unpack the outer one; the inner ones are read as they are"
        raise DataError(f"{message}; {advice}", code="nested_archive", path=str(path))
    return [place, *(Place(path / name) for name in within if is_archive(path / name))]


def _records(
    parts: Sequence[tuple[Layout, Part]], *, names: dict[str, None] | None, source: str | None
) -> Iterator[Record | Skip]:
    unseen = None if names is None else dict(names)
    maker = RecordMaker(None, source=source)
    for place in {id(layout): layout.place for layout, _ in parts}.values():
        maker.pictures = place.pictures()
        own = [part for layout, part in parts if layout.place is place]
        for part in own:
            for row in line_rows(part, place=place):
                if unseen is None or not isinstance(row, Row):
                    yield maker.make(row) if isinstance(row, Row) else row
                elif row.id in unseen:
                    del unseen[row.id]
                    yield maker.make(row)
        if names is None:
            yield from leftovers(maker.pictures, below=[part.below for part in own])
            yield from unread_pickles(place)
            yield from place.refused
    for name in unseen or ():
        yield Skip(f"subset (id {quoted(name)})", "name of the subset without a caption")


def _names_of_subset(places: Sequence[Place], subset: str) -> dict[str, None]:
    """Return the names that a subset lists.

    Raises:
        DataError: There is no such list, or it is no list of names.
    """
    for place in places:
        for name in place.names:
            if name.endswith(f"subset/{subset}.json"):
                content = whole_text(place, name, max_bytes=_SUBSET_BYTES).decode("utf-8", errors="replace")
                value = parse_json(content)
                if isinstance(value, list) and all(isinstance(item, str) for item in value):
                    return dict.fromkeys(item.removesuffix(".jpg") for item in value)
                problem = value.problem if isinstance(value, Broken) else "something else"
                message = f"expected a JSON list of names in {place.where(name)}, got {problem}"
                raise DataError(message, code="no_list", path=place.where(name))
    known = sorted(name.rpartition("/")[2][:-5] for place in places for name in place.texts(".json"))
    message = f"expected subset/{subset}.json in {places[0].path}, found {', '.join(known) or 'no list at all'}"
    raise DataError(message, code="missing_file", path=str(places[0].path))


def _raise_nothing(places: Sequence[Place], *, path: StrPath, splits: Sequence[str] | None) -> None:
    if splits is not None:
        raise DataError(
            f"expected the splits {list(splits)} in {path}, found none of them", code="no_split", path=str(path)
        )
    refuse_pickles(places[0])
    message = f"expected train_labels.txt or test_labels.txt in {path}, found neither"
    raise DataError(f"{message}; give the folder that they are in", code="missing_file", path=str(path))
