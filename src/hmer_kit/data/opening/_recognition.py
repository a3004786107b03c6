"""By what each format is told: the evidence, or None. Names alone never do: what they promise is looked at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.data._json import Broken, parse_json
from hmer_kit.data._text import quoted
from hmer_kit.data.formats.captioned._columns import names_columns
from hmer_kit.data.formats.im2latex._lists import formula_files, is_table, list_files, split_in
from hmer_kit.data.predictions._rows import ID, PREDICTION, REFERENCE
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from hmer_kit.data.opening._seen import Seen

_LABELS = re.compile(r"(?:.*/)?(?:train|test|val|valid|validation)_labels\.txt", re.IGNORECASE)
_LATEX = re.compile(r"\\[A-Za-z]+|[\^_{}]")
_ROWS = 50


def captions(seen: Seen) -> str | None:
    """Recognize lines of id TAB caption, in a file or in ``captions.tsv`` of a folder."""
    if seen.is_folder:
        return "captions.tsv" if seen.place is not None and "captions.tsv" in seen.place else None
    rows = seen.lines[:_ROWS]
    if not rows or rows[0].lstrip()[:1] in {"[", "{", "<"} or header_names(rows[0]):
        return None
    tabs = [row.count("\t") == 1 for row in rows]
    texts = [row.rpartition("\t")[2] for row in rows]
    if all(text.isdecimal() for text in texts) and len(set(texts)) == len(texts):
        return None  # a vocabulary: token TAB number
    return "lines of id TAB caption" if sum(tabs) * 2 >= len(tabs) else None


def hme100k(seen: Seen) -> str | None:
    """Recognize ``train_labels.txt`` and its kin with a name of a picture in its first line, or archives of them."""
    if seen.place is None:
        return None
    for name in filter(_LABELS.fullmatch, seen.place.names):
        first = seen.place.head(name, size=200).decode("utf-8-sig", errors="replace").split()[:1]
        if first and re.search(r"\.(?:jpe?g|png|bmp)$|^(?:train|test)_\d", first[0], re.IGNORECASE):
            return quoted(name)
    archives = [name for name in ("train.zip", "test.zip") if f"{seen.place.inner}{name}" in seen.place]
    return quoted(archives[0]) if archives else None


def im2latex(seen: Seen) -> str | None:
    """Recognize files of formulas with lists of pictures, or tables of formula and image called by split."""
    if seen.place is None:
        return None
    lists = [name for name in seen.place.texts(".lst") if split_in(name) and name not in formula_files(seen.place)]
    if lists and formula_files(seen.place):
        return f"{quoted(formula_files(seen.place)[0])} and {quoted(lists[0])}"
    tables = [name for name in seen.place.texts(".csv") if "im2latex" in name.lower() and is_table(seen.place, name)]
    try:
        return quoted(tables[0]) if tables and list_files(seen.place) else None
    except DataError:
        return quoted(tables[0])  # several for a split: the reader says so, and what to do


def image_folder(seen: Seen) -> str | None:
    """Recognize pictures with captions of any kind, or a table of them beside its pictures."""
    if seen.layout is None:
        return _table_of_pictures(seen)
    try:
        parts = seen.layout.parts()
    except DataError as error:
        return f"pictures and several files of captions ({error.code})"
    has_pictures = bool(seen.layout.pictures) or bool(seen.names(".pkl", ".pickle"))
    if not parts or not has_pictures:
        return None
    return f"pictures and {quoted(parts[0].file)}" if parts[0].file else "pictures with a text beside each"


def sharegpt(seen: Seen) -> str | None:
    """Recognize objects with ``messages`` of ``from`` and ``value``."""
    if seen.place is not None or not _is_json(seen):
        return None
    head = seen.head.decode("utf-8", errors="replace")
    found = re.search(r'"messages"\s*:', head) and re.search(r'"from"\s*:', head)
    return "objects with 'messages'" if found else None


def predictions(seen: Seen) -> str | None:
    """Recognize objects or columns of predictions, and texts without any pictures."""
    if seen.place is not None:
        texts = seen.names(".txt", ".tex")
        alone = texts and len(texts) == len(seen.place.names) and not seen.is_folder
        return "texts without pictures, as result.zip has them" if alone else None
    if _is_json(seen):
        head = seen.head.decode("utf-8", errors="replace")
        key = next((key for key in PREDICTION if re.search(rf'"{key}"\s*:', head)), None)
        return None if key is None or sharegpt(seen) else f"objects with {key!r}"
    names = header_names(seen.lines[0]) if seen.lines else set()
    found = sorted(names & set(PREDICTION))
    return f"a column {found[0]!r}" if found else None


def formulas(seen: Seen) -> str | None:
    """Recognize text without tabs in which lines look like LaTeX."""
    rows = seen.lines[:_ROWS]
    if seen.place is not None or not rows or rows[0].lstrip()[:1] == "<" or _is_json(seen):
        return None
    if header_names(rows[0]) or any("\t" in row for row in rows):
        return None
    return "a formula a line" if sum(bool(_LATEX.search(row)) for row in rows) * 2 > len(rows) else None


def header_names(line: str) -> set[str]:
    """Return the names of columns that a first line has, empty where it names none."""
    for delimiter in ("\t", ","):
        cells = {cell.strip().strip('"') for cell in line.split(delimiter)}
        if len(cells) > 1 and (names_columns(sorted(cells)) or not cells.isdisjoint(PREDICTION)):
            return cells
        if len(cells) > 1 and not cells.isdisjoint(REFERENCE) and not cells.isdisjoint(ID):
            return cells
    return set()


def _is_json(seen: Seen) -> bool:
    """Whether a file begins as JSON does: LaTeX may begin with a bracket too."""
    head = seen.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:HEAD_OF_JSON]
    return re.match(rb'\[\s*[{\[\]]|\{\s*["}]', head) is not None


HEAD_OF_JSON = 200
"""How much blank space may stand before the first object."""


def _table_of_pictures(seen: Seen) -> str | None:
    """Recognize a table or JSON Lines with a column of pictures and one of LaTeX."""
    if not seen.lines or seen.path.suffix.lower() not in {".csv", ".tsv", ".jsonl", ".ndjson"}:
        return None
    if _is_json(seen):
        row = parse_json(seen.lines[0])
        found = not isinstance(row, Broken) and isinstance(row, dict) and names_columns(list(map(str, row)))
        return "objects with a picture and LaTeX" if found and not sharegpt(seen) and not predictions(seen) else None
    names = header_names(seen.lines[0])
    return "columns of pictures and LaTeX" if names_columns(sorted(names)) and not names & set(PREDICTION) else None
