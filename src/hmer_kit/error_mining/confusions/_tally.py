"""Counting of confusions, sample by sample, in bounded memory."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from hmer_kit.alignment import EditOp, align, is_runaway
from hmer_kit.error_mining.confusions._contexts import contexts_of
from hmer_kit.error_mining.confusions._notation import Separator
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, PairCounts
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND
from hmer_kit.error_mining.tokens import token_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.alignment import Cost, Edit
    from hmer_kit.error_mining.confusions.pairs import Context
    from hmer_kit.error_mining.tokens import Tokenizer
    from hmer_kit.latex import Profile

MOST_RUNAWAYS: Final = 1000
"""Most ids of runaways that are kept; all are counted."""
_EQUAL: Final = EditOp.EQUAL


class Settings(NamedTuple):
    """How to count, and how much to keep."""

    tokenizer: Tokenizer = "auto"
    cost: Cost = "edits"
    profile: Profile | None = SAME_BY_HAND
    max_examples: int = 10
    max_contexts: int = 10
    max_pairs: int = 50_000


class Part:
    """Running counts of ink or of notation."""

    __slots__ = ("contexts", "counts", "examples", "samples", "settings")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.counts: Counter[ConfusionPair] = Counter()
        self.samples: Counter[ConfusionPair] = Counter()
        self.examples: dict[ConfusionPair, list[str]] = {}
        self.contexts: dict[ConfusionPair, Counter[Context]] = {}

    def has_room_for(self, pair: ConfusionPair) -> bool:
        return pair in self.counts or len(self.counts) < self.settings.max_pairs

    def add_edit(self, pair: ConfusionPair, context: Context | None) -> None:
        self.counts[pair] += 1
        if context is not None:
            known = self.contexts.setdefault(pair, Counter())
            if context in known or len(known) < self.settings.max_contexts:
                known[context] += 1

    def add_sample(self, pairs: Iterable[ConfusionPair], name: str) -> None:
        for pair in pairs:
            self.samples[pair] += 1
            names = self.examples.setdefault(pair, [])
            if len(names) < self.settings.max_examples:
                names.append(name)

    def frozen(self) -> PairCounts:
        return PairCounts(
            dict(self.counts),
            dict(self.samples),
            {pair: tuple(names) for pair, names in self.examples.items()},
            {pair: dict(known) for pair, known in self.contexts.items()},
        )


class Tally:
    """Running counts."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.ink, self.notation = Part(settings), Part(settings)
        self.correct: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.runaways: list[str] = []
        self.compared = self.wrong = self.notation_only = self.runaway_count = 0
        profile = settings.profile
        self._separator = None if profile is None else Separator(profile, cost=settings.cost)

    def add(self, prediction: str, reference: str, name: str) -> None:
        """Count one sample; of a runaway keep only the name."""
        if prediction == reference:  # nothing has to be read twice
            self.compared += 1
            self.correct.update(token_pair("", reference, tokenizer=self.settings.tokenizer)[1])
            return
        ours, theirs = token_pair(prediction, reference, tokenizer=self.settings.tokenizer)
        self.compared += 1
        if ours == theirs:
            self.correct.update(theirs)
            return
        self.wrong += 1
        if is_runaway(ours, theirs):
            self.runaway_count += 1
            self.runaways += [name][: MOST_RUNAWAYS - len(self.runaways)]
            return
        steps = align(ours, theirs, cost=self.settings.cost)
        self.correct.update([step.reference or "" for step in steps if step.op is _EQUAL])
        self._add_edits([step for step in steps if step.op is not _EQUAL], ours, theirs, name)

    def _add_edits(self, edits: Sequence[Edit], ours: Sequence[str], theirs: Sequence[str], name: str) -> None:
        raw = [(edit.reference or "", edit.prediction or "") for edit in edits]
        notation = self._separator.notation(ours, theirs, set(raw)) if self._separator else set()
        self.notation_only += notation.issuperset(raw)
        with_contexts = self.settings.max_contexts > 0
        contexts = contexts_of(edits, ours, theirs) if with_contexts else [None] * len(edits)
        seen: dict[ConfusionPair, Part] = {}
        for key, context in zip(raw, contexts, strict=True):
            pair, part = ConfusionPair(*key), self.notation if key in notation else self.ink
            if part.has_room_for(pair):
                part.add_edit(pair, context)
                seen[pair] = part
            else:
                self.left_out[pair.reference] += 1
        for part in (self.ink, self.notation):
            part.add_sample((pair for pair, its in seen.items() if its is part), name)
