"""The built pages in a real Chromium: usable by everyone in light and dark, on a phone, offline, and searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from chromium import DESKTOP, PHONE, serious_faults
from site_build import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PAGES = ["", "guides/which_exprate/", "reference/counting/", "architecture/", "benchmarks/"]
SETTLED = """[...document.querySelectorAll("article table:not([class])")].every(table => {
  const wrap = table.closest(".md-typeset__scrollwrap");
  return wrap && (wrap.tabIndex === 0) === (wrap.scrollWidth > wrap.clientWidth);
})"""
"""The theme has wrapped the tables, and those that are too wide can be scrolled by keys."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


def switch_mode(page: Page, *, to: str) -> None:
    """Click on sun or moon; the reader's choice goes before that of the system."""
    page.locator("form[data-md-component=palette] label:not([hidden])").click(timeout=10_000)
    page.wait_for_selector(f"body[data-md-color-scheme={to}]")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone_comes_from_one_host_and_has_no_serious_fault(page: Page, address: str, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{name}")
    page.wait_for_function(SETTLED)
    assert page.evaluate(WIDER) == 0
    assert serious_faults(page) == []
    page.set_viewport_size(DESKTOP)
    switch_mode(page, to="slate")
    page.wait_for_function(SETTLED)
    assert page.evaluate(WIDER) == 0
    assert serious_faults(page) == []
    assert len(asked) > 3
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_what_is_wider_than_a_phone_scrolls_by_itself_and_by_keys(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/guides/which_exprate/")
    for wide in ("pre > code", ".md-typeset__scrollwrap"):
        page.wait_for_function(
            f"[...document.querySelectorAll('{wide}')].some(item => item.scrollWidth > item.clientWidth)"
        )
        item = page.evaluate_handle(
            f"[...document.querySelectorAll('{wide}')].find(item => item.scrollWidth > item.clientWidth)"
        ).as_element()
        assert item is not None
        item.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("item => item.scrollLeft > 0", arg=item)


def test_search_finds_a_name_of_the_reference(page: Page, address: str) -> None:
    page.set_viewport_size(DESKTOP)
    page.goto(f"{address}/")
    page.keyboard.press("/")
    page.keyboard.type("count_symbols", delay=5)
    found = page.locator("a.md-search-result__link[href*='reference/counting']").first
    found.wait_for(timeout=20_000)
    found.click()
    page.wait_for_url("**/reference/counting/**")
    assert page.locator("h2[id='hmer_kit.counting.count_symbols']").is_visible()


def test_the_picture_of_the_layers_leads_to_a_room_and_follows_the_mode(page: Page, address: str) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{address}/architecture/")
    page.wait_for_selector("body[data-md-color-scheme=slate]")
    colour = "getComputedStyle(document.querySelector('.layers text')).fill"
    dark = page.evaluate(colour)
    switch_mode(page, to="default")
    assert page.evaluate(colour) != dark
    assert page.locator(".layers text").first.evaluate("text => text.getBoundingClientRect().height") > 10
    page.locator(".layers a", has_text="error_mining").click()
    page.wait_for_url("**/reference/error_mining/")
