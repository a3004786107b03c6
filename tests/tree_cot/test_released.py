from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.exceptions import FormatError, InputError, LatexError
from hmer_kit.latex import brace_arguments, split_tokens
from hmer_kit.tree_cot import dumps, is_tree_of, loads

CASES_FILE = Path(__file__).with_name("released_cases.txt")
BRACKETS = ("[", "]")
SYMBOLS = ("x", "1", "+", "(", "\\alpha", "\\limits", "\\left", "&", "\\{", "'", ",", ":")
CONSTRUCTS = ("symbol", "fraction", "scripts", "limits", "root", "group", "environment", "rows")


def read_cases() -> list[tuple[str, str]]:
    blocks = CASES_FILE.read_text(encoding="utf-8").split("\n\n")[1:]
    split = [block.strip("\n").split("\n") for block in blocks]
    return [(latex, "\n".join(lines).replace("->", "\t")) for latex, *lines in split]


CASES = read_cases()


def group(row: list[str]) -> list[str]:
    return ["{", *row, "}"]


@st.composite
def expressions(draw: st.DrawFn, *, depth: int = 3, least: int = 1, symbols: tuple[str, ...] = SYMBOLS) -> list[str]:
    """A row of symbols and of every construct of the format; scripts, limits and indices are never empty."""

    def row(least: int = 0) -> list[str]:
        return draw(expressions(depth=depth - 1, least=least, symbols=symbols))

    tokens: list[str] = []
    for _ in range(draw(st.integers(least, 3))):
        match draw(st.sampled_from(CONSTRUCTS)) if depth else "symbol":
            case "fraction":
                tokens += ["\\frac", *group(row()), *group(row())]
            case "scripts":
                tokens += ["x", "_", *group(row(1)), "^", *group(row(1))]
            case "limits":
                tokens += ["\\sum", "^", *group(row(1))]
            case "root":
                tokens += ["\\sqrt", "[", *row(1), "]", *group(row())]
            case "group":
                tokens += group(row())
            case "environment":
                tokens += ["\\begin", "{cases}", *row(), "\\end", "{cases}"]
            case "rows":
                tokens += [*row(1), "\\\\", *row(1)]
            case _:
                tokens.append(draw(st.sampled_from(symbols)))
    return tokens


