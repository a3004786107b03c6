"""Documentation runs: every Python block of the Markdown pages is executed, page by page, top to bottom.

A block of ``>>>`` examples is checked against the output that it shows; any other block has to run. A page runs in a
folder of its own, so that it may write files.

Files come to the workers of a run in another order each time. So each must leave the process as it found it.
"""

from __future__ import annotations

import doctest
import logging
import os
import signal
import sys
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

# What lightning says to whoever trains on two cores, and what libraries say of each other: no fault of a page.
_THEIRS = (
    "ignore:.*does not have many workers",
    r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning",
    "ignore::FutureWarning:transformers",  # TRL sets an option that transformers is about to rename
)


def _enter_folder(namespace: dict[str, Any]) -> None:
    namespace["_folder"] = folder = tempfile.TemporaryDirectory()
    namespace["_back"] = os.getcwd()
    os.chdir(folder.name)


def _leave_folder(namespace: dict[str, Any]) -> None:
    os.chdir(namespace["_back"])
    namespace["_folder"].cleanup()
    if "lightning.pytorch" in sys.modules:
        logging.getLogger("lightning.pytorch").setLevel(logging.INFO)  # as it was imported; pages quiet it


def pytest_configure() -> None:
    """Hear Ctrl-C, which tests send, in a run in the background too, for which shells have it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let pages train: the advice of other libraries is no error there."""
    for item in items:
        if item.path.suffix == ".md":
            for message in _THEIRS:
                item.add_marker(pytest.mark.filterwarnings(message))


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=doctest.ELLIPSIS), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    setup=_enter_folder,
    teardown=_leave_folder,
).pytest()


def _process() -> dict[str, object]:
    """What a test can leave otherwise for those after it, in whatever order the files come to a worker."""
    loggers = [log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)]
    state: dict[str, object] = {f"the logger {log.name}": (log.level, log.disabled, log.propagate) for log in loggers}
    state |= {"all loggers": logging.root.manager.disable, "sys.argv": list(sys.argv)}
    state |= {"the working folder": os.getcwd(), "Ctrl-C": signal.getsignal(signal.SIGINT)}
    if torch := sys.modules.get("torch"):
        state |= {"torch's threads": torch.get_num_threads(), "torch's default type": torch.get_default_dtype()}
        state["torch's algorithms"] = torch.are_deterministic_algorithms_enabled()
    return state


_before: dict[Path, dict[str, object]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Note how the first test of a file finds the process."""
    if item.path not in _before:
        _before.clear()
        _before[item.path] = _process()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Fail the last test of a file that leaves the process otherwise than its first one found it."""
    yield
    if nextitem is None or nextitem.path != item.path:
        before, after = _before[item.path], _process()
        left = [f"{name}: {was} became {after.get(name)}" for name, was in before.items() if after.get(name) != was]
        if left:
            pytest.fail(f"{item.path.name} left the process changed: {'; '.join(left)}; put it back where it ends")
