"""Whether two expressions are equal as algebra."""

from __future__ import annotations

import os
import threading
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, Self

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex.algebra._reader import readings
from hmer_kit.latex.algebra.expressions import import_sympy
from hmer_kit.latex.spelling import canonical
from hmer_kit.latex.tokens import tokenize

if TYPE_CHECKING:
    from types import TracebackType

    from hmer_kit.latex.algebra._formula import Formula
    from hmer_kit.latex.algebra._process import Process

__all__ = ["AlgebraWorker", "Equivalence", "EquivalenceResult", "equivalent"]

_LEAST_MEMORY: Final = 256
_MIB: Final = 2**20
_MOST_SECONDS: Final = 1_000_000
"""Beyond some years no system waits, and some not beyond days."""


class Equivalence(StrEnum):
    """A verdict; there are three.

    Examples:
        >>> Equivalence("unknown") is Equivalence.UNKNOWN
        True
    """

    EQUAL = "equal"
    """Proven equal: the same tokens, layout or formula, or a difference that sympy simplifies to zero."""
    DIFFERENT = "different"
    """Proven different: at some numbers both have a value, and not the same one."""
    UNKNOWN = "unknown"
    """Neither: not read as algebra, no proof found, or none in time."""


@dataclass(frozen=True, slots=True)
class EquivalenceResult:
    """A verdict and why.

    Examples:
        >>> EquivalenceResult(Equivalence.EQUAL, "the same tokens").reason
        'the same tokens'
    """

    verdict: Equivalence
    """Whether the expressions are equal."""
    reason: str
    """What proves it, or why there is no verdict, in one line."""


class AlgebraWorker:
    """The process in which ``equivalent`` simplifies, for many calls.

    It starts when first needed, and again after a call took too long and had it ended. It is a plain subprocess, so it
    works in daemonic processes, in the workers of a DataLoader and in threads, which take turns. A forked or pickled
    copy starts a process of its own. Use it in a ``with`` block, or close it; what is forgotten ends with its owner.

    Args:
        memory: Most address space that the process may take, in MiB, where the system can limit it, as Linux does.

    Raises:
        InputError: ``memory`` is no whole number from 256 on.

    Examples:
        >>> with AlgebraWorker() as worker:
        ...     for latex in ("x + x", "x ^ { 2 }"):
        ...         print(equivalent(latex, "2 x", worker=worker).verdict)
        equal
        different
    """

    def __init__(self, *, memory: int = 2048) -> None:
        if not isinstance(memory, int) or isinstance(memory, bool) or memory < _LEAST_MEMORY:
            raise InputError(f"expected memory in MiB as a whole number from {_LEAST_MEMORY} on, got {memory!r}")
        self._memory = memory
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._process: Process | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __getstate__(self) -> int:
        return self._memory

    def __setstate__(self, memory: int) -> None:
        AlgebraWorker.__init__(self, memory=memory)

    @property
    def pid(self) -> int | None:
        """Id of the process; None while there is none."""
        self._leave_to_owner()
        return self._process.pid if self._process else None

    def close(self) -> None:
        """End the process, if there is one. A later call starts another."""
        self._leave_to_owner()
        with self._lock:
            process, self._process = self._process, None
            if process:
                process.end()

    def _decide(self, pairs: list[tuple[Formula, Formula]], timeout: float) -> EquivalenceResult:
        request = {"seconds": 2 * timeout + 10, "pairs": [[_fields(one), _fields(other)] for one, other in pairs]}
        self._leave_to_owner()
        with self._lock:
            if self._process is None:
                self._process = _start(self._memory)
            process, self._process = self._process, None  # lost unless it answers
            try:
                verdict, reason = process.ask(request, timeout=timeout)
            except (TimeoutError, EOFError) as error:
                return _unknown(str(error))
            self._process = process
        return EquivalenceResult(Equivalence(verdict), reason)

    def _leave_to_owner(self) -> None:
        """After a fork, leave the process and a lock that may be held to the process that was forked."""
        if self._owner != os.getpid():
            self._owner, self._lock = os.getpid(), threading.Lock()
            process, self._process = self._process, None
            if process:
                process.abandon()


