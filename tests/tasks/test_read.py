r"""Responses as models give them: right, dressed up, cut short, or nonsense. ``>`` in a name reads "becomes"."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hang_guard import hang_guard
from hmer_kit.data import Record
from hmer_kit.tasks import TASKS, Problem, TaskResponse, build_examples, get_task

LATEX = r"\frac { a } { 2 }"
TREE = "\\frac\n\ta (above)\n\t2 (below)"
COUNTS = r"\frac: 1, a: 1, 2: 1"
MARKED = r"\frac { <error_start> o <error_end> } { <deleted> }"
LOG = "REPLACE:o -> a\nINSERT:2 after {"
BODY = {
    "vanilla": LATEX,
    "tree_cot": f"{TREE}\n{LATEX}",
    "symbol_counting": f"{COUNTS}\n{LATEX}",
    "error_detection": MARKED,
    "error_correction": f"{LOG}\n{LATEX}",
}
SCORED = {name: MARKED if name == "error_detection" else LATEX for name in BODY}


def read(task: str, response: str) -> TaskResponse:
    return get_task(task).read(response)


# Right answers


def test_vanilla_parts() -> None:
    assert read("vanilla", LATEX) == TaskResponse(scored=LATEX, latex=LATEX)


def test_tree_cot_parts() -> None:
    assert read("tree_cot", BODY["tree_cot"]) == TaskResponse(scored=LATEX, latex=LATEX, tree=TREE)


def test_symbol_counting_parts() -> None:
    counts = {"\\frac": 1, "a": 1, "2": 1}
    assert read("symbol_counting", BODY["symbol_counting"]) == TaskResponse(scored=LATEX, latex=LATEX, counts=counts)


def test_error_detection_parts() -> None:
    assert read("error_detection", MARKED) == TaskResponse(scored=MARKED, latex=r"\frac { o } { }", marked=MARKED)


def test_error_correction_parts() -> None:
    response = read("error_correction", BODY["error_correction"])
    assert [str(correction) for correction in response.log or []] == LOG.split("\n")
    assert (response.scored, response.latex, response.problems) == (LATEX, LATEX, ())


# Right answers, dressed up


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    ("dress", "problems"),
    [
        ("{}", ()),
        ("\n{}\n\n", ()),
        ("{}  ", ()),
        ("{}<|im_end|>", ("chat_tokens",)),
        ("{}</s><|endoftext|>", ("chat_tokens",)),
        ("<think>\n\\frac 1 2?\n</think>\n\n{}", ("chat_tokens",)),
        ("```\n{}\n```", ("code_fence",)),
        ("```latex\n{}\n```", ("code_fence",)),
        ("```latex\n{}", ("code_fence",)),
        ("Answer:\n{}", ("label",)),
        ("**Output:**\n\n{}", ("label",)),
        ("Here is the result:\n```\n{}\n```", ("label", "code_fence")),
    ],
)
def test_dress_is_taken_off_and_named(task: str, dress: str, problems: tuple[str, ...]) -> None:
    plain = read(task, BODY[task])
    dressed = read(task, dress.replace("{}", BODY[task]))
    assert dressed.problems == problems
    assert [getattr(dressed, name) for name in ("scored", "latex", "tree", "counts", "marked", "log")] == [
        getattr(plain, name) for name in ("scored", "latex", "tree", "counts", "marked", "log")
    ]
    assert dressed.scored == SCORED[task]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n\n"])
def test_every_newline_is_read(task: str, newline: str) -> None:
    assert read(task, BODY[task].replace("\n", newline)) == read(task, BODY[task])


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("as_json", [False, True])
def test_doubled_backslashes_are_undone(task: str, as_json: bool) -> None:
    doubled = BODY[task].replace("\\", "\\\\")
    if as_json:
        doubled = doubled.replace("\n", "\\n").replace("\t", "\\t")
    response = read(task, doubled)
    assert response.problems == (Problem.DOUBLED_BACKSLASHES,)
    assert response.scored == SCORED[task]
    assert (response.tree, response.counts) == (read(task, BODY[task]).tree, read(task, BODY[task]).counts)


@pytest.mark.parametrize(
    "latex", [r"a \\ b", r"\begin{array} a \\ \neq \end{array}", r"a \\ \\ b", r"x\\y", r"\nu \tau"]
)
def test_row_breaks_are_not_taken_for_doubled_backslashes(latex: str) -> None:
    assert read("vanilla", latex) == TaskResponse(scored=latex, latex=latex)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("image", ["", "<image>"])
def test_repeated_prompt_is_dropped(task: str, image: str) -> None:
    record = Record("a", LATEX, prediction=r"\frac { o } { }")
    (built,) = build_examples([record], tasks=[task]).examples
    response = read(task, f"{image}{built.prompt}\n{built.target}")
    assert response.problems == (Problem.ECHO,)
    assert response.scored == built.expected


@pytest.mark.parametrize(
    ("label", "problem"),
    [
        ("Marked formula: ", "label"),
        ("Marked Expression:", "label"),
        ("**Marked formula:** ", "label"),
        ("Expression: ", "label"),
        ("erroneous formula: x + y\nMarked formula: ", "echo"),
        ("Expression: x + y\nMarked Expression: ", "echo"),
    ],
)
def test_suffixes_of_the_detection_prompt(label: str, problem: str) -> None:
    response = read("error_detection", label + MARKED)
    assert (response.scored, response.problems) == (MARKED, (problem,))


@pytest.mark.parametrize(
    ("label", "problem"),
    [
        ("Correction log: ", "label"),
        ("Correction log:\n", "label"),
        (f"Marked formula: {MARKED}\nCorrection log: ", "echo"),
        (f"Marked Expression: {MARKED}\n\nCorrection log:\n\n", "echo"),
    ],
)
def test_suffixes_of_the_correction_prompt(label: str, problem: str) -> None:
    response = read("error_correction", label + BODY["error_correction"])
    assert (response.scored, response.problems) == (LATEX, (problem,))
    assert len(response.log or []) == 2


@pytest.mark.parametrize(
    ("response", "problems"),
    [
        (f"${LATEX}$", "math_delimiters"),
        (f"$$ {LATEX} $$", "math_delimiters"),
        (f"\\[{LATEX}\\]", "math_delimiters"),
        (f"\\( {LATEX} \\)", "math_delimiters"),
        (f"$$\n{LATEX}\n$$", "math_delimiters"),
        (f"\\[\n{LATEX}\n\\]", "math_delimiters"),
        (f"$ {LATEX}", "math_delimiters"),
        (f"{LATEX} $", "math_delimiters"),
        (f"`{LATEX}`", "code_fence"),
        (f"```latex {LATEX} ```", "code_fence"),
        (f"LaTeX: {LATEX}", "label"),
        (f"LaTeX format:{LATEX}", "label"),
        (f"**LaTeX:** {LATEX}", "label"),
        (f"The corrected formula is: {LATEX}", "label"),
        (f"## Answer:\n{LATEX}", "label"),
        (f"The LaTeX expression is: ${LATEX}$", "label math_delimiters"),
        (f"Sure, this picture shows ${LATEX}$.", "math_delimiters"),
        (f"Sure! The LaTeX is: ${LATEX}$", "math_delimiters"),
        (f"${LATEX}$ is what I read", "math_delimiters"),
        (f"The answer: \\({LATEX}\\).", "label math_delimiters"),
        (f"The picture shows a fraction.\n{LATEX}", "extra_lines"),
        (f"{LATEX}\nThis is a simple fraction.", "extra_lines"),
        (f"Here it is:\n```latex\n{LATEX}\n```\nI hope this helps!", "code_fence extra_lines"),
        (f"```latex\n$$\n{LATEX}\n$$\n```", "code_fence math_delimiters"),
        ("\\frac\n{ a }\n{ 2 }", "extra_lines"),
    ],
)
def test_latex_is_found(response: str, problems: str) -> None:
    read_back = read("vanilla", response)
    assert read_back.problems == tuple(problems.split())
    assert read_back.scored == (LATEX if "\n{ a }" not in response else "{ 2 }")


@pytest.mark.parametrize("task", ["tree_cot", "symbol_counting", "error_correction"])
def test_parts_with_labels_and_fences_of_their_own(task: str) -> None:
    head, _, latex = BODY[task].rpartition("\n")
    response = read(task, f"Here is the tree:\n```\n{head}\n```\nLaTeX format:\n```latex\n{latex}\n```")
    assert response.scored == LATEX
    assert set(response.problems) <= {"label", "code_fence", "extra_lines"}
    assert (response.tree, response.counts, bool(response.log)) == (
        read(task, BODY[task]).tree,
        read(task, BODY[task]).counts,
        task == "error_correction",
    )


def test_latex_over_several_lines_is_joined_from_where_it_opens() -> None:
    response = read("vanilla", "This is the system we see\n\\begin{cases}\n a \\\\\n b\n\\end{cases}")
    assert response.scored == r"\begin{cases} a \\ b \end{cases}"
    assert response.problems == ("extra_lines",)


# Wrong answers


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("response", ["", " \n\t", "```\n```", "<|im_end|>", "$$", "LaTeX:"])
def test_empty_answers_have_no_latex(task: str, response: str) -> None:
    read_back = read(task, response)
    assert "no_latex" in read_back.problems
    assert (read_back.scored, read_back.latex, read_back.tree, read_back.counts, read_back.log) == (None,) * 5


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("response", [None, 3, b"x", ["x"]])
def test_answers_that_are_no_text_are_named(task: str, response: object) -> None:
    problems = get_task(task).read(response).problems  # type: ignore[arg-type]
    assert problems[0] == "not_text"


def test_a_refusal_is_named_prose() -> None:
    refusal = "I'm sorry, but there is no formula in this picture."
    assert read("vanilla", refusal) == TaskResponse(scored=refusal, latex=refusal, problems=("prose",))


def test_thoughts_without_an_answer_are_no_answer() -> None:
    assert read("vanilla", "<think>\nIt could be x + 1\nor x + l").problems == ("chat_tokens", "no_latex")


@pytest.mark.parametrize(
    ("response", "latex", "tree", "problems"),
    [
        (TREE, LATEX, TREE, ("no_latex", "latex_from_tree")),
        (LATEX, LATEX, None, ("no_tree",)),
        ("x\nx", "x", "x", ()),
        ("x", "x", None, ("no_tree",)),
        (f"{TREE}\n{LATEX} + 1", f"{LATEX} + 1", TREE, ("tree_differs",)),
        (f"{TREE}\nx }}", "x }", TREE, ("tree_differs",)),
        (f"{TREE}\n\t+ (ri", LATEX, TREE, ("truncated_tree", "no_latex", "latex_from_tree")),
        (f"{TREE}\n+ (ri", LATEX, TREE, ("truncated_tree", "no_latex", "latex_from_tree")),
        (f"\\frac\n\t\ta (above)\n{LATEX}", LATEX, None, ("tree: bad_indentation",)),
        (f"\ta (above)\n{LATEX}", LATEX, None, ("tree: bad_indentation",)),
        ("x\n\ty (above)", "x y", None, ("tree: misplaced_relation", "no_latex", "latex_from_tree")),
        (f"I see a fraction bar\n{BODY['tree_cot']}", LATEX, TREE, ("extra_lines",)),
        ("f (x)\ny", "y", None, ("no_tree", "extra_lines")),
        ("x\ny (right)\nx \\\\ y \\\\", r"x \\ y \\", "x\ny (right)", ("tree_differs",)),
        ("x\n\ty (nextline)\nx \\\\ y \\\\", r"x \\ y \\", "x\n\ty (nextline)", ()),
    ],
)
def test_tree_answers(response: str, latex: str | None, tree: str | None, problems: tuple[str, ...]) -> None:
    assert read("tree_cot", response) == TaskResponse(scored=latex, latex=latex, tree=tree, problems=problems)


@pytest.mark.parametrize(
    ("response", "latex", "counts", "problems"),
    [
        ("x: 2, +: 1", None, {"x": 2, "+": 1}, ("no_latex",)),
        ("x + x", "x + x", None, ("no_counts",)),
        ("x:2,+:1\nx + x", "x + x", {"x": 2, "+": 1}, ()),
        ("x: 2, 2: 1\nx ^ { 2 } x", "x ^ { 2 } x", {"x": 2, "2": 1}, ()),
        ("x: 1, +: 1\nx + x", "x + x", {"x": 1, "+": 1}, ("counts_differ",)),
        ("x: 2, +: \nx + x", "x + x", None, ("counts: malformed_entry",)),
        ("x: 2, x: 1\nx + x", "x + x", None, ("counts: repeated_symbol",)),
        ("x: 2, +: 1, y", None, None, ("counts: malformed_entry", "no_latex")),
        (",: 1, :: 1\n, :", ", :", {",": 1, ":": 1}, ()),
        ("1 : 2 = a \\: 3", "1 : 2 = a \\: 3", None, ("no_counts",)),
        ("Counts: x: 2, +: 1\nLaTeX: x + x", "x + x", {"x": 2, "+": 1}, ("label",)),
    ],
)
def test_count_answers(
    response: str, latex: str | None, counts: dict[str, int] | None, problems: tuple[str, ...]
) -> None:
    assert read("symbol_counting", response) == TaskResponse(
        scored=latex, latex=latex, counts=counts, problems=problems
    )


@pytest.mark.parametrize(
    ("response", "scored", "latex", "problems"),
    [
        ("x + 1", "x + 1", "x + 1", ()),
        ("a<error_start>d<error_end>b<deleted>", "a <error_start> d <error_end> b <deleted>", "a d b", ()),
        ("x <error_start> d", "x <error_start> d", None, ("marks: unclosed_span",)),
        ("d <error_end> x", "d <error_end> x", None, ("marks: unopened_span",)),
        ("$ x <deleted> $", "x <deleted>", "x", ("math_delimiters",)),
        ("<deleted> x <deleted> y", "<deleted> x <deleted> y", "x y", ()),
    ],
)
def test_detection_answers(response: str, scored: str, latex: str | None, problems: tuple[str, ...]) -> None:
    assert read("error_detection", response) == TaskResponse(
        scored=scored, latex=latex, marked=scored, problems=problems
    )


@pytest.mark.parametrize(
    ("response", "latex", "log", "problems"),
    [
        ("x + a", "x + a", None, ("no_log",)),
        ("REPLACE:d -> a", None, ["REPLACE:d -> a"], ("no_latex",)),
        ("REPLACE:d -> a; DELETE:+ 1\nx", "x", ["REPLACE:d -> a", "DELETE:+ 1"], ()),
        ("- REPLACE:d -> a\n2. DELETE:+ 1\nx", "x", ["REPLACE:d -> a", "DELETE:+ 1"], ()),
        ("REPLACE: d -> a\n\nx", "x", ["REPLACE:d -> a"], ()),
        ("REPLACE:d\nx", "x", None, ("log: missing_content",)),
        ("REPLACE:d -> a\nx\nDELETE:b\ny", "y", None, ("log: unknown_operation",)),
        ("So the log is\nDELETE:b\ny", "y", ["DELETE:b"], ("extra_lines",)),
        ("DELETE:b\ny z\nx", "x", ["DELETE:b"], ("extra_lines",)),
    ],
)
def test_correction_answers(response: str, latex: str | None, log: list[str] | None, problems: tuple[str, ...]) -> None:
    read_back = read("error_correction", response)
    assert (read_back.scored, read_back.latex) == (latex, latex)
    assert (None if read_back.log is None else list(map(str, read_back.log))) == log
    assert read_back.problems == problems


# Any text at all


PIECES = st.sampled_from(
    [
        *BODY.values(), "\n", "\t", " ", "\\", "\\\\", "{", "}", "$", "$$", "\\[", "\\]", "```", "`", "x", "x (right)",
        "\tx (sub)", "\\begin", "{a}", "\\end", "x: 1", ", ", ":", "REPLACE:", "INSERT:", " -> ", " after ",
        "<error_start>", "<error_end>", "<deleted>", "LaTeX:", "Marked formula:", "Correction log:", "<think>",
        "</think>", "<|im_end|>", "<image>", "İ", "\x85", "\u2028", "\x00", "of the formula", "\\frac",
    ]
)  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
@given(response=st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join))
@example(response="İMarked formula: x")
def test_any_text_is_read(task: str, response: str) -> None:
    read_back = read(task, response)
    assert (read_back.scored is None) == ("no_latex" in read_back.problems and read_back.latex is None)
    for problem in read_back.problems:
        assert problem.partition(": ")[0] in set(Problem)
    if read_back.scored is not None:
        assert read_back.scored == " ".join(read_back.scored.split()) != ""


@pytest.mark.parametrize("task", TASKS)
@given(cut=st.integers(min_value=0, max_value=60))
def test_cut_answers_are_read(task: str, cut: int) -> None:
    response = read(task, BODY[task][:cut])
    assert response.scored != SCORED[task] or not response.problems or "latex_from_tree" in response.problems


GARBAGE = [
    "x" * 100_000,
    "x " * 50_000,
    "{ " * 50_000,
    "\\" * 100_000,
    "\\\\ " * 33_000,
    "\\\\frac " * 14_000,
    "$" * 100_000,
    "`" * 100_000,
    "\n" * 100_000,
    "x\n" * 50_000,
    "}\n" * 50_000,
    "x\n" + "y (right)\n" * 10_000,
    "x (right)\n" * 10_000,
    "x\n" + "".join("\t" * min(n, 100) + "y (sup)\n" for n in range(1, 900)) + r"x \\ " * 20_000,
    "\t" * 100_000 + "x",
    "x: 1, " * 16_000,
    ":" * 100_000,
    "a: 1\n" * 20_000,
    "REPLACE:" * 12_000,
    "DELETE:x\n" * 11_000,
    "REPLACE:a -> b;" * 6_000,
    "<error_start>" * 7_000,
    "<deleted> " * 10_000,
    "Marked formula:" * 6_000,
    "Correction log:\n" * 6_000,
    "LaTeX:" * 16_000,
    "a b " * 25_000 + ":",
    "<think>" * 14_000,
    "<|" * 50_000,
    "```\n" * 25_000,
    "\\begin" * 16_000,
    "- " * 50_000,
    "*" * 100_000,
    "İ" * 100_000,
]


@pytest.mark.parametrize("task", TASKS)
def test_long_garbage_is_read_in_linear_time(task: str) -> None:
    for text in GARBAGE:
        with hang_guard():
            read(task, text)
