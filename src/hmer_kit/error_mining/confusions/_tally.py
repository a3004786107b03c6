"""Counting of confusions, sample by sample, in bounded memory."""

from __future__ import annotations

from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from rapidfuzz.distance.Levenshtein import editops

from hmer_kit.alignment import align, is_runaway
from hmer_kit.error_mining.confusions._contexts import contexts_of
from hmer_kit.error_mining.confusions._notation import Separator
from hmer_kit.error_mining.confusions.pairs import ConfusionPair, PairCounts
from hmer_kit.error_mining.confusions.profile import SAME_BY_HAND
from hmer_kit.error_mining.tokens import _tokens_of, token_pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hmer_kit.alignment import Cost
    from hmer_kit.error_mining.confusions.pairs import Context
    from hmer_kit.error_mining.tokens import Tokenizer
    from hmer_kit.latex import Profile

MOST_RUNAWAYS: Final = 1000
"""Most ids of runaways that are kept; all are counted."""
_MOST_HELD: Final = 2**16
_NOTHING: Final[frozenset[tuple[str, str]]] = frozenset()

_Key: TypeAlias = tuple[str, str]
"""Tokens of the reference and of the prediction."""


class Settings(NamedTuple):
    """How to count, and how much to keep."""

    tokenizer: Tokenizer = "auto"
    cost: Cost = "edits"
    profile: Profile | None = SAME_BY_HAND
    max_examples: int = 10
    max_contexts: int = 10
    max_pairs: int = 50_000


class Part:
    """Running counts of ink or of notation, by the two tokens of a pair: such a key is hashed in no time."""

    __slots__ = ("contexts", "counts", "examples", "samples", "settings")

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.counts: dict[_Key, int] = {}
        self.samples: dict[_Key, int] = {}
        self.examples: dict[_Key, list[str]] = {}
        self.contexts: dict[_Key, Counter[Context]] = {}

    def add_edit(self, key: _Key, context: Context | None) -> bool:
        """Count an edit; return whether there is room for it."""
        count = self.counts.get(key)
        if count is None:
            if len(self.counts) >= self.settings.max_pairs:
                return False
            count = 0
        self.counts[key] = count + 1
        if context is not None:
            known = self.contexts.setdefault(key, Counter())
            if context in known or len(known) < self.settings.max_contexts:
                known[context] += 1
        return True

    def add_sample(self, key: _Key, name: str) -> None:
        count = self.samples.get(key, 0)
        self.samples[key] = count + 1
        if not count:
            self.examples[key] = []
        if count < self.settings.max_examples:
            self.examples[key].append(name)

    def frozen(self) -> PairCounts:
        pairs = {key: ConfusionPair(*key) for key in self.counts}
        return PairCounts(
            {pairs[key]: count for key, count in self.counts.items()},
            {pairs[key]: count for key, count in self.samples.items()},
            {pairs[key]: tuple(names) for key, names in self.examples.items()},
            {pairs[key]: dict(known) for key, known in self.contexts.items()},
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
        self._written: list[str] = []
        self._misread: list[str] = []

    def add_all(self, preds: Iterable[str], target: Iterable[str], names: Iterable[str]) -> None:
        """Count samples, one after the other."""
        try:
            for prediction, reference, name in zip(preds, target, names, strict=True):
                self._add(prediction, reference, name)
                if len(self._written) >= _MOST_HELD:
                    self._settle()
        finally:
            self._settle()

    def _add(self, prediction: str, reference: str, name: str) -> None:
        """Count one sample; of a runaway keep only the name."""
        if prediction == reference:  # nothing has to be read twice
            self.compared += 1
            self._written += _tokens_of(reference, tokenizer=self.settings.tokenizer)
            return
        ours, theirs = token_pair(prediction, reference, tokenizer=self.settings.tokenizer)
        self.compared += 1
        if ours == theirs:
            self._written += theirs
            return
        self.wrong += 1
        if is_runaway(ours, theirs):
            self.runaway_count += 1
            self.runaways += [name][: MOST_RUNAWAYS - len(self.runaways)]
            return
        with_contexts = self.settings.max_contexts > 0
        if self.settings.cost == "edits" and not with_contexts:
            self._add_edits(_edited(ours, theirs), None, ours, theirs, name)
            return
        edits = align(ours, theirs, cost=self.settings.cost).errors
        contexts = contexts_of(edits, ours, theirs) if with_contexts else None
        raw = [(edit.reference or "", edit.prediction or "") for edit in edits]
        self._add_edits(raw, contexts, ours, theirs, name)

    def _add_edits(
        self,
        raw: list[_Key],
        contexts: list[Context] | None,
        ours: Sequence[str],
        theirs: Sequence[str],
        name: str,
    ) -> None:
        self._written += theirs
        self._misread += [reference for reference, _ in raw if reference]
        notation = self._separator.notation(ours, theirs, set(raw)) if self._separator else _NOTHING
        self.notation_only += notation.issuperset(raw)
        seen: dict[_Key, Part] = {}
        for key, context in zip(raw, contexts or repeat(None)):  # noqa: B905  # the last one has no end
            part = self.notation if key in notation else self.ink
            if part.add_edit(key, context):
                seen[key] = part
            else:
                self.left_out[key[0]] += 1
        for key, part in seen.items():
            part.add_sample(key, name)

    def _settle(self) -> None:
        """Count as read right what is written and was not misread."""
        self.correct.update(self._written)
        self.correct.subtract(self._misread)
        for symbol in set(self._misread):
            if not self.correct[symbol]:
                del self.correct[symbol]
        self._written.clear()
        self._misread.clear()


def _edited(ours: Sequence[str], theirs: Sequence[str]) -> list[_Key]:
    """Return what the edits of ``align`` are between, reference and prediction, without an object for every token."""
    return [
        ("" if tag == "insert" else theirs[src], "" if tag == "delete" else ours[dest])
        for tag, src, dest in cast("list[tuple[str, int, int]]", editops(theirs, ours).as_list())
    ]
