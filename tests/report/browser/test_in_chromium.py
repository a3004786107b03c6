"""The samples browser in a real Chromium, from a file and without a network: clicked, typed at, linked, gone back in.

The page is opened once; each test goes to a view of its own by the address first.
"""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PIL import Image, ImageDraw

from chromium import DESKTOP, PHONE, serious_faults
from hmer_kit.error_mining import ConfusionTable
from hmer_kit.latex import complexity, parse
from hmer_kit.report import ReportData, ReportSample, samples_from_scores, write_report
from hmer_kit.scoring import score

pytestmark = pytest.mark.browser

PAGE = 24
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=//attacker.example/x onerror=alert(1)>",
    '" onmouseover="alert(1)" x=\'',
    "a\x00b\x1b\x7f\r\nc",
    "a\ud800b",
    "\u202egpj.exe",
    "__proto__",
    "constructor",
    "javascript:alert(1)",
    "{{ 7 * 7 }}",
    r"\href { javascript:alert(1) } { x } \text { </math><script>alert(1)</script> }",
)
ORDINARY = ("writer ", "vanilla", "endless", "flipped")
PAIRS = (
    (r"\frac { a } { b } + x ^ { 2 }", r"\frac { a } { b } + x ^ { 2 }"),
    (r"\sqrt { y } = z", r"\sqrt { Y } = z"),
    ("x ^ { 2 n }", "x ^ { 2 }"),
    (r"\sum _ { i = 1 } ^ { n } a _ { i }", r"\sum _ { i = 1 } ^ { n } a"),
    ("a + b", r"\frac { a + b"),
)


def drawn(number):
    image = Image.new("L", (200 + number, 60), 255)
    ImageDraw.Draw(image).line((20, 30, 150 + number, 20 + number % 20), fill=0, width=4)
    return image


def vanilla_samples():
    references, predictions = zip(*(PAIRS[at % len(PAIRS)] for at in range(60)), strict=True)
    ids = [f"v{at:02}" for at in range(60)]
    return samples_from_scores(
        score(predictions, references, ids=ids),
        images={name: drawn(at) for at, name in enumerate(ids)},
        responses={"v01": "I see a root.\n\\sqrt { Y } = z"},
        writers={name: f"writer {at % 3}" for at, name in enumerate(ids)},
        confidences={name: (7 * at % 60) / 60 for at, name in enumerate(ids)},
    )


def hostile_samples():
    return [
        ReportSample(text, reference=text, prediction=f"{text} y", distance=1, task=text, response=text, writer=text)
        for text in HOSTILE
    ]


def endless_samples():
    long = " ".join("abcd" * 25_000)
    deep = r"\frac { " * 10_000 + "x" + " } { 1 }" * 10_000
    nested = r"\sqrt { " * 60 + "x" + " }" * 60
    return [
        ReportSample(name, reference="x", prediction=prediction, distance=9, task="endless")
        for name, prediction in (("long", long), ("deep", deep), ("nested", nested), ("nothing", None))
    ]


SAMPLES = [*vanilla_samples(), *endless_samples(), *hostile_samples()]
SETS = {"flipped to wrong": ["v02", "v07", "v12", "nobody"], **{text: [text] for text in HOSTILE}}
VANILLA = [sample for sample in SAMPLES if sample.task == "vanilla"]


@pytest.fixture(scope="module")
def opened(browser, tmp_path_factory):
    """The page, and what happened on it that should not."""
    file = tmp_path_factory.mktemp("report") / "a report & more.html"
    preds, target = [sample.prediction for sample in VANILLA], [sample.reference for sample in VANILLA]
    ids = [sample.id for sample in VANILLA]
    data = ReportData(
        HOSTILE[0],
        scores={"vanilla": score(preds, target, ids=ids)},
        confusions=ConfusionTable.from_pairs(preds, target, ids=ids),
        samples=SAMPLES,
        sets=SETS,
        settings={text: text for text in HOSTILE},
    )
    write_report(file, data)
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


def go(page, view):
    page.evaluate("view => { location.hash = view; }", view)
    page.wait_for_function("view => location.hash === '#' + view", arg=view)
    page.wait_for_function("open => document.getElementById('detail').open === open", arg="sample=" in view)


def names(page):
    return page.locator("#cards .name").all_inner_texts()


def view(page):
    return dict(pair.split("=") for pair in page.evaluate("location.hash.slice(1)").split("&"))


def ids(samples):
    return [sample.id for sample in samples][:PAGE]


def choose(page, name, value):
    page.locator(f"select[name={name}]").select_option(value)


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
    page.wait_for_function("document.getElementById('page').value === '1'")
    page.go_back()
    page.wait_for_function("document.querySelector('input[value=all]').checked")
    assert names(page) == ids(SAMPLES)
    page.go_forward()
    page.wait_for_function("document.querySelector('input[value=wrong]').checked")


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
    assert "flipped to wrong" in detail.locator(".facts").inner_text()
    page.get_by_role("button", name="Previous sample").click()
    assert detail.locator(".tree").inner_text().split()[:6] == [r"\sqrt", "inside", "y", "read", "as", "Y"]
    assert detail.locator("pre").inner_text() == "I see a root.\n\\sqrt { Y } = z"
    page.get_by_role("button", name="Close").click()
    assert page.evaluate("document.activeElement.textContent") == "v01"


def test_the_large_view_of_what_does_not_parse_says_there_is_no_tree(page):
    go(page, "sample=5")
    assert "There is no tree of what does not parse." in page.locator("#detail-body").inner_text()


def test_a_confusion_and_an_example_of_the_page_lead_to_their_samples(page):
    page.locator("#pairs .pair", has_text="Y").first.click()
    assert names(page) == [sample.id for sample in VANILLA if r"\sqrt" in sample.reference]
    page.locator("#pair").click()
    page.locator("#pairs .id", has_text="v02").first.click()
    assert names(page) == ["v02"]


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
    assert page.evaluate("document.activeElement.textContent") == "v24"
    assert view(page) == {"page": "2"}


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
        page.wait_for_function("place => document.getElementById('detail').dataset.place === place", arg=str(number))
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
