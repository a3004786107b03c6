r"""Folders and zip archives of label graph files (``.lg``): each gives a record whose reference is what the graph says.

The reference is made from symbols and relations, in canonical spelling, so it is what was labelled and not what a
caption claims; ``hmer_kit.ink.compare_with_caption`` tells where the two differ.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, decode, file_path, is_safe_name
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.inks._label_graph_files import EXTENSION, label_graph_files
from hmer_kit.data.records import ReadResult, Record, Skip
from hmer_kit.data.streams import gather
from hmer_kit.data.writing.reports import WriteReport
from hmer_kit.exceptions import DataError, LatexError
from hmer_kit.ink.document import InkDocument
from hmer_kit.ink.label_graphs.reading import MAX_LABEL_GRAPH_BYTES, parse_label_graph
from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph
from hmer_kit.ink.label_graphs.writing import write_label_graph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from hmer_kit.ink.label_graphs.writing import LabelGraphForm

__all__ = ["iter_label_graphs", "read_label_graphs", "write_label_graphs"]

_DATA_EXTENSIONS = frozenset({EXTENSION, ".inkml"})


def iter_label_graphs(
    path: StrPath, *, source: str | None = None, split: str | None = None, max_bytes: int = MAX_LABEL_GRAPH_BYTES
) -> Iterator[Record | Skip]:
    r"""Yield a record for each label graph file, in the order of their names.

    Skipped, each with file and line: what ``hmer_kit.ink.parse_label_graph`` refuses, by its code; a graph that is no
    one tree, or that LaTeX cannot say; a name or a link that leads out of the folder; a file larger than ``max_bytes``.

    Args:
        path: A folder, with its subfolders; a zip archive; or one ``.lg`` file.
        source: Name of the data set, to be written on each record.
        split: Part of the data set, to be written on each record.
        max_bytes: Largest file to read.

    Yields:
        Records whose id is the path of the file below ``path`` without its extension, and what was skipped.

    Raises:
        DataError: ``path`` is missing, or no archive, or there is no label graph in it.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.lg").write_text("O, x, x, 1.0, 0\nO, y, 2, 1.0, 1\nR, x, y, Sup, 1.0")
        ...     _ = Path(folder, "b.lg").write_text("N, 0, x, 1.0\nE, 0, 0, R, 1.0")
        ...     for item in iter_label_graphs(folder):
        ...         print(item.reference if isinstance(item, Record) else item.reason)
        x ^ { 2 }
        label graph: self edge
    """
    place = file_path(path)
    found = False
    for file in label_graph_files(place):
        found = True
        record_id = file.name[: -len(EXTENSION)]
        try:
            graph = parse_label_graph(decode(file.read(max_bytes), path=file.where), name=file.where)
            yield Record(record_id, graph.latex(), source=source, split=split)
        except DataError as error:
            line = "" if error.line is None else f" line {error.line}"
            yield Skip(f"{file.where}{line} (id {quoted(record_id)})", _reason(error))
    if not found:
        message = f"expected label graphs ({EXTENSION}) in {place}, found none"
        raise DataError(message, code="no_label_graphs", path=str(place))


def read_label_graphs(
    path: StrPath, *, source: str | None = None, split: str | None = None, max_bytes: int = MAX_LABEL_GRAPH_BYTES
) -> ReadResult[Record]:
    r"""Read all label graph files of a folder or an archive, see ``iter_label_graphs``.

    Args:
        path: A folder, with its subfolders; a zip archive; or one ``.lg`` file.
        source: Name of the data set, to be written on each record.
        split: Part of the data set, to be written on each record.
        max_bytes: Largest file to read.

    Raises:
        DataError: ``path`` is missing, or no archive, or there is no label graph in it.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     _ = Path(folder, "a.lg").write_text("N, 0, x, 1.0\n")
        ...     read_label_graphs(folder).summary()
        '1 read, 0 skipped'
    """
    return gather(iter_label_graphs(path, source=source, split=split, max_bytes=max_bytes))


def write_label_graphs(
    items: Iterable[Record | InkDocument | SymbolGraph], folder: StrPath, *, form: LabelGraphForm | None = None
) -> WriteReport:
    r"""Write a label graph file for each item, named after its id or name; each file is whole or not there.

    Args:
        items: Records, of whose references the graph is made; ink with symbols and relations; or graphs.
        folder: Folder to write to; made if absent. Files of the same names are replaced.
        form: See ``hmer_kit.ink.label_graph_text``; by default paths for records, which have no strokes, and objects
            for all else.

    Returns:
        The files, and what was skipped: a reference that does not parse, what has no
        label graph (a matrix, no symbols), a name that leads out of the folder or came before.

    Raises:
        DataError: A file cannot be written.
        InputError: There is no such form.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     written = write_label_graphs([Record("a", "x ^ 2"), Record("b", r"\frac {")], folder)
        ...     again = read_label_graphs(folder)
        >>> [file.name for file in written.files], written.summary(), again.records[0].reference
        (['a.lg'], '1 written, 1 note (1 × reference that does not parse)', 'x ^ { 2 }')
    """
    target = file_path(folder)
    files: list[Path] = []
    skipped: list[Skip] = []
    seen: dict[str, list[str]] = defaultdict(list)
    for item in items:
        name = f"{_stem(item)}{EXTENSION}"
        reason = "name that leads out of its folder" if not is_safe_name(name) else None
        reason = reason or ("name came before" if _is_written(name, seen, target) else None)
        reason = reason or _write(item, target / name, form=form)
        if reason is None:
            seen[name.casefold()].append(name)
            files.append(target / name)
        else:
            skipped.append(Skip(quoted(name), reason))
    return WriteReport(len(files), skipped, files)


def _is_written(name: str, seen: Mapping[str, list[str]], folder: Path) -> bool:
    """Whether a name is that of a file that was written, on file systems too to which ``a`` and ``A`` are one."""
    alike = seen.get(name.casefold(), [])
    there = bool(alike) and (folder / name).exists()
    return name in alike or (there and any((folder / name).samefile(folder / other) for other in alike))


def _write(item: Record | InkDocument | SymbolGraph, path: Path, *, form: LabelGraphForm | None) -> str | None:
    """Write one file; return why it was not."""
    try:
        graph = _graph(item)
    except LatexError:
        return "reference that does not parse"
    except DataError as error:
        return _reason(error)
    form = form or ("paths" if isinstance(item, Record) else "objects")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_label_graph(path, graph, form=form)
    except OSError as error:
        message = f"cannot make the folder {path.parent}: {error.strerror}"
        raise DataError(message, code="unwritable", path=str(path)) from error
    except DataError as error:
        if error.code in {"unwritable", "no_file"}:
            raise
        return _reason(error)
    return None


def _graph(item: Record | InkDocument | SymbolGraph) -> SymbolGraph:
    if isinstance(item, Record):
        return SymbolGraph.of_latex(item.reference, name=item.id)
    return SymbolGraph.of(item) if isinstance(item, InkDocument) else item


def _stem(item: Record | InkDocument | SymbolGraph) -> str:
    """Return the name of a file; of ink from an archive, that of the member."""
    if isinstance(item, Record):
        return item.id
    name = PurePosixPath(item.name.replace("\\", "/").rpartition(":")[2])
    return name.stem if name.suffix in _DATA_EXTENSIONS else name.name


def _reason(error: DataError) -> str:
    return f"label graph: {(error.code or 'unreadable').replace('_', ' ')}"
