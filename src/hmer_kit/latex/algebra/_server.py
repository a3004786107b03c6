"""What runs in the worker process: a line of JSON in, a line of JSON out, until the input ends."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import warnings
from typing import Any

from hmer_kit.latex.algebra._decision import decide
from hmer_kit.latex.algebra._formula import Formula
from hmer_kit.latex.algebra.expressions import import_sympy

__all__ = ["serve"]


def serve(memory: int) -> None:
    """Answer requests from standard input on standard output.

    Args:
        memory: Address space that the process may take, in bytes, where the system can limit it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the caller, who ends this process
    warnings.simplefilter("ignore")
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    import_sympy()
    _limit_memory(memory)
    print(json.dumps(["ready", ""]), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), file=answers, flush=True)


def _answer(request: dict[str, Any]) -> tuple[str, str]:
    """Decide, and outlive whatever sympy raises on the way."""
    _set_alarm(request["seconds"])
    try:
        return decide([(_formula(one), _formula(other)) for one, other in request["pairs"]])
    except (RecursionError, MemoryError) as error:
        return "unknown", f"too large: {type(error).__name__}"
    except Exception as error:  # noqa: BLE001 - sympy raises anything; the caller has to hear of it
        return "unknown", f"sympy raised {type(error).__name__}: {str(error)[:100]}"
    finally:
        _set_alarm(0)


def _formula(fields: list[Any]) -> Formula:
    left, relation, right = fields
    return Formula(tuple(left), relation, tuple(right))


def _limit_memory(memory: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no limits, macOS not this one
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _set_alarm(seconds: float) -> None:
    """End the process when its caller, who does so himself in time, is no more."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
