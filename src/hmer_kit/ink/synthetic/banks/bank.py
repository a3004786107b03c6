"""A bank of symbols: real strokes by label and writer, cut from the user's own ink."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hmer_kit.exceptions import InputError
from hmer_kit.ink.synthetic.banks._cutting import Cut, cut_documents
from hmer_kit.ink.synthetic.banks._files import FORMAT, MAX_BYTES, check_arrays, read_arrays, write_arrays
from hmer_kit.ink.synthetic.banks._metrics import bank_label
from hmer_kit.ink.synthetic.banks.hands import Specimens
from hmer_kit.ink.synthetic.banks.limits import BankLimits
from hmer_kit.ink.synthetic.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from hmer_kit._files import StrPath
    from hmer_kit.ink.document import InkDocument
    from hmer_kit.ink.synthetic.writer import Writer

__all__ = ["BankUse", "SymbolBank"]

_UNITS = 4
"""Points are kept in quarters of a glyph unit: a 400th of a capital."""

_PREFERENCE = 2
"""Power of the number of different symbols by which people are chosen. On CROHME's 2014 captions, with a bank of its
training set, 37 % of the symbols are a person's own by 1 (most people wrote one expression), 66 % by 2, with 472 people
among 2,000 seeds, and 77 % by 3, with 205."""


class BankUse(NamedTuple):
    """Where the symbols of an expression come from.

    Examples:
        >>> BankUse(own=3, others=1, alphabet=0).own
        3
    """

    own: int
    """Symbols for which the person of the hand has specimens."""
    others: int
    """Symbols that another person of the bank lends."""
    alphabet: int
    """Symbols that are in the bank for nobody: the stroke alphabet draws them."""


@dataclass(frozen=True, slots=True, eq=False)
class SymbolBank:
    """Specimens of symbols by label and writer.

    Examples:
        >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes, Writer, render
        >>> ink = Strokes.of([[(0, 0), (5, 9)], [(5, 0), (0, 9)]])
        >>> document = InkDocument("a.inkml", ink, symbols=(InkSymbol("x", (0, 1)),), writer="Ann")
        >>> bank = SymbolBank.cut([document])
        >>> bank
        SymbolBank(specimens=1, labels=1, writers=1)
        >>> len(render("x + x", writer=Writer.from_seed(0), bank=bank).strokes)
        6
    """

    labels: tuple[str, ...]
    """Different symbols, sorted."""
    writers: tuple[str, ...]
    """Different people, sorted: the writer of a document, or its name where that is not known."""
    label_of: NDArray[np.int32] = field(repr=False)
    """Index of the label of each specimen, ``(specimens,)``."""
    writer_of: NDArray[np.int32] = field(repr=False)
    """Index of the writer of each specimen, ``(specimens,)``."""
    specimen_ends: NDArray[np.int32] = field(repr=False)
    """One past the last stroke of each specimen."""
    stroke_ends: NDArray[np.int32] = field(repr=False)
    """One past the last point of each stroke."""
    points: NDArray[np.int16] = field(repr=False)
    """Points, ``(points, 2)``, in quarters of a glyph unit; ``y`` up from the baseline."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """How many symbols and documents were left out, by reason."""
    _people: dict[str, dict[str, list[int]]] = field(init=False, repr=False, default_factory=dict)
    _shares: list[float] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        """Build the index from label to writer to specimens."""
        for number, (label, writer) in enumerate(zip(self.label_of.tolist(), self.writer_of.tolist(), strict=True)):
            by_writer = self._people.setdefault(self.labels[label], {})
            by_writer.setdefault(self.writers[writer], []).append(number)
        variety = Counter(person for people in self._people.values() for person in people)
        total = sum(count**_PREFERENCE for count in variety.values())
        self._shares.extend(accumulate(variety[name] ** _PREFERENCE / total for name in self.writers) if total else ())

    def __repr__(self) -> str:
        return f"SymbolBank(specimens={len(self)}, labels={len(self.labels)}, writers={len(self.writers)})"

    def __len__(self) -> int:
        return len(self.label_of)

    @classmethod
    def cut(cls, documents: Iterable[InkDocument], *, limits: BankLimits | None = None) -> SymbolBank:
        """Cut the symbols out of segmented ink.

        Each symbol is put on the baseline and given the height that the stroke alphabet has for it, so that ``p``
        hangs, ``-`` lies on the axis and ``'`` is high; its shape is kept. Left out and counted in ``dropped``: what
        is unlike the other specimens of its label, much smaller or larger than its expression, and what the layout
        draws itself (bars, roots).

        Args:
            documents: Documents with ``symbols``, such as ``load_inkml`` gives for CROHME, or whose truth is one
                symbol, such as the symbols of MathWriting; read once.
            limits: What to take.

        Raises:
            InputError: Nothing could be cut.

        Examples:
            >>> from hmer_kit.ink import InkDocument, Strokes
            >>> SymbolBank.cut([InkDocument("a", Strokes.of([[(0, 0)]]))])
            Traceback (most recent call last):
            ...
            hmer_kit.exceptions.InputError: expected documents with segmented symbols, could cut none: document \