def all_captions(folder: Path) -> list[str]:
    """Every balanced-or-not handwritten caption and prediction of the real data."""
    found = []
    for name in (
        "crohme/train/captions.tsv",
        "crohme/test2014/captions.tsv",
        "crohme/test2016/captions.tsv",
        "captions/crohme2023_test.tsv",
        "captions/mne_N1.tsv",
        "captions/hme_scene_30k.tsv",
    ):
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        found += [line.split("\t", 1)[1] for line in lines]
    for path in sorted((folder / "predictions").glob("*/*_pred.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            found += [item["gt"], item["pred"]]
    return found


def has_balanced_braces(tokens: list[str]) -> bool:
    depth = 0
    for text in tokens:
        depth += (text == "{") - (text == "}")
        if depth < 0:
            return False
    return depth == 0


# Writing


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_cases_are_written(latex: str, text: str) -> None:
    assert dumps(latex) == text


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_cases_are_read_back(latex: str, text: str) -> None:
    assert loads(text) == latex


def test_tight_latex_is_tokenized() -> None:
    assert dumps(r"\frac{a^{2}+1}{b}") == dumps(r"\frac { a ^ { 2 } + 1 } { b }")


@pytest.mark.parametrize(
    ("latex", "braced"),
    [
        ("x^2", "x ^ { 2 }"),
        ("x ^ 2", "x ^ { 2 }"),
        (r"\frac12", r"\frac { 1 } { 2 }"),
        (r"\frac \beta 2", r"\frac { \beta } { 2 }"),
        (r"\frac { a } b", r"\frac { a } { b }"),
        (r"\sqrt 3", r"\sqrt { 3 }"),
        (r"\sqrt [ 3 ] x", r"\sqrt [ 3 ] { x }"),
        (r"\hat x _ \frac 1 2", r"\hat { x } _ { \frac { 1 } { 2 } }"),
        (r"\sum_n^k f'^2", r"\sum _ { n } ^ { k } f ' ^ { 2 }"),
    ],
)
def test_arguments_without_braces_are_read_as_if_they_had_them(latex: str, braced: str) -> None:
    assert dumps(latex) == dumps(braced)
    assert loads(dumps(latex)) == braced
    assert is_tree_of(dumps(braced), latex)


@pytest.mark.parametrize("latex", [r"\frac { a } { b } ^ 2", r"\mathrm x", r"\left ( x", r"\overset a b"])
def test_no_braces_are_added_where_the_format_needs_none(latex: str) -> None:
    assert loads(dumps(latex)) == latex


def test_trailing_row_break_vanishes() -> None:
    assert loads(dumps(r"a \\ b \\")) == r"a \\ b"


@pytest.mark.parametrize("latex", ["x ^ { }", r"\sum _ { }", r"\sqrt [ ] { x }"])
def test_empty_optional_part_vanishes(latex: str) -> None:
    assert split_tokens(loads(dumps(latex))) != split_tokens(latex)


@given(expressions())
def test_reading_inverts_writing(tokens: list[str]) -> None:
    latex = " ".join(tokens)
    assert loads(dumps(latex)) == latex


@given(expressions(symbols=SYMBOLS + BRACKETS))
def test_brackets_invert_unless_one_swallows_that_of_an_index(tokens: list[str]) -> None:
    latex = " ".join(tokens)
    try:
        text = dumps(latex)
    except LatexError:
        assert "[" in tokens
        return
    assert dumps(loads(text)) == text
    assert loads(text) == latex or "[" in tokens


@pytest.mark.parametrize(
    ("latex", "code", "position"),
    [
        ("", "empty", 0),
        ("x ^ { 2", "unclosed_group", 4),
        ("x }", "unexpected_brace", 1),
        ("{ a", "unclosed_group", 2),
        (r"\frac { a { b }", "unclosed_group", 6),
        (r"\frac { a }", "missing_argument", 4),
        ("x ^", "missing_argument", 2),
        ("x^2+x^", "missing_argument", 6),
        (r"x ^ 2 + \frac 1", "missing_argument", 6),
        (r"\left ( x ^ 2", "missing_right", 5),
        (r"{ n \choose k }", "missing_argument", 3),
        (r"x ^ 2 + { n \choose k }", "missing_argument", 2),
        (r"\sqrt [ 3 { x }", "unclosed_bracket", 6),
        (r"\sqrt [ { ] } { x }", "unclosed_bracket", 3),
        (r"{ \sqrt [ 3 } ]", "unclosed_bracket", 5),
        (r"\begin {matrix} a", "unclosed_environment", 3),
        (r"\begin {a} { \end {a} }", "unclosed_group", 3),
        (r"{ \begin {a} } \end {a}", "unclosed_environment", 3),
        (r"\begin {a} b \end {c}", "mismatched_end", 4),
        (r"\begin { a }", "missing_name", 1),
        (r"a \end {b}", "unexpected_end", 1),
    ],
)
def test_broken_latex_is_located(latex: str, code: str, position: int) -> None:
    with pytest.raises(LatexError) as caught:
        dumps(latex)
    assert (caught.value.code, caught.value.position) == (code, position)
    assert caught.value.text == latex


def test_an_infix_binomial_is_told_the_command_to_write() -> None:
    with pytest.raises(LatexError, match=r"write \\binom { a } { b } for { a \\choose b }$"):
        dumps(r"{ n \choose k }")


def test_error_points_into_tight_latex() -> None:
    with pytest.raises(LatexError) as caught:
        dumps(r"x^2+\frac{a}")
    assert caught.value.caret() == "x^2+\\frac{a}\n            ^"
    assert "write \\frac { a } { b }" in str(caught.value)


# Reading


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty", 1),
        ("\n\n", "empty", 1),
        ("\tx", "bad_indentation", 1),
        ("x (right)", "unexpected_relation", 1),
        ("x y", "malformed_line", 1),
        ("x\ny", "missing_relation", 2),
        ("x\n\ny (right)", "empty_line", 2),
        ("x\n\ty (up)", "unknown_relation", 2),
        ("x\n\t\ty (sub)", "bad_indentation", 2),
        ("x\ny (sub)", "bad_indentation", 2),
        ("x\n\ty (right)", "bad_indentation", 2),
        ("x\n    y (sub)", "bad_indentation", 2),
        ("x\n\ty (su", "malformed_line", 2),
        ("x\n\ty (above)", "misplaced_relation", 2),
        ("x\n\ta (sup)\n\tb (sub)", "misplaced_relation", 3),
        ("x\n\ty (nextline)\nz (right)", "misplaced_relation", 3),
        ("x\n\ty (nextline)\n\tz (sub)", "misplaced_relation", 3),
        ("x\n\ty (begin_a)", "misplaced_relation", 2),
        ("\\begin", "missing_end", 1),
        ("\\begin\n\ta (begin_m)", "missing_end", 2),
        ("\\begin\n\ta (begin_m)\nb (right)", "missing_end", 3),
        ("\\begin\n\ta (begin_m)\n\t\\end (end_k)", "misplaced_relation", 3),
        ("\\begin\n\ta (begin_m)\n\tb (begin_m)", "misplaced_relation", 3),
        ("\\begin\n\ta (begin_m)\n\tb (end_m)", "misplaced_relation", 3),
        ("\\begin\n\t\\end (end_m)\n\t\\end (end_m)", "misplaced_relation", 3),
        ("\\begin\n\t\\end (end_m)\n\ta (right)", "misplaced_relation", 3),
        ("\\begin\n\t\\end (end_m)\n\t\ta (sub)", "misplaced_relation", 3),
        ("\\begin\n\ta (above)", "misplaced_relation", 2),
        ("\\begin\n\ta (begin_)\n\t\\end (end_a)", "misplaced_relation", 2),
        ("\\sqrt\n\tx (above)\n\t3 (below)", "misplaced_relation", 3),
        ("x\n} (right)", "unexpected_brace", 2),
        ("{\n\t} (sub)", "unexpected_brace", 2),
        ("x\n\t{ (sub)", "unclosed_group", 2),
        ("x\n\t{ (sub)\n\ta (right)\ny (right)", "unclosed_group", 4),
        ("{\n\tx (nextline)\n\ty (right)", "unclosed_group", 3),
        ("\\hat\n\to (above)\n\t{ (right)\n} (right)", "unclosed_group", 4),
    ],
)
def test_broken_tree_names_its_line(text: str, code: str, line: int) -> None:
    with pytest.raises(FormatError) as caught:
        loads(text)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_newlines_at_the_end_are_ignored() -> None:
    assert loads("x\ny (right)\n\n") == "x y"


