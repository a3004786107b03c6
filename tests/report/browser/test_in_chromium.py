"""The samples browser in Chromium, from a file and without a network: clicked, typed at, linked, gone back in."""

from __future__ import annotations

import pytest

from chromium import wait_until
from hmer_kit.latex import complexity, parse
from hmer_kit.report import ReportData, ReportSample, write_report
from hmer_kit.report._browser.payload import PICTURES_IN_BLOCK
from report_page import PAGE, SAMPLES, VANILLA, choose, drawn, go, ids, names, view

pytestmark = pytest.mark.browser


def test_opening_it_asks_for_nothing_but_the_file_and_the_pictures_in_it(opened):
    _, happened = opened
    others = [fault for fault in happened.loaded if not fault.startswith("request: data:image/")]
    assert others == [f"request: {happened.address}"]


def test_a_card_shows_picture_formulas_and_marked_latex(page):
    assert names(page) == ids(SAMPLES)
    card = page.locator(".card").nth(1)
    assert card.locator("img").evaluate("image => image.decode().then(() => image.naturalWidth)") == 201
    assert card.locator("dt").all_inner_texts() == ["Expected", "Read"]
    assert card.locator("mark.missed").inner_text() == "y"
    assert card.locator("mark.extra").inner_text() == "Y"
    root = card.locator("msqrt").first
    assert root.evaluate("node => [node.namespaceURI.endsWith('/MathML'), node.constructor.name]") == [
        True,
        "MathMLElement",
    ]
    assert root.bounding_box()["height"] > 12


def test_what_does_not_parse_says_so_instead(page):
    card = page.locator(".card").nth(4)
    assert card.locator(".unshown").inner_text().startswith("does not parse: expected '}' for '{' at token")


@pytest.mark.parametrize("outcome", ["right", "wrong"])
def test_outcomes_are_chosen_by_clicking_and_their_numbers_stand_beside(page, outcome):
    wanted = [sample for sample in SAMPLES if sample.is_right == (outcome == "right")]
    choice = page.locator("label", has=page.locator(f"input[value={outcome}]"))
    choice.click()
    assert choice.locator("b").inner_text() == str(len(wanted))
    assert names(page) == ids(wanted)
    assert view(page) == {"outcome": outcome}


def test_search_finds_in_ids_expressions_and_responses(page):
    field = page.get_by_label("Search")
    for text, found in (
        (r"\sqrt { y", ["v01", "v06"]),
        (r"\sqrt { Y", ["v01", "v06"]),
        ("i see a root", ["v01"]),
        ("I See", []),
        ("id:v07", ["v07"]),
    ):
        field.fill(text)
        assert names(page)[:2] == found
    assert page.locator("#status").inner_text() == "1 sample, showing 1–1"
    field.fill("zzz")
    assert page.locator("#cards").inner_text() == "No sample passes these filters."
    page.get_by_role("button", name="Clear filters").click()
    assert names(page) == ids(SAMPLES)


def test_a_set_is_shown_alone_and_says_what_is_not_here(page):
    choose(page, "set", "flipped to wrong")
    assert names(page) == ["v02", "v07", "v12"]
    assert page.locator("#status").inner_text().endswith("1 more id of this set not among the samples of this page")


def test_any_element_may_lead_to_a_set_or_to_a_view(page):
    lead = "data => { const to = document.createElement('button'); Object.assign(to.dataset, data);"
    lead += " document.body.append(to); to.click(); to.remove(); }"
    page.evaluate(lead, {"set": "flipped to wrong"})
    assert names(page) == ["v02", "v07", "v12"]
    page.evaluate(lead, {"filter": "tokens=5-7&outcome=wrong"})
    wanted = [one for one in SAMPLES if not one.is_right and 5 <= len(one.reference.split()) <= 7]
    assert names(page) == ids(wanted)
    assert page.locator("select[name=tokens]").input_value() == "5-7"


def test_task_writer_and_sizes_narrow_what_is_shown(page):
    choose(page, "task", "vanilla")
    choose(page, "writer", "writer 1")
    choose(page, "depth", "1")
    page.locator("label", has=page.locator("input[value=wrong]")).click()
    wanted = [
        sample
        for sample in VANILLA
        if sample.writer == "writer 1" and not sample.is_right and complexity(parse(sample.reference)).depth == 1
    ]
    assert 0 < len(wanted) < PAGE
    assert names(page) == ids(wanted)
    choose(page, "order", "unsure")
    assert names(page) == ids(sorted(wanted, key=lambda sample: sample.confidence))


