"""Shared fixtures: real data beside the checkout, and Chromium; required in CI and skipped aloud elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from chromium import find_chromium
from site_build import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip tests of what is not here, except in CI, where they then fail on their own."""
    if os.environ.get("CI"):
        return
    absent = {}
    if not REAL_DATA.is_dir():
        absent["real_data"] = f"REAL DATA ABSENT: expected ../shared/data beside the checkout ({REAL_DATA.name})"
    if find_chromium() is None:
        absent["browser"] = "CHROMIUM ABSENT: install it, or name the program in CHROMIUM"
    for item in items:
        for marker in absent.keys() & item.keywords.keys():
            item.add_marker(pytest.mark.skip(reason=f"{absent[marker]}; this test DID NOT RUN"))


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real data; a failure where CI lacks it."""
    if not REAL_DATA.is_dir():
        pytest.fail("the real data folder ../shared/data is absent; tests on it must run in CI")
    return REAL_DATA


def _built(builder: str, factory: pytest.TempPathFactory) -> Path:
    # Workers of one run share what one of them has built: pages take half a minute.
    base = factory.getbasetemp()
    return build(builder, (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / builder)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as MkDocs builds them."""
    return _built("mkdocs", tmp_path_factory)


@pytest.fixture(scope="session")
def zensical_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as Zensical builds them."""
    return _built("zensical", tmp_path_factory)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium for the tests of a file marked ``browser``; a failure where CI lacks it.

    It ends with the file, for other tests count the processes that are left.
    """
    from playwright.sync_api import sync_playwright

    program = find_chromium()
    if program is None:
        pytest.fail("there is no Chromium; tests of pages must run in CI")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new page, offline but for files and the loopback; an error of a script on it fails the test."""
    context = browser.new_context(bypass_csp=False)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []
