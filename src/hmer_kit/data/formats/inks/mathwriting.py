"""MathWriting as Google published it: one InkML file a sample, in a folder a split, as a folder or as its archive.

    mathwriting-2024/train/dcd6e0f2f06af904.inkml     written by people; valid/ and test/ too
    mathwriting-2024/synthetic/...                    put together from symbols
    mathwriting-2024/symbols/...                      single symbols cut from train
    mathwriting-2024/symbols.jsonl                    which strokes of train they are

There are no writers and no segmentation. ``normalizedLabel`` is meant for training; the files of ``symbols`` have only
``label``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, Literal

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._json import Broken, parse_json
from hmer_kit.data.formats.captioned._lines import raw_lines, text_of
from hmer_kit.data.inks._places import ink_sources, is_ink
from hmer_kit.data.inks._records import InkRecords
from hmer_kit.data.inks.sources import FileInk, PackedInk, SelectedInk, ZipInk
from hmer_kit.data.records import InkSource, ReadResult, Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.inkml import InkLimits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["MATHWRITING_SPLITS", "iter_mathwriting", "iter_mathwriting_symbols", "read_mathwriting"]

MATHWRITING_SPLITS: Final = ("train", "valid", "test", "synthetic", "symbols")
"""Folders of the data set; the value of ``Record.split``."""

_Label = Literal["normalizedLabel", "label"]

_SOURCE = "MathWriting"
_SAMPLE = re.compile("[0-9a-f]{16}")


def iter_mathwriting(
    path: StrPath,
    *,
    label: _Label = "normalizedLabel",
    splits: Sequence[str] = MATHWRITING_SPLITS,
    limits: InkLimits | None = None,
) -> Iterator[Record | Skip]:
    r"""Read MathWriting sample by sample, in bounded memory.

    A record has the sample id as id. What is skipped is what ``iter_inkml`` skips, and files whose name is no
    sample id.

    Args:
        path: The folder of the data set or of one split, or the archive: tgz, tar or zip.
        label: Which of the two labels becomes the reference. Samples of ``symbols`` have ``label`` alone and get it.
        splits: Folders to read.
        limits: How much is taken of one file.

    Raises:
        DataError: There is no such place, or no sample of these splits in it, or it cannot be read at all.
        InputError: There is no such label or split.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> label = r"<annotation type='normalizedLabel'>\frac{1}{2}</annotation>"
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train", "dcd6e0f2f06af904.inkml")
        ...     file.parent.mkdir()
        ...     _ = file.write_text(f"<ink>{label}<trace>1 2 0, 3 4 7</trace></ink>")
        ...     for record in iter_mathwriting(folder):
        ...         print(record.id, record.reference, record.split)
        dcd6e0f2f06af904 \frac{1}{2} train
    """
    if label not in ("normalizedLabel", "label"):
        raise InputError(f"expected 'normalizedLabel' or 'label' as label, got {label!r}")
    unknown = splits if isinstance(splits, str) else [split for split in splits if split not in MATHWRITING_SPLITS]
    if unknown:
        raise InputError(f"expected splits out of {', '.join(MATHWRITING_SPLITS)}, got {unknown!r}")
    return _records(file_path(path), label=label, splits=frozenset(splits), limits=limits or InkLimits())


def read_mathwriting(
    path: StrPath,
    *,
    label: _Label = "normalizedLabel",
    splits: Sequence[str] = MATHWRITING_SPLITS,
    limits: InkLimits | None = None,
) -> ReadResult[Record]:
    """Read MathWriting into memory, as ``iter_mathwriting`` does sample by sample.

    Args:
        path: The folder of the data set or of one split, or the archive: tgz, tar or zip.
        label: Which of the two labels becomes the reference.
        splits: Folders to read.
        limits: How much is taken of one file.

    Raises:
        DataError: There is no such place, or no sample of these splits in it, or it cannot be read at all.
        InputError: There is no such label or split.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train", "notes.inkml")
        ...     file.parent.mkdir()
        ...     _ = file.write_text("<ink/>")
        ...     read_mathwriting(folder).summary()
        '0 read, 1 skipped (1 × file name that is no sample id)'
    """
    return gather(iter_mathwriting(path, label=label, splits=splits, limits=limits))


def iter_mathwriting_symbols(path: StrPath, *, limits: InkLimits | None = None) -> Iterator[Record | Skip]:
    r"""Read ``symbols.jsonl``: symbols that people marked in samples of ``train``, each with its strokes there.

    A record has ``<sample>:<strokes>`` as id; ``record.ink.load()`` gives the strokes of the symbol alone.

    Args:
        path: The unpacked folder of the data set.
        limits: How much is taken of one file.

    Raises:
        DataError: There is no ``symbols.jsonl`` in it, or it is empty or unreadable.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "train", "dcd6e0f2f06af904.inkml")
        ...     file.parent.mkdir()
        ...     _ = file.write_text("<ink><trace>1 2 0</trace><trace>3 4 9</trace></ink>")
        ...     line = '{"sourceSampleId": "dcd6e0f2f06af904", "strokeIndices": [1], "label": "f"}'
        ...     _ = Path(folder, "symbols.jsonl").write_text(line)
        ...     for record in iter_mathwriting_symbols(folder):
        ...         print(record.id, record.reference, record.ink.load().strokes.points.tolist())
        dcd6e0f2f06af904:1 f [[3.0, 4.0]]
    """
    return _symbols(file_path(path), limits=limits or InkLimits())


def _records(place: Path, *, label: _Label, splits: frozenset[str], limits: InkLimits) -> Iterator[Record | Skip]:
    def wanted(name: str) -> bool:
        return is_ink(name) and _split_of(name, place) in splits

    records, empty = InkRecords(place, source=_SOURCE), True
    for item in ink_sources(place, truth=(label,), limits=limits, wanted=wanted):
        empty = False
        yield item if isinstance(item, Skip) else _record(item, records, place=place)
    if empty:
        message = f"expected samples of MathWriting in folders {', '.join(sorted(splits))}, found none in {place}"
        raise DataError(message, code="no_inkml", path=str(place))


def _record(ink: InkSource, records: InkRecords, *, place: Path) -> Record | Skip:
    split = _split_of(ink.name, place)
    if not _SAMPLE.fullmatch(PurePosixPath(ink.name).stem):
        return Skip(f"{place}: {ink.name}", "file name that is no sample id")
    if split == "symbols" and isinstance(ink, FileInk | ZipInk | PackedInk):
        ink = replace(ink, truth=tuple(dict.fromkeys((*ink.truth, "label"))))
    found = records.read(ink)
    return found if isinstance(found, Skip) else replace(found, split=split)


def _split_of(name: str, place: Path) -> str | None:
    parts = (place.parent.name, place.name, *PurePosixPath(name).parts[:-1])
    found = parts[-1] if place.is_dir() or len(parts) > 2 else parts[0]
    return found if found in MATHWRITING_SPLITS else None


# symbols.jsonl


def _symbols(folder: Path, *, limits: InkLimits) -> Iterator[Record | Skip]:
    file = folder / "symbols.jsonl"
    if not file.is_file():
        message = f"expected symbols.jsonl in an unpacked folder of MathWriting, found none in {folder}"
        raise DataError(message, code="missing_file", path=str(file))
    seen: set[str] = set()
    for number, raw in raw_lines(lambda: file.open("rb"), path=file, what="list of symbols"):
        where = f"{file} line {number}"
        line = text_of(raw, path=file, number=number)
        if isinstance(line, Broken):
            yield Skip(where, line.problem)
        elif line.strip():
            item = _symbol(line, folder, where=where, limits=limits)
            if isinstance(item, Record) and item.id in seen:
                item = Skip(where, "symbol that came before")
            elif isinstance(item, Record):
                seen.add(item.id)
            yield item


def _symbol(line: str, folder: Path, *, where: str, limits: InkLimits) -> Record | Skip:
    row = parse_json(line)
    if isinstance(row, Broken) or not isinstance(row, dict):
        return Skip(where, "line that is no JSON object")
    sample, strokes, label = (row.get(key) for key in ("sourceSampleId", "strokeIndices", "label"))
    if not (isinstance(sample, str) and _SAMPLE.fullmatch(sample)):
        return Skip(where, "sourceSampleId that is no sample id")
    if not (isinstance(label, str) and label.strip()):
        return Skip(where, "symbol without a label")
    if not isinstance(strokes, list) or not strokes or not all(type(index) is int and index >= 0 for index in strokes):
        return Skip(where, "strokeIndices that are no list of numbers")
    name = f"train/{sample}.inkml"
    if not (folder / name).is_file():
        return Skip(where, "symbol whose sample is not there")
    ink = SelectedInk(FileInk(folder, name, ("normalizedLabel",), limits), tuple(strokes), label)
    record_id = f"{sample}:{','.join(map(str, strokes))}"
    return Record(record_id, label, source=_SOURCE, split="symbols", ink=ink)
