"""The forgiving reader of the released format: what each kind of damage comes to."""

from __future__ import annotations

import json
import random
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from hmer_kit.exceptions import FormatError
from hmer_kit.latex import is_parseable
from hmer_kit.tree_cot import Reading, get_format, loads, read

if TYPE_CHECKING:
    from pathlib import Path

FRACTION = "\\frac\n\ta (above)\n\t\t2 (sup)\n\tb (below)\n+ (right)"


def codes(reading: Reading) -> list[str]:
    return [f"{flaw.code} {flaw.line}" for flaw in reading.flaws]


def strictly(text: str) -> str:
    """What the strict reader makes of a text; nothing where it refuses it."""
    try:
        return loads(text)
    except FormatError:
        return ""


def symbols_of_whole_lines(text: str) -> list[str]:
    return [line.strip("\t").split(" ")[0] for line in text.split("\n")[:-1] if line.strip()]


def is_in_order(symbols: list[str], tokens: list[str]) -> bool:
    rest = iter(tokens)
    return all(symbol in rest for symbol in symbols)


@pytest.mark.parametrize(
    ("text", "latex", "flaws"),
    [
        # Lines that are none
        ("Here is the tree:\nx\ny (right)", "x y", ["no_tree_line 1"]),
        ("Tree:\nx\ny (right)", "x y", ["no_tree_line 1"]),
        ("```\nx\ny (right)\n```", "x y", ["code_fence 1", "code_fence 4"]),
        ("x\n\n\ny (right)\n\n", "x y", ["empty_line 2", "empty_line 3"]),
        ("x\n\t2 (sup)\nx ^ { 2 }", "x ^ { 2 }", ["no_tree_line 3"]),
        ("x\nI hope this helps (a bit)", "x", ["no_tree_line 2"]),
        ("x\n\t(sup)\ny (right)", "x y", ["malformed_line 2"]),
        # Indentation
        (FRACTION.replace("\t", "    "), r"\frac { a ^ { 2 } } { b } +", [f"bad_indentation {n}" for n in (2, 3, 4)]),
        (FRACTION.replace("\t", "  "), r"\frac { a ^ { 2 } } { b } +", [f"bad_indentation {n}" for n in (2, 3, 4)]),
        (FRACTION.replace("\t", " "), r"\frac { a ^ { 2 } } { b } +", [f"bad_indentation {n}" for n in (2, 3, 4)]),
        ("\t\\frac\n\t\ta (above)\n\t\tb (below)", r"\frac { a } { b }", ["bad_indentation 1"]),
        ("\\frac\n\t\ta (above)\n\tb (below)", r"\frac { a } { b }", ["bad_indentation 2"]),
        (FRACTION.replace("\t", ""), r"\frac { a ^ { 2 } } { b } +", [f"bad_indentation {n}" for n in (2, 3, 4)]),
        ("x\n\ty (right)", "x y", ["bad_indentation 2"]),
        ("\\frac\n\ta (above)\n\t\tb (below)", r"\frac { a } { b }", ["misplaced_relation 3"]),
        # Relations
        ("x\n\ty (Superscript)", "x ^ { y }", ["unknown_relation 2"]),
        ("\\frac\n\ta (abvoe)\n\tb (under)", r"\frac { a b } { }", ["unknown_relation 2", "unknown_relation 3"]),
        ("x\ny (to the right)", "x", ["no_tree_line 2"]),
        ("x\n\ty(sup)", "x ^ { y }", ["malformed_line 2"]),
        ("x\n\ty ( sup ).", "x ^ { y }", ["malformed_line 2"]),
        ("x\n\ty\n", "x ^ { y }", ["missing_relation 2"]),
        ("\\frac\n\ta\n\tb (below)", r"\frac { a } { b }", ["missing_relation 2"]),
        ("x\ny\n", "x y", ["missing_relation 2"]),
        ("x\n\ty (su\n", "x ^ { y }", ["malformed_line 2"]),
        ("x (right)\ny (right)", "x y", ["unexpected_relation 1"]),
        ("x\n\ty (above)", "x y", ["misplaced_relation 2"]),
        ("x\n\ta (sup)\n\tb (sub)", "x ^ { a } _ { b }", ["misplaced_relation 3"]),
        ("x\n\ta (sup)\n\tb (sup)", "x ^ { a ^ { b } }", ["misplaced_relation 3"]),
        ("\\frac\n\tb (below)\n\ta (above)", r"\frac { a } { b }", ["misplaced_relation 3"]),
        ("\\sqrt\n\tx (above)\n\t3 (below)", r"\sqrt [ 3 ] { x }", ["misplaced_relation 3"]),
        ("x\n\ty (nextline)\nz (right)", r"x \\ y z", ["misplaced_relation 3"]),
        ("x\n\ty (nextline)\n\tz (sub)", r"x _ { z } \\ y", ["misplaced_relation 3"]),
        # Lines with several symbols, and with what does not show
        ("x\na + b (right)", "x a + b", ["malformed_line 2"]),
        ("x\n\t2 (s\x00up)\ufeff", "x ^ { 2 }", ["control_character 2"]),
        ("x\r\n\t2 (sup)\r\ny (right)\r\n", "x ^ { 2 } y", ["carriage_return 1"]),
        # Environments
        ("\\begin", r"\begin {matrix} \end {matrix}", ["missing_name 1", "missing_end 1"]),
        ("\\begin\n\ta (begin_cases)", r"\begin {cases} a \end {cases}", ["missing_end 1"]),
        ("\\begin\n\ta (begin_k)\n\t\\end (end_m)\nb (right)", r"\begin {k} a \end {k} b", ["mismatched_end 3"]),
        ("\\begin\n\ta (begin_m)\n\t\\end (end_m)\n\tb (right)", r"\begin {m} a \end {m} b", ["misplaced_relation 4"]),
        ("\\begin\n\t\\end (end_m)\n\ta (begin_m)", r"\begin {m} a \end {m}", ["misplaced_relation 3"]),
        ("\\begin\n\ta (begin_)\n\t\\end (end_m)", r"\begin {m} a \end {m}", ["missing_name 1"]),
        ("\\begin\n\ta (begin_m)\n\t\\end (end_)", r"\begin {m} a \end {m}", ["missing_name 1"]),
        ("x\n\\end (right)\ny (right)", "x y", ["unexpected_end 2"]),
        # Plain symbols that are no LaTeX
        ("x\n} (right)\ny (right)", "x y", ["unexpected_brace 2"]),
        ("\\frac\n\t{ (above)\n\ta (right)\n\tb (below)", r"\frac { { a } } { b }", ["unclosed_group 2"]),
        ("\\hat\n\to (above)\n\t{ (right)\n} (right)", r"\hat { o { } }", ["unclosed_group 3", "unexpected_brace 4"]),
        ("x\n_ (right)\n{ (right)\n1 (right)\n} (right)", "x _ { 1 }", []),
        ("{\n\tx (nextline)\n\t} (right)", r"{ \\ x }", []),
    ],
)  # fmt: skip
def test_damage_is_repaired_and_named(text: str, latex: str, flaws: list[str]) -> None:
    reading = read(text)
    assert (reading.latex, codes(reading)) == (latex, flaws)
    assert (strictly(text) == latex) is not bool(flaws)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("\\frac\n\ta (above)\n\tb (", r"\frac { a b } { }"),
        ("\\frac\n\ta (above)\n\tb (b", r"\frac { a } { b }"),
        ("x\n\t2 (s", "x ^ { 2 }"),
        ("x\n\t2 (sub", "x _ { 2 }"),
        ("x\n\t2 ", "x ^ { 2 }"),
        ("x\n\t2", "x ^ { 2 }"),
        ("x\n\t\\alp", "x"),
        ("x\n\t\\", "x"),
        ("x\n\t", "x"),
        ("x\n+ (righ", "x +"),
        ("x\n( (right", "x ("),
        ("x\n(", "x ("),
        ("\\begin\n\ta (begin_cas", r"\begin {cas} a \end {cas}"),
        ("x\n\\left (right)\n( (right)\ny (right)", r"x \left ( y \right ."),
        ("x\n_ (right)\n{ (right)\n1 (right)", "x _ { 1 }"),
        ("x\nHere is", "x"),
    ],
)
def test_what_a_cut_line_still_says_is_kept(text: str, latex: str) -> None:
    reading = read(text)
    assert reading.latex == latex
    assert reading.flaws
    assert not reading.complete or "Here" in text


