"""Serve the page: on the loopback address unless told otherwise, with nothing but what the page needs."""

from __future__ import annotations

import inspect
import ipaddress
import logging
import socket
import threading
import time
from typing import TYPE_CHECKING, Any, Final, Self

from hmer_kit.demo._gradio import import_gradio, in_a_loop
from hmer_kit.demo._guard import Guard
from hmer_kit.demo.limits import DemoLimits
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    import gradio

__all__ = ["DemoServer", "is_loopback", "launch_demo"]

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_AROUND: Final = 2**16
"""Bytes of a request around the file in it."""
_STARTING: Final = 60.0
_ENDING: Final = 10.0
_CSS: Final = "button[role=tab][aria-selected=true] { color: var(--body-text-color) !important; font-weight: 600; }"
"""Gradio writes the name of the chosen tab in a colour that is too pale to be read by everyone."""
_LIMITS: Final = DemoLimits()


def is_loopback(host: str) -> bool:
    """Return whether an address can be reached from this computer alone.

    Args:
        host: A name or an address.

    Examples:
        >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
        (True, True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class DemoServer:
    """A server of the page in a thread of its own, for as long as a ``with`` block lasts.

    Requests to any but the loopback names are refused where it is bound to the loopback address, and everywhere those
    from other pages, those that would fetch from other hosts, and those longer than the limit. The content security
    policy of each answer keeps the browser from loading anything from elsewhere. No file but uploaded ones is served.

    Args:
        demo: The page, see ``build_demo``.
        host: Address to listen at.
        port: Port to listen at; 0 for any that is free.
        limits: How large an upload may be.

    Raises:
        InputError: The address cannot be listened at, or the port is in use; when the block begins.
        MissingExtraError: Gradio is not installed; when the block begins.

    Examples:
        >>> with socket.create_server(("127.0.0.1", 0)) as taken, DemoServer(None, port=taken.getsockname()[1]):
        ...     pass  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: cannot listen at 127.0.0.1, port ...: Address already in use; ...
    """

    def __init__(
        self,
        demo: gradio.Blocks | None,
        *,
        host: str = "127.0.0.1",
        port: int = 7860,
        limits: DemoLimits = _LIMITS,
    ) -> None:
        self.demo = demo
        self.host = host.strip("[]")
        self.port = port
        self.limits = limits
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        """Address of the page, for a browser on this computer."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def __enter__(self) -> Self:
        listening = _bound(self.host, self.port)
        try:
            self.port = listening.getsockname()[1]
            self._server = self._made()
            self._ended.clear()
            self._thread = threading.Thread(target=self._run, args=(self._server, listening), daemon=True)
            self._thread.start()
            self._until_started()
        except BaseException:
            listening.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Open pages hold a connection, whose end by force would be told as an error.
        logger = logging.getLogger("uvicorn.error")
        level = logger.level
        logger.setLevel(logging.CRITICAL)
        self._server.should_exit = True
        if self._thread is not None and self._ended.wait(_ENDING):
            self._thread.join()
        logger.setLevel(level)
        if self.demo is not None:
            self.demo.is_running = False

    def wait(self) -> None:
        """Wait until the server ends, or the program is interrupted."""
        # Not by joining the thread: Python 3.11 takes one for ended whose join was interrupted.
        while self._thread is not None and not self._ended.wait(timeout=0.5):
            pass

    def _run(self, server: Any, listening: socket.socket) -> None:  # noqa: ANN401 - a server of uvicorn
        try:
            server.run(sockets=[listening])
        finally:
            self._ended.set()

    def _made(self) -> Any:  # noqa: ANN401 - a server of uvicorn
        gr = import_gradio()
        import uvicorn
        from fastapi import FastAPI

        bare = FastAPI(openapi_url=None)
        app = in_a_loop(lambda: _mounted(gr, bare, self.demo, host=self.host, port=self.port, limits=self.limits))
        hosts = _LOOPBACK_NAMES if is_loopback(self.host) else None
        guarded = Guard(app, hosts=hosts, max_bytes=self.limits.max_upload_bytes + _AROUND)
        return uvicorn.Server(
            uvicorn.Config(
                guarded, log_config=None, log_level="warning", ws="none", proxy_headers=False, server_header=False,
                timeout_graceful_shutdown=1,
            )
        )  # fmt: skip

    def _until_started(self) -> None:
        until = time.monotonic() + _STARTING
        while not self._server.started:
            if self._ended.is_set() or time.monotonic() > until:
                raise InputError(f"the server at {self.url} did not start; what it said stands above")
            time.sleep(0.01)


def launch_demo(
    demo: gradio.Blocks,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    limits: DemoLimits = _LIMITS,
    announce: Callable[[str], object] = print,
) -> None:
    """Serve the page until the program is interrupted.

    Args:
        demo: The page, see ``build_demo``.
        host: Address to listen at. At any but a loopback one, whoever reaches this computer can use the model.
        port: Port to listen at; 0 for any that is free.
        limits: How large an upload may be.
        announce: Called with the address of the page when it can be opened.

    Raises:
        InputError: The address cannot be listened at, or the port is in use.
        MissingExtraError: Gradio is not installed.

    Examples:
        >>> with socket.create_server(("127.0.0.1", 0)) as taken:
        ...     launch_demo(None, port=taken.getsockname()[1])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: cannot listen at 127.0.0.1, port ...: Address already in use; ...
    """
    with DemoServer(demo, host=host, port=port, limits=limits) as server:
        announce(server.url)
        server.wait()


def _bound(host: str, port: int) -> socket.socket:
    if isinstance(port, bool) or not isinstance(port, int) or not 0 <= port < 2**16:
        raise InputError(f"expected a port of 0 to 65535, got {port!r}")
    try:
        family, kind, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(address)
            listening.listen()
        except OSError:
            listening.close()
            raise
    except OSError as error:
        raise InputError(
            f"cannot listen at {host}, port {port}: {error.strerror or error}; "
            "give another --port, or 0 for any that is free"
        ) from error
    return listening


def _mounted(gr: Any, app: Any, demo: Any, *, host: str, port: int, limits: DemoLimits) -> Any:  # noqa: ANN401
    """Mount the page with everything off that it does not need; older versions of Gradio lack some of that."""
    wanted = {
        "server_name": host,
        "server_port": port,
        "theme": gr.themes.Default(
            primary_hue="indigo", font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]
        ),
        "css": _CSS,
        "app_kwargs": {"openapi_url": None, "docs_url": None, "redoc_url": None},
        "max_file_size": limits.max_upload_bytes,
        "allowed_paths": [],
        "blocked_paths": [],
        "show_error": False,
        "enable_monitoring": False,
        "mcp_server": False,
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "pwa": False,
    }
    known = inspect.signature(gr.mount_gradio_app).parameters
    mounted = gr.mount_gradio_app(app, demo, "/", **{name: value for name, value in wanted.items() if name in known})
    # Else Gradio does not ask whether a file that a request names was uploaded, and shows an SVG file that was.
    demo.has_launched = demo.is_running = True
    return mounted
