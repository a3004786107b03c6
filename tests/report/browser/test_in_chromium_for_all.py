"""The samples browser in a real Chromium: by keyboard, for axe-core, on a phone, and with samples that mean harm."""

from __future__ import annotations

import pytest

from chromium import DESKTOP, PHONE, serious_faults, wait_until
from report_page import HOSTILE, ORDINARY, SAMPLES, choose, go, ids, names, view

pytestmark = pytest.mark.browser


def test_the_keyboard_alone_does_it_all(page):
    page.keyboard.press("/")
    page.keyboard.type("v5")
    page.keyboard.press("Tab")
    assert view(page) == {"text": "v5"}
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.evaluate("document.activeElement.blur()")
    for key, focused in (("j", "v00"), ("j", "v01"), ("k", "v00"), ("n", None), ("j", "v24"), ("k", "v23")):
        page.keyboard.press(key)
        assert focused is None or page.evaluate("document.activeElement.textContent") == focused
    assert view(page) == {"outcome": "all"}
    page.keyboard.press("Enter")
    assert page.locator("#detail-title").inner_text() == "v23"
    page.keyboard.press("ArrowRight")
    assert page.locator("#detail-title").inner_text() == "v24"
    page.keyboard.press("Escape")
    wait_until(page, "location.hash === '#page=2' && document.activeElement.textContent === 'v24'")


def test_single_keys_can_be_switched_off_and_never_reach_into_a_field(page):
    page.get_by_text("Keys and links").click()
    page.get_by_label("Single keys work").uncheck()
    page.keyboard.press("n")
    assert names(page) == ids(SAMPLES)
    page.get_by_label("Single keys work").check()
    page.get_by_text("Keys and links").click()
    page.get_by_label("Search").focus()
    page.keyboard.type("n")
    assert view(page) == {"outcome": "all"}


def test_every_control_is_reached_by_tab(page):
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    page.locator("h2#samples").focus()
    reached = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("(node => node.name || node.id || node.dataset.go || node.className)(document.activeElement)")
        )
    wanted = {
        "outcome",
        "text",
        "order",
        "set",
        "task",
        "writer",
        "depth",
        "structures",
        "tokens",
        "name",
        "next",
        "page",
    }
    assert wanted <= reached


def test_hostile_texts_stay_texts_wherever_they_are_shown(page):
    for at, text in enumerate(HOSTILE):
        number = len(SAMPLES) - len(HOSTILE) + at + 1
        go(page, f"sample={number}")
        wait_until(page, "place => document.getElementById('detail').dataset.place === place", arg=str(number))
        if text.isprintable():
            assert page.locator("#detail-title").inner_text() == text
    assert page.locator("#detail-body script, #detail-body a, #cards script, #cards a").count() == 0
    go(page, "outcome=all")
    for name in ("set", "task", "writer"):
        field = page.locator(f"select[name={name}]")
        values = field.evaluate("field => [...field.options].map(option => option.value)")
        hostile = [at for at, value in enumerate(values) if value and not value.startswith(ORDINARY)]
        assert len(hostile) == len(HOSTILE)
        for at in hostile:
            field.select_option(index=at)
            assert len(names(page)) == 1
        go(page, "outcome=all")
    assert page.evaluate("Object.prototype.polluted === undefined && document.title") == HOSTILE[0]


def test_a_name_that_turns_the_text_around_it_shows_the_sign_that_does(page):
    page.get_by_label("Search").fill("gpj")
    assert names(page) == ["⟨U+202E⟩gpj.exe"]


def test_endless_predictions_neither_hang_the_page_nor_are_lost(page):
    choose(page, "task", "endless")
    card = page.locator(".card").first
    assert "too long to show as a formula: 100,000 tokens" in card.inner_text()
    card.get_by_role("button", name="and 99,600 more tokens").click()
    assert card.get_by_role("button", name="and 95,600 more tokens").is_visible()
    assert card.locator("mark.extra").count() == 4_400
    assert page.locator(".card").nth(3).locator(".unshown").inner_text() == "nothing readable"
    for place in range(61, 65):
        go(page, f"task=endless&sample={place}")
        assert page.locator("#detail-body").bounding_box()["height"] > 0


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_overflows(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(width)
    go(page, "outcome=wrong")
    assert serious_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    go(page, "outcome=wrong&sample=2")
    assert serious_faults(page) == []
    assert page.locator("#detail-body").evaluate("body => body.scrollWidth <= body.clientWidth")
