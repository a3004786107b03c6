"""The page in Chromium: drawn on with the mouse, given pictures, and told hostile things."""

from __future__ import annotations

import pytest
from PIL import Image

from chromium import DESKTOP, PHONE, serious_faults
from demo.scripted import AGREEING, QUARRELLING, Scripted
from hmer_kit.demo import DemoLimits, DemoServer, TimeLimit, build_demo

pytestmark = [
    pytest.mark.browser,
    # What pandas says of Gradio's own use of it, in threads of its queue.
    pytest.mark.filterwarnings("ignore:::gradio"),
]
LIMITS = DemoLimits(max_upload_bytes=200_000, max_pixels=1_000_000)
EVIL = "http://elsewhere.example/"
HOSTILE = (
    f"<script>window.pwned=1</script><img src={EVIL} onerror=window.pwned=1> ${{window.pwned=1}} {{{{window.pwned=1}}}}"
)


@pytest.fixture(scope="module")
def model():
    return Scripted(QUARRELLING, confidence=0.5, finish="stop")


@pytest.fixture(scope="module")
def demo(browser, model):
    """The page, opened, and all that it asked of others."""
    page = build_demo(model, name="a <b>model</b>", limit=TimeLimit(30), limits=LIMITS)
    with DemoServer(page, port=0, limits=LIMITS) as server:
        context = browser.new_context(viewport=DESKTOP)
        opened = context.new_page()
        opened.elsewhere = []
        opened.failures = []
        opened.on("request", lambda request: _note(opened, request.url, home=server.url))
        opened.on("pageerror", lambda error: opened.failures.append(str(error)))
        opened.goto(server.url)
        opened.locator("canvas").wait_for(timeout=30_000)
        yield opened
        context.close()


def _note(page, url, *, home):
    if not url.startswith((home, "data:", "blob:")):
        page.elsewhere.append(url)


def draw(page, *, strokes):
    page.locator("canvas").scroll_into_view_if_needed()
    box = page.locator("canvas").bounding_box()
    for number in range(strokes):
        page.mouse.move(box["x"] + 40 + 30 * number, box["y"] + 40)
        page.mouse.down()
        page.mouse.move(box["x"] + 60 + 30 * number, box["y"] + 120, steps=4)
        page.mouse.up()


def read(page, button):
    """Press a button, and return what stands there when something else does."""
    page.evaluate("for (const one of document.querySelectorAll('.hmer-reading')) one.dataset.state = 'before'")
    page.get_by_role("button", name=button).click()
    shown = page.locator("[data-state=read], [data-state=problem]")
    shown.wait_for(timeout=30_000)
    return shown


def test_a_drawing_is_read_with_all_evidence(demo, model) -> None:
    draw(demo, strokes=3)
    assert demo.get_by_text("3 strokes").is_visible()
    shown = read(demo, "Read the drawing")
    assert shown.locator("code.hmer-source").inner_text() == QUARRELLING["vanilla"]
    assert shown.locator("section.hmer-expression math").is_visible()
    assert "66.7%" in shown.get_by_text("Confidence").locator("..").inner_text()
    assert shown.get_by_role("region", name="Alternatives").locator("tbody tr").count() == 2
    assert shown.locator("svg.hmer-tree").is_visible()
    assert shown.get_by_role("region", name="Symbol counts").locator("tbody tr").count() == 5
    assert "says something else" in shown.inner_text()
    assert min(model.sizes[-1]) > 28


def test_strokes_are_taken_back_and_an_empty_pad_is_told(demo) -> None:
    demo.get_by_role("button", name="Undo stroke").click()
    assert demo.get_by_text("2 strokes").is_visible()
    demo.get_by_role("button", name="Clear").click()
    assert demo.get_by_role("button", name="Clear").is_disabled()
    assert "expected a drawing, got an empty pad" in read(demo, "Read the drawing").inner_text()


def test_hostile_answers_are_text(demo, model) -> None:
    model.replies = dict.fromkeys(AGREEING, f"{HOSTILE} x")
    draw(demo, strokes=1)
    shown = read(demo, "Read the drawing")
    model.replies = dict(QUARRELLING)
    shown.get_by_text("What the model wrote").click()
    assert shown.locator("pre", has_text="<script>").count() == 3
    assert shown.locator("script").count() == 0
    assert demo.evaluate("window.pwned") is None
    assert demo.locator("h1 + p b").count() == 0


def test_looks_right_for_everyone_at_every_width_and_at_night(demo, tmp_path) -> None:
    for strokes, scheme, size in ((2, "light", DESKTOP), (3, "dark", PHONE)):
        demo.emulate_media(color_scheme=scheme)
        demo.set_viewport_size(size)
        draw(demo, strokes=strokes)
        read(demo, "Read the drawing")
        assert serious_faults(demo) == []
        assert demo.evaluate("document.documentElement.scrollWidth") <= size["width"]
    ground = demo.locator("canvas").evaluate("one => getComputedStyle(one).backgroundColor")
    assert ground == "rgb(20, 26, 34)"
    demo.emulate_media(color_scheme="light")
    demo.set_viewport_size(DESKTOP)


def test_pictures_are_read_and_bad_ones_are_told(demo, tmp_path) -> None:
    files = {name: tmp_path / name for name in ("good.png", "broken.png", "vast.png", "heavy.png")}
    Image.new("L", (64, 48), 255).save(files["good.png"])
    Image.new("1", (2000, 2000)).save(files["vast.png"])
    Image.effect_noise((64, 48), 50).save(files["broken.png"])
    files["broken.png"].write_bytes(files["broken.png"].read_bytes()[:1000])
    files["heavy.png"].write_bytes(b"0" * 300_000)
    demo.get_by_role("tab", name="Picture").click()
    assert "expected a picture, got none" in read(demo, "Read the picture").inner_text()
    expected = {
        "good.png": "64 × 48 pixels",
        "broken.png": "broken.png is truncated or broken",
        "vast.png": "vast.png has 2000 × 2000 pixels, over the limit of 1000000",
    }
    for name, words in expected.items():
        choose(demo, files[name])
        assert words in read(demo, "Read the picture").inner_text()
        assert serious_faults(demo) == []
        demo.get_by_label("Remove Image").click()
    demo.locator("input[type=file]").first.set_input_files(files["heavy.png"])
    demo.get_by_text("exceed the maximum allowed size").wait_for(timeout=10_000)


def choose(page, path):
    page.locator("input[type=file]").first.set_input_files(path)
    page.locator("[data-testid=image] img, .image-container img").first.wait_for(state="attached", timeout=10_000)


def test_nothing_was_asked_of_another_host_and_no_script_failed(demo) -> None:
    assert demo.elsewhere == []
    assert demo.failures == []
