"""Checks of a reference against what came with it: counts, a label graph, a picture.

What only models can see, references that they all contradict alike, is in ``hmer_kit.error_mining.find_label_noise``.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hmer_kit.counting import compare_counts, count_symbols
from hmer_kit.data.corpus.labels.faults import LabelFault, LabelFaultKind
from hmer_kit.exceptions import DataError, InputError, LatexError
from hmer_kit.latex import complexity, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hmer_kit.counting import CountDialect
    from hmer_kit.data.corpus.labels.faults import LabelCheck
    from hmer_kit.data.records import Record
    from hmer_kit.ink import InkDocument
    from hmer_kit.latex import LabelGraph

__all__ = ["counts_check", "graph_check", "ink_check", "picture_check"]

_SHOWN = 5
_NARROWEST, _WIDEST = 0.025, 4.0


def counts_check(
    counts_of: Callable[[Record], Mapping[str, int] | None], *, dialect: CountDialect = "released"
) -> LabelCheck:
    """Make a check that holds the symbol counts that came with a record against its reference.

    Args:
        counts_of: Gives them, as ``hmer_kit.counting.loads_counts`` reads them from a text; None where there are none.
        dialect: How they were counted.

    Examples:
        >>> from hmer_kit.data import Record
        >>> given = {"a": {"x": 2, "+": 1}}
        >>> check = counts_check(lambda record: given.get(record.id))
        >>> [fault.detail for fault in check(Record("a", "x + y"))]
        ['counts less reference: x +1, y -1']
    """

    def check(record: Record) -> Iterator[LabelFault]:
        counts = counts_of(record)
        if counts is None:
            return
        found = compare_counts(counts, count_symbols(record.reference, dialect=dialect)).differences
        if found:
            shown = ", ".join(f"{symbol} {count:+d}" for symbol, count in list(found.items())[:_SHOWN])
            more = " ..." if len(found) > _SHOWN else ""
            yield LabelFault(LabelFaultKind.COUNTS, "other symbol counts", f"counts less reference: {shown}{more}")

    return check


def graph_check(graph_of: Callable[[Record], LabelGraph | None]) -> LabelCheck:
    r"""Make a check that holds the label graph that came with a record against its reference.

    Args:
        graph_of: Gives it, each symbol after the one that it hangs on; None where there is none.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.latex import label_graph, parse
        >>> check = graph_check(lambda record: label_graph(parse("x _ 2")))
        >>> [fault.detail for fault in check(Record("a", "x ^ 2"))]
        ['label graph: only in the reference: x sup 2; only in what came with it: x sub 2']
    """
    from hmer_kit.error_mining import find_label_noise  # a large room, for this check alone

    def check(record: Record) -> Iterator[LabelFault]:
        graph = graph_of(record)
        if graph is None:
            return
        for suspect in find_label_noise({}, [record.reference], graphs=[graph]).suspects:
            if suspect.kind == "graph":  # what does not parse is left to check_parse
                yield LabelFault(LabelFaultKind.GRAPH, "another label graph", suspect.reason)

    return check


def ink_check(compare: Callable[[InkDocument, str], Iterable[object]] | None = None) -> LabelCheck:
    r"""Make a check that holds the symbols of written ink against the reference.

    Args:
        compare: Gives the differences between ink with symbols and a caption, in words or as what prints as such; by
            default ``hmer_kit.ink.compare_with_caption``, or of the symbols alone where the ink has no relations. Ink
            without symbols is not asked about.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from hmer_kit.ink import InkDocument, InkSymbol, Strokes
        >>> class Written:
        ...     name = "a"
        ...
        ...     def load(self):
        ...         return InkDocument("a", Strokes.of([[(0, 0), (1, 1)]]), symbols=(InkSymbol("y", (0,)),))
        >>> [(fault.reason, fault.detail) for fault in ink_check()(Record("a", "x", ink=Written()))]
        [('other symbols in the ink', "extra symbol 'y': 1 of 1; missing symbol 'x': 1 of 1")]
    """
    chosen = _differences if compare is None else compare

    def check(record: Record) -> Iterator[LabelFault]:
        if record.ink is None:
            return
        try:
            ink = record.ink.load()
            found = [str(difference) for difference in chosen(ink, record.reference)] if ink.symbols else []
        except LatexError:
            return  # left to check_parse
        except DataError as error:
            yield LabelFault(LabelFaultKind.INK, "ink cannot be compared", str(error))
            return
        if found:
            more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
            yield LabelFault(LabelFaultKind.INK, "other symbols in the ink", "; ".join(found[:_SHOWN]) + more)

    return check


def picture_check(*, narrowest: float = _NARROWEST, widest: float = _WIDEST) -> LabelCheck:
    """Make a check that finds pictures that cannot be read, are blank, or have not the shape of so many symbols.

    The shape is width over height of the ink for each symbol: 0.03 to 3.3 in CROHME train, from towers of fractions to
    rows of arrows. A picture outside shows something else than its label, or less of it.

    Args:
        narrowest: Least width over height and symbol.
        widest: Most width over height and symbol.

    Raises:
        InputError: The bounds are not in order.

    Examples:
        >>> from hmer_kit.data import Record
        >>> from PIL import Image
        >>> class Blank:
        ...     name = "blank"
        ...
        ...     def load(self):
        ...         return Image.new("L", (20, 20), 255)
        >>> [fault.reason for fault in picture_check()(Record("a", "x", image=Blank()))]
        ['blank picture']
    """
    if not 0 <= narrowest < widest:
        raise InputError(f"expected narrowest from 0 on and below widest, got {narrowest!r} and {widest!r}")

    def check(record: Record) -> Iterator[LabelFault]:
        if record.image is None:
            return
        from hmer_kit.data.corpus._perceptual import look_of  # brings numpy

        try:
            look = look_of(record.image.load())
        except DataError as error:
            yield LabelFault(LabelFaultKind.PICTURE, "picture cannot be read", str(error))
            return
        if look is None:
            yield LabelFault(LabelFaultKind.PICTURE, "blank picture")
            return
        symbols = complexity(parse(record.reference, on_error="recover")).symbols
        shape = math.exp(look.aspect)
        if symbols and not narrowest <= shape / symbols <= widest:
            reason = "too narrow for its symbols" if shape / symbols < narrowest else "too wide for its symbols"
            yield LabelFault(LabelFaultKind.PICTURE, reason, f"{shape:.2f} times as wide as high, {symbols} symbols")

    return check


def _differences(ink: InkDocument, caption: str) -> Iterable[object]:
    from hmer_kit.ink import compare_symbols_with_caption, compare_with_caption

    if ink.relations:
        return compare_with_caption(ink, caption).differences
    return compare_symbols_with_caption(ink, caption).differences