def test_a_flaw_says_what_was_wrong_and_what_was_done() -> None:
    [flaw] = read("x\n\ty (up)").flaws
    assert (flaw.code, flaw.line, flaw.text) == ("unknown_relation", 2, "\ty (up)")
    assert "got (up)" in flaw.message
    assert flaw.message.endswith("read it as y (sup)")


def test_the_text_of_a_flaw_is_short() -> None:
    [flaw] = read("x\n\t" + "y" * 5000 + " (up)").flaws
    assert len(flaw.text) < 100
    assert len(flaw.message) < 6000


def test_two_trees_in_one_text_make_one_expression() -> None:
    text = "x\n\t2 (sup)\n+ (right)"
    assert read(f"{text}\n{text}").latex == "x ^ { 2 } + x ^ { 2 } +"


def test_memory_is_linear_in_endless_repetition() -> None:
    def peak(lines: int) -> int:
        reader = get_format("released").reader()
        tracemalloc.start()
        for _ in range(lines):
            reader.feed("\t\\alpha (above")
            reader.feed("d)\n")
        reader.result()
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    few = peak(500)
    assert peak(5000) < 20 * few


@pytest.mark.real_data
def test_undamaged_trees_are_read_as_the_strict_reader_does(real_data: Path) -> None:
    lines = (real_data / "peer_outputs/unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    trees = [json.loads(line)["tree"] for line in lines]
    assert len(trees) == 2275
    assert [tree for tree in trees if read(tree) != Reading(loads(tree), (), complete=True)] == []


@pytest.mark.real_data
def test_trees_cut_anywhere_keep_the_symbols_of_their_whole_lines(real_data: Path) -> None:
    dice = random.Random(0)
    lines = (real_data / "peer_outputs/unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    strict = 0
    for line in lines:
        tree = json.loads(line)["tree"]
        cut = tree[: dice.randint(1, len(tree))]
        reading = read(cut)
        assert is_parseable(reading.latex)
        assert is_in_order(symbols_of_whole_lines(cut), reading.latex.split())
        try:
            latex = loads(cut)
        except FormatError:
            assert not reading.complete
        else:
            strict += 1
            assert reading.latex == latex or not is_parseable(latex)
    assert 300 < strict < 700  # about every fifth cut is at the end of a line
