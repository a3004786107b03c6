r"""Folders and zip archives with one text file a sample: ``<id>.txt`` or ``<id>.tex``.

CoMER, BTTR, TAMER and their kin write ``result.zip`` so: ``%<id>`` on the first line, ``$<LaTeX>$`` on the second.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from typing import TYPE_CHECKING

from hmer_kit._files import decode, is_safe_name, read_bytes
from hmer_kit.data._json import Broken
from hmer_kit.data._text import quoted
from hmer_kit.data.predictions._rows import ID, PREDICTION, Table
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

MAX_SAMPLE_BYTES = 2**20
"""Largest file of one sample that is read: 1 MiB."""
MAX_SAMPLES = 2**20
"""Most files that a folder or an archive may hold."""

_SUFFIXES = frozenset({".txt", ".tex"})
_PROBLEMS = {
    "empty_file": "an empty file (0 bytes); an empty prediction is written $$",
    "not_utf8": "no UTF-8",
    "too_large": f"larger than {MAX_SAMPLE_BYTES} bytes",
}


def folder_table(folder: Path, *, max_bytes: int) -> Table:
    """Return one row for each file of a folder; what stands in its subfolders is not read.

    Raises:
        DataError: The folder cannot be listed, or holds too many files, label graphs, or no file of a sample.
    """
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for _, entry in zip(range(MAX_SAMPLES + 1), entries, strict=False))
        root = folder.resolve()
    except (OSError, RuntimeError) as error:
        raise DataError(f"cannot list the folder {folder}: {error}", code="unreadable", path=str(folder)) from error

    def read(name: str) -> bytes | Broken:
        where = folder / name
        problem = _problem_of_file(where, root=root)
        return problem or read_bytes(where, max_bytes=MAX_SAMPLE_BYTES, what="prediction")

    return _table(_samples(names, place=folder), read=read, place=folder, max_bytes=max_bytes)


def archive_table(path: Path, *, max_bytes: int) -> Table:
    """Return one row for each file of a zip archive, in whichever of its folders it stands.

    Raises:
        DataError: It is missing or no zip archive, or holds too many files, label graphs, or no file of a sample.
    """
    from hmer_kit.data.pictures._archives import open_archive, read_member  # its room takes a tenth of a second

    _require_small(path, max_bytes=max_bytes)
    # Not info.is_dir(): on an empty name that is an IndexError.
    members = [info for info in open_archive(path).infolist() if not info.filename.endswith("/")]
    times = Counter(info.filename for info in members)
    by_name = {info.filename: info for info in members}

    def read(name: str) -> bytes | Broken:
        problem = _problem_of_member(by_name[name], times=times[name])
        return problem or read_member(path, name, max_bytes=MAX_SAMPLE_BYTES)

    names = _samples([info.filename for info in members], place=path)
    return _table(names, read=read, place=path, max_bytes=max_bytes)


def label_graph_error(place: Path, *, found: str) -> DataError:
    """Return the error for label graphs, which hold no LaTeX."""
    message = f"expected LaTeX, found a label graph in {place}: {found}; .lg files cannot be scored here"
    advice = (
        "give a folder or a zip archive of <id>.txt or <id>.tex files with LaTeX, or a .json, .jsonl, .csv, .tsv file"
    )
    return DataError(f"{message}, {advice}", code="label_graphs", path=str(place))


def latex_of_sample(text: str, *, name: str) -> str | Broken:
    r"""Return the LaTeX of the text of one file.

    Lines at the start that begin with ``%`` are comments; blanks around the rest, and ``$`` or ``$$`` around it, are no
    part of it. A first line ``%<word>`` is the id, as CoMER writes it, and must be that of the file.

    Args:
        text: What the file holds.
        name: Id by the name of the file.
    """
    lines = text.split("\n")
    comments = next((number for number, line in enumerate(lines) if not line.startswith("%")), len(lines))
    named = lines[0][1:].strip() if comments else name
    body = "\n".join(lines[comments:]).strip()
    if "\0" in text:
        return Broken("holds a NUL character")
    if comments and len(named.split()) == 1 and named != name:
        return Broken("its first line names another id than its file name")
    if comments and not body:
        return Broken("a comment alone; an empty prediction is written $$")
    return _without_dollars(body)


def _without_dollars(body: str) -> str | Broken:
    if not body.startswith("$"):
        return body
    inner = body[1:-1]
    escaped = (len(inner) - len(inner.rstrip("\\"))) % 2 == 1
    if len(body) < 2 or not body.endswith("$") or escaped:
        return Broken("starts with $ and does not end with it")
    return inner[1:-1].strip() if len(inner) > 1 and inner[0] == inner[-1] == "$" else inner


def _table(names: Sequence[str], *, read: Callable[[str], bytes | Broken], place: Path, max_bytes: int) -> Table:
    def rows() -> Iterator[tuple[str, object]]:
        left = max_bytes
        for name in names:
            content = _try_to_read(read, name)
            if isinstance(content, bytes):
                left -= len(content)
                if left < 0:
                    message = f"the files in {place} hold more than the limit of {max_bytes} bytes in all"
                    advice = "raise max_bytes if they are meant to"
                    raise DataError(f"{message}; {advice}", code="too_large", path=str(place))
            yield name, _row(content, name=name)

    return Table("file", rows(), with_ids=True, with_references=False)


def _try_to_read(read: Callable[[str], bytes | Broken], name: str) -> bytes | Broken:
    """Read the file of a sample; what is wrong with it is its own affair, not that of the others."""
    if _suffix(name) not in _SUFFIXES:
        return Broken("expected a .txt or .tex file")
    try:
        return read(name) or Broken(_PROBLEMS["empty_file"])
    except DataError as error:
        return Broken(_PROBLEMS.get(error.code or "", str(error)))


def _row(content: bytes | Broken, *, name: str) -> object:
    if isinstance(content, Broken):
        return content
    sample = os.path.splitext(_file_name(name))[0]
    try:
        latex = latex_of_sample(decode(content, path=name), name=sample)
    except DataError as error:
        return Broken(_PROBLEMS.get(error.code or "", str(error)))
    return latex if isinstance(latex, Broken) else {ID[0]: sample, PREDICTION[0]: latex}


def _samples(names: list[str], *, place: Path) -> list[str]:
    """Return the names that are looked at: neither hidden files nor what macOS puts into archives.

    Raises:
        DataError: There are too many, or label graphs among them, or no file of a sample.
    """
    if len(names) > MAX_SAMPLES:
        message = f"expected at most {MAX_SAMPLES} files in {place}, found more; split them"
        raise DataError(message, code="too_many_files", path=str(place))
    shown = [name for name in names if not _file_name(name).startswith(".") and "__MACOSX" not in name.split("/")]
    graph = next((name for name in shown if _suffix(name) == ".lg"), None)
    if graph is not None:
        raise label_graph_error(place, found=quoted(graph))
    if not any(_suffix(name) in _SUFFIXES for name in shown):
        found = ", ".join(map(quoted, shown[:3])) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
        message = f"expected files <id>.txt or <id>.tex with LaTeX in {place}, found {found or 'nothing'}"
        raise DataError(message, code="no_samples", path=str(place))
    return shown


def _problem_of_file(file: Path, *, root: Path) -> Broken | None:
    """Return why a file is not opened: a link may lead anywhere, and a pipe would never end."""
    try:
        real = file.resolve() if file.is_symlink() else root / file.name
        if not real.is_relative_to(root):
            return Broken("a link that leads out of the folder")
        return None if stat.S_ISREG(real.stat().st_mode) else Broken("no regular file")
    except (OSError, RuntimeError) as error:
        return Broken(f"cannot be read: {error.strerror if isinstance(error, OSError) else error}")


def _problem_of_member(info: zipfile.ZipInfo, *, times: int) -> Broken | None:
    if not is_safe_name(info.filename):
        return Broken("a name that leads out of the archive")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Broken("a link")
    return Broken("a name that stands in the archive more than once") if times > 1 else None


def _require_small(path: Path, *, max_bytes: int) -> None:
    """Refuse an archive whose directory alone could fill the memory; one that is missing is reported elsewhere."""
    if os.path.isfile(path) and path.stat().st_size > max_bytes:
        message = (
            f"zip archive {path} is larger than the limit of {max_bytes} bytes; raise max_bytes if it is meant to be"
        )
        raise DataError(message, code="too_large", path=str(path))


def _file_name(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]


def _suffix(name: str) -> str:
    return os.path.splitext(_file_name(name))[1].lower()
