"""Ink documents to InkML as CROHME has it: strokes, annotations, MathML with the relations, segmentation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmer_kit._files import StrPath, write_atomic
from hmer_kit.exceptions import InputError
from hmer_kit.ink.inkml._escaping import attribute, text
from hmer_kit.ink.inkml._mathml_writing import mathml_of
from hmer_kit.ink.inkml._truth import TRUTHS, bare, truth_of, writer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from hmer_kit.ink.document import InkDocument, InkSymbol

__all__ = ["to_inkml", "write_inkml"]


def write_inkml(path: StrPath, document: InkDocument) -> None:
    """Write an ink document to a file, whole or not at all.

    Args:
        path: The file; one that is there is replaced.
        document: The document.

    Raises:
        InputError: The document cannot be written, see ``to_inkml``.
        DataError: The file cannot be written.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.ink import InkDocument, Strokes, load_inkml
        >>> with TemporaryDirectory() as folder:
        ...     write_inkml(Path(folder, "a.inkml"), InkDocument("a", Strokes.of([[(0, 0), (4, 3)]]), truth="/"))
        ...     load_inkml(Path(folder, "a.inkml")).truth
        '/'
    """
    write_atomic(path, [to_inkml(document)])


def to_inkml(document: InkDocument) -> str:
    """Return an ink document as InkML, to be stored as UTF-8.

    ``parse_inkml`` gives the same strokes, times, truth, writer, annotations, symbols and relations again; symbols
    without an id get one where there are relations, relations come in reading order, and blanks around texts go.
    ``name`` and ``problems`` are not written. Where ``truth`` or ``writer`` differ from the annotations they win.

    Args:
        document: The document.

    Raises:
        InputError: A symbol has no label, no strokes or one that is not there; relations do not make one tree of all
            symbols; ids of symbols with relations are not all different; the truth has ``$`` or blanks around it; a
            text holds what XML cannot.

    Examples:
        >>> from hmer_kit.ink import InkDocument, Strokes
        >>> print(to_inkml(InkDocument("a", Strokes.of([[(0, 0), (4, 3.5)]]), truth="/")), end="")
        <?xml version="1.0" encoding="UTF-8"?>
        <ink xmlns="http://www.w3.org/2003/InkML">
        <traceFormat>
        <channel name="X" type="decimal"/>
        <channel name="Y" type="decimal"/>
        </traceFormat>
        <annotation type="truth">/</annotation>
        <trace id="0">0 0, 4 3.5</trace>
        </ink>
    """
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: InkDocument) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<ink xmlns="http://www.w3.org/2003/InkML">'
    yield "<traceFormat>"
    for channel in ("X", "Y") if document.strokes.times is None else ("X", "Y", "T"):
        yield f'<channel name="{channel}" type="decimal"/>'
    yield "</traceFormat>"
    for kind, value in _annotations(document):
        yield f'<annotation type="{attribute(kind)}">{text(value)}</annotation>'
    names = _names(document)
    if document.symbols and (document.relations or len(document.symbols) == 1):
        math = mathml_of(document.symbols, names, document.relations)
        yield f'<annotationXML type="truth" encoding="Presentation-MathML">{math}</annotationXML>'
    yield from _traces(document)
    if document.symbols:
        yield f'<traceGroup xml:id="{len(document.strokes)}">'
        yield '<annotation type="truth">Segmentation</annotation>'
        for symbol, name in zip(document.symbols, names, strict=True):
            yield from _group(symbol, name, strokes=len(document.strokes))
        yield "</traceGroup>"
    yield "</ink>"


def _annotations(document: InkDocument) -> list[tuple[str, str]]:
    """Return the annotations, brought into line with truth and writer."""
    found = list(document.annotations)
    if truth_of(found, TRUTHS) != document.truth:
        gone = {"truth"} if document.truth is not None else set(TRUTHS)
        found = [(kind, value) for kind, value in found if kind not in gone]
        found += [] if document.truth is None else [("truth", document.truth)]
    if document.truth is not None and bare(document.truth) != document.truth:
        raise InputError(f"expected LaTeX without blanks and $ around it as truth, got {document.truth[:80]!r}")
    if writer_of(found) != document.writer:
        found = [(kind, value) for kind, value in found if kind != "writer"]
        found += [("writer", document.writer)] if document.writer else []
    return found


def _names(document: InkDocument) -> list[str]:
    """Return the ids of the symbols; where there are relations, each has one of its own."""
    names = [symbol.id for symbol in document.symbols]
    if not document.relations:
        return names
    taken = set(names) - {""}
    if len(taken) != sum(map(bool, names)):
        raise InputError("expected different ids of symbols with relations, got one twice; give each its own")
    counts: dict[str, int] = {}
    for index, symbol in enumerate(document.symbols):
        while not names[index]:
            counts[symbol.label] = counts.get(symbol.label, 0) + 1
            name = f"{symbol.label}_{counts[symbol.label]}"
            names[index] = name if name not in taken else ""
            taken.add(name)
    return names


def _traces(document: InkDocument) -> Iterator[str]:
    strokes = document.strokes
    start = 0
    for index, end in enumerate(strokes.ends):
        times = strokes.times[start:end] if strokes.times is not None else None
        yield f'<trace id="{index}">{_numbers(strokes.points[start:end], times)}</trace>'
        start = end


def _numbers(points: NDArray[np.float64], times: NDArray[np.float64] | None) -> str:
    rows = points.tolist() if times is None else [[x, y, t] for (x, y), t in zip(points, times, strict=True)]
    return ", ".join(" ".join(_number(value) for value in row) for row in rows)


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _group(symbol: InkSymbol, name: str, *, strokes: int) -> Iterator[str]:
    if not symbol.label.strip() or not symbol.strokes:
        raise InputError(f"expected symbols with a label and strokes, got {symbol}")
    if wrong := [index for index in symbol.strokes if not 0 <= index < strokes]:
        raise InputError(f"expected strokes from 0 to {strokes - 1} in the symbol {symbol.label!r}, got {wrong[0]}")
    yield "<traceGroup>"
    yield f'<annotation type="truth">{text(symbol.label)}</annotation>'
    for index in symbol.strokes:
        yield f'<traceView traceDataRef="{index}"/>'
    if name:
        yield f'<annotationXML href="{attribute(name)}"/>'
    yield "</traceGroup>"
