"""Symbols out of segmented ink: placed on the baseline, thinned, and without those that are unlike the rest."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hmer_kit.ink.document import InkSymbol
from hmer_kit.ink.synthetic.banks._metrics import bank_label, log_aspect, stand_of
from hmer_kit.latex.tokens import split_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from hmer_kit.ink.document import InkDocument
    from hmer_kit.ink.synthetic.banks.limits import BankLimits

__all__: list[str] = []

STRETCHED: Final = frozenset({r"\frac", r"\sqrt", r"\overline", r"\underline", r"\overbrace", r"\underbrace"})
"""What the layout draws in the size that it needs."""

_NOBODY: Final = frozenset({"", "unknown", "none", "anonymous"})
"""Names that files give where they do not know the writer: such documents are not by one person."""
_SPACING = 5.0
_LONGEST_LABEL = 40


class Specimen(NamedTuple):
    """One symbol by one writer, in glyph units."""

    label: str
    writer: str
    strokes: list[NDArray[np.float64]]
    """``y`` up, baseline 0; the leftmost point at ``x`` 0."""
    aspect: float


class Cut(NamedTuple):
    """What was cut, and what was not."""

    specimens: list[Specimen]
    dropped: Counter[str]


def cut_documents(documents: Iterable[InkDocument], limits: BankLimits) -> Cut:
    """Cut symbols from documents.

    Args:
        documents: Documents with a segmentation, or of one symbol; of each, one person is taken to have written all.
        limits: What to take.
    """
    dropped: Counter[str] = Counter()
    specimens: list[Specimen] = []
    for document in documents:
        symbols = document.symbols or _whole(document)
        if not symbols:
            dropped["document without segmentation"] += 1
            continue
        for specimen in _of_document(document, symbols, limits, dropped):
            if len(specimens) >= limits.max_specimens:
                dropped["beyond max_specimens"] += 1
            else:
                specimens.append(specimen)
    return Cut(_like_the_rest(specimens, limits, dropped), dropped)


def _whole(document: InkDocument) -> tuple[InkSymbol, ...]:
    """Return all ink as one symbol where the truth is one, as in the symbols of MathWriting."""
    truth = document.truth or ""
    if not len(document.strokes) or len(truth) > _LONGEST_LABEL or split_tokens(truth) != [truth]:
        return ()
    return (InkSymbol(truth, tuple(range(len(document.strokes)))),)


def _of_document(
    document: InkDocument, symbols: Sequence[InkSymbol], limits: BankLimits, dropped: Counter[str]
) -> Iterator[Specimen]:
    strokes = document.strokes.split()
    found = []
    for symbol in symbols:
        reason = _refusal(symbol, limits)
        if reason:
            dropped[reason] += 1
            continue
        ink = [strokes[index] for index in symbol.strokes]
        found.append((bank_label(symbol.label), ink, np.concatenate(ink)))
    sizes = [_size(label, points) for label, _, points in found]
    unit = statistics.median([size for size in sizes if size] or [0.0])
    writer = document.writer if (document.writer or "").strip().lower() not in _NOBODY else None
    for (label, ink, points), size in zip(found, sizes, strict=True):
        if not unit or (size and not unit / limits.size_factor <= size <= unit * limits.size_factor):
            dropped["much smaller or larger than its expression"] += 1
            continue
        specimen = _placed(label, writer or document.name, ink, points, unit=unit)
        if sum(map(len, specimen.strokes)) > limits.max_points:
            dropped["more points than max_points"] += 1
        else:
            yield specimen


def _refusal(symbol: InkSymbol, limits: BankLimits) -> str:
    if not symbol.strokes:
        return "no strokes"
    if not symbol.label or len(symbol.label) > _LONGEST_LABEL or split_tokens(symbol.label) != [symbol.label]:
        return "label that is not one token"
    if bank_label(symbol.label) in STRETCHED:
        return "drawn by the layout"
    return "more strokes than max_strokes" if len(symbol.strokes) > limits.max_strokes else ""


def _size(label: str, points: NDArray[np.float64]) -> float:
    """Return how many units of the ink make one glyph unit; 0 where the symbol is too small to tell."""
    width, height = np.ptp(points, axis=0).tolist()
    stand = stand_of(label, width=width, height=height)
    if stand.is_small:
        return 0.0
    return float((height if stand.extent == stand.top - stand.bottom else width) / stand.extent)


def _placed(
    label: str, writer: str, ink: list[NDArray[np.float64]], points: NDArray[np.float64], *, unit: float
) -> Specimen:
    """Put ink on the baseline, as tall as the alphabet has the symbol; dots keep their size."""
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (high - low).tolist()
    stand = stand_of(label, width=width, height=height)
    scale = 1 / unit if stand.is_small else 1 / max(_size(label, points), 1e-9)
    if stand.is_small:
        scale = min(scale, 45 / max(width, height, 1e-9))
    middle = (stand.top + stand.bottom) / 2
    centre = (low[1] + high[1]) / 2
    moved = [np.stack([(s[:, 0] - low[0]) * scale, middle - (s[:, 1] - centre) * scale], axis=1) for s in ink]
    return Specimen(label, writer, [_thinned(stroke) for stroke in moved], log_aspect(width, height))


def _thinned(stroke: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points along a stroke, about ``_SPACING`` apart; corners of the pen may be cut by that much."""
    steps = np.hypot(*np.diff(stroke, axis=0).T)
    track = np.concatenate([[0.0], np.cumsum(steps)])
    if track[-1] < 1e-6:
        return stroke[:1]
    count = max(2, math.ceil(float(track[-1]) / _SPACING) + 1)
    at = np.linspace(0.0, track[-1], min(count, 2000))
    return np.stack([np.interp(at, track, stroke[:, 0]), np.interp(at, track, stroke[:, 1])], axis=1)


def _like_the_rest(specimens: list[Specimen], limits: BankLimits, dropped: Counter[str]) -> list[Specimen]:
    """Leave out what differs in shape or in strokes from most specimens of its label: slips and wrong labels."""
    by_label: dict[str, list[Specimen]] = defaultdict(list)
    for specimen in specimens:
        by_label[specimen.label].append(specimen)
    most = {label: 2 * statistics.median(len(s.strokes) for s in group) + 1 for label, group in by_label.items()}
    usual = {label: statistics.median(s.aspect for s in group) for label, group in by_label.items()}
    kept = []
    for specimen in specimens:
        off = abs(specimen.aspect - usual[specimen.label]) > math.log(limits.aspect_factor)
        if off or len(specimen.strokes) > most[specimen.label]:
            dropped["unlike the others of its label"] += 1
        else:
            kept.append(specimen)
    return kept
