"""What can be done with damaged marks and logs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.alignment import edit_distance
from hmer_kit.error_mining import (
    Correction,
    Recovery,
    apply_corrections,
    correction_log,
    dumps_log,
    loads_log,
    mark_errors,
    recover_corrections,
)
from hmer_kit.exceptions import FormatError, InputError

LATEX = st.lists(st.sampled_from(["x", "X", "{", "}", "^", "2", "+"]), max_size=12).map(" ".join)
MARKED = "<error_start> X <error_end> + <deleted> y <error_start> d <error_end> ^ <deleted>"
LOG = ["REPLACE:X -> x", "INSERT:3 after +", "REPLACE:d -> a", "INSERT:2 after ^"]


def notes(found: Recovery) -> list[str]:
    return [str(problem).partition(" '")[0] for problem in found.problems]


def test_what_is_whole_is_applied_whole():
    found = recover_corrections(MARKED, "\n".join(LOG))
    assert found == Recovery("x + 3 y a ^ 2", applied=(1, 2, 3, 4))
    assert found.latex == apply_corrections(MARKED, loads_log("\n".join(LOG)))
    assert recover_corrections(MARKED, loads_log("\n".join(LOG))) == found


@pytest.mark.parametrize(
    ("log", "latex", "applied", "problems"),
    [
        ([], "X + y d ^", (), [f"mark {n}: no_operation" for n in (1, 2, 3, 4)]),
        (LOG[:2], "x + 3 y d ^", (1, 2), ["mark 3: no_operation", "mark 4: no_operation"]),
        (LOG[1:], "X + 3 y a ^ 2", (2, 3, 4), ["mark 1: no_operation"]),
        ([LOG[0], *LOG[2:]], "x + y a ^ 2", (1, 3, 4), ["mark 2: no_operation"]),
        ([*LOG[:2], "DELETE:q", *LOG[2:]], "x + 3 y a ^ 2", (1, 2, 3, 4), ["operation 3: no_mark"]),
        (
            [*LOG[:2], "REPLACE d a", LOG[3]],
            "x + 3 y d ^ 2",
            (1, 2, 4),
            ["line 3: unknown_operation", "mark 3: no_operation"],
        ),
        ([*LOG[:3], "INSERT:"], "x + 3 y a ^", (1, 2, 3), ["line 4: missing_content", "mark 4: no_operation"]),
        (["INSERT:3 after q", "INSERT:2"], "X + 3 y d ^ 2", (2, 4), ["mark 1: no_operation", "mark 3: no_operation"]),
        (["INSERT:2 after ^"], "X + y d ^ 2", (4,), [f"mark {n}: no_operation" for n in (1, 2, 3)]),
        (["DELETE:X", "DELETE:d"], "+ y ^", (1, 3), ["mark 2: no_operation", "mark 4: no_operation"]),
    ],
)
def test_a_damaged_log_gives_the_best_partial_repair(log, latex, applied, problems):
    found = recover_corrections(MARKED, "\n".join(log))
    assert (found.latex, found.applied, notes(found)) == (latex, applied, problems)
    assert not found.is_complete
    with pytest.raises(FormatError) as error:
        apply_corrections(MARKED, loads_log("\n".join(log)))
    assert error.value.code in {"count_mismatch", "unknown_operation", "missing_content"}


def test_the_place_of_an_operation_that_fits_no_mark_is_said():
    log = loads_log("REPLACE:Y -> x\nINSERT:3\nREPLACE:d -> a\nINSERT:2")
    with pytest.raises(FormatError, match="operation 1") as error:
        apply_corrections(MARKED, log)
    assert (error.value.code, error.value.line) == ("old_differs", 1)
    assert notes(recover_corrections(MARKED, log)) == ["mark 1: no_operation", "operation 1: no_mark"]


def test_an_arrow_in_the_text_is_no_damage():
    marked = mark_errors("a -> b", "c", tokenizer="split")
    log = dumps_log(correction_log("a -> b", "c", tokenizer="split"))
    assert recover_corrections(marked, log) == Recovery("c", (1,))
    found = recover_corrections("<error_start> a -> b <error_end>", "REPLACE:a -> d -> c")
    assert (found.latex, notes(found)) == ("a -> b", ["mark 1, operation 1: old_differs"])


@pytest.mark.parametrize(
    ("marked", "log", "latex", "problems"),
    [
        ("x <error_start> d + 1", "REPLACE:d -> a", "x a + 1", ["marks: unclosed_span"]),
        ("x <error_start> d", "", "x d", ["marks: unclosed_span", "mark 1: no_operation"]),
        ("x <error_start>", "", "x", ["marks: unclosed_span"]),
        ("x <error_end> d", "", "x d", ["marks: unopened_span"]),
        ("<error_start> <error_end> x", "", "x", ["marks: empty_span"]),
        ("<error_start> a <error_start> b <error_end>", "DELETE:a b", "", ["marks: nested_tag"]),
        ("<error_start> a <deleted> b <error_end>", "DELETE:a b", "", ["marks: nested_tag"]),
    ],
)
def test_damaged_marks_are_mended(marked: str, log: str, latex: str, problems: list[str]):
    found = recover_corrections(marked, log)
    assert (found.latex, notes(found)) == (latex, problems)


@given(LATEX, LATEX, st.data())
def test_every_operation_that_is_there_is_applied_and_the_rest_named(prediction, reference, data):
    marked, log = mark_errors(prediction, reference), correction_log(prediction, reference)
    kept = data.draw(st.lists(st.booleans(), min_size=len(log), max_size=len(log)))
    found = recover_corrections(marked, [each for each, keep in zip(log, kept, strict=True) if keep])
    assert len(found.applied) == sum(kept)
    assert [problem.code for problem in found.problems] == ["no_operation"] * (len(log) - sum(kept))


@given(LATEX, LATEX)
def test_a_cut_log_never_makes_it_worse(prediction, reference):
    log = dumps_log(correction_log(prediction, reference)).split("\n")
    found = recover_corrections(mark_errors(prediction, reference), "\n".join(log[: len(log) // 2]))
    wanted = reference.split()
    assert edit_distance(found.latex.split(), wanted) <= edit_distance(prediction.split(), wanted)


TAGS = ["<error_start>", "<error_end>", "<deleted>", "x", "REPLACE:x -> y", "INSERT:2", "DELETE:", "\n", "\\\\a"]


@given(st.lists(st.sampled_from(TAGS)).map(" ".join), st.lists(st.sampled_from(TAGS)).map("".join) | st.text())
def test_no_text_is_refused(marked, log):
    found = recover_corrections(marked, log)
    assert not {"<error_start>", "<error_end>", "<deleted>"} & set(found.latex.split()) or "<" in log


def test_thousands_of_marks_take_no_time():
    begun = time.process_time()
    found = recover_corrections("<error_start> a <error_end> b <deleted> " * 4000, "REPLACE:a -> b\n" * 8000)
    assert time.process_time() - begun < 5
    assert len(found.applied) == 4000


@pytest.mark.parametrize(("marked", "log"), [(None, ""), ("x", None), ("x", ["DELETE:x"]), ("x", b"")])
def test_what_is_no_text_is_refused(marked, log):
    with pytest.raises(InputError, match="expected"):
        recover_corrections(marked, log)


def test_problems_say_what_they_are_about():
    [problem] = recover_corrections("x", [Correction("DELETE", old="y")]).problems
    assert (problem.code, problem.operation, problem.mark, problem.text) == ("no_mark", 1, None, "DELETE:y")