@given(st.text(alphabet="x\\\t\n ()_{}", max_size=60) | st.lists(st.sampled_from(CASES)).map(str))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert loads(text)
    except FormatError as error:
        assert error.code  # noqa: PT017


@pytest.mark.parametrize("value", [None, 3, b"x", ["x"]])
def test_only_strings_are_taken(value: object) -> None:
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        dumps(value)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a str of tree text"):
        loads(value)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a str of tree text"):
        is_tree_of(value, "x")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        is_tree_of("x", value)  # type: ignore[arg-type]


# Comparing


@pytest.mark.parametrize(("latex", "text"), CASES)
def test_cases_are_trees_of_their_latex(latex: str, text: str) -> None:
    assert is_tree_of(text, latex)
    assert not is_tree_of(text + "\n+ (right)", latex)
    assert not is_tree_of(text, latex + " + 1")


def test_broken_latex_has_no_tree() -> None:
    assert not is_tree_of("x", "x }")


# Length and depth


@pytest.mark.parametrize(
    "latex",
    [
        " ".join(["x"] * 5000),
        " ".join([r"\frac { a } { b }"] * 700),
        "x ^ { " * 5000 + "y" + " }" * 5000,
        r"\sqrt [ 3 ] { " * 2000 + "y" + " }" * 2000,
        r"\begin {matrix} " * 2000 + "y" + r" \end {matrix}" * 2000,
    ],
    ids=["flat", "fractions", "scripts", "roots", "environments"],
)
def test_long_and_deep_input_inverts_quickly(latex: str) -> None:
    with hang_guard():
        assert loads(dumps(latex)) == latex


@pytest.mark.parametrize(
    ("latex", "braced"),
    [
        ("x ^ 2 + " * 2000 + "y", "x ^ { 2 } + " * 2000 + "y"),
        (r"\hat " * 2000 + "y", r"\hat { " * 2000 + "y" + " }" * 2000),
    ],
    ids=["flat", "deep"],
)
def test_long_and_deep_input_without_braces_is_written_quickly(latex: str, braced: str) -> None:
    with hang_guard():
        assert loads(dumps(latex)) == braced


@pytest.mark.parametrize("latex", ["x ^ { " * 5000, r"\sqrt [ " * 5000, "{ " * 5000 + "]", r"\begin {a} " * 5000])
def test_unclosed_input_is_refused_quickly(latex: str) -> None:
    with hang_guard(), pytest.raises(LatexError):
        dumps(latex)


def test_comparing_stops_at_the_first_difference() -> None:
    many_rows = r"x \\ " * 20_000 + "x"  # its tree has 200 million tabs
    with hang_guard():
        assert not is_tree_of("x\ny (right)", many_rows)


# Real data


@pytest.mark.real_data
def test_peer_outputs_are_byte_identical(real_data: Path) -> None:
    lines = (real_data / "peer_outputs/unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    assert len(items) == 2275
    assert [item["latex"] for item in items if dumps(item["latex"]) != item["tree"]] == []
    assert [item["latex"] for item in items if loads(item["tree"]) != item["latex"]] == []


@pytest.mark.real_data
def test_every_balanced_caption_and_prediction_inverts(real_data: Path) -> None:
    inverted, braced, lost, refused = 0, 0, [], Counter()
    for latex in all_captions(real_data):
        tokens = split_tokens(latex)
        try:
            back = loads(dumps(latex)).split()
        except LatexError as error:
            refused[error.code, has_balanced_braces(tokens)] += 1
            continue
        assert has_balanced_braces(tokens)
        if back == tokens:
            inverted += 1
        elif back == brace_arguments(latex).split():
            braced += 1
        else:
            lost.append(tokens)
    assert (inverted, braced) == (59_966, 55)
    assert [tokens[-1] for tokens in lost] == ["\\\\"]  # the one caption that ends in a row break
    # What is left has its braces in the wrong places: \frac { { a } { b } } and the like.
    assert {code: count for (code, balanced), count in refused.items() if balanced} == {
        "missing_argument": 18,
        "unclosed_bracket": 2,
    }
