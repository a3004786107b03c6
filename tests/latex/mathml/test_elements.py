r"""What a browser gets: elements, characters, attributes; and that nothing gets lost."""

from __future__ import annotations

import unicodedata

import pytest
from defusedxml import ElementTree

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import Kind, LayoutNode, LayoutTree, Relation, Slot, mathml_element, parse, to_mathml

DEPTH = 5_000


def inner(latex, **options):
    """The MathML of an expression without the ``math`` element around it."""
    return to_mathml(latex, **options).partition(">")[2].removesuffix("</math>")


def text_of(element):
    """All text of an element, fonts and blanks left out."""
    return unicodedata.normalize("NFKC", "".join(element.itertext())).replace(" ", "").replace("\u2061", "")


# Constructs


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x", "<mi>x</mi>"),
        ("12.5", "<mn>12.5</mn>"),
        ("1 2 ^ 3", "<mn>1</mn><msup><mn>2</mn><mn>3</mn></msup>"),
        (r"\frac 1 2", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"1 \over 2", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (
            r"\tfrac 1 2",
            '<mstyle displaystyle="false" scriptlevel="0"><mfrac><mn>1</mn><mn>2</mn></mfrac></mstyle>',
        ),
        (
            r"n \choose k",
            (
                '<mrow><mo form="prefix">(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>'
                '<mo form="postfix">)</mo></mrow>'
            ),
        ),
        (
            r"\genfrac [ ] { 2pt } { 0 } a b",
            (
                '<mstyle displaystyle="true" scriptlevel="0"><mrow><mo form="prefix">[</mo>'
                '<mfrac linethickness="0.2em"><mi>a</mi><mi>b</mi></mfrac><mo form="postfix">]</mo></mrow></mstyle>'
            ),
        ),
        (r"\sqrt x", "<msqrt><mi>x</mi></msqrt>"),
        (r"\sqrt [ 3 ] x", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
        (r"\root 3 \of x", "<mroot><mi>x</mi><mn>3</mn></mroot>"),
        ("x _ 1 ^ 2", "<msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup>"),
        ("x ^ 1 ^ 2", "<msup><msup><mi>x</mi><mn>1</mn></msup><mn>2</mn></msup>"),
        ("f ' ^ 2", '<msup><mi>f</mi><mrow><mo lspace="0" rspace="0">′</mo><mn>2</mn></mrow></msup>'),
        ("_ 1 x", "<msub><mrow></mrow><mn>1</mn></msub><mi>x</mi>"),
        (r"\sum _ i ^ n", "<munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover>"),
        (r"\sum \limits _ i", '<munder><mo movablelimits="false">∑</mo><mi>i</mi></munder>'),
        (r"\sum \nolimits _ i", "<msub><mo>∑</mo><mi>i</mi></msub>"),
        (r"\int _ 0", "<msub><mo>∫</mo><mn>0</mn></msub>"),
        (r"\hat x", '<mover accent="true"><mi>x</mi><mo stretchy="false">^</mo></mover>'),
        (r"\overset a =", "<mover><mo>=</mo><mi>a</mi></mover>"),
        (r"\underset a b", "<munder><mi>b</mi><mi>a</mi></munder>"),
        (r"\not =", "<mo>≠</mo>"),
        (r"\mathbb { R }", '<mi mathvariant="normal">ℝ</mi>'),
        (r"\mathrm { s i n }", '<mi mathvariant="normal">sin</mi>'),
        (r"\Gamma", '<mi mathvariant="normal">Γ</mi>'),
        (r"\text { a b }", "<mtext>ab</mtext>"),
        (r"a \quad b", '<mi>a</mi><mspace width="1em"></mspace><mi>b</mi>'),
        (r"\label { a } x \nonumber", "<mi>x</mi>"),
        ("- x - y", '<mo form="prefix">−</mo><mi>x</mi><mo>−</mo><mi>y</mi>'),
        ("x ^ { a + b }", '<msup><mi>x</mi><mrow><mi>a</mi><mo lspace="0" rspace="0">+</mo><mi>b</mi></mrow></msup>'),
        (
            r"\left ( x \right ] ^ 2",
            '<msup><mrow><mo form="prefix">(</mo><mi>x</mi><mo form="postfix">]</mo></mrow><mn>2</mn></msup>',
        ),
        (r"\left . x \right .", "<mi>x</mi>"),
        ("( x )", '<mo stretchy="false">(</mo><mi>x</mi><mo stretchy="false">)</mo>'),
        (r"\sin x", '<mi>sin</mi><mo>\u2061</mo><mspace width="0.1667em"></mspace><mi>x</mi>'),
        (r"\textcolor { red } { x }", '<mstyle mathcolor="red"><mi>x</mi></mstyle>'),
        (r"{ \bf x } x", '<mi mathvariant="normal">𝐱</mi><mi>x</mi>'),
    ],
)
def test_each_construct_has_its_element(latex, expected):
    assert inner(latex) == expected


def test_a_word_in_a_font_of_its_own_is_one_element_and_scripts_split_it():
    assert [part.tag for part in mathml_element(r"\mathrm { a b c ^ 2 }")[0]] == ["mi", "msup"]


def test_display_is_said_once_at_the_top():
    assert mathml_element("x", display=True).get("display") == "block"
    assert mathml_element("x").get("display") is None


def test_columns_are_set_as_the_specification_says():
    cells = mathml_element(r"\begin{array}{r|c@{xx}l} a & b & c \end{array}").iter("mtd")
    found = [(cell.get("columnalign"), "border-left" in cell.get("style", "")) for cell in cells]
    assert found == [("right", False), (None, True), ("left", False)]


