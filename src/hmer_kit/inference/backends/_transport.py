"""The line to a server: its client, bounded in bytes and time, and errors that show neither key nor picture."""

from __future__ import annotations

import json
import os
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY_VARIABLE = "HMER_KIT_API_KEY"
_NO_KEY = "none"  # the client wants one; servers of one's own do not look at it
_FATAL = frozenset({401, 403, 404})
_DATA_URL = re.compile(r"data:[^\s\"']{60,}")
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Line:
    """Where a server is, and how patient to be with it."""

    base_url: str
    """Address up to ``/v1``."""
    api_key: str | None = field(repr=False)
    """Key; that of the environment if None."""
    timeout: float
    """Seconds for one try."""
    max_retries: int
    """Tries after the first."""
    max_bytes: int
    """Longest answer."""

    @property
    def key(self) -> str:
        """The key in use."""
        return self.api_key or os.environ.get(KEY_VARIABLE) or _NO_KEY

    def connect(self) -> Any:  # noqa: ANN401 - an openai.OpenAI
        """Return a client, to be closed.

        Raises:
            MissingExtraError: openai is not installed.
        """
        try:
            import openai
        except ImportError as error:
            raise MissingExtraError(
                "a server back end needs the package openai; install it with: pip install 'hmer_kit[server]'"
            ) from error
        http = openai.DefaultHttpxClient(
            event_hooks={"response": [self._bound]}, follow_redirects=False, timeout=self.timeout
        )
        client: Any = openai.OpenAI(
            base_url=self.base_url,
            api_key=self.key,
            max_retries=self.max_retries,
            timeout=self.timeout,
            http_client=http,
            default_headers={"Accept-Encoding": "identity"},  # what is small on the line is small in memory
        )
        # It takes these from the environment, where they are meant for another server.
        client.organization = client.project = None
        return client

    def _bound(self, response: Any) -> None:  # noqa: ANN401 - an httpx response, of whichever httpx openai brings
        """Let the body of a response be no longer than allowed, and not trickle for ever."""
        if response.headers.get("content-encoding", "identity").lower() != "identity":
            raise _UnfitError("expected an answer that is not compressed, as asked for")
        base: Any = next(kind for kind in type(response.stream).__mro__ if kind.__name__ == "SyncByteStream")
        response.stream = _bounded(base)(response.stream, most=self.max_bytes, until=time.monotonic() + self.timeout)

    def say(self, error: Exception) -> str:
        """Return an error as one short line without the key and without pictures."""
        status = getattr(error, "status_code", None)
        cause = error.__cause__
        what = f"{cause}" if isinstance(cause, _UnfitError) else str(error) or type(error).__name__
        text = f"HTTP {status}: {what}" if status and str(status) not in what else what
        text = _DATA_URL.sub("data:...", " ".join(text.split()))
        if self.key != _NO_KEY:
            text = text.replace(self.key, "***")
        return text[:_SHOWN] + ("..." if len(text) > _SHOWN else "")


class _UnfitError(OSError):
    """An answer that is not taken."""


def is_fatal(error: Exception) -> bool:
    """Whether a server refuses what it is asked for any question: no such key, no such model."""
    return getattr(error, "status_code", None) in _FATAL


def parse_object(text: str) -> dict[str, Any]:
    """Return the JSON object of an answer.

    Raises:
        ValueError: It is none.
    """
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise ValueError("expected a JSON object, got one nested too deep") from error
    except ValueError as error:
        raise ValueError(f"expected a JSON object, got {text[:60]!r}") from error
    if not isinstance(found, dict):
        raise ValueError(f"expected a JSON object, got {text[:60]!r}")  # noqa: TRY004 - one kind for its caller
    return found


def _bounded(base: Any) -> Any:  # noqa: ANN401
    """Return a class of byte streams that end with an error; httpx takes only streams of its own base class."""

    def __init__(self: Any, inner: Any, *, most: int, until: float) -> None:  # noqa: ANN401, N807
        self.inner, self.most, self.until = inner, most, until

    def __iter__(self: Any) -> Iterator[bytes]:  # noqa: ANN401, N807
        taken = 0
        for piece in self.inner:
            taken += len(piece)
            if taken > self.most:
                raise _UnfitError(f"expected an answer of at most {self.most} bytes, got more")
            if time.monotonic() > self.until:
                raise _UnfitError("expected the answer within the timeout, got a part of it")
            yield piece

    def close(self: Any) -> None:  # noqa: ANN401
        self.inner.close()

    return type("BoundedStream", (base,), {"__init__": __init__, "__iter__": __iter__, "close": close})
