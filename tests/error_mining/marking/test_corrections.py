from __future__ import annotations

import pickle
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining import (
    DELETED,
    ERROR_END,
    ERROR_START,
    Correction,
    CorrectionOp,
    apply_corrections,
    correction_log,
    dumps_log,
    loads_log,
    mark_errors,
    parse_marked,
    unmark,
)
from hmer_kit.error_mining.marking._made import made_correction
from hmer_kit.exceptions import FormatError, InputError

LATEX = st.lists(
    st.sampled_from(["x", "X", "{", "}", "^", r"\frac", "2", ":", ";", ",", "-", ">", r"\\", r"\rightarrow"])
)
HARD = [
    "x",
    "->",
    ":",
    "after",
    ";",
    ",",
    "REPLACE",
    "DELETE",
    "<start>",
    r"\\",
    r"\frac",
    "b;",
    "a->b",
    "INSERT;",
    "<",
]
ANY_TOKEN = st.sampled_from(HARD) | st.text(min_size=1, max_size=4).filter(lambda text: text.split() == [text])
TAGS = [ERROR_START, ERROR_END, DELETED, "a<deleted>b"]


def rebuilt(prediction: str, reference: str, **options) -> str:
    marked = mark_errors(prediction, reference, **options)
    text = dumps_log(correction_log(prediction, reference, **options))
    assert unmark(marked) == " ".join(prediction.split())
    return apply_corrections(marked, loads_log(text))


def test_the_papers_example():
    assert dumps_log(correction_log("b + d", "b + a")) == "REPLACE:d -> a"


@pytest.mark.parametrize(
    ("prediction", "reference", "text"),
    [
        ("x ^ { }", "x ^ { 2 }", "INSERT:2 after {"),
        ("x", "2 x", "INSERT:2 after <start>"),
        ("x + + 1", "x + 1", "DELETE:+"),
        ("", "x y", "INSERT:x y after <start>"),
        ("x y", "", "DELETE:x y"),
        ("x", "x", ""),
        ("a x c", "b x d", "REPLACE:a -> b\nREPLACE:c -> d"),
        ("x : y", "x ; y", "REPLACE:: -> ;"),
    ],
)
def test_log_lines(prediction, reference, text):
    assert dumps_log(correction_log(prediction, reference)) == text
    assert rebuilt(prediction, reference) == reference


@given(LATEX, LATEX)
def test_marks_and_log_rebuild_the_reference_for_latex(prediction, reference):
    assert rebuilt(" ".join(prediction), " ".join(reference)) == " ".join(reference)


@given(st.lists(ANY_TOKEN, max_size=12), st.lists(ANY_TOKEN, max_size=12))
def test_marks_and_log_rebuild_the_reference_for_any_tokens(prediction, reference):
    try:
        result = rebuilt(" ".join(prediction), " ".join(reference), tokenizer="split")
    except InputError:
        reserved = ("REPLACE:", "INSERT:", "DELETE:", *TAGS[:3])
        odd = [t for t in prediction + reference if t.startswith("\\\\") or any(word in t for word in reserved)]
        assert odd != []
    else:
        assert result == " ".join(reference)


@given(st.lists(ANY_TOKEN, max_size=5), st.sampled_from(TAGS), st.lists(ANY_TOKEN, max_size=5))
def test_tokens_that_look_like_tags_are_rejected(prediction, tag, reference):
    left, right = " ".join([*prediction, tag]), " ".join(reference)
    for call in (mark_errors, correction_log):
        for pair in ((left, right), (right, left)):
            with pytest.raises(InputError, match="tag"):
                call(*pair, tokenizer="split")


@pytest.mark.parametrize("token", ["REPLACE:", "xINSERT:y", r"\\x"])
def test_tokens_that_look_like_the_words_of_a_log_are_rejected(token):
    with pytest.raises(InputError, match="token 1"):
        correction_log("a", f"a {token}", tokenizer="split")


