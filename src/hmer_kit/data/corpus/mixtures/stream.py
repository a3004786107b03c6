"""The records of a mixture, one by one, from any place on."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from hmer_kit.data.corpus._tables import aligned
from hmer_kit.data.corpus.mixtures.interleaving import Interleaving
from hmer_kit.data.records import Record, Skip
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.latex import tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from hmer_kit.data.corpus.mixtures.mixture import Mixture, MixtureSource

__all__ = ["MixtureReport", "MixtureStream"]


@dataclass(frozen=True, slots=True)
class MixtureReport:
    """What a stream has given so far.

    Examples:
        >>> given, rounds, left_out = {"real": 3, "made": 1}, {"real": 1, "made": 1}, {"made": {"too long": 2}}
        >>> report = MixtureReport(given, rounds, left_out, exhausted="made", complete=False)
        >>> report.summary()
        '4 records (real 3, made 1); ended by made, which has no more'
    """

    given: Mapping[str, int]
    """Records of each source."""
    rounds: Mapping[str, int]
    """Which time the stream goes through each source, from 1; 0 before its first record."""
    left_out: Mapping[str, Mapping[str, int]]
    """For each source, how many records of this round were left out so far, by reason; what a reader skips too."""
    exhausted: str | None
    """Name of the source that had no more and so ended the stream; None if none did."""
    complete: bool
    """Whether all is given that was to be given."""

    def summary(self) -> str:
        """Return one line: how many of each, and what ended it."""
        counts = ", ".join(f"{name} {count}" for name, count in self.given.items())
        line = f"{sum(self.given.values())} records ({counts})"
        if self.exhausted is not None:
            return f"{line}; ended by {self.exhausted}, which has no more"
        return f"{line}; all are given" if self.complete else line

    def table(self) -> str:
        """Return a row for each source."""
        total = sum(self.given.values())
        rows = [("source", "records", "share", "round", "left out")]
        for name, count in self.given.items():
            reasons = ", ".join(f"{number} × {reason}" for reason, number in self.left_out.get(name, {}).items())
            share = f"{100 * count / total:.1f} %" if total else ""
            rows.append((name, str(count), share, str(self.rounds[name]), reasons or "none"))
        return aligned(rows)


class MixtureStream:
    """Iterator over the records of a mixture; see ``Mixture.stream``.

    Args:
        mixture: What to mix.
        open_source: Starts reading a source from its beginning.
        state: Where to go on.

    Raises:
        InputError: The state is of another mixture.
        DataError: A source cannot be read, or has no record that is not left out.

    Examples:
        >>> from hmer_kit.data import Mixture, MixtureSource, Record
        >>> mixture = Mixture((MixtureSource("a", "a"), MixtureSource("b", "b")), when_exhausted="repeat")
        >>> def open_source(source):
        ...     return [Record(f"{source.name}{number}", "x") for number in range(3)]
        >>> stream = mixture.stream(open_source=open_source)
        >>> [next(stream).id for _ in range(5)]
        ['a0', 'b0', 'a1', 'b1', 'a2']
        >>> [next(mixture.stream(open_source=open_source, state=stream.state())).id]
        ['b2']
    """

    def __init__(
        self,
        mixture: Mixture,
        *,
        open_source: Callable[[MixtureSource], Iterable[Record | Skip]] | None = None,
        state: Mapping[str, Any] | None = None,
    ) -> None:
        self._mixture = mixture
        start = open_source or _open
        self._feeds = [_Feed(source, mixture, start) for source in mixture.sources]
        self._counts = None if mixture.sources[0].amount[0] == "weight" else [feed.wanted() for feed in self._feeds]
        self._size = mixture.size if self._counts is None else sum(self._counts)
        self._turns = self._interleaving()
        self._exhausted: str | None = None
        if state is not None:
            self._go_to(state)

    def __iter__(self) -> Iterator[Record]:
        return self

    def __next__(self) -> Record:
        if self._exhausted is not None or self._is_complete:
            raise StopIteration
        before = list(self._turns.counts)
        feed = self._feeds[self._turns.next()]
        record = feed.next()
        if record is None:
            self._turns.counts = before  # the turn is not taken
            self._exhausted = feed.source.name
            raise StopIteration
        return record

    def state(self) -> dict[str, Any]:
        """Return where the stream stands, as JSON holds it: what was given counts, not what was read ahead."""
        places = {feed.source.name: [feed.round, feed.place] for feed in self._feeds}
        return {"mixture": self._shape(), "given": list(self._turns.counts), "places": places}

    def report(self) -> MixtureReport:
        """Return what was given so far, and what was left out."""
        names = [source.name for source in self._mixture.sources]
        return MixtureReport(
            given=dict(zip(names, self._turns.counts, strict=True)),
            rounds={feed.source.name: feed.round for feed in self._feeds},
            left_out={feed.source.name: dict(feed.left_out) for feed in self._feeds if feed.left_out},
            exhausted=self._exhausted,
            complete=self._is_complete,
        )

    @property
    def _is_complete(self) -> bool:
        return self._size is not None and sum(self._turns.counts) >= self._size

    def _go_to(self, state: Mapping[str, Any]) -> None:
        if not isinstance(state, dict) or state.get("mixture") != self._shape():
            raise InputError("expected the state of a stream of this mixture, got that of another one")
        given, places = state.get("given"), state.get("places")
        if not _are_numbers(given, len(self._feeds)) or not isinstance(places, dict):
            raise InputError("expected a state as MixtureStream.state gives it, got something else")
        for feed in self._feeds:
            place = places.get(feed.source.name)
            if not _are_numbers(place, 2):
                raise InputError(
                    f"expected the place of source {feed.source.name!r:.80} in the state, got {place!r:.80}"
                )
            feed.go_to(*place)
        self._turns = self._interleaving(given)

    def _shape(self) -> dict[str, Any]:
        """Return what a place depends on: all of the mixture but where its sources lie on this machine."""
        values = self._mixture.to_dict()
        sources = [{key: value for key, value in source.items() if key != "path"} for source in values["sources"]]
        return values | {"sources": sources}

    def _interleaving(self, given: list[int] | None = None) -> Interleaving:
        weights = [source.amount[1] for source in self._mixture.sources] if self._counts is None else self._counts
        return Interleaving(weights, seed=self._mixture.seed, counts=given)


class _Feed:
    """One source of a stream, read again when it may be."""

    def __init__(
        self, source: MixtureSource, mixture: Mixture, start: Callable[[MixtureSource], Iterable[Record | Skip]]
    ) -> None:
        self.source = source
        self.round = 0
        self.place = 0
        self.left_out: Counter[str] = Counter()
        self._mixture = mixture
        self._start = start
        self._records: Iterator[Record] = iter(())
        kind, amount = source.amount
        self._may_repeat = mixture.when_exhausted == "repeat" or (kind == "repeat" and amount > 1)

    def wanted(self) -> int:
        """Return how many records of the source are to be given; a source to be repeated is counted for that."""
        kind, amount = self.source.amount
        if kind == "count":
            return int(amount)
        size = sum(1 for _ in self._kept())
        if not size:
            raise self._empty()
        return max(1, round(amount * size))

    def next(self) -> Record | None:
        """Return the next record, or None where there is none and the source may not be repeated."""
        record = next(self._records, None)
        if record is None and (self.round == 0 or self._may_repeat):
            self._begin(self.round + 1)
            record = next(self._records, None)
            if record is None:
                raise self._empty()
        self.place += record is not None
        return record

    def go_to(self, number: int, place: int) -> None:
        """Read up to a place of a round again."""
        if number == 0:
            return
        self._begin(number)
        for _ in range(place):
            if next(self._records, None) is None:
                name = f"{self.source.name!r:.80}"
                message = f"expected {place} records or more in source {name}, as there were before; it has changed"
                raise DataError(message, code="changed_source", path=self.source.path)
        self.place = place

    def _begin(self, number: int) -> None:
        self.round, self.place = number, 0
        rng = random.Random(f"{self._mixture.seed}/{self.source.name}/{number}")  # noqa: S311 - no secret
        self._records = _shuffled(self._kept(), size=self._mixture.shuffle, rng=rng)

    def _kept(self) -> Iterator[Record]:
        """Yield the records that are not left out, and count the others."""
        self.left_out = Counter()
        for item in self._start(self.source):
            reason = item.reason if isinstance(item, Skip) else self._why_not(item)
            if reason is not None:
                self.left_out[reason] += 1
            elif isinstance(item, Record):
                yield item

    def _why_not(self, record: Record) -> str | None:
        source = self.source
        if source.split is not None and record.split != source.split:
            return "of another split"
        if not source.min_tokens and source.max_tokens is None:
            return None
        length = len(tokenize(record.reference))
        if length < source.min_tokens:
            return "too short"
        return "too long" if source.max_tokens is not None and length > source.max_tokens else None

    def _empty(self) -> DataError:
        reasons = ", ".join(f"{count} × {reason}" for reason, count in self.left_out.items()) or "nothing left out"
        message = f"expected records in source {self.source.name!r:.80}, found none to give ({reasons})"
        return DataError(message, code="empty_source", path=self.source.path)


def _are_numbers(values: object, count: int) -> TypeGuard[list[int]]:
    return isinstance(values, list) and len(values) == count and all(type(v) is int and v >= 0 for v in values)


def _shuffled(records: Iterator[Record], *, size: int, rng: random.Random) -> Iterator[Record]:
    """Draw each record among as many as are held."""
    if size == 1:
        yield from records
        return
    held: list[Record] = []
    for record in records:
        if len(held) < size:
            held.append(record)
            continue
        place = rng.randrange(size)
        yield held[place]
        held[place] = record
    rng.shuffle(held)
    yield from held


def _open(source: MixtureSource) -> Iterator[Record | Skip]:
    from hmer_kit.data.opening.opening import open_records  # every format, for those who open by path

    return open_records(source.path, format=source.format).items()