without segmentation: 1
        """
        specimens, dropped = cut_documents(documents, limits or BankLimits())
        if not specimens:
            reasons = ", ".join(f"{reason}: {count}" for reason, count in dropped.items()) or "no documents"
            raise InputError(f"expected documents with segmented symbols, could cut none: {reasons}")
        return cls._of(Cut(specimens, dropped))

    @classmethod
    def _of(cls, cut: Cut) -> SymbolBank:
        specimens = cut.specimens
        labels = sorted({specimen.label for specimen in specimens})
        writers = sorted({specimen.writer for specimen in specimens})
        label_index = {label: index for index, label in enumerate(labels)}
        writer_index = {writer: index for index, writer in enumerate(writers)}
        strokes = [stroke for specimen in specimens for stroke in specimen.strokes]
        points = np.rint(np.concatenate(strokes) * _UNITS).clip(-32_000, 32_000).astype(np.int16)
        return cls(
            labels=tuple(labels),
            writers=tuple(writers),
            label_of=np.array([label_index[specimen.label] for specimen in specimens], np.int32),
            writer_of=np.array([writer_index[specimen.writer] for specimen in specimens], np.int32),
            specimen_ends=np.cumsum([len(specimen.strokes) for specimen in specimens], dtype=np.int32),
            stroke_ends=np.cumsum([len(stroke) for stroke in strokes], dtype=np.int32),
            points=points,
            dropped=dict(sorted(cut.dropped.items())),
        )

    def people(self, label: str) -> Mapping[str, Sequence[int]]:
        """Return who wrote a symbol, and the numbers of their specimens; empty where nobody did.

        Args:
            label: A label as ``labels`` has it.

        Examples:
            >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes
            >>> ink = Strokes.of([[(0, 0), (5, 9)]])
            >>> bank = SymbolBank.cut([InkDocument("a", ink, symbols=(InkSymbol("/", (0,)),), writer="Ann")])
            >>> bank.people("/"), bank.people("x")
            ({'Ann': [0]}, {})
        """
        return self._people.get(label, {})

    def person(self, share: float) -> str:
        """Return a writer; those with many different symbols own a larger share of [0, 1).

        Args:
            share: A number from [0, 1).
        """
        return self.writers[min(int(np.searchsorted(self._shares, share, side="right")), len(self.writers) - 1)]

    def shape(self, number: int) -> Shape:
        """Return a specimen, ready to draw.

        Args:
            number: Its number.

        Raises:
            InputError: There is no such specimen.
        """
        if not 0 <= number < len(self):
            raise InputError(f"expected the number of a specimen from 0 to {len(self) - 1}, got {number}")
        first_stroke = int(self.specimen_ends[number - 1]) if number else 0
        ends = self.stroke_ends[first_stroke : int(self.specimen_ends[number])].tolist()
        start = int(self.stroke_ends[first_stroke - 1]) if first_stroke else 0
        control = self.points[start : ends[-1]] / _UNITS
        (_, bottom), (width, top) = control.min(axis=0).tolist(), control.max(axis=0).tolist()
        stroke_ends = tuple(end - start for end in ends)
        return Shape(control, _identity(len(control)), stroke_ends, width, top, bottom, traced=True)

    def use(self, symbols: Iterable[str], *, writer: Writer) -> BankUse:
        """Count where symbols come from when a writer draws them with this bank.

        Args:
            symbols: LaTeX tokens, such as those of ``Ink.symbols``.
            writer: Whose hand.

        Examples:
            >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes, Writer
            >>> ink = Strokes.of([[(0, 0), (5, 9)]])
            >>> bank = SymbolBank.cut([InkDocument("a", ink, symbols=(InkSymbol("/", (0,)),), writer="Ann")])
            >>> bank.use(["/", "x"], writer=Writer.from_seed(0))
            BankUse(own=1, others=0, alphabet=1)
        """
        hand = Specimens(self, writer.seed)
        own = others = alphabet = 0
        for symbol in symbols:
            if hand.owns(symbol):
                own += 1
            elif self.people(bank_label(symbol)):
                others += 1
            else:
                alphabet += 1
        return BankUse(own, others, alphabet)

    def save(self, path: StrPath) -> None:
        """Write the bank into one ``.npz`` file, without pickle, whole or not at all.

        Args:
            path: The file.

        Raises:
            DataError: It cannot be written.
        """
        arrays = {
            "format": np.array([FORMAT]),
            "labels": np.array(self.labels),
            "writers": np.array(self.writers),
            "label_of": self.label_of,
            "writer_of": self.writer_of,
            "specimen_ends": self.specimen_ends,
            "stroke_ends": self.stroke_ends,
            "points": self.points,
            "dropped": np.array(list(self.dropped), dtype=str),
            "dropped_counts": np.array(list(self.dropped.values()), np.int64),
        }
        write_arrays(path, arrays)

    @classmethod
    def load(cls, path: StrPath, *, max_bytes: int = MAX_BYTES) -> SymbolBank:
        """Read a bank that ``save`` wrote.

        Args:
            path: The file.
            max_bytes: Most bytes of one of its arrays, unpacked.

        Raises:
            DataError: The file is missing, no bank, damaged or too large.

        Examples:
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes
            >>> document = InkDocument("a", Strokes.of([[(0, 0), (5, 9)]]), symbols=(InkSymbol("/", (0,)),))
            >>> with TemporaryDirectory() as folder:
            ...     SymbolBank.cut([document]).save(Path(folder, "bank.npz"))
            ...     SymbolBank.load(Path(folder, "bank.npz"))
            SymbolBank(specimens=1, labels=1, writers=1)
        """
        arrays = read_arrays(path, max_bytes=max_bytes)
        check_arrays(arrays, path)
        return cls(
            labels=tuple(arrays["labels"].tolist()),
            writers=tuple(arrays["writers"].tolist()),
            label_of=arrays["label_of"].astype(np.int32),
            writer_of=arrays["writer_of"].astype(np.int32),
            specimen_ends=arrays["specimen_ends"].astype(np.int32),
            stroke_ends=arrays["stroke_ends"].astype(np.int32),
            points=arrays["points"].astype(np.int16),
            dropped=dict(zip(arrays["dropped"].tolist(), arrays["dropped_counts"].tolist(), strict=True)),
        )


@lru_cache(maxsize=512)
def _identity(count: int) -> NDArray[np.float64]:
    """Return the basis of a curve that goes through its control points and nothing else."""
    return np.eye(count)