@given(LATEX, LATEX)
def test_every_mark_has_its_operation_and_no_two_marks_touch(prediction, reference):
    pair = " ".join(prediction), " ".join(reference)
    kinds = [str(piece.kind) for piece in parse_marked(mark_errors(*pair))]
    marks = [kind for kind in kinds if kind != "plain"]
    ops = [str(correction.op) for correction in correction_log(*pair)]
    assert ["deleted" if op == "INSERT" else "error" for op in ops] == marks
    assert all("plain" in neighbours for neighbours in pairwise(kinds))


@pytest.mark.parametrize(
    "text",
    [
        "REPLACE:d -> a\nINSERT:2 after {\nDELETE:+ 1",
        "REPLACE:d -> a; INSERT:2 after {; DELETE:+ 1",
        "REPLACE:d -> a ;INSERT:2 after {;DELETE:+ 1",
        "REPLACE:d -> a INSERT:2 after { DELETE:+ 1",
        "REPLACE:d -> a, INSERT:2 after {, DELETE:+ 1",
        "\r\nREPLACE:d -> a\r\n\r\nINSERT:2 after {\r\nDELETE:+ 1\r\n",
        "REPLACE: d -> a\nINSERT: 2 after {\nDELETE: + 1",
        "REPLACE:d->a\nINSERT:2 after {\nDELETE:+ 1",
    ],
)
def test_every_variant_of_a_log_is_read(text):
    assert loads_log(text) == [
        Correction("REPLACE", old="d", new="a"),
        Correction("INSERT", new="2", anchor="{"),
        Correction("DELETE", old="+ 1"),
    ]


def test_semicolons_and_commas_that_are_tokens_stay():
    log = [Correction("REPLACE", old=";", new=","), Correction("DELETE", old=","), Correction("DELETE", old=";")]
    assert loads_log(dumps_log(log)) == log


def test_escaped_backslashes_are_read():
    assert loads_log(r"REPLACE:\\alpha -> \\\\" "\n" r"DELETE:\\{") == loads_log(
        r"REPLACE:\alpha -> \\" "\n" r"DELETE:\{"
    )


def test_row_breaks_are_no_escaped_backslashes():
    assert loads_log(r"REPLACE:\\ -> \alpha")[0].old == r"\\"
    assert loads_log(r"INSERT:\\ after \\")[0].new == r"\\"


def test_an_insertion_may_come_without_its_place():
    assert loads_log("INSERT:2") == [Correction("INSERT", new="2")]
    assert dumps_log(loads_log("INSERT:2")) == "INSERT:2"


def test_a_place_of_several_words_is_read():
    assert loads_log("INSERT:2 after position 3") == [Correction("INSERT", new="2", anchor="position 3")]


def test_empty_log():
    assert loads_log("") == loads_log("\n \n") == []
    assert apply_corrections("x", []) == "x"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("REPLACE:a -> b\nx ^ 2", "unknown_operation", 2),
        ("CHANGE:a -> b", "unknown_operation", 1),
        ("x", "unknown_operation", 1),
        ("\nREPLACE:a", "missing_content", 2),
        ("REPLACE:a ->", "missing_content", 1),
        ("REPLACE: -> a", "missing_content", 1),
        ("DELETE:", "missing_content", 1),
        ("INSERT: after x", "missing_content", 1),
        ("INSERT:", "missing_content", 1),
        ("INSERT:2 after", "missing_content", 1),
    ],
)
def test_malformed_log_is_named_by_its_line(text, code, line):
    with pytest.raises(FormatError, match=f"line {line}") as caught:
        loads_log(text)
    assert (caught.value.code, caught.value.line) == (code, line)


