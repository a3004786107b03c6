"""The machine and the other libraries: which precision is fast here, and how to keep their talk out of the output."""

from __future__ import annotations

import copy
import logging
import signal
import threading
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from transformers.utils import logging as hf_logging

from hmer_kit.cli.models.quickstart.corpora import CANVAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.vlm import VLMModule

__all__ = ["fastest_precision", "interruptible", "one_thread", "quiet"]


@contextmanager
def quiet() -> Iterator[None]:
    """Keep advice and progress bars of other libraries out of the quickstart's own output.

    Examples:
        >>> with quiet():
        ...     hf_logging.is_progress_bar_enabled()
        False
    """
    import lightning.pytorch  # sets the level of its messages when it is imported: before it is noted here

    log, bars = logging.getLogger(lightning.pytorch.__name__), hf_logging.is_progress_bar_enabled()
    level = log.level
    log.setLevel(logging.WARNING)
    hf_logging.disable_progress_bar()
    try:
        with warnings.catch_warnings():
            # Lightning asks for more workers than the two cores that this is made for, and uses a deprecated check.
            warnings.filterwarnings("ignore", message=".*does not have many workers.*")
            warnings.filterwarnings("ignore", message=".*LeafSpec.*", category=FutureWarning)
            yield
    finally:
        log.setLevel(level)
        if bars:
            hf_logging.enable_progress_bar()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute on one core, and on as many as before afterwards.

    Pictures are drawn on another core; two threads beside that are slower than one.

    Examples:
        >>> with one_thread():
        ...     torch.get_num_threads()
        1
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C through: Lightning makes an exit with code 1 of it and leaves the signal ignored.

    Examples:
        >>> with interruptible():
        ...     before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # as Lightning does
        >>> signal.getsignal(signal.SIGINT) is before
        True
    """
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    except SystemExit as stop:
        if isinstance(stop.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise
    finally:
        if threading.current_thread() is threading.main_thread() and before is not None:
            signal.signal(signal.SIGINT, before)


def fastest_precision(module: VLMModule, *, tries: int = 5) -> str:
    """Time the picture encoder in both precisions: bfloat16 doubles the speed of some processors and ruins others'.

    Args:
        module: The module to be trained.
        tries: Passes of each; the quickest counts.

    Returns:
        ``"bf16-mixed"`` or ``"32-true"``.

    Examples:
        >>> from hmer_kit.vlm import VLMModule
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> processor = small_processor(["x"])
        >>> module = VLMModule(small_model(processor.tokenizer), processor)
        >>> fastest_precision(module, tries=1) in {"bf16-mixed", "32-true"}
        True
    """
    pixels = torch.rand(16, 1, *CANVAS.values())
    encoder = copy.deepcopy(
        module.model.encoder
    )  # so that the module's gradients and batch statistics stay as they are
    seconds = {
        precision: min(_timed(encoder, pixels, half=precision == "bf16-mixed") for _ in range(tries))
        for precision in ("32-true", "bf16-mixed")
    }
    return min(seconds, key=seconds.__getitem__)


def _timed(encoder: torch.nn.Module, pixels: torch.Tensor, *, half: bool) -> float:
    begun = time.perf_counter()
    with torch.autocast("cpu", torch.bfloat16, enabled=half):
        encoder(pixel_values=pixels).last_hidden_state.float().sum().backward()
    return time.perf_counter() - begun
