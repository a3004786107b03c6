"""Which column is which, told by the names and the kinds of the columns; what could be two things is refused."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from hmer_kit.data.formats.tables._remarks import GUESSED, LEFT_OUT
from hmer_kit.data.formats.tables.columns import Columns
from hmer_kit.data.records import Skip
from hmer_kit.exceptions import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["ColumnGuess", "guess_columns"]

# Names that data sets of formulas use, plainest first; a later group counts only where an earlier one is absent.
_IMAGES = (("image", "images", "img", "picture", "pictures", "formula_image", "im"), ("image_path", "file", "path"))
_REFERENCES = (
    ("latex", "latex_formula", "formula", "tex", "latex_code"),
    ("text", "label", "caption", "gt", "ground_truth", "reference", "transcription"),
)
_MESSAGES = (("messages", "conversations", "conversation"),)
_PROMPTS = (("prompt", "question", "instruction", "query"),)
_ANSWERS = (("answer", "response", "output", "target"),)
_IDS = (("id",), ("sample_id", "image_id", "img_id", "uid"), ("name", "filename", "file_name", "key"))
_FURTHER = {
    "prediction": (("prediction", "pred"),),
    "writer": (("writer", "writer_id"),),
    "source": (("source", "dataset"),),
    "split": (("split", "split_tag"),),
}
_ALL = frozenset({"text", "image", "list"})


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What the columns of a table were taken for.

    Examples:
        >>> ColumnGuess(Columns(reference="formula"), left_out=("width",)).say()
        "reference = 'formula', image = 'image'"
    """

    columns: Columns
    """The columns that are read."""
    left_out: tuple[str, ...] = ()
    """Those that are not."""

    def say(self) -> str:
        """Return the guess in words."""
        named = [(part.name, getattr(self.columns, part.name)) for part in fields(Columns)]
        return ", ".join(f"{field} = {column!r}" for field, column in named if column is not None)

    def notes(self, where: str) -> Iterator[Skip]:
        """Yield what a reader says of its guess: the guess, and each column that it leaves out.

        Args:
            where: The file or data set.

        Examples:
            >>> [str(note) for note in ColumnGuess(Columns(image=None), left_out=("width",)).notes("a.parquet")]
            ["a.parquet: columns guessed: reference = 'latex'", "a.parquet, column 'width': column left out"]
        """
        yield Skip(where, f"{GUESSED}{self.say()}")
        for name in self.left_out:
            yield Skip(f"{where}, column {name!r}", LEFT_OUT)


def guess_columns(kinds: Mapping[str, str], *, where: str = "the table") -> ColumnGuess:
    """Guess which columns are the fields of a record.

    Known are the columns of Uni-MuMER-Data (``image``, ``conversations``, ``gt``, ``id``), of ``write_parquet``, and of
    tables with a picture and ``latex``, ``latex_formula``, ``formula``, ``text``, ``label`` or ``caption``. Names are
    compared without regard to case. Where there are conversations they decide, for it is known what was asked.

    Args:
        kinds: ``"text"``, ``"image"``, ``"list"``, ``"number"`` or ``"other"`` by the name of the column; a text may be
            the path of a picture, a list a conversation or pictures.
        where: What the table is called in messages.

    Raises:
        DataError: Two columns could be the same field, or none is the reference; both are listed.

    Examples:
        >>> guess_columns({"image": "image", "latex_formula": "text", "width": "other"}).say()
        "reference = 'latex_formula', image = 'image'"
        >>> guess_columns({"image": "image", "text": "text", "label": "text"}, where="rows")
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.DataError: expected one column as reference in rows, found 'text' and 'label'; give columns=
    """
    finder = _Finder(kinds, where=where)
    image = finder.find("image", _IMAGES, kinds=_ALL)
    messages = finder.find("messages", _MESSAGES, kinds={"list", "text"})
    prompt = None if messages else finder.find("prompt", _PROMPTS, kinds={"text"})
    reference = None
    if messages is None:
        answer = None if prompt is None else finder.find("answer", _ANSWERS, kinds={"text"})
        prompt = prompt if answer else None
        reference = answer or finder.find("reference", _REFERENCES, kinds={"text"})
        if reference is None:
            raise DataError(
                f"expected a column of references or of conversations in {where}, found {list(kinds)}; give columns=",
                code="no_column",
                path=where,
            )
    further = {field: finder.find(field, names, kinds={"text"}) for field, names in _FURTHER.items()}
    columns = Columns(
        reference=reference,
        image=image,
        id=finder.find("id", _IDS, kinds={"text", "number"}),
        messages=messages,
        prompt=prompt,
        **further,
    )
    used = set(columns.names())
    return ColumnGuess(columns, tuple(name for name in kinds if name not in used))


class _Finder:
    """Looks for the column of a field."""

    def __init__(self, kinds: Mapping[str, str], *, where: str) -> None:
        self.kinds = kinds
        self.where = where

    def find(self, field: str, groups: Sequence[Sequence[str]], *, kinds: set[str] | frozenset[str]) -> str | None:
        for names in groups:
            found = [name for name, kind in self.kinds.items() if name.lower() in names and kind in kinds]
            if len(found) > 1:
                listed = " and ".join(map(repr, found))
                raise DataError(
                    f"expected one column as {field} in {self.where}, found {listed}; give columns=",
                    code="ambiguous_columns",
                    path=self.where,
                )
            if found:
                return found[0]
        return None
