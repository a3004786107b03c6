"""A real Chromium for tests of pages: found, started, and asked what axe-core has against a page."""

from __future__ import annotations

import os
import shutil
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
SERIOUS = ("serious", "critical")


def find_chromium() -> str | None:
    """Return the program, or None: what ``CHROMIUM`` names, or the first of the usual names on the path."""
    named = os.environ.get("CHROMIUM")
    return named or next((place for name in NAMES if (place := shutil.which(name))), None)


def serious_faults(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical on a page as it stands: rule, element, what to do."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['target']}: {node['failureSummary']}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def wait_until(page: Page, expression: str, *, arg: object = None) -> None:
    """Ask until the expression is true, for ten seconds.

    ``page.wait_for_function`` asks again from within the page, by ``eval``, which the policy of our pages refuses: it
    works only where the first answer is true.
    """
    deadline = time.monotonic() + 10
    while not page.evaluate(expression, arg):
        assert time.monotonic() < deadline, f"never true: {expression} with {arg!r}"
        page.wait_for_timeout(20)
