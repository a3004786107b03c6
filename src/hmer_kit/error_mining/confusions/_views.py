"""What can be made of a confusion table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from hmer_kit.alignment import EditOp
from hmer_kit.error_mining._checks import require_count, require_items
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context, MutualConfusion
from hmer_kit.error_mining.confusions.rates import ConfusionRate
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import networkx as nx

    from hmer_kit.error_mining.confusions.counted import CountedConfusions

Key = TypeVar("Key", str, ConfusionPair, Context)


def ranked(counts: Mapping[Key, int]) -> dict[Key, int]:
    """Return the counts, the highest first, equal ones in code-point order."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def ranked_pairs(counts: Mapping[ConfusionPair, int]) -> dict[ConfusionPair, int]:
    """Return the same of pairs, whose own order takes longer to ask for than that of their symbols."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0].reference, item[0].prediction)))


def limit(n: int | None) -> int | None:
    """Return how many to show, if that is a number of things; None is all."""
    if n is not None:
        require_count(n, "n")
    return n


def kinds(ops: Iterable[EditOp] | None) -> set[EditOp]:
    """Return the kinds of edits asked for; None is all."""
    known = {EditOp.SUBSTITUTE, EditOp.INSERT, EditOp.DELETE}
    if ops is None:
        return known
    listed: list[object] = [None]
    if isinstance(ops, Iterable) and not isinstance(ops, (str, bytes)):
        listed = list(ops)
    if not all(isinstance(op, str) and op in known for op in listed):
        raise InputError(f"expected ops as a list of substitute, insert and delete, got {ops!r}")
    return {EditOp(str(op)) for op in listed}


def confusion_matrix(table: CountedConfusions, symbols: Sequence[str], *, include_correct: bool) -> list[list[int]]:
    """See ``ConfusionTable.matrix``."""
    require_items(symbols, str, "give the symbols one by one")
    if len(set(symbols)) != len(symbols):
        twice = ", ".join(repr(symbol) for symbol, count in Counter(symbols).items() if count > 1)
        raise InputError(f"expected each symbol once, got {twice} more than once")
    rows = [[table.counts.get(ConfusionPair(row, column), 0) for column in symbols] for row in symbols]
    if include_correct:
        for index, symbol in enumerate(symbols):
            rows[index][index] = table.correct.get(symbol, 0)
    return rows


def symmetric_pairs(table: CountedConfusions) -> list[MutualConfusion]:
    """See ``ConfusionTable.symmetric``."""
    counts = table.counts
    keys = {tuple(sorted((pair.reference, pair.prediction))) for pair in counts if pair.op is EditOp.SUBSTITUTE}
    found = [
        MutualConfusion(
            (first, second),
            forward=counts.get(ConfusionPair(first, second), 0),
            backward=counts.get(ConfusionPair(second, first), 0),
        )
        for first, second in keys
    ]
    return sorted(found, key=lambda both: (-both.count, both.symbols))


def confusion_rows(table: CountedConfusions) -> list[dict[str, Any]]:
    """See ``ConfusionTable.to_rows``."""
    tokens = sum(table.written.values())
    rows = []
    for pair, count in table.counts.items():
        total = table.written[pair.reference] if pair.reference else tokens
        rate = ConfusionRate(count, max(count, total))
        low, high = rate.interval
        rows.append(
            {
                "reference": pair.reference,
                "prediction": pair.prediction,
                "op": str(pair.op),
                "count": count,
                "rate": rate.rate,
                "low": low,
                "high": high,
                "notation": table.notation_pairs.counts.get(pair, 0),
                "samples": table.samples.get(pair, 0),
                "examples": list(table.examples.get(pair, ())),
            }
        )
    return rows


def confusion_graph(table: CountedConfusions) -> nx.DiGraph:
    """See ``ConfusionTable.to_networkx``."""
    import networkx as nx

    graph = nx.DiGraph()
    for symbol, count in table.correct.items():
        graph.add_node(symbol, reference=count, prediction=count, correct=count)
    for row in confusion_rows(table):
        count = row["count"]
        for side in ("reference", "prediction"):
            if row[side] not in graph:
                graph.add_node(row[side], reference=0, prediction=0, correct=0)
            graph.nodes[row[side]][side] += count
        graph.add_edge(row["reference"], row["prediction"], count=count, weight=count, rate=row["rate"])
    return graph
