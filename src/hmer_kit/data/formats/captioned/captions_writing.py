"""Captions with pictures out of any records: ``captions.tsv`` beside ``images/`` or ``images.zip``."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Literal

from hmer_kit._files import StrPath, sync
from hmer_kit.data.formats.captioned.captions import MAX_LINE_BYTES, problem_of_caption, read_captions
from hmer_kit.data.pictures._archives import close_archives
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._checking import read_back, require_share
from hmer_kit.data.writing._draft_files import write_text, write_whole
from hmer_kit.data.writing._drafts import Draft, draft_of_run, folder_to_write
from hmer_kit.data.writing._preparing import FIELDS, Preparer
from hmer_kit.data.writing.reports import WriteReport
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["write_captions"]

_CAPTIONS, _IMAGES, _ARCHIVE = "captions.tsv", "images", "images.zip"
_NO_TEXTS: list[str | None] = [None] * len(FIELDS)


def write_captions(
    folder: StrPath,
    records: Iterable[Record | Skip],
    *,
    pictures: Literal["folder", "zip"] = "folder",
    verify: float = 1.0,
) -> WriteReport:
    r"""Write records as captions with pictures, in the layout that ``read_captions`` reads.

    A picture that is stored as a PNG, JPEG or BMP file is copied byte for byte, any other becomes a PNG without loss.
    The id is the name of the picture's file; one that is no name on every system (``a/b``, ``con``, ``a`` beside ``A``)
    is changed, and named.

    The folder appears whole, or stays as it was. A run that is killed leaves ``.NAME.unfinished`` beside it; given
    again with the same records it goes on after the last picture, and ends with the same bytes.

    Left out, each with a note: a record without a picture or with one that cannot be read, an empty reference, one with
    control characters, an id that came before; and fields that captions do not hold.

    Args:
        folder: Folder to write. What else is in it stays.
        records: What to write, in order; it may be a generator. What a reader has skipped may stand among them, and is
            named in the report.
        pictures: Whether pictures lie in ``images/`` or in ``images.zip``.
        verify: Share of the pictures that are read back and compared; the texts always are.

    Raises:
        InputError: An item is no record, or none can be written.
        DataError: The folder cannot be written, another run is at work on it, an unfinished one was given other
            records, or what is read back differs.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.ink import synthesize
        >>> latex, ink = next(synthesize(1, seed=1))
        >>> with TemporaryDirectory() as folder:
        ...     report = write_captions(f"{folder}/set", [Record("a/1", latex, image=ink)])
        ...     again = read_captions(f"{folder}/set").records[0]
        >>> again.image.name, report.summary()
        ('a_1.png', '1 written, 1 read back, 1 note (1 × id changed to be the name of a file)')
    """
    require_share(verify)
    if pictures not in {"folder", "zip"}:
        raise InputError(f"expected pictures to be 'folder' or 'zip', got {pictures!r}")
    target = folder_to_write(folder, outdated={_CAPTIONS, _IMAGES, _ARCHIVE}.__contains__)
    preparer = Preparer(dots=True, fields=(), problem=_problem)
    with draft_of_run(target, head={"format": "captions", "version": 1, "pictures": pictures}) as draft:
        place = draft.out / _IMAGES if pictures == "folder" else draft.parts
        place.mkdir(exist_ok=True)
        written = _write_pictures(records, draft, preparer=preparer)
        skipped = [*draft.skipped(), *preparer.notes()]
        if not written:
            draft.discarded = True
            raise InputError(f"expected a record that can be written, got none; {WriteReport(0, skipped).summary()}")
        write_text(draft.out / _CAPTIONS, (part["line"] for part in draft.journal() if "line" in part))
        if pictures == "zip":
            _pack(draft)
        read = read_captions(draft.out)
        verified = read_back([*read.records, *read.skipped], draft, verify=verify, where=str(target.path))
        close_archives()
        sync(draft.out)
        draft.take_place()
        files = [target.path / _CAPTIONS, target.path / (_IMAGES if pictures == "folder" else _ARCHIVE)]
        return WriteReport(written, skipped, files, verified=verified, resumed=draft.resumed)


def _write_pictures(records: Iterable[Record | Skip], draft: Draft, *, preparer: Preparer) -> int:
    written: int = draft.last["written"]
    place = draft.out / _IMAGES
    place = place if place.exists() else draft.parts
    for item in preparer.prepared(records, draft):
        if isinstance(item, Skip) or item.picture is None:
            draft.commit(written=written, skipped=[item] if isinstance(item, Skip) else [])
            continue
        file = f"{item.key}{item.extension}"
        write_whole(place / file, item.picture)
        draft.check([item.key, item.record.reference, *_NO_TEXTS], item.picture)
        written += 1
        changed = item.key != item.record.id
        notes = [Skip(f"{item.where}: now {item.key!r}", "id changed to be the name of a file")] if changed else []
        draft.commit(written=written, skipped=notes, line=f"{item.key}\t{item.record.reference}\n", file=file)
    return written


def _pack(draft: Draft) -> None:
    """Put the pictures into an archive whose bytes are those of the pictures alone, not of the day."""
    with zipfile.ZipFile(draft.out / _ARCHIVE, "w", zipfile.ZIP_STORED) as archive:
        for part in draft.journal():
            if "file" in part:
                member = zipfile.ZipInfo(part["file"])
                member.create_system = 3
                member.external_attr = 0o644 << 16
                archive.writestr(member, (draft.parts / part["file"]).read_bytes())


def _problem(record: Record) -> str | None:
    if record.image is None:
        return "record without a picture"
    if len(record.reference.encode()) > MAX_LINE_BYTES // 2:
        return "reference that is longer than a line may be"
    return problem_of_caption(record.reference)
