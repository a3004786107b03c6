"""A Python process that answers one request at a time and can be ended at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import weakref
from typing import IO, Any, Final

from hmer_kit.exceptions import HmerKitError

__all__ = ["Process"]

_START_SECONDS: Final = 120.0
# The child looks for modules where this process does, as multiprocessing's spawn has it; -P keeps its own folder out.
_CODE: Final = (
    "import sys; memory, *sys.path[:] = sys.argv[1:]; "
    "from hmer_kit.latex.algebra._server import serve; serve(int(memory))"
)


class Process:
    """The process, from its start to its end; ``owner`` is the process that started it.

    A plain subprocess and not one of multiprocessing, which daemonic processes may not start.
    """

    def __init__(self, memory: int) -> None:
        self.owner = os.getpid()
        self._answers: queue.Queue[str] = queue.Queue()
        self._popen = subprocess.Popen(  # noqa: S603 - our own code
            [sys.executable, "-P", "-c", _CODE, str(memory), *map(str, sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=_read, args=(self._popen.stdout, self._answers), daemon=True)
        self._reader.start()
        self._end = weakref.finalize(self, _end, self._popen, self._reader, self.owner)
        try:
            self._answer(_START_SECONDS)
        except (TimeoutError, EOFError) as error:
            self.end()
            raise HmerKitError(f"the algebra process did not start: {error}; give it more memory") from error

    @property
    def pid(self) -> int:
        """Id of the process."""
        return self._popen.pid

    def ask(self, request: dict[str, Any], *, timeout: float) -> list[str]:
        """Send a request and wait for its answer.

        Raises:
            TimeoutError: There was no answer in time; the process has been ended.
            EOFError: The process ended by itself.
        """
        try:
            with contextlib.suppress(BrokenPipeError):
                print(json.dumps(request), file=self._popen.stdin, flush=True)
            return self._answer(timeout)
        except BaseException:  # an answer that comes too late must not be taken for the next one
            self.end()
            raise

    def end(self) -> None:
        """End the process and wait until it is gone."""
        self._end()

    def abandon(self) -> None:
        """Let go of a process that belongs to the process this one was forked from."""
        self._end.detach()
        self._popen.returncode = 0  # its owner waits for it

    def _answer(self, timeout: float) -> list[str]:
        try:
            line = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"no answer within {timeout:g} seconds") from None
        if not line:
            raise EOFError(f"it ended with exit code {self._popen.wait()}")
        answer: list[str] = json.loads(line)
        return answer


def _read(lines: IO[str], answers: queue.Queue[str]) -> None:
    """Pass lines on, and an empty one at the end; a thread, because pipes have no timeout on every system."""
    for line in lines:
        answers.put(line)
    answers.put("")


def _end(popen: subprocess.Popen[str], reader: threading.Thread, owner: int) -> None:
    if os.getpid() != owner:
        return
    popen.kill()
    popen.wait()
    reader.join()
    for pipe in (popen.stdin, popen.stdout):
        with contextlib.suppress(BrokenPipeError):
            if pipe:
                pipe.close()
