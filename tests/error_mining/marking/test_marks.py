from __future__ import annotations

import pytest

from hmer_kit.error_mining import MarkedPiece, PieceKind, mark_errors, parse_marked, unmark
from hmer_kit.exceptions import FormatError, InputError


@pytest.mark.parametrize(
    ("prediction", "reference", "marked"),
    [
        ("b + d", "b + a", "b + <error_start> d <error_end>"),
        ("x ^ { }", "x ^ { 2 }", "x ^ { <deleted> }"),
        ("x + + 1", "x + 1", "x + <error_start> + <error_end> 1"),
        ("x", "x", "x"),
        ("", "", ""),
        ("", "x y", "<deleted>"),
        ("x y", "", "<error_start> x y <error_end>"),
        ("x", "2 x 3", "<deleted> x <deleted>"),
        ("a x y b", "a X Y b", "a <error_start> x y <error_end> b"),
        ("a x b", "a X Y b", "a <error_start> x <error_end> b"),
    ],
)
def test_errors_are_marked(prediction, reference, marked):
    assert mark_errors(prediction, reference) == marked
    assert unmark(marked) == prediction


def test_tight_latex_is_marked_token_by_token():
    assert mark_errors(r"x^{2}+\alpha", r"x^{3}+\alpha") == r"x ^ { <error_start> 2 <error_end> } + \alpha"


def test_both_sides_are_cut_by_the_same_rule():
    marked = mark_errors(r"\begin{matrix} xy \end{matrix}", r"\begin{matrix} x \end{matrix}")
    assert marked == r"\begin {matrix} x <error_start> y <error_end> \end {matrix}"


def test_a_tokenizer_can_be_given():
    assert mark_errors("sin x", "cos x", tokenizer="split") == "<error_start> sin <error_end> x"


def test_pieces_are_typed():
    assert parse_marked("x <deleted> <error_start> a b <error_end>") == [
        MarkedPiece(PieceKind.PLAIN, ("x",)),
        MarkedPiece(PieceKind.DELETED),
        MarkedPiece(PieceKind.ERROR, ("a", "b")),
    ]


def test_blanks_around_tags_may_be_missing():
    assert parse_marked("x<error_start>a<error_end>y<deleted>") == parse_marked(
        " x <error_start> a <error_end> y\n<deleted>"
    )


def test_long_expressions_are_no_trouble():
    marked = "<error_start> x <error_end> y " * 5000
    assert len(parse_marked(marked)) == 10000


@pytest.mark.parametrize(
    ("marked", "code"),
    [
        ("a <error_start> b", "unclosed_span"),
        ("a <error_start>", "unclosed_span"),
        ("a <error_end> b", "unopened_span"),
        ("<error_start> a <error_end> <error_end>", "unopened_span"),
        ("<error_start> a <error_start> b <error_end> <error_end>", "nested_tag"),
        ("<error_start> a <deleted> <error_end>", "nested_tag"),
        ("a <error_start> <error_end>", "empty_span"),
        ("<error_start><error_end> a", "empty_span"),
        ("<error_start> a <error_end> <error_start><error_end>", "empty_span"),
    ],
)
def test_malformed_tags_are_named(marked, code):
    with pytest.raises(FormatError, match=r"tag \d") as caught:
        unmark(marked)
    assert caught.value.code == code


@pytest.mark.parametrize("tag", ["<error_start>", "<error_end>", "<deleted>"])
@pytest.mark.parametrize("side", [0, 1])
def test_tags_in_the_input_are_rejected(tag, side):
    pair = ["x", "x"]
    pair[side] = f"x {tag}"
    with pytest.raises(InputError, match=("prediction", "reference")[side]):
        mark_errors(*pair)


@pytest.mark.parametrize("bad", [None, ["x"], 3])
def test_what_is_no_string_is_rejected(bad):
    with pytest.raises(InputError, match="prediction"):
        mark_errors(bad, "x")
    with pytest.raises(InputError, match="reference"):
        mark_errors("x", bad)
    with pytest.raises(InputError, match="marked"):
        parse_marked(bad)


def test_unknown_tokenizer_is_rejected():
    with pytest.raises(InputError, match="auto, split, latex"):
        mark_errors("a b", "a", tokenizer="words")  # type: ignore[arg-type]
