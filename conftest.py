"""Documentation runs: every Python block of the Markdown pages is executed, page by page, top to bottom.

A block of ``>>>`` examples is checked against the output that it shows; any other block has to run. A page runs in a
folder of its own, so that it may write files.
"""

from __future__ import annotations

import doctest
import os
import tempfile
from typing import Any

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

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
