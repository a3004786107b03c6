"""Runs ``hmer-kit demo``: a predictor, a page, and a server for as long as nobody interrupts it."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hmer_kit.cli.models._predictor import predictor_of, settings_of
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hmer_kit.demo import TimeLimit
    from hmer_kit.inference import Predictor

__all__ = ["run"]

_CANDIDATES = 4
_TEMPERATURE = 0.7
_UPLOADS = "GRADIO_TEMP_DIR"


def run(args: argparse.Namespace) -> int:
    """Serve until interrupted; return the exit code.

    Examples:
        >>> import argparse
        >>> from hmer_kit.cli.models.demo import add_arguments
        >>> parser = argparse.ArgumentParser()
        >>> add_arguments(parser)
        >>> run(parser.parse_args(["--model", "m", "--max-upload-mb", "0"]))
        Traceback (most recent call last):
        ...
        hmer_kit.exceptions.InputError: expected --max-upload-mb of at least 1, got 0
    """
    from hmer_kit.cli._text import say
    from hmer_kit.demo import DemoLimits, TimeLimit, build_demo, is_loopback, launch_demo

    if args.max_upload_mb < 1:
        raise InputError(f"expected --max-upload-mb of at least 1, got {args.max_upload_mb}")
    limits = DemoLimits(max_upload_bytes=args.max_upload_mb * 2**20)
    limit = TimeLimit(args.timeout)
    if not is_loopback(args.host):
        say(f"warning: whoever reaches {args.host} can use this model and send files to this computer")
    with _own_uploads():
        predictor = _predictor(args, limit)
        page = build_demo(predictor, name=args.model, tasks=args.tasks, style=args.style, limit=limit, limits=limits)
        announce = _told if args.no_browser else _opened
        launch_demo(page, host=args.host, port=args.port, limits=limits, announce=announce)
    return 0


def _predictor(args: argparse.Namespace, limit: TimeLimit) -> Predictor:
    """Return the predictor, with several candidates unless told otherwise."""
    args.concurrency, args.batch_size = 1, 1
    wanted, args.candidates = args.candidates, None
    said = settings_of(args)
    if wanted is None and said.candidates == 1:
        wanted = _CANDIDATES if args.beams == 1 else args.beams
    if wanted is not None and wanted > 1 and args.beams == 1 and said.temperature is None:
        args.beams, args.temperature = (1, _TEMPERATURE) if args.server else (wanted, None)
    args.candidates = wanted
    return predictor_of(args, settings_of(args), constraint=limit)


@contextmanager
def _own_uploads() -> Iterator[None]:
    """Let Gradio keep files where no other user of this computer reads them, and remove them in the end."""
    before = os.environ.get(_UPLOADS)
    with tempfile.TemporaryDirectory(prefix="hmer-kit-demo-") as folder:
        os.environ[_UPLOADS] = folder
        try:
            yield
        finally:
            os.environ.pop(_UPLOADS)
            if before is not None:
                os.environ[_UPLOADS] = before


def _told(url: str) -> None:
    print(f"the demo is at {url}; end it with Ctrl-C", flush=True)


def _opened(url: str) -> None:
    import webbrowser

    _told(url)
    webbrowser.open(url)
