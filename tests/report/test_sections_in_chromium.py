"""A report with every section in a real browser: no serious fault, nothing refused by its policy, nothing cut off."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chromium import DESKTOP, PHONE, serious_faults
from hmer_kit.data import Record
from hmer_kit.report import CurvePoint, ReportOptions, build_report, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SECTIONS = ["protocols", "comparison", "curve", "breakdowns", "confusions", "counting", "runaways", "suspects"]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with every section; long names, many columns and writers, to see what gets too wide."""
    ours, theirs = [], []
    for number in range(60):
        reference = f"x _ {{ {number} }} + \\frac {{ a }} {{ b }}" if number % 3 else "X + 1"
        name, writer = f"{number}_sample_with_a_long_name", f"writer {number % 12}"
        read = reference if number % 4 else reference.replace("X", "x").replace("a", "\\alpha")
        ours.append(Record(name, reference, prediction=read, writer=writer))
        theirs.append(Record(name, reference, prediction=read if number % 6 else f"{reference} {reference}"))
    ours.append(Record("loop", "3", prediction="3 . " * 300))
    ours.append(Record("broken", "{ x", prediction="x"))
    curve = [CurvePoint(step, seconds=step, loss=1.0, expression_rates={"vanilla": 0.5}) for step in range(5)]
    data = build_report(
        {"a run with a rather long name": ours, "baseline": theirs},
        title="All sections",
        against="baseline",
        curve=curve,
        options=ReportOptions(n_resamples=50),
    )
    data = replace(data, notes=["baseline: 1 without a prediction"], settings={"seed": 0})
    return write_report(tmp_path_factory.mktemp("report") / "report.html", data).path


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_every_section_shows_without_a_serious_fault(browser: Browser, report: Path, size, scheme) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme)
    said: list[str] = []  # a policy that refuses a style or a script says so here
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(report.as_uri())
    assert [anchor for anchor in SECTIONS if not page.locator(f"section > #{anchor}").is_visible()] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tables = "[...document.querySelectorAll('section table')].map(one => getComputedStyle(one).display)"
    assert set(page.evaluate(tables)) == {"table"}  # a style meant for another part would take it apart
    assert serious_faults(page) == []
    # Colours do not depend on the size, nor sizes on the colours: so axe looks at each once.
    page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert said == []
    page.close()


def test_numbers_of_flipped_samples_and_of_groups_lead_to_as_many(browser: Browser, report: Path) -> None:
    page = browser.new_page(viewport=DESKTOP)
    page.goto(report.as_uri())
    button = page.locator("#comparison ~ .quarters [data-set]").first
    button.click()
    assert button.inner_text() in page.locator("#status").inner_text()
    said = page.evaluate(
        """() => [...document.querySelectorAll("[data-filter]")].map((link) => {
          link.click();
          return [link.textContent, document.getElementById("status").textContent.match(/^[0-9,]+/)[0]];
        })"""
    )
    assert len(said) > 5
    assert [pair for pair in said if pair[0] != pair[1]] == []
    page.locator(".contents a", has_text="Runaways").click()
    assert page.evaluate("location.hash") == "#runaways"
    page.close()
