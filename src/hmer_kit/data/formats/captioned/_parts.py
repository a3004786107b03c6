"""Which files of a folder or an archive hold captions, of which split, and where their pictures are."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._places import SPLITS, split_of
from hmer_kit.data.pictures._index import is_picture
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.data.formats.captioned._places import Place

PartKind = Literal["lines", "table", "json", "beside", "numbered"]

_WORDS = "|".join(sorted(SPLITS))
_NAMED = re.compile(rf"(?:(?:{_WORDS})[_-])?(?:captions?|labels?|metadata|formulas)", re.IGNORECASE)
_SPLIT_ALONE = re.compile(_WORDS, re.IGNORECASE)
_NUMBERED = re.compile(rf"math|formulas|equations|{_WORDS}", re.IGNORECASE)
_KINDS: dict[str, PartKind] = {".tsv": "table", ".csv": "table", ".jsonl": "json", ".ndjson": "json", ".txt": "lines"}
TEXTS = (".txt", ".tex")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of captions and the folder of its pictures; or pictures with a file of text beside each."""

    kind: PartKind
    """How the captions are written."""
    file: str
    """The file of captions; nothing where there is one beside each picture."""
    below: str
    """Folder of the pictures, ``""`` or ending in ``/``."""
    split: str | None
    """Part of the data set."""


class Layout:
    """What is where in a place: its pictures, and the files of text by folder."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.pictures = [name for name in place.names if is_picture(name)]
        self.picture_folders = {os.path.dirname(name) for name in self.pictures}
        self.numbered = sum(stem_of(name).isdecimal() for name in self.pictures)
        self._texts: dict[str, list[str]] = defaultdict(list)
        for name in place.texts(*_KINDS):
            self._texts[_folder_of(name)].append(name)

    def parts(self) -> list[Part]:
        """Return the parts by what files are called: files of captions, else texts beside pictures, else numbers.

        Raises:
            DataError: Two files of a folder may be that of its captions.
        """
        inner = self.place.inner
        folders = [inner, *sorted({f"{inner}{word}/" for word in self._folders_below(inner)})]
        found = [part for folder in folders for part in self._named(folder)]
        return found or self._beside() or self._numbered(folders)

    def pictures_of(self, word: str, *, folder: str) -> str:
        """Return the folder of the pictures of a split, or the folder that the captions are in."""
        names = [f"{word}{tail}" for tail in ("_images", "-images", "_formulas", "")]
        wanted = [*(f"{folder}{name}/" for name in names), f"{folder}images/{word}/"]
        return next((name for name in wanted if self._has_pictures(name)), folder)

    def _has_pictures(self, folder: str) -> bool:
        return any(f"{name}/".startswith(folder) for name in self.picture_folders)

    def _folders_below(self, inner: str) -> set[str]:
        rest = [folder.removeprefix(inner) for folder in self._texts if folder.startswith(inner)]
        return {folder.partition("/")[0] for folder in rest if folder.count("/") == 1}

    def _named(self, folder: str) -> list[Part]:
        by_split: dict[str | None, list[Part]] = defaultdict(list)
        for name in self._texts[folder]:
            stem, suffix = os.path.splitext(os.path.basename(name))
            alone = _SPLIT_ALONE.fullmatch(stem) and suffix != ".txt"
            numbered = stem.lower() == "formulas" and suffix == ".txt"
            if (_NAMED.fullmatch(stem) or alone) and not numbered:
                word = re.split("[_-]", stem)[0]
                below = self.pictures_of(word, folder=folder) if split_of(word) else folder
                split = split_of(word) or split_of(folder) or folder.removeprefix(self.place.inner).rstrip("/") or None
                by_split[split].append(Part(_KINDS[suffix.lower()], name, below, split))
        for parts in by_split.values():
            if len(parts) > 1:
                shown = " and ".join(quoted(part.file) for part in parts[:2])
                message = f"expected one file of captions, found {shown} in {self.place.path}; give captions="
                raise DataError(message, code="several_captions", path=str(self.place.path))
        return [part for parts in by_split.values() for part in parts]

    def _beside(self) -> list[Part]:
        stems = {os.path.splitext(name)[0] for name in self.pictures}
        texts = self.place.texts(*TEXTS)
        if any(os.path.splitext(name)[0] in stems for name in texts):
            return [Part("beside", "", "", None)]
        return []

    def _numbered(self, folders: Iterable[str]) -> list[Part]:
        if 2 * self.numbered <= len(self.pictures):
            return []
        found = []
        for name in [name for folder in folders for name in self._texts[folder] if name.endswith(".txt")]:
            stem, folder = stem_of(name), _folder_of(name)
            own = self._has_pictures(f"{folder}{stem}/")
            if own or _NUMBERED.fullmatch(stem):
                below = f"{folder}{stem}/" if own else folder
                found.append(Part("numbered", name, below, split_of(stem) or (stem if own else split_of(folder))))
        return found


def part_of(name: str, *, layout: Layout) -> Part:
    """Return the part of a file of captions that the caller has named.

    Raises:
        DataError: There is no such file, or its name does not tell how it is written.
    """
    place = layout.place
    known = [each for each in (name, f"{place.inner}{name}") if each in place]
    kind = _KINDS.get(os.path.splitext(name)[1].lower())
    if not known or kind is None:
        expected = f"a file of captions ({', '.join(_KINDS)})"
        found = "found another kind of file" if known else "found no such file"
        message = f"expected {expected}, {found}: {place.where(name)}"
        raise DataError(message, code="missing_file", path=place.where(name))
    return Part(kind, known[0], _folder_of(known[0]), split_of(known[0]))


def stem_of(name: str) -> str:
    """Return the file name without folder and extension."""
    return os.path.splitext(name.rpartition("/")[2])[0]


def one_of_each(parts: Sequence[Part], *, splits: Sequence[str] | None) -> list[Part]:
    """Return the parts of the wanted splits, of any name that these have."""
    if splits is None:
        return list(parts)
    wanted = {SPLITS.get(split.lower(), split) for split in splits}
    return [part for part in parts if part.split in wanted]


def _folder_of(name: str) -> str:
    folder, slash, _ = name.rpartition("/")
    return folder + slash
