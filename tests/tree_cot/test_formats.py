"""What holds for every format: a new one in ``FORMATS`` is tested here without a further word."""

from __future__ import annotations

import copy
import pickle
import random
import time
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.exceptions import FormatError, InputError, LatexError
from hmer_kit.latex import brace_arguments, canonical, is_parseable, tokenize
from hmer_kit.tree_cot import FORMATS, Fidelity, Reading, TreeFormat, dumps, get_format, is_tree_of, loads, read
from real_expressions import read_expressions, released
from strategies import DAMAGED, EXPRESSIONS, HEAPS, ORDINARY, TEXTS

if TYPE_CHECKING:
    from pathlib import Path

PROPERTY = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
EXAMPLES = (
    r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }",
    r"\sum _ { i = 1 } ^ { n } x _ { i } ^ { 2 }",
    r"\left \{ \begin {matrix} a & b \\ c & d \end {matrix} \right .",
)
STEP = 40
NOISE = "\t \n(){}[]<>\"',:_^\\x1)\x00\r`"
# The released format has no place for some expressions; its own tests say which, and that all others come back.
OTHERS = {name: tree_format for name, tree_format in FORMATS.items() if name != "released"}
other_formats = pytest.mark.parametrize("tree_format", OTHERS.values(), ids=OTHERS)
all_formats = pytest.mark.parametrize("tree_format", FORMATS.values(), ids=FORMATS)


def has_tree(latex: str) -> bool:
    """Whether an expression is in the domain of every format."""
    return is_parseable(latex) and bool(canonical(latex))


def assert_comes_back(latex: str, tree_format: TreeFormat) -> None:
    """The promise of the format's fidelity."""
    text = tree_format.dumps(latex)
    back = tree_format.loads(text)
    if tree_format.fidelity is Fidelity.TOKENS:
        assert tokenize(back) in (tokenize(latex), tokenize(brace_arguments(latex)))
    elif tree_format.fidelity is Fidelity.LAYOUT:
        assert back == canonical(latex)
    assert tree_format.dumps(back) == text
    assert read(text, format=tree_format) == Reading(back, (), complete=True)


@cache
def some_expressions(folder: Path) -> list[str]:
    """All of the released outputs, and every so manieth of all others: those that parse."""
    return list(filter(has_tree, dict.fromkeys([*released(folder), *read_expressions(folder)[::STEP]])))


