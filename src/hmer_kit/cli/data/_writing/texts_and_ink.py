"""What the library writes record by record: InkML, label graphs, predictions, formulas."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from hmer_kit.data import Record, Skip, WriteReport, write_label_graphs, write_predictions
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from hmer_kit.ink import InkDocument


def write_inkml_set(folder: Path, items: Iterable[Record | Skip]) -> WriteReport:
    """Write an InkML file for each record with ink, its reference as the truth; the folder appears whole.

    Raises:
        InputError: No record has ink that can be written.
        DataError: The folder cannot be written.
    """
    from hmer_kit._files import draft_folder_of
    from hmer_kit.data.writing._keys import KeyMaker

    keys, notes, files = KeyMaker(dots=True), [], []
    seen: set[str] = set()
    with _folder_errors(folder), draft_folder_of(folder.resolve(), outdated=_is_inkml) as draft:
        for item in items:
            if isinstance(item, Skip):
                notes.append(item)
                continue
            problem = "id came before" if item.id in seen else None
            name = "" if problem else f"{keys.key(item.id)}.inkml"
            problem = problem or _write_ink(draft / name, item)
            if problem:
                notes.append(Skip(f"record {item.id!r:.80}", problem))
                continue
            seen.add(item.id)
            files.append(folder / name)
            if name != f"{item.id}.inkml":
                notes.append(Skip(f"record {item.id!r:.80}: now {name!r}", "id changed to be the name of a file"))
        if not files:
            raise InputError(f"expected a record with ink, got none; {WriteReport(0, notes).summary()}")
    return WriteReport(len(files), notes, [folder])


def _write_ink(path: Path, record: Record) -> str | None:
    """Write one file; return why it was not."""
    from hmer_kit.ink import write_inkml

    if record.ink is None:
        return "no ink"
    try:
        document = record.ink.load()
        write_inkml(path, replace(document, truth=record.reference.strip(), writer=record.writer or document.writer))
    except DataError as error:
        return f"ink cannot be read ({error.code or 'unreadable'})"
    except InputError as error:
        return f"ink cannot be written: {error}"
    return None


def _is_inkml(name: str) -> bool:
    return name.endswith(".inkml")


def write_graph_set(folder: Path, items: Iterable[Record | Skip]) -> WriteReport:
    """Write a label graph for each record, of its ink where that has symbols and relations, else of its reference."""
    notes: list[Skip] = []
    report = write_label_graphs((_segmented(record) or record for record in _noted(items, notes)), folder)
    return WriteReport(report.written, [*notes, *report.skipped], [folder])


def _segmented(record: Record) -> InkDocument | None:
    """Return the ink of a record under its id, where it says what its symbols are."""
    try:
        document = record.ink.load() if record.ink is not None else None
    except DataError:
        return None  # the reference is there all the same
    if document is None or not document.symbols or not document.relations:
        return None
    return replace(document, name=record.id)


def write_prediction_file(path: Path, items: Iterable[Record | Skip]) -> WriteReport:
    """Write ids, references and predictions of the records that have a prediction."""
    notes: list[Skip] = []
    kept = list(_noted(items, notes, problem=_lacks_prediction()))
    if not kept:
        raise InputError(f"expected a record with a prediction, got none; {WriteReport(0, notes).summary()}")
    write_predictions(path, kept)
    return WriteReport(len(kept), notes, [path])


def write_formulas(path: Path, items: Iterable[Record | Skip]) -> WriteReport:
    """Write the references alone, one a line."""
    from hmer_kit._files import write_atomic

    notes: list[Skip] = []
    lines = [f"{record.reference.strip()}\n" for record in _noted(items, notes, problem=_is_no_line)]
    if not lines:
        raise InputError(f"expected a reference of one line, got none; {WriteReport(0, notes).summary()}")
    write_atomic(path, lines)
    return WriteReport(len(lines), notes, [path])


def write_caption_lines(path: Path, items: Iterable[Record | Skip]) -> WriteReport:
    """Write ids and references alone, ``id TAB LaTeX`` a line, as the file of a folder without its pictures."""
    from hmer_kit._files import write_atomic

    notes: list[Skip] = []
    kept = list(_noted(items, notes, problem=_is_no_caption()))
    if not kept:
        raise InputError(f"expected a caption of one line, got none; {WriteReport(0, notes).summary()}")
    write_atomic(path, [f"{record.id}\t{record.reference.strip()}\n" for record in kept])
    return WriteReport(len(kept), notes, [path])


def _noted(
    items: Iterable[Record | Skip], notes: list[Skip], *, problem: Callable[[Record], str | None] | None = None
) -> Iterator[Record]:
    """Yield the records that can be written; note the others."""
    for item in items:
        if isinstance(item, Skip):
            notes.append(item)
        elif problem is not None and (reason := problem(item)) is not None:
            notes.append(Skip(f"record {item.id!r:.80}", reason))
        else:
            yield item


def _lacks_prediction() -> Callable[[Record], str | None]:
    seen: set[str] = set()

    def problem(record: Record) -> str | None:
        if record.prediction is None or not record.id.strip():
            return "no prediction" if record.prediction is None else "empty id"
        is_new = record.id not in seen
        seen.add(record.id)
        return None if is_new else "id came before"

    return problem


def _is_no_line(record: Record) -> str | None:
    if not record.reference.strip():
        return "empty reference"
    is_plain = all(char.isprintable() for char in record.reference.strip())
    return None if is_plain else "reference with control characters"


def _is_no_caption() -> Callable[[Record], str | None]:
    seen: set[str] = set()

    def problem(record: Record) -> str | None:
        if record.id in seen:
            return "id came before"
        seen.add(record.id)
        if not record.id.strip() or not all(char.isprintable() for char in record.id):
            return "id with control characters, or empty"
        return _is_no_line(record)

    return problem


@contextmanager
def _folder_errors(folder: Path) -> Iterator[None]:
    """Turn what the system says of a folder into a DataError."""
    try:
        yield
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror or error}"
        raise DataError(message, code="unwritable", path=str(folder)) from error
