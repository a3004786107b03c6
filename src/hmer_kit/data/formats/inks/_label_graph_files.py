"""The label graph files of a folder, of a zip archive, or one alone: names first, content when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hmer_kit._files import is_safe_name
from hmer_kit.data._roots import read_below
from hmer_kit.data.pictures._archives import open_archive, read_member
from hmer_kit.data.pictures._index import folder_names
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["EXTENSION", "LabelGraphFile", "label_graph_files"]

EXTENSION: Final = ".lg"


@dataclass(frozen=True, slots=True)
class LabelGraphFile:
    """One file, not yet read."""

    place: Path
    """Folder or archive."""
    name: str
    """Its path below that."""
    is_member: bool = False
    """Whether it stands in an archive."""

    @property
    def where(self) -> str:
        """Its place, for messages."""
        return f"{self.place}:{self.name}" if self.is_member else str(self.place / self.name)

    def read(self, max_bytes: int) -> bytes:
        """Return the content.

        Raises:
            DataError: It leads out of its place, cannot be read, is empty or too large.
        """
        if not is_safe_name(self.name):
            message = f"expected a name below {self.place}, got {self.name[:80]!r}"
            raise DataError(message, code="outside_root", path=self.where)
        if self.is_member:
            data = read_member(self.place, self.name, max_bytes=max_bytes)
            if not data:
                raise DataError(f"expected a label graph, got an empty file: {self.where}", code="empty_file")
            return data
        return read_below(self.place, self.name, max_bytes=max_bytes, what="label graph")


def label_graph_files(place: Path) -> Iterator[LabelGraphFile]:
    """Yield the label graph files of a place, sorted by name folder by folder, or in the order of the archive.

    Raises:
        DataError: The place is missing, or neither a folder nor an archive nor a label graph.
    """
    if place.is_dir():
        for name in folder_names(place):
            if _is_label_graph(name):
                yield LabelGraphFile(place, name)
    elif place.suffix.lower() == EXTENSION:
        yield LabelGraphFile(place.parent, place.name)
    else:
        for name in open_archive(place).namelist():
            if _is_label_graph(name):
                yield LabelGraphFile(place, name, is_member=True)


def _is_label_graph(name: str) -> bool:
    *folders, file = name.replace("\\", "/").split("/")
    return file.lower().endswith(EXTENSION) and not file.startswith(".") and "__MACOSX" not in folders
