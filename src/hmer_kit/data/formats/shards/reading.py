"""Shards of WebDataset as records: tar archives in which the files of a sample share a name up to its first dot."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from hmer_kit._files import StrPath, file_path, is_safe_name
from hmer_kit.data._json import parse_json
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.shards._tar import tar_members
from hmer_kit.data.formats.shards.images import TarImage
from hmer_kit.data.formats.shards.index import read_index
from hmer_kit.data.records import Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import tarfile
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from hmer_kit.data.records import ReadResult

__all__ = ["MAX_MEMBER_BYTES", "iter_shards", "read_shards"]

MAX_MEMBER_BYTES = 2**20
"""Largest text or JSON file of a sample that is read: 1 MiB."""

_PICTURES = ("png", "jpg", "jpeg", "bmp")
_TEXTS = ("txt", "tex", "latex", "cls.txt")
_REFERENCES = ("latex", "formula", "text", "caption", "label")
_FIELDS = ("prediction", "writer", "source", "split")
_MOST_FILES = 64


def iter_shards(path: StrPath, *, source: str | None = None) -> Iterator[Record | Skip]:
    """Yield the samples of tar archives as records, in bounded memory; pictures are read when they are loaded.

    A sample is a picture (``.png``, ``.jpg``, ``.jpeg``, ``.bmp``), its LaTeX (``.txt``, ``.tex``, ``.latex``, or in
    the JSON as ``latex``, ``formula``, ``text``, ``caption`` or ``label``) and perhaps ``.json`` with ``id``,
    ``prediction``, ``writer``, ``source`` and ``split``. Nothing is unpacked to disk.

    Skipped, each with a note: links, devices and names that lead out of the archive; samples without LaTeX, with
    several pictures, or whose texts are broken or over ``MAX_MEMBER_BYTES``; files of other kinds.

    Args:
        path: A ``.tar`` file that is not compressed, or a folder of them: those of its ``index.json``, or all.
        source: Name of the data set, to be written on each record that has none.

    Raises:
        DataError: There is no archive, or one is broken; the index is.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import write_shards
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_shards(f"{folder}/set", [Record("a", "x ^ { 2 }", writer="w7")])
        ...     [(record.id, record.reference, record.writer) for record in iter_shards(f"{folder}/set")]
        [('a', 'x ^ { 2 }', 'w7')]
    """
    given = file_path(path)
    shards = _shards_of(given) if given.is_dir() else [(given, None)]
    for file, declared in shards:
        count = 0
        for item in _of_shard(file, source=source):
            count += isinstance(item, Record)
            yield item
        if declared is not None and count != declared:
            yield Skip(f"{file}: {declared} records in the list, {count} found", "shard that differs from its list")


def read_shards(path: StrPath, *, source: str | None = None) -> ReadResult[Record]:
    """Read the samples of tar archives; pictures stay in them.

    Args:
        path: As for ``iter_shards``.
        source: As for ``iter_shards``.

    Raises:
        DataError: As for ``iter_shards``.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.data import write_shards
        >>> with TemporaryDirectory() as folder:
        ...     _ = write_shards(f"{folder}/set", [Record("a", "x ^ { 2 }")])
        ...     read_shards(f"{folder}/set").summary()
        '1 read, 0 skipped'
    """
    return gather(iter_shards(path, source=source))


def _shards_of(folder: Path) -> list[tuple[Path, int | None]]:
    index = read_index(folder)
    if index is not None:
        return [(folder / shard.file, shard.records if shard.records >= 0 else None) for shard in index]
    files = sorted(file for file in folder.glob("*.tar") if not file.name.startswith("."))
    if not files:
        raise DataError(f"expected .tar files in {folder}, found none", code="missing_file", path=str(folder))
    return [(file, None) for file in files]


def _of_shard(file: Path, *, source: str | None) -> Iterator[Record | Skip]:
    with _opened(file) as stream:
        for key, group in groupby(_plain_members(file), key=_key_of):
            members: list[tarfile.TarInfo] = []
            for member in group:
                if isinstance(member, Skip):
                    yield member
                elif len(members) < _MOST_FILES:
                    members.append(member)
                else:
                    yield Skip(f"{file}:{member.name[:200]}", "more files than a sample has")
            if members:
                yield from _Sample(file, key or "", members=members).items(stream, source=source)


def _opened(file: Path) -> BinaryIO:
    if not file.is_file():
        raise DataError(f"expected a tar archive, found no such file: {file}", code="missing_file", path=str(file))
    try:
        return file.open("rb")
    except OSError as error:
        raise DataError(f"cannot read {file}: {error.strerror}", code="unreadable", path=str(file)) from error


def _plain_members(file: Path) -> Iterator[tarfile.TarInfo | Skip]:
    for member in tar_members(file):
        where = f"{file}:{quoted(member.name)}"
        if member.isdir():
            continue
        if not member.isreg() or member.issparse():
            yield Skip(where, "link, device or other special file in an archive")
        elif not is_safe_name(member.name):
            yield Skip(where, "name that leads out of its archive")
        else:
            yield member


def _key_of(member: tarfile.TarInfo | Skip) -> str | None:
    return None if isinstance(member, Skip) else _parts(member.name)[0]


def _parts(name: str) -> tuple[str, str]:
    """Return what the files of a sample share, and what kind of file this one is."""
    folder, slash, file = name.rpartition("/")
    stem, _, kind = file.partition(".")
    return f"{folder}{slash}{stem}", kind.lower()


class _Sample:
    """The files of a sample."""

    def __init__(self, file: Path, key: str, *, members: Sequence[tarfile.TarInfo]) -> None:
        self.file = file
        self.key = key
        self.by_kind = {_parts(member.name)[1]: member for member in members}
        self.where = f"{file}:{key}"
        self.twice = len(self.by_kind) < len(members)

    def items(self, stream: Any, *, source: str | None) -> Iterator[Record | Skip]:  # noqa: ANN401
        """Yield the record, or why there is none, and a note for each file that is not read."""
        try:
            yield self._record(stream, source=source)
        except DataError as error:
            yield Skip(self.where, str(error))
            return
        for kind in self.by_kind:
            if kind not in {*_PICTURES, *_TEXTS, "json"}:
                yield Skip(f"{self.where}.{kind}", "file of another kind left out")

    def _record(self, stream: Any, *, source: str | None) -> Record:  # noqa: ANN401
        pictures = [member for kind, member in self.by_kind.items() if kind in _PICTURES]
        if self.twice or len(pictures) > 1:
            raise DataError("several files of one kind in a sample")
        known = self._json(stream)
        reference = self._text(stream, known=known)
        further = {name: known[name] for name in _FIELDS if isinstance(known.get(name), str)}
        if source is not None:
            further.setdefault("source", source)
        name = known.get("id")
        image = None
        if pictures:
            image = TarImage(self.file, pictures[0].name, offset=pictures[0].offset_data, length=pictures[0].size)
        return Record(name if isinstance(name, str) and name else self.key, reference, image=image, **further)

    def _text(self, stream: Any, *, known: dict[str, Any]) -> str:  # noqa: ANN401
        texts = [member for kind, member in self.by_kind.items() if kind in _TEXTS]
        if len(texts) > 1:
            raise DataError("several texts in a sample")
        if texts:
            return self._read(stream, texts[0])
        found = [known[name] for name in _REFERENCES if isinstance(known.get(name), str)]
        if len(found) != 1:
            raise DataError("several texts in a sample" if found else "sample without LaTeX")
        return str(found[0])

    def _json(self, stream: Any) -> dict[str, Any]:  # noqa: ANN401
        member = self.by_kind.get("json")
        if member is None:
            return {}
        value = parse_json(self._read(stream, member))
        if not isinstance(value, dict):
            raise DataError("JSON that is no object")
        return value

    def _read(self, stream: Any, member: tarfile.TarInfo) -> str:  # noqa: ANN401
        if member.size > MAX_MEMBER_BYTES:
            raise DataError(f"text of more than {MAX_MEMBER_BYTES} bytes")
        stream.seek(member.offset_data)
        try:
            text: str = stream.read(member.size).decode("utf-8")
        except UnicodeDecodeError as error:
            raise DataError("text that is no UTF-8") from error
        return text