@pytest.mark.parametrize(
    ("marked", "text", "code", "line"),
    [
        ("<error_start> a <error_end>", "", "count_mismatch", None),
        ("x", "DELETE:x", "count_mismatch", None),
        ("<deleted> x <error_start> a <error_end>", "INSERT:2\nREPLACE:b -> c", "old_differs", 2),
        ("<error_start> a <error_end>", "DELETE:b", "old_differs", 1),
        ("<error_start> a <error_end>", "INSERT:b after x", "wrong_operation", 1),
        ("x <deleted>", "REPLACE:a -> b", "wrong_operation", 1),
        ("x <deleted>", "DELETE:a", "wrong_operation", 1),
        ("<error_start> a -> b <error_end>", "REPLACE:a -> b", "old_differs", 1),
    ],
)
def test_an_operation_that_does_not_fit_is_named(marked, text, code, line):
    with pytest.raises(FormatError) as caught:
        apply_corrections(marked, loads_log(text))
    assert (caught.value.code, caught.value.line) == (code, line)
    assert line is None or f"operation {line}" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).code == code  # noqa: S301


def test_old_text_may_be_spaced_otherwise():
    assert apply_corrections("<error_start> x ^ 2 <error_end>", loads_log("REPLACE:x^2 -> y")) == "y"


def test_an_arrow_among_the_tokens_is_kept():
    assert rebuilt("a -> b", "c -> d", tokenizer="split") == "c -> d"
    assert rebuilt("x a -> y", "x b -> -> z y", tokenizer="split") == "x b -> -> z y"
    assert rebuilt("a -> b x", "-> c x", tokenizer="split") == "-> c x"
    assert rebuilt("x", "a after b after after x", tokenizer="split") == "a after b after after x"


@pytest.mark.parametrize(
    "fields",
    [
        {"op": "CHANGE", "old": "a", "new": "b"},
        {"op": "REPLACE", "old": "a"},
        {"op": "REPLACE", "new": "a"},
        {"op": "INSERT", "old": "a", "new": "b", "anchor": "x"},
        {"op": "INSERT", "new": "a after b"},
        {"op": "DELETE", "old": "a", "new": "b"},
        {"op": "DELETE", "old": " "},
        {"op": "DELETE", "old": None},
        {"op": "DELETE", "old": "a", "anchor": "b"},
        {"op": ["DELETE"], "old": "a"},
        {"op": None, "old": "a"},
        {"op": "INSERT", "new": "a", "anchor": 3},
        {"op": "INSERT", "new": "a", "anchor": " "},
        {"op": "INSERT", "new": "a after"},
    ],
)
def test_operations_that_make_no_sense_are_rejected(fields):
    with pytest.raises(InputError, match="expected"):
        Correction(**fields)


@pytest.mark.parametrize("bad", [None, 3, ["REPLACE:a -> b"]])
def test_what_is_no_text_is_rejected(bad):
    with pytest.raises(InputError, match="str"):
        loads_log(bad)


@pytest.mark.parametrize("bad", ["REPLACE:a -> b", None, ["REPLACE:a -> b"], [None]])
def test_what_is_no_log_is_rejected(bad):
    with pytest.raises(InputError, match="list of Correction"):
        dumps_log(bad)
    with pytest.raises(InputError, match="loads_log"):
        apply_corrections("x", bad)


@pytest.mark.parametrize(("old", "new"), [("x y", "z"), ("x", ""), ("", "z"), ("\x85", "z"), ("", "\u2028")])
@pytest.mark.parametrize("anchor", ["+", "<start>", "\x85"])
def test_operation_that_is_made_is_the_one_that_is_called(old, new, anchor):
    op = CorrectionOp.INSERT if not old else CorrectionOp.REPLACE if new else CorrectionOp.DELETE

    def called() -> object:
        return Correction(op, old, new, None if old else anchor)

    try:
        expected = called()
    except InputError as error:
        with pytest.raises(InputError, match=re.escape(str(error))):
            made_correction(old, new, anchor=anchor)
    else:
        made = made_correction(old, new, anchor=anchor)
        assert type(made) is Correction
        assert (made, str(made)) == (expected, str(expected))
