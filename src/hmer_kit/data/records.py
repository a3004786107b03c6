"""What every reader of this room returns: records, and a note for each thing it left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from hmer_kit.data._text import one_line
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from PIL import Image

    from hmer_kit.ink.document import InkDocument

__all__ = ["ImageSource", "InkSource", "Prediction", "ReadResult", "Record", "Skip"]

_T = TypeVar("_T")

_KINDS_SHOWN = 4


class ImageSource(Protocol):
    """Something that gives a picture when asked: a file, a member of an archive, a rendering.

    A source is small, hashable and picklable; it holds no pixels and no open file, so that records can be kept in
    memory by the hundred thousand and sent to DataLoader workers.

    Examples:
        >>> from PIL import Image
        >>> class White:
        ...     name = "white"
        ...
        ...     def load(self) -> Image.Image:
        ...         return Image.new("L", (2, 2), 255)
        >>> record = Record("a", "x", image=White())
        >>> record.image.load().size
        (2, 2)
    """

    @property
    def name(self) -> str:
        """Relative path of the picture with ``/`` between its parts, ``"images/a.png"`` for example."""
        ...

    def load(self) -> Image.Image:
        """Return the picture, fully decoded, in the mode it is stored in."""
        ...


class InkSource(Protocol):
    """Something that gives written strokes when asked: a file, a member of an archive, what a program made.

    Like an ``ImageSource`` it is small, hashable and picklable.

    Examples:
        >>> from hmer_kit.ink import InkDocument, Strokes
        >>> class Dash:
        ...     name = "dash"
        ...
        ...     def load(self) -> InkDocument:
        ...         return InkDocument("dash", Strokes.of([[(0, 0), (9, 0)]]), truth="-")
        >>> len(Record("a", "-", ink=Dash()).ink.load().strokes)
        1
    """

    @property
    def name(self) -> str:
        """Relative path of the ink with ``/`` between its parts, ``"HAMEX/a.inkml"`` for example."""
        ...

    def load(self) -> InkDocument:
        """Return strokes, symbols and what else is known."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    r"""One handwritten expression: its LaTeX, and what else is known of it.

    Raises:
        InputError: ``id`` or ``reference`` is no string, ``prediction`` neither a string nor None, or ``image`` a
            picture of Pillow or a path in place of a source.

    Examples:
        >>> Record("18_em_1", r"\sqrt { 4 8 }", writer="18").reference
        '\\sqrt { 4 8 }'
    """

    id: str
    """Name of the record, unique in its file."""
    reference: str
    """True LaTeX, as the file has it: blank-separated tokens in most data sets."""
    image: ImageSource | None = None
    """Where its picture comes from."""
    prediction: str | None = None
    """LaTeX that a recognizer gave for it; the empty string is a prediction too."""
    writer: str | None = None
    """Who wrote it."""
    source: str | None = None
    """Data set it comes from."""
    split: str | None = None
    """Part of the data set that it stands in, ``"train"`` for example, where the data set tells."""
    ink: InkSource | None = None
    """Where its strokes come from, if it was written with a digital pen."""

    def __post_init__(self) -> None:
        if type(self.id) is not str or type(self.reference) is not str:  # nearly never
            _require_str("id", self.id, kind="Record")
            _require_str("reference", self.reference, kind="Record")
        if self.prediction is not None:
            _require_str("prediction", self.prediction, kind="Record")
        if self.image is not None and _is_no_source(type(self.image)):
            raise InputError(
                f"expected a source of a picture as image of a Record, got {type(self.image).__name__}; write "
                "FileImage(folder, name) for a file, BytesImage(name, data) for the bytes of one"
            )


@dataclass(frozen=True, slots=True)
class Prediction:
    r"""What a recognizer gave for one expression, whether the true LaTeX stands beside it or not.

    It is no ``Record``: of that the reference is known. ``hmer_kit.data.join_predictions`` brings the two together.

    Raises:
        InputError: ``id`` or ``prediction`` is no string, or ``reference`` neither a string nor None.

    Examples:
        >>> Prediction("18_em_1", r"\sqrt { 4 8 }").reference is None
        True
    """

    id: str
    """Name of the expression, unique in its file."""
    prediction: str
    """LaTeX that the recognizer gave; the empty string is a prediction too."""
    reference: str | None = None
    """True LaTeX, where the file of predictions has it."""

    def __post_init__(self) -> None:
        for name in ("id", "prediction"):
            _require_str(name, getattr(self, name), kind="Prediction")
        if self.reference is not None:
            _require_str("reference", self.reference, kind="Prediction")


@dataclass(frozen=True, slots=True)
class Skip:
    """One thing that was left out, and why.

    Examples:
        >>> Skip("captions.tsv line 7 (id 'a')", "empty caption").reason
        'empty caption'
    """

    where: str
    """File and line or record number, with the id where there is one."""
    reason: str
    """Short phrase, the same for every case of its kind, so that kinds can be counted."""

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True)  # no slots: with them, ReadResult[Record](...) is a TypeError on Python 3.11
class ReadResult(Generic[_T]):
    """What was read, and what was not.

    It is no sequence on purpose: ``records`` is written out where it is used, and ``skipped`` stands beside it.

    Examples:
        >>> result = ReadResult([Record("a", "x")], [Skip("line 2", "empty caption"), Skip("line 5", "empty caption")])
        >>> result.summary()
        '1 read, 2 skipped (2 × empty caption)'
    """

    records: list[_T]
    """What was read, in file order."""
    skipped: list[Skip] = field(default_factory=list)
    """What was left out, in file order."""

    def summary(self) -> str:
        """Return one line: how many were read, how many skipped, and the commonest reasons.

        Examples:
            >>> ReadResult([]).summary()
            '0 read, 0 skipped'
        """
        line = f"{len(self.records)} read, {len(self.skipped)} skipped"
        if not self.skipped:
            return line
        kinds = Counter(skip.reason for skip in self.skipped).most_common()
        shown = [f"{count} × {one_line(reason)}" for reason, count in kinds[:_KINDS_SHOWN]]
        if len(kinds) > _KINDS_SHOWN:
            shown.append(f"{len(kinds) - _KINDS_SHOWN} more kinds")
        return f"{line} ({', '.join(shown)})"

    def _repr_html_(self) -> str:
        from hmer_kit.data._notebook import read_result_html

        return read_result_html(self)


@lru_cache(64)
def _is_no_source(kind: type) -> bool:
    """Whether it is what is given in place of a source most often, before a worker trips over it far from here."""
    return issubclass(kind, (str, PurePath)) or kind.__module__.startswith("PIL.")


def _require_str(name: str, value: object, *, kind: str) -> None:
    if not isinstance(value, str):
        raise InputError(
            f"expected a string as {name} of a {kind}, got {type(value).__name__}: {one_line(repr(value))}"
        )
