"""Ink in files, in zip archives and in memory: small, hashable, picklable, and read when it is asked for."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, file_path
from hmer_kit.data._roots import read_below, require_safe
from hmer_kit.data.pictures._archives import read_member
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.document import InkDocument, InkSymbol
from hmer_kit.ink.inkml import TRUTHS, InkLimits, parse_inkml

if TYPE_CHECKING:
    from hmer_kit.data.records import InkSource

__all__ = ["FileInk", "PackedInk", "SelectedInk", "ZipInk"]

_DEFAULT = InkLimits()


@dataclass(frozen=True, slots=True)
class FileInk:
    """Ink in an InkML file below a root folder.

    Raises:
        DataError: ``name`` is absolute or climbs out of the root.

    Examples:
        >>> FileInk("crohme/train", "HAMEX/a.inkml").name
        'HAMEX/a.inkml'
        >>> FileInk("crohme/train", "../secret.inkml")
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected a relative path below its root, got '../secret.inkml'
    """

    root: StrPath
    """Folder that the file may not leave, not even through a link."""
    name: str
    """Path of the file below the root."""
    truth: tuple[str, ...] = TRUTHS
    """Types of annotations that may hold the LaTeX."""
    limits: InkLimits = _DEFAULT
    """How much is taken of it."""

    def __post_init__(self) -> None:
        file_path(self.root)
        require_safe(self.name)

    def load(self) -> InkDocument:
        """Return what the file holds.

        Raises:
            DataError: It is missing, leads out of its root, or is no InkML that ``parse_inkml`` takes.

        Examples:
            >>> FileInk("no_such_folder", "a.inkml").load()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a file of InkML, found no such file: no_such_folder/a.inkml
        """
        data = read_below(self.root, self.name, max_bytes=self.limits.max_bytes, what="file of InkML")
        return parse_inkml(data, name=str(Path(self.root, self.name)), truth=self.truth, limits=self.limits)


@dataclass(frozen=True, slots=True)
class ZipInk:
    """Ink in an InkML file in a zip archive, which each process opens once.

    Raises:
        DataError: The member's name is absolute or climbs out of the archive.

    Examples:
        >>> ZipInk("crohme.zip", "HAMEX/a.inkml").name
        'HAMEX/a.inkml'
    """

    archive: StrPath
    """The zip file."""
    member: str
    """Name of the file in it."""
    truth: tuple[str, ...] = TRUTHS
    """Types of annotations that may hold the LaTeX."""
    limits: InkLimits = _DEFAULT
    """How much is taken of it."""

    def __post_init__(self) -> None:
        file_path(self.archive)
        require_safe(self.member)

    @property
    def name(self) -> str:
        """Path of the file in the archive."""
        return self.member

    def load(self) -> InkDocument:
        """Return what the file holds.

        Raises:
            DataError: The archive or the member is missing or broken, or it is no InkML that ``parse_inkml`` takes.

        Examples:
            >>> ZipInk("no_such.zip", "a.inkml").load()
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.DataError: expected a zip archive, found no such file: no_such.zip
        """
        data = read_member(self.archive, self.member, max_bytes=self.limits.max_bytes)
        return parse_inkml(data, name=f"{self.archive}:{self.member}", truth=self.truth, limits=self.limits)


@dataclass(frozen=True, slots=True)
class PackedInk:
    """Ink whose InkML is in memory, compressed, as of a member of a tar archive, which has to be read in order.

    Examples:
        >>> ink = PackedInk.of(b"<ink><trace>1 2, 3 4</trace></ink>", name="a.inkml")
        >>> ink.load().strokes.bounds
        (1.0, 2.0, 3.0, 4.0)
    """

    name: str
    """What the ink is called."""
    packed: bytes = field(repr=False)
    """The InkML, compressed by zlib: about a third of it."""
    truth: tuple[str, ...] = TRUTHS
    """Types of annotations that may hold the LaTeX."""
    limits: InkLimits = _DEFAULT
    """How much is taken of it."""

    @classmethod
    def of(cls, data: bytes, *, name: str, truth: tuple[str, ...] = TRUTHS, limits: InkLimits = _DEFAULT) -> PackedInk:
        """Pack InkML.

        Args:
            data: The file as it is stored.
            name: What it is called.
            truth: Types of annotations that may hold the LaTeX.
            limits: How much is taken of it.

        Examples:
            >>> len(PackedInk.of(b"<ink/>" + b" " * 10000, name="a.inkml").packed) < 100
            True
        """
        return cls(name, zlib.compress(data, 1), truth, limits)

    def load(self) -> InkDocument:
        """Return what it holds.

        Raises:
            DataError: It is no InkML that ``parse_inkml`` takes, unpacks to more than the limit, or is not packed.
        """
        unpacker = zlib.decompressobj()
        try:
            data = unpacker.decompress(self.packed, self.limits.max_bytes + 1)
        except zlib.error as error:
            raise DataError(f"cannot unpack {self.name}: {error}", code="broken_archive", path=self.name) from error
        return parse_inkml(data, name=self.name, truth=self.truth, limits=self.limits)


@dataclass(frozen=True, slots=True)
class SelectedInk:
    """Some strokes of other ink, which make one symbol.

    Examples:
        >>> whole = PackedInk.of(b"<ink><trace>1 2</trace><trace>3 4</trace></ink>", name="a.inkml")
        >>> document = SelectedInk(whole, (1,), "x").load()
        >>> document.strokes.points.tolist(), document.truth, document.symbols[0].strokes
        ([[3.0, 4.0]], 'x', (0,))
    """

    source: InkSource
    """The whole."""
    strokes: tuple[int, ...]
    """Which of its strokes, from 0."""
    label: str
    """What they are."""

    @property
    def name(self) -> str:
        """Name of the whole, and the strokes."""
        return f"{self.source.name}#{','.join(map(str, self.strokes))}"

    def load(self) -> InkDocument:
        """Return the strokes, as a document with one symbol.

        Raises:
            DataError: The whole cannot be read, or has no such strokes.
        """
        whole = self.source.load()
        try:
            strokes = whole.strokes.select(self.strokes)
        except InputError as error:
            raise DataError(f"{whole.name}: {error}", code="no_such_stroke", path=whole.name) from error
        symbol = InkSymbol(self.label, tuple(range(len(self.strokes))))
        found = replace(whole, strokes=strokes, truth=self.label, symbols=(symbol,), relations=(), annotations=())
        return replace(found, name=f"{whole.name}#{','.join(map(str, self.strokes))}")