def equivalent(
    prediction: str, reference: str, *, timeout: float = 2.0, worker: AlgebraWorker | None = None
) -> EquivalenceResult:
    r"""Find out whether two expressions are equal as algebra of numbers.

    A diagnostic, to look at what a model gets wrong: ``\frac { 1 } { 2 } x`` and ``\frac { x } { 2 }`` are not the
    same to a reader of handwriting. It is no part of the expression rate and must not be.

    Names stand for real numbers and commute, ``i`` and ``j`` may be imaginary, functions such as ``f ( x )`` are any.
    EQUAL means wherever both sides have a value: ``\frac { x ^ { 2 } } { x }`` and ``x`` are. One relation is compared
    by what it says: ``2 x = 4`` and ``x = 2`` are equal, and ``a < b`` and ``b > a``. Chains of relations, sums,
    integrals, lists and what else ``to_sympy`` refuses are UNKNOWN, unless they are written alike.

    DIFFERENT is found with interval arithmetic, so rounding cannot bring it about; EQUAL is as sound as what sympy
    simplifies. Where an expression can be read in several ways (a name before parentheses as function or factor, ``e``
    and ``i`` as names or numbers, the base of ``\log``), a verdict holds for each; otherwise it is UNKNOWN.

    Args:
        prediction: What a model wrote.
        reference: The true expression.
        timeout: Seconds that the decision may take, once the process runs; starting it takes about one more.
        worker: A process that many calls share. Without one, a process is started for this call if it needs one.

    Returns:
        The verdict and the reason. LaTeX that does not parse is UNKNOWN, and says so.

    Raises:
        InputError: ``prediction`` or ``reference`` is no string, ``timeout`` no number of seconds above 0 and at most
            1,000,000, or ``worker`` no worker.
        MissingExtraError: sympy is not installed.

    Examples:
        >>> equivalent(r"\frac { a } { b }", r"{ a \over b }")
        EquivalenceResult(verdict=<Equivalence.EQUAL: 'equal'>, reason='the same formula')
        >>> equivalent("a < b < c", "a < c").verdict
        <Equivalence.UNKNOWN: 'unknown'>
    """
    _require_seconds(timeout)
    if worker is not None and not isinstance(worker, AlgebraWorker):
        raise InputError(f"expected an AlgebraWorker as worker, got {type(worker).__name__}")
    if tokenize(prediction) == tokenize(reference):
        return EquivalenceResult(Equivalence.EQUAL, "the same tokens")
    try:
        if canonical(prediction) == canonical(reference):
            return EquivalenceResult(Equivalence.EQUAL, "the same layout")
    except LatexError as error:
        return _unknown(f"it does not parse: {error}")
    try:
        read = [readings(prediction), readings(reference)]
    except LatexError as error:
        return _unknown(str(error))
    pairs = _pairs(*read)
    if all(one == other for one, other in pairs):
        return EquivalenceResult(Equivalence.EQUAL, "the same formula")
    with nullcontext(worker) if worker else AlgebraWorker() as open_worker:
        return open_worker._decide(pairs, timeout)  # noqa: SLF001 - the other half of this function


def _pairs(one: tuple[Formula, Formula | None], other: tuple[Formula, Formula | None]) -> list[tuple[Formula, Formula]]:
    """Return the readings to compare: each expression read in the same way."""
    functions, factors = (one[0], other[0]), (one[1], other[1])
    if factors[0] is None or factors[1] is None or factors == functions:
        return [functions]
    return [functions, (factors[0], factors[1])]


def _start(memory: int) -> Process:
    import_sympy()  # says what is missing
    from hmer_kit.latex.algebra._process import Process

    return Process(memory * _MIB)


def _fields(formula: Formula) -> list[Any]:
    return list(asdict(formula).values())


def _unknown(reason: str) -> EquivalenceResult:
    return EquivalenceResult(Equivalence.UNKNOWN, reason)


def _require_seconds(timeout: object) -> None:
    is_number = isinstance(timeout, (int, float)) and not isinstance(timeout, bool)
    if not (is_number and 0 < float(str(timeout)) <= _MOST_SECONDS):
        raise InputError(
            f"expected timeout as a number of seconds above 0 and at most {_MOST_SECONDS}, got {timeout!r:.40}"
        )