def test_pages_are_turned_and_jumped_to(page):
    page.get_by_role("button", name="Next").click()
    assert names(page) == [sample.id for sample in SAMPLES[PAGE : 2 * PAGE]]
    page.locator("#page").fill("3")
    page.keyboard.press("Enter")
    assert names(page)[:3] == [sample.id for sample in SAMPLES[2 * PAGE :]][:3]
    page.get_by_role("button", name="Last").is_disabled()
    page.locator("#page").fill("99")
    page.keyboard.press("Enter")
    assert view(page)["page"] == str(-(-len(SAMPLES) // PAGE))


def test_back_leads_through_the_views_before_and_forward_again(page):
    page.locator("label", has=page.locator("input[value=wrong]")).click()
    page.get_by_role("button", name="Next").click()
    second = names(page)
    page.locator("#cards .name").first.click()
    assert page.locator("#detail").is_visible()
    page.go_back()
    page.locator("#detail").wait_for(state="hidden")
    assert names(page) == second
    page.go_back()
    wait_until(page, "document.getElementById('page').value === '1'")
    page.go_back()
    wait_until(page, "document.querySelector('input[value=all]').checked")
    assert names(page) == ids(SAMPLES)
    page.go_forward()
    wait_until(page, "document.querySelector('input[value=wrong]').checked")


def test_an_address_opens_the_view_it_holds(opened):
    page, happened = opened
    page.goto("about:blank")
    page.goto(f"{happened.address}#outcome=wrong&text=v0&page=1&sample=2")
    page.locator("#detail").wait_for()
    assert page.locator("#detail-title").inner_text() == "v01"
    assert page.locator("#detail-place").inner_text() == "1 of 8"
    assert page.get_by_label("Search").input_value() == "v0"
    page.keyboard.press("Escape")
    happened.faults.clear()


def test_pictures_behind_the_script_are_shown_as_soon_as_they_are_read(browser, tmp_path):
    count = 2 * PICTURES_IN_BLOCK + 20
    samples = [ReportSample(str(at), reference="x", prediction="x", distance=0, image=drawn(at)) for at in range(count)]
    written = write_report(tmp_path / "report.html", ReportData("Run", samples=samples))
    context = browser.new_context(offline=True)
    page = context.new_page()
    last = -(-count // PAGE)
    page.goto(f"{written.path.as_uri()}#page={last}")
    shown = page.locator("#cards img")
    widths = shown.evaluate_all("images => Promise.all(images.map(one => one.decode().then(() => one.naturalWidth)))")
    context.close()
    assert widths == [drawn(at).width for at in range((last - 1) * PAGE, count)]


def test_a_place_on_the_page_in_the_address_is_no_view(page):
    go(page, "outcome=wrong")
    page.evaluate("location.hash = 'main'")
    assert page.locator("input[value=wrong]").is_checked()


def test_the_large_view_shows_the_trees_as_one_and_the_counts(page):
    page.locator("#cards .name", has_text="v02").click()
    detail = page.locator("#detail")
    assert detail.locator(".tree").inner_text().split() == ["x", "sup", "2", "missing", "n"]
    assert detail.locator(".tree mark.missed").inner_text() == "n"
    assert detail.locator(".counts").inner_text() == "n 1 too few"
    assert "writer 2" in detail.locator(".facts").inner_text()
    assert detail.locator(".links").inner_text() == "flipped to wrong"
    page.get_by_role("button", name="Previous sample").click()
    assert detail.locator(".tree").inner_text().split()[:6] == [r"\sqrt", "inside", "y", "read", "as", "Y"]
    assert detail.locator("pre").inner_text() == "I see a root.\n\\sqrt { Y } = z"
    page.get_by_role("button", name="Close").click()
    wait_until(page, "!location.hash.includes('sample') && document.activeElement.textContent === 'v01'")


def test_the_large_view_leads_to_the_sets_of_its_sample(page):
    go(page, "sample=3")
    page.locator("#detail .links button").click()
    page.locator("#detail").wait_for(state="hidden")
    assert names(page) == ["v02", "v07", "v12"]
    assert view(page) == {"set": "flipped+to+wrong"}


def test_the_large_view_of_what_does_not_parse_says_there_is_no_tree(page):
    go(page, "sample=5")
    assert "There is no tree of what does not parse." in page.locator("#detail-body").inner_text()


def test_a_confusion_and_an_example_of_the_page_lead_to_their_samples(page):
    page.locator("#pairs .pair", has_text="Y").first.click()
    assert names(page) == [sample.id for sample in VANILLA if r"\sqrt" in sample.reference]
    page.locator("#pair").click()
    page.locator("#pairs .id", has_text="v02").first.click()
    assert names(page) == ["v02"]
