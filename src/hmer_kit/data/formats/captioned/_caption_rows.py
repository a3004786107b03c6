"""Rows of captions files of every kind that a folder of pictures may have."""

from __future__ import annotations

import itertools
import os
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hmer_kit._files import decode
from hmer_kit.data._csv import csv_rows
from hmer_kit.data._json import Broken, parse_json
from hmer_kit.data._text import kind_of, quoted
from hmer_kit.data.formats.captioned._columns import ColumnNames, Fields, names_columns
from hmer_kit.data.formats.captioned._lines import MAX_LINE_BYTES, text_of
from hmer_kit.data.formats.captioned._making import Row
from hmer_kit.data.formats.captioned._parts import TEXTS, stem_of
from hmer_kit.data.formats.captioned._places import SPLITS, whole_text
from hmer_kit.data.pictures._index import is_picture
from hmer_kit.data.predictions._samples import latex_of_sample
from hmer_kit.data.records import Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hmer_kit.data.formats.captioned._parts import Layout, Part
    from hmer_kit.data.formats.captioned._places import Place

WHAT = "file of captions"

_BREAKS = re.compile("[\t\r\n]+")
_COMMENT = re.compile(r"(?<!\\)%")
_PROBLEMS = {
    "not_utf8": "no UTF-8",
    "too_large": "text too long",
    "unreadable": "cannot be read",
    "broken_archive": "cannot be unpacked",
    "outside_root": "a link that leads out of the folder, or no file",
}
_TOO_LONG = "x" * (MAX_LINE_BYTES + 2)


def rows_of(
    part: Part, *, layout: Layout, columns: Mapping[str, str] | None, first_number: int
) -> Iterator[Row | Skip]:
    """Yield the rows of a part.

    Args:
        part: The file of captions.
        layout: What is where.
        columns: Names of columns, where they are not known ones.
        first_number: Number of the picture of the first line, where lines go by number.
    """
    match part.kind:
        case "table" if has_header(layout.place, part.file) or columns or part.file.lower().endswith(".csv"):
            return _table_rows(part, place=layout.place, columns=columns)
        case "json":
            return _json_rows(part, place=layout.place, columns=columns)
        case "beside":
            return _rows_beside(layout)
        case "numbered":
            return _numbered_rows(part, layout=layout, first_number=first_number)
        case _:
            return line_rows(part, place=layout.place)


def line_rows(part: Part, *, place: Place) -> Iterator[Row | Skip]:
    """Yield a row for each line: the name of a picture, a tab or blanks, LaTeX."""
    for where, line in text_lines(place, part.file):
        if isinstance(line, Skip):
            yield line
            continue
        name, tab, latex = line.partition("\t")
        if not tab:
            name, _, latex = line.strip().partition(" ")
        if not line.strip():
            yield Skip(where, "blank line")
        elif "\t" in latex:
            yield Skip(where, "more than one tab")
        elif not latex.strip():
            yield Skip(where, "expected name TAB caption, found no caption")
        else:
            yield _row(where, picture=name.strip(), latex=latex.strip(), part=part)


def text_lines(place: Place, name: str, *, encoding: str = "utf-8") -> Iterator[tuple[str, str | Skip]]:
    """Yield where each line is and its text, or a note where it has none."""
    path = place.where(name)
    for number, raw in place.lines(name, what=WHAT):
        where = f"{path} line {number}"
        line = text_of(raw, path=path, number=number, encoding=encoding)
        yield where, Skip(where, line.problem) if isinstance(line, Broken) else line


def table_cells(place: Place, name: str, *, encoding: str = "utf-8") -> Iterator[tuple[int, list[str] | Broken]]:
    """Yield number and cells of each row of a CSV or TSV file that is not blank."""
    path = place.where(name)
    lines = (text_of(raw, path=path, number=number, encoding=encoding) for number, raw in place.lines(name, what=WHAT))
    delimiter = "\t" if name.lower().endswith(".tsv") else ","
    for number, cells in csv_rows(map(_csv_line, lines), path=path, delimiter=delimiter):
        if cells:
            yield number, cells