def test_lines_are_drawn_above_their_row_and_the_last_below():
    rows = mathml_element(r"\begin{array}{c} \hline a \\ \hline b \\ \hline \end{array}").iter("mtr")
    assert [row[0].get("style").replace("0.06em solid", "") for row in rows] == [
        "border-top:",
        "border-top:;border-bottom:",
    ]


def test_equations_are_set_right_and_left_by_turns():
    cells = mathml_element(r"\begin{aligned} a &= b & c &= d \end{aligned}").iter("mtd")
    assert [cell.get("columnalign") for cell in cells] == ["right", "left", "right", "left"]


def test_lines_outside_of_a_matrix_stand_one_below_the_other():
    assert [text_of(row) for row in mathml_element(r"a = b \\ c \\").iter("mtr")] == ["a=b", "c"]


def test_a_switch_reaches_to_the_end_of_its_group():
    first, second = mathml_element(r"{ \displaystyle a b } c")
    assert (first.tag, text_of(first), second.tag) == ("mstyle", "ab", "mi")


def test_a_switch_between_fences_ends_with_them():
    row, outside = mathml_element(r"\left ( \displaystyle a \right ) b")
    assert [part.tag for part in row] == ["mo", "mstyle", "mo"]
    assert outside.tag == "mi"


def test_limits_of_names_move_as_those_of_large_signs_do_but_not_under_a_base():
    assert mathml_element(r"\lim _ x").find(".//mo").get("movablelimits") == "true"
    assert mathml_element(r"\underset x \lim").find(".//mo").get("movablelimits") == "false"


def test_letters_that_unicode_had_before_are_those_of_unicode():
    assert text_like(r"\mathcal { B e } \mathfrak { C } \mathit { h } \mathbb { 1 }") == "ℬℯℭℎ𝟙"


def text_like(latex):
    return "".join(mathml_element(latex).itertext())


def test_greek_letters_have_bold_ones():
    assert text_like(r"\boldsymbol { \alpha \epsilon \partial } \mathbf { \Gamma }") == "𝜶𝝐𝝏𝚪"


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\text{if }x", "if x"),
        (r"\text{ a b }x", " a b x"),
        (r"\text{a~b}", "a b"),
        (r"\text { i f ~ } x", "if x"),
    ],
)
def test_blanks_of_a_text_are_kept_where_the_string_tells_of_them(latex, expected):
    assert text_like(latex).replace("\u00a0", " ") == expected


# Nothing is lost


def test_a_command_that_nobody_knows_is_shown_as_it_was_written():
    [error, letter] = mathml_element(r"\foo x")
    assert (error.tag, text_of(error), letter.text) == ("merror", r"\foo", "x")


def test_every_construct_of_the_parser_is_well_formed(construct_cases):
    taken = [latex for latex, is_taken, _ in construct_cases if is_taken == "yes"]
    assert len(taken) > 100
    for latex in taken:
        ElementTree.fromstring(to_mathml(latex))


def test_rows_that_latex_has_no_place_for_are_drawn():
    node = LayoutNode("+", slots=[Slot(Relation.INSIDE, [LayoutNode("x")])])
    assert text_of(mathml_element(LayoutTree([node]))) == "+x"


def test_a_command_without_its_arguments_is_drawn():
    assert inner(LayoutNode(r"\frac", kind=Kind.COMMAND)) == "<mfrac><mrow></mrow><mrow></mrow></mfrac>"


def test_repaired_predictions_are_drawn():
    assert text_of(mathml_element(parse(r"\frac { a { b }", on_error="recover"))) == "ab"


# Hostile input


def test_markup_is_escaped():
    hostile = r"< s c r i p t > & \text { <b> \" ' } \& \ref { <img src=x> }".replace("& \\text", "\\text")
    written = to_mathml(hostile)
    assert "<b>" not in written
    assert "<img" not in written
    assert ElementTree.fromstring(written) is not None


def test_control_characters_are_replaced():
    assert text_like("\x00 \x1b \u202e x") == "\ufffd\ufffd\ufffdx"


@pytest.mark.parametrize(
    "latex",
    [
        r"\textcolor { red;background:url(x) } { x }",
        r"\href { javascript:alert(1) } { x }",
        r"\htmlStyle { position:fixed } { x }",
        r"\enclose { url(x) } { x }",
        r"\color { red\" onclick=\"x } y",
        r"\begin { array } { url(x) } x \end { array }",
    ],
)
def test_no_attribute_holds_what_the_expression_says(latex):
    values = " ".join(value for each in mathml_element(latex).iter() for value in each.attrib.values())
    assert not any(word in values for word in ("url", "javascript", "position", "onclick"))


def test_lengths_are_cut():
    assert mathml_element(r"a \hspace { 99999999cm } b").find("mspace").get("width") == "20em"


@pytest.mark.parametrize(
    ("opener", "closer"),
    [("{ ", " }"), ("x ^ { ", " }"), (r"\left ( ", r" \right )"), (r"\sqrt { ", " }"), (r"\hat ", "")],
)
def test_any_depth_is_written(opener, closer):
    written = to_mathml(opener * DEPTH + "y" + closer * DEPTH)
    assert written.count("<mi>y</mi>") == 1


def test_many_switches_are_no_deeper_than_one():
    math = mathml_element(r"\Huge \displaystyle x " * 1000)
    assert {part.tag for part in math} == {"mstyle"}
    assert not [part for style in math for part in style if part.tag == "mstyle"]


def test_a_string_that_does_not_parse_is_an_error():
    with pytest.raises(LatexError):
        to_mathml(r"\frac {")


def test_what_is_neither_string_nor_node_is_refused():
    with pytest.raises(InputError, match="expected LaTeX"):
        to_mathml(None)
