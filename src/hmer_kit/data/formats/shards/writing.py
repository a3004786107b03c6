"""Records into shards of WebDataset: tar archives of equal size, and a list of them."""

from __future__ import annotations

import json
import os
import tarfile
from typing import TYPE_CHECKING, Any, Literal

from hmer_kit._files import StrPath, sync
from hmer_kit.data.formats.shards._tar import HashedFile, add_member
from hmer_kit.data.formats.shards.index import INDEX_NAME, Shard, index_text
from hmer_kit.data.formats.shards.reading import MAX_MEMBER_BYTES, iter_shards
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.writing._checking import read_back, require_share, texts_of
from hmer_kit.data.writing._draft_files import write_text
from hmer_kit.data.writing._drafts import Draft, draft_of_run, folder_to_write
from hmer_kit.data.writing._preparing import FIELDS, Prepared, Preparer
from hmer_kit.data.writing.reports import WriteReport
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["write_shards"]


def write_shards(
    folder: StrPath,
    records: Iterable[Record | Skip],
    *,
    shard_records: int = 10_000,
    shard_bytes: int = 2**28,
    text: Literal["txt", "tex"] = "txt",
    verify: float = 1.0,
) -> WriteReport:
    r"""Write records as shards of WebDataset.

    A sample is ``KEY.png`` (or ``.jpg``), ``KEY.txt`` with the LaTeX, and ``KEY.json`` with the id and what else is
    known; the key is the id, changed where it is no name of a file. Stored PNG and JPEG files are kept byte for byte,
    any other picture becomes a PNG without loss. ``index.json`` lists the shards with their records, bytes and SHA-256,
    in the layout of ``wids``. The same records give the same bytes, on any day and machine.

    The folder appears whole, or stays as it was. A run that is killed leaves ``.NAME.unfinished`` beside it; given
    again with the same records it goes on after the last shard, and ends with the same bytes.

    Left out, each with a note: a record whose picture cannot be read, an id that came before, a text over a mebibyte;
    and ink.

    Args:
        folder: Folder to write. What else is in it stays.
        records: What to write, in order; it may be a generator. What a reader has skipped may stand among them, and is
            named in the report.
        shard_records: A shard ends with this many records,
        shard_bytes: or with the record that brings it to this size.
        text: Extension of the LaTeX.
        verify: Share of the pictures that are read back and compared; the texts always are.

    Raises:
        InputError: An item is no record, or an option is out of range.
        DataError: The folder cannot be written, another run is at work on it, an unfinished one was given other
            records, or what is read back differs.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     report = write_shards(f"{folder}/set", [Record(name, "x") for name in "abc"], shard_records=2)
        ...     print([file.name for file in report.files], report.summary())
        ['shard-000000.tar', 'shard-000001.tar', 'index.json'] 3 written, 3 read back, 0 notes
    """
    require_share(verify)
    for name, value in (("shard_records", shard_records), ("shard_bytes", shard_bytes)):
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise InputError(f"expected {name} of at least 1, got {value!r}")
    if text not in {"txt", "tex"}:
        raise InputError(f"expected text to be 'txt' or 'tex', got {text!r}")
    target = folder_to_write(folder, outdated=_is_ours)
    preparer = Preparer(dots=False, kinds=(".png", ".jpg"), problem=_problem)
    options = {"shard_records": shard_records, "shard_bytes": shard_bytes, "text": text}
    with draft_of_run(target, head={"format": "shards", "version": 1, **options}) as draft:
        samples = _samples(preparer.prepared(records, draft), draft, text=text)
        written = _write(samples, draft, records=shard_records, size=shard_bytes)
        shards = [Shard(**part["shard"]) for part in draft.journal() if "shard" in part]
        write_text(draft.out / INDEX_NAME, [index_text(shards, name=target.path.name)])
        verified = read_back(iter_shards(draft.out), draft, verify=verify, where=str(target.path))
        skipped = [*draft.skipped(), *preparer.notes()]
        sync(draft.out)
        draft.take_place()
        files = [target.path / name for name in (*(shard.file for shard in shards), INDEX_NAME)]
        return WriteReport(written, skipped, files, verified=verified, resumed=draft.resumed)


def _samples(items: Iterable[Prepared | Skip], draft: Draft, *, text: str) -> Iterator[Skip | list[tuple[str, bytes]]]:
    """Yield the files of each sample."""
    for item in items:
        if isinstance(item, Skip):
            yield item
            continue
        record = item.record
        draft.check(texts_of(record), item.picture)
        files = [] if item.picture is None else [(f"{item.key}{item.extension}", item.picture)]
        further = {name: value for name in FIELDS if (value := getattr(record, name)) is not None}
        known = json.dumps({"id": record.id, **further}, ensure_ascii=False)
        yield [*files, (f"{item.key}.{text}", record.reference.encode()), (f"{item.key}.json", known.encode())]


def _write(samples: Iterator[Skip | list[tuple[str, bytes]]], draft: Draft, *, records: int, size: int) -> int:
    """Write shard after shard, and return how many records were written."""
    number = sum("shard" in part for part in draft.journal())
    written: int = draft.last["written"]
    skipped: list[Skip] = []
    for sample in samples:
        if isinstance(sample, Skip):
            skipped.append(sample)
            continue
        name = f"shard-{number:06d}.tar"
        shard = _write_shard(draft.out / name, sample, samples, skipped=skipped, records=records, size=size)
        written, number = written + shard["records"], number + 1
        taken = shard.pop("bytes")
        full = shard["records"] == records or taken >= size
        draft.commit(written=written, skipped=skipped, shard=shard, end=not full)
        skipped = []
    if skipped:
        draft.commit(written=written, skipped=skipped, end=True)
    return written


def _write_shard(
    file: Path,
    first: list[tuple[str, bytes]],
    samples: Iterator[Skip | list[tuple[str, bytes]]],
    *,
    skipped: list[Skip],
    records: int,
    size: int,
) -> dict[str, Any]:
    """Write the next shard, up to the sample that fills it."""
    part = file.with_suffix(".tmp")
    count = taken = 0
    sample: Skip | list[tuple[str, bytes]] | None = first
    with part.open("wb") as stream:
        hashed = HashedFile(stream)
        with tarfile.open(fileobj=hashed, mode="w", format=tarfile.GNU_FORMAT) as archive:  # type: ignore[call-overload]
            while sample is not None:
                if isinstance(sample, Skip):
                    skipped.append(sample)
                else:
                    for name, data in sample:
                        add_member(archive, name, data)
                        taken += len(data)
                    count += 1
                    if count == records or taken >= size:
                        break
                sample = next(samples, None)
    sync(part)
    os.replace(part, file)
    return {"file": file.name, "records": count, "size": hashed.size, "sha256": hashed.hexdigest(), "bytes": taken}


def _problem(record: Record) -> str | None:
    texts = [text for text in texts_of(record) if text is not None]
    too_long = sum(len(text.encode()) for text in texts) > MAX_MEMBER_BYTES // 8
    return "text that is too long for a sample" if too_long else None


def _is_ours(name: str) -> bool:
    return name == INDEX_NAME or (name.startswith("shard-") and name.endswith(".tar"))