def header_of(cells: Iterator[tuple[int, list[str] | Broken]], *, where: str) -> list[str]:
    """Return the cells of the first row.

    Raises:
        DataError: There is none, it cannot be read, or names a column twice.
    """
    _, header = next(cells, (1, Broken("no row at all")))
    if isinstance(header, Broken):
        message = f"expected names of columns in the first line of {where}, got {header.problem}"
        raise DataError(message, code="no_header", path=where, line=1)
    twice = next((name for name in header if name.strip() and header.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"the column {quoted(twice)} stands in {where} twice", code="column_twice", path=where, line=1)
    return header


def has_header(place: Place, name: str) -> bool:
    """Whether the first line of a table names its columns."""
    line = place.head(name).partition(b"\n")[0].decode("utf-8-sig", errors="replace").rstrip("\r")
    return names_columns([cell.strip('"') for cell in line.split("\t" if name.lower().endswith(".tsv") else ",")])


def one_line_latex(text: str) -> str | Broken:
    """Return LaTeX of several lines on one; a comment within would hide what comes after it."""
    text = text.strip()
    if not _BREAKS.search(text):
        return text
    lines = [line for line in _BREAKS.split(text) if line.strip()]
    if any(_COMMENT.search(line) for line in lines[:-1]):
        return Broken("a comment within LaTeX of several lines")
    return " ".join(lines)


def _csv_line(line: str | Broken) -> str:
    # The row has to fail, and only that row: one cell that is over the limit does it, whatever was wrong.
    return _TOO_LONG if isinstance(line, Broken) else f"{line}\n"


def _table_rows(part: Part, *, place: Place, columns: Mapping[str, str] | None) -> Iterator[Row | Skip]:
    path = place.where(part.file)
    cells = table_cells(place, part.file)
    header = header_of(cells, where=path)
    names = ColumnNames(header, wanted=columns, where=path)
    for number, row in cells:
        where = f"{path} line {number}"
        if isinstance(row, Broken):
            yield Skip(where, row.problem)
        elif len(row) != len(header):
            yield Skip(where, f"expected {len(header)} cells as in the first line, got {len(row)}")
        else:
            yield _checked(names.fields(dict(zip(header, row, strict=True))), where=where, part=part)


def _json_rows(part: Part, *, place: Place, columns: Mapping[str, str] | None) -> Iterator[Row | Skip]:
    names: ColumnNames | None = None
    for where, line in text_lines(place, part.file):
        if isinstance(line, Skip):
            yield line
            continue
        value = parse_json(line) if line.strip() else Broken("blank line")
        if isinstance(value, Broken):
            yield Skip(where, value.problem)
        elif not isinstance(value, dict):
            yield Skip(where, f"expected an object, got {kind_of(value)}")
        else:
            names = names or ColumnNames(list(value), wanted=columns, where=place.where(part.file))
            yield _checked(names.fields(value), where=where, part=part)


def _checked(fields: Fields | str, *, where: str, part: Part) -> Row | Skip:
    if isinstance(fields, str):
        return Skip(where, fields)
    row = _row(where, picture=fields.image, latex=one_line_latex(fields.reference), part=part)
    split = fields.split and SPLITS.get(fields.split.lower(), fields.split)
    row.id, row.split, row.writer = fields.id or row.id, split or part.split, fields.writer
    return row


def _row(where: str, *, picture: str, latex: str | Broken, part: Part) -> Row:
    name = picture.replace("\\", "/").removeprefix("./")
    record_id = name[: name.rfind(".")] if is_picture(name) else name
    problem = latex.problem if isinstance(latex, Broken) else None
    return Row(
        where, record_id, "" if isinstance(latex, Broken) else latex, name, part.below, part.split, None, problem
    )


def _rows_beside(layout: Layout) -> Iterator[Row | Skip]:
    place = layout.place
    texts: dict[str, list[str]] = defaultdict(list)
    for name in place.texts(*TEXTS):
        texts[os.path.splitext(name)[0]].append(name)
    for picture in layout.pictures:
        found = texts.pop(os.path.splitext(picture)[0], [])
        if found:
            several = Broken("several captions of that name")
            latex = several if len(found) > 1 else _text_beside(place, found[-1])
            yield _row_beside(place.where(found[-1]), latex, picture=picture, inner=place.inner)
    for name in itertools.chain.from_iterable(texts.values()):
        yield Skip(place.where(name), "text without its picture")


def _text_beside(place: Place, name: str) -> str | Broken:
    try:
        text = decode(whole_text(place, name, max_bytes=MAX_LINE_BYTES), path=place.where(name))
    except DataError as error:
        return Broken(_PROBLEMS.get(error.code or "", str(error)))
    latex = latex_of_sample(text, name=stem_of(name))
    return latex if isinstance(latex, Broken) else one_line_latex(latex)


def _row_beside(where: str, latex: str | Broken, *, picture: str, inner: str) -> Row:
    stem = os.path.splitext(picture)[0].removeprefix(inner)
    split = SPLITS.get(stem.partition("/")[0].lower())
    if isinstance(latex, Broken):
        return Row(where, stem, "", picture, split=split, problem=latex.problem)
    return Row(where, stem, latex, picture, split=split)


def _numbered_rows(part: Part, *, layout: Layout, first_number: int) -> Iterator[Row | Skip]:
    by_number = _pictures_by_number(name for name in layout.pictures if name.startswith(part.below))
    for number, (where, line) in enumerate(text_lines(layout.place, part.file), start=first_number):
        if isinstance(line, Skip):
            yield line
        elif not line.strip():
            yield Skip(where, "blank line")
        else:
            name = by_number.get(number, "")
            yield Row(where, stem_of(name) or str(number), line.strip(), name or f"{number}", part.below, part.split)


def _pictures_by_number(names: Iterable[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for name in names:
        stem = stem_of(name)
        if stem.isascii() and stem.isdecimal() and len(stem) < 19:
            found.setdefault(int(stem), name)
    return found
