"""A guard against what is quadratic or hangs: no statement about speed, which is the business of ``benchmarks/``."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CPU_SECONDS = 60.0
"""Far above what anything under guard takes on a slow machine, far below what it would take if it were quadratic."""


@contextmanager
def hang_guard() -> Iterator[None]:
    """Fail if what is done inside takes a minute of CPU time, whatever else the machine does meanwhile."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < CPU_SECONDS
