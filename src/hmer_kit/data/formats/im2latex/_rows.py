"""Rows of the lists and tables of Im2LaTeX."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hmer_kit.data._json import Broken
from hmer_kit.data.formats.captioned._caption_rows import header_of, one_line_latex, table_cells, text_lines
from hmer_kit.data.formats.captioned._making import Row
from hmer_kit.data.pictures._index import is_picture
from hmer_kit.data.records import Skip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.data.formats.captioned._places import Place
    from hmer_kit.data.formats.im2latex._formula_list import FormulaList
    from hmer_kit.data.formats.im2latex._lists import PictureList

_FURTHER = "further rendering of a formula"


def rows_of_list(each: PictureList, *, place: Place, first_only: bool) -> Iterator[Row | Skip]:
    """Yield the rows of a list; with ``first_only``, one for each formula and a note for each further one."""
    if each.formulas is None:
        return _table_rows(each, place=place, first_only=first_only)
    return _numbered_rows(each, each.formulas, place=place, first_only=first_only)


def _numbered_rows(each: PictureList, formulas: FormulaList, *, place: Place, first_only: bool) -> Iterator[Row | Skip]:
    shown: set[int] = set()
    for where, line in text_lines(place, each.file, encoding="latin-1"):
        if isinstance(line, Skip):
            yield line
            continue
        found = _picture_and_number(line)
        if found is None:
            yield Skip(where, "expected number, name and kind, or name and number" if line.strip() else "blank line")
            continue
        picture, number = found
        latex: str | Broken
        if number >= len(formulas):
            latex = Broken("number of a formula that is not there")
        else:
            latex = Broken(_FURTHER) if first_only and number in shown else formulas.text(number)
        shown.add(number)
        yield _row(where, picture, latex, each=each)


def _table_rows(each: PictureList, *, place: Place, first_only: bool) -> Iterator[Row | Skip]:
    path = place.where(each.file)
    cells = table_cells(place, each.file, encoding="latin-1")
    header_of(cells, where=path)
    for number, row in cells:
        where = f"{path} line {number}"
        if isinstance(row, Broken):
            yield Skip(where, row.problem)
            continue
        formula, pictures = row[0], [cell for cell in row[1:] if cell.strip()]
        if not pictures:
            yield Skip(where, "row without a picture")
        for at, picture in enumerate(pictures):
            latex = Broken(_FURTHER) if at and first_only else one_line_latex(formula)
            yield _row(where, picture, latex, each=each)


def _picture_and_number(line: str) -> tuple[str, int] | None:
    """Return picture and number of a line: ``number picture kind``, or ``picture number`` as im2markup has it."""
    words = line.split()
    if len(words) == 3 and _is_number(words[0]):
        return words[1], int(words[0])
    if len(words) == 2 and _is_number(words[1]):
        return words[0], int(words[1])
    return None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) < 19


def _row(where: str, picture: str, latex: str | Broken, *, each: PictureList) -> Row:
    name = picture.strip().replace("\\", "/").removeprefix("./")
    record_id = os.path.splitext(name)[0] if is_picture(name) else name
    below = each.below if "/" not in name else ""
    if isinstance(latex, Broken):
        return Row(where, record_id, "", name, below, each.split, problem=latex.problem)
    return Row(where, record_id, latex, name, below, each.split)
