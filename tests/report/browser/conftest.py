"""One page for the tests of a file in Chromium; each test goes to a view of its own by the address."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from chromium import DESKTOP
from hmer_kit.report import write_report
from report_page import go, report_data


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """The page, and what happened on it that should not."""
    file = tmp_path_factory.mktemp("report") / "a report & more.html"
    write_report(file, report_data())
    context = browser.new_context(viewport=DESKTOP, offline=True, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    happened = SimpleNamespace(address=file.as_uri(), faults=[])
    page.on("pageerror", lambda error: happened.faults.append(f"error: {error}"))
    page.on("console", lambda message: happened.faults.append(f"console: {message.text}"))
    page.on("dialog", lambda dialog: (happened.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: happened.faults.append(f"request: {request.url}"))
    page.goto(happened.address)
    happened.loaded, happened.faults[:] = list(happened.faults), []
    yield page, happened
    context.close()


@pytest.fixture
def page(opened):
    """The page with all its samples shown; a fault during the test fails it."""
    opened[0].set_viewport_size(DESKTOP)
    go(opened[0], "outcome=right")  # what is typed and not yet searched for is not in the address
    go(opened[0], "outcome=all")
    yield opened[0]
    faults = [fault for fault in opened[1].faults if not fault.startswith("request: data:")]
    opened[1].faults.clear()
    assert faults == []
