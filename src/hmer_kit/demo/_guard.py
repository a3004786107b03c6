"""What stands before Gradio's routes: bounded requests from the page itself, and headers that keep it at home."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, MutableMapping

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_HEADERS: Final = {
    # Gradio's page has scripts of its own inside, and makes functions of templates; nothing may come from elsewhere.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; worker-src 'self' blob:; "
        "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
}
_FILE: Final = {"content-security-policy": "default-src 'none'; sandbox"}
"""For uploaded files, which may hold scripts: as a page of their own they can do nothing."""
_FETCHING: Final = ("/proxy=", "file=http:", "file=https:")
"""Routes by which Gradio would fetch from another host for whoever asks."""


class TooLargeError(Exception):
    """A body goes over the limit."""


class Guard:
    """Refuse what does not come from the page, or is too large, and set the headers of every answer.

    Args:
        app: What answers.
        hosts: Names that the server may be called by, so that no name of somebody else's can be bound to it; None for
            any.
        max_bytes: Longest body of a request.
    """

    def __init__(self, app: App, *, hosts: Collection[str] | None, max_bytes: int) -> None:
        self.app = app
        self.hosts = hosts
        self.max_bytes = max_bytes

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._problem(scope, headers)
        if refused is not None:
            await _refuse(send, *refused)
            return
        await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Let the application answer; where the body grows too long, whatever it makes of that is not sent."""
        seen, begun = 0, False

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_bytes:
                raise TooLargeError
            return message

        async def sending(message: Message) -> None:
            nonlocal begun
            if seen > self.max_bytes and not begun:
                return
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _with_ours(message.get("headers", []), of_file="/file" in str(scope["path"]))
            await send(message)

        with suppress(TooLargeError):
            await self.app(scope, counting, sending)
        if seen > self.max_bytes and not begun:
            await _refuse(send, 413, f"expected a request of at most {self.max_bytes} bytes")

    def _problem(self, scope: MutableMapping[str, Any], headers: dict[str, str]) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if self.hosts is not None and _name(f"//{host}") not in self.hosts:
            return 421, "expected a request to this computer by its loopback address"
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "expected a request from the page itself"
        if any(part in unquote(str(scope["path"])).replace("\\", "/") for part in _FETCHING):
            return 403, "nothing is fetched from other hosts"
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.max_bytes:
            return 413, f"expected a request of at most {self.max_bytes} bytes"
        return None


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _with_ours(headers: Any, *, of_file: bool = False) -> list[tuple[bytes, bytes]]:  # noqa: ANN401 - pairs of bytes
    kept = {**_HEADERS, **(_FILE if of_file else {})}
    ours = [(name.encode(), value.encode()) for name, value in kept.items()]
    return [*[pair for pair in headers if pair[0].decode("latin-1").lower() not in kept], *ours]


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = json.dumps({"detail": reason, "error": reason}).encode()
    headers = _with_ours([(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
