"""The TeX back end: drawn for real where TeX is installed, refused with a message where it is not."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from hmer_kit.exceptions import InputError, MissingExtraError, RenderError
from hmer_kit.visual import BoxLayout, TexBackend, character_detection_matching

if TYPE_CHECKING:
    from pathlib import Path

HAS_TEX = all(map(shutil.which, ("pdflatex", "pdftocairo")))
needs_tex = pytest.mark.skipif(
    not HAS_TEX, reason="TEX ABSENT: pdflatex or pdftocairo is not installed; this test DID NOT RUN"
)

ONE_OF_EACH = [
    r"\frac { a } { b } + \sqrt [ 3 ] { x }",
    r"\sum _ { i = 1 } ^ { n } \lim _ { x \rightarrow 0 } \int _ { a } ^ { b } f",
    r"\sin x + \ldots - \cdots \neq \pi",
    r"\hat { x } \overline { y z } \vec { v }",
    r"\mathbf { x } \mathrm { d } \mathbb { R } \mathcal { L } \text { i f }",
    r"\left ( \begin {matrix} a & b \\ c & d \end {matrix} \right )",
    r"f ^ { \prime } _ { 1 } \binom { n } { k } \overset { a } { = }",
    r"x \xrightarrow { a b } y \boxed { z }",
]


@pytest.fixture(scope="module")
def tex() -> TexBackend:
    return TexBackend()


@needs_tex
@pytest.mark.parametrize("latex", ONE_OF_EACH)
def test_tex_draws_the_symbols_that_the_layout_has(tex: TexBackend, latex: str) -> None:
    drawn, laid_out = ({(box.token, box.font) for box in backend.boxes(latex)} for backend in (tex, BoxLayout()))
    # A fence written with \left and a parenthesis of \binom have no colour of their own.
    assert {pair for pair in laid_out if pair[0] not in {"(", ")", "\\binom"}} <= drawn


@needs_tex
def test_drawn_and_laid_out_boxes_score_the_same(tex: TexBackend) -> None:
    preds, target = ["x 2", r"a + \frac { b } { c }", "N m"], ["x ^ { 2 }", r"a - \frac { c } { b }", "N _ { m }"]
    drawn, laid_out = (character_detection_matching(preds, target, backend=each) for each in (tex, BoxLayout()))
    assert drawn.pairs == laid_out.pairs
    assert "boxes:tex/1" in drawn.signature
    assert character_detection_matching(preds, target, backend=tex, residual_threshold=5).expression_rate == 0


@needs_tex
@pytest.mark.parametrize(
    "latex",
    [
        r"\input { /etc/passwd }",
        r"\include { a }",
        r"\openin 1",
        r"\write 18 { touch made }",
        r"\def \a { \a } \a",
        r"\csname x \endcsname",
        r"\catcode 5",
        r"\includegraphics { /etc/passwd }",
        r"\href { a } { b }",
        r"\begin{filecontents} a \end{filecontents}",
        "x % y",
        "# 1",
        "中",
        r"\foo",
    ],
)
def test_what_is_not_known_to_draw_never_reaches_tex(
    tex: TexBackend, latex: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        pytest.fail("TeX was run")

    monkeypatch.setattr("hmer_kit.visual._tex.programs._run", fail)
    with pytest.raises(RenderError, match="known to draw"):
        tex.boxes(latex)


@needs_tex
def test_nothing_is_left_behind(tex: TexBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    tex.boxes("x + 1")
    assert list(tmp_path.iterdir()) == []


@needs_tex
def test_what_takes_too_long_is_refused() -> None:
    with pytest.raises(RenderError, match=r"within 0.001 s"):
        TexBackend(timeout=0.001).boxes("x")


@needs_tex
def test_too_wide_and_too_long_expressions_are_refused_and_counted(tex: TexBackend) -> None:
    with pytest.raises(RenderError, match="at most 1024 tokens"):
        tex.boxes("x " * 2000)
    result = character_detection_matching(["y", "y"], ["x " * 2000, "x"], backend=tex, ids=["long", "short"])
    assert (result.n, result.n_unrendered, result.unrendered) == (2, 1, ("long",))


@needs_tex
def test_an_error_of_tex_is_told(tex: TexBackend) -> None:
    with pytest.raises(RenderError, match="LaTeX that TeX draws, got '!"):
        tex.boxes("x ^ { " * 250 + "y" + " }" * 250)


@needs_tex
def test_no_ink_no_boxes(tex: TexBackend) -> None:
    assert tex.boxes("") == tex.boxes(r"\quad { }") == []


def test_without_tex_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(os.environ, "PATH", str(tmp_path))
    message = (
        "needs pdflatex and pdftocairo on the PATH; install with: apt-get install texlive-latex-base poppler-utils"
    )
    with pytest.raises(MissingExtraError, match=message):
        TexBackend()


@pytest.mark.parametrize("options", [{"timeout": 0}, {"timeout": float("nan")}, {"max_tokens": 0}])
def test_impossible_options_are_refused(options: dict) -> None:
    with pytest.raises(InputError, match="expected a positive timeout and max_tokens"):
        TexBackend(**options)
