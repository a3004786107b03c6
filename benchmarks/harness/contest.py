"""Sides that do the same work in turns, so that a busy machine slows down all of them alike.

Ours is timed by pytest-benchmark; before every round of it each other side has its own round on the same clock, so that
the ratio of a round is of neighbours in time. The clock is the CPU time of the process (of the worker, for a peer that
lives in another environment); ``@pytest.mark.benchmark(timer=time.perf_counter)`` asks for the wall clock.
"""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.harness.rows import Kind, Row

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.harness.peers import Peers

__all__ = ["ROUNDS", "Contest"]

ROUNDS, QUICK_ROUNDS, WARM_UP = 9, 2, 1
AS_FAST = 1.0
"""Times as fast as a peer that ours has to be."""
WITHIN = 2.0
"""Times its limit that a cost may be without a reason."""


@dataclass(frozen=True, slots=True)
class Side:
    """Someone who does the work, or a part of it."""

    name: str
    kind: Kind
    seconds: Callable[[], float]
    """Do it once, and say what it took."""
    bound: float
    because: str = ""
    taken: list[float] = field(default_factory=list)


class Contest:
    """Ours against peers and limits, on one piece of work. Use the fixture ``contest``.

    Every side is a function without arguments that does the whole of the work: 20 to 500 ms of it, or the clock says
    more of itself than of the work.
    """

    def __init__(self, benchmark: Any, *, record: Callable[[Row], None], peers: Peers, timer: Any, quick: bool) -> None:
        self._benchmark = benchmark
        self._record = record
        self._peers = peers
        self._timer = timer
        self._quick = quick
        self._sides: list[Side] = []

    def peer(self, name: str, work: Callable[[], object]) -> None:
        """Add a peer that runs in this process; ours has to be as fast."""
        self._add(name, Kind.PEER, self._timed(work), bound=AS_FAST)

    def peer_elsewhere(
        self,
        module: str,
        function: str,
        data: object,
        *,
        environment: str = "peers",
    ) -> object:
        """Add a peer of ``benchmarks/peers``, which runs in an environment of its own.

        Args:
            module: A module of ``benchmarks/peers``.
            function: A function of it: takes ``data`` and returns a function without arguments that does the work.
            data: What JSON can hold.
            environment: The environment it lives in: ``.venv-ENVIRONMENT``.

        Returns:
            What the peer says on the data, as JSON gives it back, to be held against ours; None where its environment
            is absent.
        """
        found = self._peers.prepare(module, function, data=data, environment=environment)
        if found is None:
            return None
        clock = "perf_counter" if self._timer is time.perf_counter else "process_time"
        self._add(found.name, Kind.PEER, lambda: found.seconds(clock), bound=AS_FAST)
        return found.answer

    def limit(self, name: str, work: Callable[[], object], *, at_most: float = WITHIN, because: str = "") -> None:
        """Add what nothing that does this work can be faster than: the reading of the bytes, a library's own time.

        Args:
            name: What the limit is.
            work: It, done once.
            at_most: Times its cost that ours may take; less than usual where users care for less.
            because: Why ours takes more than that, where it does.
        """
        assert at_most <= WITHIN, f"{name}: more than {WITHIN} times a limit is over it, for a reason that is said"
        self._add(name, Kind.LIMIT, self._timed(work), bound=at_most, because=because)

    def run(
        self, what: str, ours: Callable[[], object], *, items: int = 1, unit: str = "item", rounds: int = 0
    ) -> None:
        """Let all sides take turns, and record a row for each, and one of our own cost.

        Args:
            what: What is done, as the page shall say it.
            ours: The work, done by us once.
            items: Number of pieces that the work is of, for the cost of one.
            unit: What a piece is.
            rounds: Rounds that count; 0 for the usual number.
        """
        rounds = QUICK_ROUNDS if self._quick else rounds or ROUNDS

        def others() -> None:
            for side in self._sides:
                gc.collect()
                side.taken.append(side.seconds())
            gc.collect()

        self._benchmark.pedantic(ours, setup=others, rounds=rounds, iterations=1, warmup_rounds=WARM_UP)
        taken = self._benchmark.stats.stats.data[-rounds:]
        for side in self._sides:
            both = zip(taken, side.taken[-rounds:], strict=True)
            ratios = tuple((other / our) if side.kind is Kind.PEER else (our / other) for our, other in both)
            bound = {"at_least" if side.kind is Kind.PEER else "at_most": None if self._quick else side.bound}
            self._record(Row(what, side.kind, ratios, against=side.name, because=side.because, **bound))  # type: ignore[arg-type]
        self._record(Row(what, Kind.FIGURE, tuple(seconds / items * 1e6 for seconds in taken), f"µs {_one(unit)}"))

    def _add(self, name: str, kind: Kind, seconds: Callable[[], float], *, bound: float, because: str = "") -> None:
        self._sides.append(Side(name, kind, seconds, bound, because))

    def _timed(self, work: Callable[[], object]) -> Callable[[], float]:
        def seconds() -> float:
            gc.disable()  # as pytest-benchmark does for ours, and the worker for a peer elsewhere
            try:
                begun = self._timer()
                work()
                return float(self._timer() - begun)
            finally:
                gc.enable()

        return seconds


def _one(unit: str) -> str:
    return f"{'an' if unit[0] in 'aeiou' else 'a'} {unit}"
