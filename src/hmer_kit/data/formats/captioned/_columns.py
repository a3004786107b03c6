"""Which column of a table, or key of an object, is the picture and which the LaTeX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.data._text import kind_of, quoted
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMES = {
    "image": (
        "file_name",
        "image",
        "images",
        "image_filename",
        "image_file",
        "image_path",
        "image_name",
        "img_name",
        "img_path",
        "img",
        "filename",
        "path",
    ),
    "reference": (
        "latex",
        "formula",
        "caption",
        "text",
        "label",
        "latex_label",
        "latex_formula",
        "reference",
        "gt",
        "equation",
    ),
    "id": ("id", "img_id", "image_id", "sample_id"),
    "split": ("split",),
    "writer": ("writer", "writer_id"),
}
"""What the columns of known data sets are called, by what they are here."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What one row has in its columns."""

    image: str
    reference: str
    id: str
    split: str | None
    writer: str | None


class ColumnNames:
    """The columns of a file.

    Args:
        found: Names that the file has.
        wanted: Names that the caller has given, by what they are: ``{"image": ..., "reference": ...}``.
        where: The file, for messages.

    Raises:
        InputError: ``wanted`` has another key.
        DataError: There is no column of LaTeX, or none that names the picture; or several may be it.
    """

    def __init__(self, found: Sequence[str], *, wanted: Mapping[str, str] | None, where: str) -> None:
        check_columns(wanted)
        given = dict(wanted or {})
        self._by_role = {role: given.get(role) or _pick(role, found, where=where) for role in _NAMES}
        missing = [name for name in given.values() if name not in found]
        if missing or self._by_role["reference"] is None or (self._by_role["image"] or self._by_role["id"]) is None:
            shown = ", ".join(map(quoted, found[:8])) or "(none)"
            wants = ", ".join(map(quoted, missing)) or "one of LaTeX and one of pictures"
            message = f"expected the columns {wants} in {where}, found {shown}; name them with columns="
            raise DataError(message, code="no_header", path=where, line=1)

    def fields(self, row: Mapping[str, object]) -> Fields | str:
        """Return the fields of a row, or what is wrong with it."""
        texts: dict[str, str] = {}
        for role, name in self._by_role.items():
            value = row.get(name) if name is not None else None
            if isinstance(value, int) and not isinstance(value, bool) and role != "reference":
                value = str(value)
            if isinstance(value, str):
                texts[role] = value
            elif name is not None and role in {"reference", "image", "id"}:
                return f"expected a string as {name!r}, got {kind_of(value)}"
        image = texts.get("image", "") or texts.get("id", "")
        return Fields(image, texts["reference"], texts.get("id", ""), texts.get("split"), texts.get("writer"))


def check_columns(wanted: Mapping[str, str] | None) -> None:
    """Refuse names for columns that there are not.

    Raises:
        InputError: An unknown key, or a name that is no string.
    """
    for role, name in (wanted or {}).items():
        if role not in _NAMES or not isinstance(name, str):
            raise InputError(f"expected columns= with names for {', '.join(_NAMES)}, got {role!r}: {name!r}")


def names_columns(cells: Sequence[str]) -> bool:
    """Whether the cells of a first line are names of columns: one of LaTeX and one of pictures."""
    found = {cell.strip().lower() for cell in cells}
    return not found.isdisjoint(_NAMES["reference"]) and not found.isdisjoint((*_NAMES["image"], *_NAMES["id"]))


def _pick(role: str, found: Sequence[str], *, where: str) -> str | None:
    known = [name for name in found if name.strip().lower() in _NAMES[role]]
    if len(known) > 1:
        message = f"expected one column as {role} in {where}, found {quoted(known[0])} and {quoted(known[1])}"
        advice = f"say which: columns={{{role!r}: {known[0]!r}}}"
        raise DataError(f"{message}; {advice}", code="column_twice", path=where, line=1)
    return known[0] if known else None