def damage(text: str, dice: random.Random) -> str:
    """What happens to a tree text on its way through a model: lines lost, doubled, moved; characters changed; cut."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines))
        line = lines[at]
        where = dice.randrange(len(line) + 1)
        lines[at : at + 1] = dice.choice(
            [
                [f"\t{line}"],
                [line[1:]],
                [line.replace("\t", "    ")],
                [line, line],
                [],
                ["", line],
                ["Here is the tree:", line],
                ["```", line],
                [line[:where] + dice.choice(NOISE) + line[where:]],
                [line[:where] + line[where + 1 :]],
                [line[:where], line[where:]],
            ]
        ) or [""]
    damaged = "\n".join(lines)
    if dice.random() < 0.3:
        damaged = damaged[: dice.randrange(len(damaged) + 1)]
    return damaged.replace("\n", "\r\n") if dice.random() < 0.1 else damaged


# There and back


@all_formats
@pytest.mark.parametrize("latex", EXAMPLES)
def test_examples_come_back(latex: str, tree_format: TreeFormat) -> None:
    assert_comes_back(latex, tree_format)
    assert is_tree_of(tree_format.dumps(latex), latex, format=tree_format)
    assert not is_tree_of(tree_format.dumps(latex), f"{latex} x", format=tree_format)


@other_formats
@PROPERTY
@given(ORDINARY | EXPRESSIONS)
def test_expressions_come_back(tree_format: TreeFormat, latex: str) -> None:
    assume(has_tree(latex))
    assert_comes_back(latex, tree_format)
    assert is_tree_of(tree_format.dumps(latex), latex, format=tree_format)


@pytest.mark.real_data
@other_formats
def test_real_expressions_come_back(tree_format: TreeFormat, real_data: Path) -> None:
    expressions = some_expressions(real_data)
    assert len(expressions) > 2500
    for latex in expressions:
        assert_comes_back(latex, tree_format)


# Strict reading


@all_formats
@pytest.mark.parametrize("latex", ["", "   ", "{ a", r"\frac { a", "x }", r"\begin {matrix} a"])
def test_what_is_no_expression_has_no_text(latex: str, tree_format: TreeFormat) -> None:
    with pytest.raises(LatexError) as caught:
        tree_format.dumps(latex)
    assert caught.value.code
    assert caught.value.text == latex
    assert not is_tree_of("x", latex, format=tree_format)


@all_formats
@pytest.mark.parametrize("text", ["", "\n\n", "Sorry, I cannot read this.", "\t\tx", "x (right)\n\n\ny ("])
def test_what_is_no_tree_is_refused_with_its_line(text: str, tree_format: TreeFormat) -> None:
    with pytest.raises(FormatError) as caught:
        tree_format.loads(text)
    assert caught.value.code
    assert 1 <= (caught.value.line or 0) <= max(1, text.count("\n") + 1)
    assert caught.value.text is not None


@all_formats
@PROPERTY
@given(st.data())
def test_any_text_is_read_or_refused(tree_format: TreeFormat, data: st.DataObject) -> None:
    text = data.draw(TEXTS | HEAPS | st.sampled_from([tree_format.dumps(latex) for latex in EXAMPLES]).map(str.strip))
    try:
        latex = tree_format.loads(text)
    except FormatError as error:
        assert error.code and error.line  # noqa: PT017, PT018
    else:
        assert latex
        assert is_parseable(read(text, format=tree_format).latex)


@all_formats
@pytest.mark.parametrize("value", [None, 3, b"x", ["x"]])
def test_only_strings_are_taken(value: object, tree_format: TreeFormat) -> None:
    with pytest.raises(InputError, match="expected a str"):
        tree_format.dumps(value)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a str"):
        tree_format.loads(value)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a str"):
        tree_format.reader().feed(value)  # type: ignore[arg-type]


# Forgiving reading


@all_formats
@PROPERTY
@given(st.data())
def test_any_damage_gives_latex_that_parses(tree_format: TreeFormat, data: st.DataObject) -> None:
    latex = data.draw(ORDINARY | st.sampled_from(EXAMPLES))
    try:
        text = tree_format.dumps(latex)
    except LatexError:
        return
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    reading = read(damage(text, dice), format=tree_format)
    assert is_parseable(reading.latex)
    assert all(flaw.code and flaw.line >= 1 and "\n" not in flaw.message for flaw in reading.flaws)
    assert [flaw.line for flaw in reading.flaws] == sorted(flaw.line for flaw in reading.flaws)


@all_formats
@PROPERTY
@given(TEXTS | HEAPS | DAMAGED)
def test_no_text_is_too_much_for_the_reader(tree_format: TreeFormat, text: str) -> None:
    reading = read(text.replace(" ", "\n"), format=tree_format)
    assert is_parseable(reading.latex)
    assert is_parseable(read(text, format=tree_format).latex)


@all_formats
@pytest.mark.parametrize("latex", EXAMPLES)
def test_text_cut_anywhere_gives_the_part_that_came(latex: str, tree_format: TreeFormat) -> None:
    text = tree_format.dumps(latex)
    whole = tree_format.loads(text)
    before = 0
    for end in range(len(text)):
        reading = read(text[:end], format=tree_format)
        assert is_parseable(reading.latex)
        assert len(reading.latex.split()) <= len(whole.split()) + 4  # braces that close what is open
        before += not reading.complete
    assert before > len(text) // 3
    assert read(text, format=tree_format) == Reading(whole, (), complete=True)


@all_formats
def test_no_text_at_all_is_no_expression_yet(tree_format: TreeFormat) -> None:
    for text in ("", "\n", "Sorry, I cannot read this formula.\n"):
        reading = read(text, format=tree_format)
        assert (reading.latex, reading.complete) == ("", False)


@all_formats
@pytest.mark.parametrize("text", ["x" * 5_000, "x\n\t" + "y" * 5_000 + " (sup)", "x\n\ty (" + "z" * 5_000 + ")"])
def test_messages_stay_short_whatever_the_text_holds(text: str, tree_format: TreeFormat) -> None:
    messages = [flaw.message for flaw in read(text, format=tree_format).flaws]
    assert max(map(len, [*messages, refusal(text, tree_format)])) < 1_000


def refusal(text: str, tree_format: TreeFormat) -> str:
    try:
        tree_format.loads(text)
    except FormatError as error:
        return str(error)
    return ""


@all_formats
@pytest.mark.parametrize("before", ["Here is the tree you asked for:\n", "```\n", "```text\n", "\n\n"])
@pytest.mark.parametrize("after", ["\n```\n", "\n", "\n\nI hope this helps you!"])
def test_prose_and_fences_around_a_tree_are_left_out(before: str, after: str, tree_format: TreeFormat) -> None:
    text = tree_format.dumps(EXAMPLES[0])
    reading = read(before + text + after, format=tree_format)
    assert reading.latex == tree_format.loads(text)
    assert reading.flaws or not before.strip()


@all_formats
def test_a_byte_order_mark_is_a_flaw_and_no_symbol(tree_format: TreeFormat) -> None:
    text = tree_format.dumps(EXAMPLES[0])
    reading = read(f"\ufeff{text}", format=tree_format)
    assert (reading.latex, reading.complete) == (tree_format.loads(text), True)
    assert [flaw.code for flaw in reading.flaws] == ["byte_order_mark"]


@all_formats
def test_windows_line_ends_are_a_flaw_at_most(tree_format: TreeFormat) -> None:
    for latex in EXAMPLES:
        text = tree_format.dumps(latex)
        assert read(text.replace("\n", "\r\n"), format=tree_format).latex == tree_format.loads(text)


# In pieces


@all_formats
@PROPERTY
@given(st.data())
def test_reading_in_pieces_is_reading_at_once(tree_format: TreeFormat, data: st.DataObject) -> None:
    dice = random.Random(data.draw(st.integers(0, 2**32)))
    text = tree_format.dumps(data.draw(st.sampled_from(EXAMPLES)))
    text = damage(text, dice) if dice.random() < 0.8 else text
    reader = tree_format.reader()
    at = 0
    while at < len(text):
        size = dice.randint(0, 12)
        reader.feed(text[at : at + size])
        at += size
        if dice.random() < 0.3:
            assert reader.result() == read(text[:at], format=tree_format)
    assert reader.result() == reader.result() == read(text, format=tree_format)


@all_formats
def test_readers_do_not_know_of_each_other(tree_format: TreeFormat) -> None:
    one, other = tree_format.reader(), tree_format.reader()
    one.feed(tree_format.dumps("x"))
    other.feed(tree_format.dumps("y"))
    assert (one.result().latex, other.result().latex) == ("x", "y")


# Length and depth


@all_formats
@pytest.mark.parametrize(
    "latex",
    [
        " ".join(["x"] * 8192),
        " ".join([r"\frac { a } { b }"] * 1200),
        "x ^ { " * 2048 + "y" + " }" * 2048,
        "x" + " y ^ { 1 }" * 2000,
    ],
    ids=["flat", "fractions", "nested", "scripts"],
)
def test_long_and_deep_expressions_come_back_soon(latex: str, tree_format: TreeFormat) -> None:
    with hang_guard():
        text = tree_format.dumps(latex)
        assert tree_format.loads(text) == latex
        assert read(text, format=tree_format).latex == latex
        assert is_parseable(read(text[: len(text) // 2], format=tree_format).latex)


@all_formats
def test_endless_repetition_takes_linear_time(tree_format: TreeFormat) -> None:
    def seconds(times: int) -> float:
        reader = tree_format.reader()
        start = time.process_time()
        for _ in range(times):
            reader.feed(line)
        assert is_parseable(reader.result().latex)
        return time.process_time() - start

    line = tree_format.dumps(EXAMPLES[0]).split("\n")[-1] + "\n"
    seconds(100)
    few, many = min(seconds(1000) for _ in range(3)), min(seconds(16_000) for _ in range(2))
    assert many < 16 * 8 * few + 0.5  # eight times as much as linear is still far from quadratic, which is 256


# As values


@all_formats
def test_formats_are_values_that_pickle_and_copy(tree_format: TreeFormat) -> None:
    again = pickle.loads(pickle.dumps(tree_format))  # noqa: S301 - our own bytes
    assert again == tree_format == copy.deepcopy(tree_format)
    assert get_format(tree_format.name) is tree_format
    assert again.dumps(EXAMPLES[0]) == dumps(EXAMPLES[0], format=tree_format.name)
    assert loads(again.dumps("x"), format=tree_format) == "x"
