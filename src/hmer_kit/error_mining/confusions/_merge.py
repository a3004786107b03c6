"""Two tables made one, and the parts of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from hmer_kit.error_mining.confusions._tally import MOST_RUNAWAYS
from hmer_kit.error_mining.confusions._views import ranked, ranked_pairs
from hmer_kit.error_mining.confusions.pairs import PairCounts
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hmer_kit.error_mining.confusions.pairs import ConfusionPair, Context
    from hmer_kit.error_mining.confusions.table import ConfusionTable


class Caps(NamedTuple):
    """Most of each that is kept."""

    examples: int
    contexts: int
    pairs: int


def joined(first: PairCounts, second: PairCounts, caps: Caps) -> PairCounts:
    """Return the counts of both, those of ``first`` before those of ``second``; at most the commonest pairs."""
    counts = _summed(first.counts, second.counts)
    kept = list(ranked_pairs(counts))[: caps.pairs]
    samples = _summed(first.samples, second.samples)
    return PairCounts(
        {pair: counts[pair] for pair in kept},
        ranked_pairs({pair: samples.get(pair, 0) for pair in kept}),
        {pair: (first.examples.get(pair, ()) + second.examples.get(pair, ()))[: caps.examples] for pair in kept},
        {
            pair: found
            for pair in kept
            if (pair in first.contexts or pair in second.contexts)
            and (found := _contexts(first.contexts.get(pair, {}), second.contexts.get(pair, {}), caps.contexts))
        },
    )


def _summed(first: Mapping[ConfusionPair, int], second: Mapping[ConfusionPair, int]) -> Mapping[ConfusionPair, int]:
    """Return the sums that are more than 0."""
    if not second:
        return {pair: count for pair, count in first.items() if count > 0}
    return Counter(first) + Counter(second)


def _contexts(first: Mapping[Context, int], second: Mapping[Context, int], most: int) -> dict[Context, int]:
    return dict(list(ranked(Counter(first) + Counter(second)).items())[:most])


def merged(first: ConfusionTable, second: ConfusionTable) -> ConfusionTable:
    """See ``ConfusionTable.__add__``."""
    caps = Caps(
        max(first.max_examples, second.max_examples),
        max(first.max_contexts, second.max_contexts),
        max(first.max_pairs, second.max_pairs),
    )
    if not (first.compared and second.compared):
        counted = first if first.compared else second
        return replace(counted, max_examples=caps.examples, max_contexts=caps.contexts, max_pairs=caps.pairs)
    _check_alike(first, second)
    parts = [
        (first.ink_pairs, second.ink_pairs, joined(first.ink_pairs, second.ink_pairs, caps)),
        (first.notation_pairs, second.notation_pairs, joined(first.notation_pairs, second.notation_pairs, caps)),
    ]
    left_out = Counter(first.left_out) + Counter(second.left_out)
    for ours, theirs, both in parts:
        for pair, count in (*ours.counts.items(), *theirs.counts.items()):
            if pair not in both.counts:
                left_out[pair.reference] += count
    return replace(
        first,
        ink_pairs=parts[0][-1],
        notation_pairs=parts[1][-1],
        correct=Counter(first.correct) + Counter(second.correct),
        left_out=left_out,
        compared=first.compared + second.compared,
        wrong=first.wrong + second.wrong,
        notation_only=first.notation_only + second.notation_only,
        runaways=(first.runaways + second.runaways)[:MOST_RUNAWAYS],
        runaway_count=first.runaway_count + second.runaway_count,
        max_examples=caps.examples,
        max_contexts=caps.contexts,
        max_pairs=caps.pairs,
    )


def _check_alike(first: ConfusionTable, second: ConfusionTable) -> None:
    for name in ("cost", "profile"):
        ours, theirs = getattr(first, name), getattr(second, name)
        if ours != theirs:
            raise InputError(f"expected tables counted with the same {name}, got {ours!r} and {theirs!r}; count again")


def only(table: ConfusionTable, *, notation: bool) -> ConfusionTable:
    """Return the table of one part; tokens of the other part count as read right."""
    dropped = table.ink_pairs if notation else table.notation_pairs
    correct = Counter(table.correct)
    correct.update(_references(dropped.counts.items()))
    wrong = table.wrong if notation else table.wrong - table.notation_only
    return replace(
        table,
        ink_pairs=PairCounts() if notation else table.ink_pairs,
        notation_pairs=table.notation_pairs if notation else PairCounts(),
        correct=correct,
        wrong=wrong,
        notation_only=0,
    )


def _references(counts: Iterable[tuple[ConfusionPair, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for pair, count in counts:
        if pair.reference:
            found[pair.reference] += count
    return found
