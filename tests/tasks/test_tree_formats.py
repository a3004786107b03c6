"""Tree-CoT in other formats than the released one."""

from __future__ import annotations

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.tasks import TaskResponse, TreeCoT
from hmer_kit.tasks.prompts import TREE_COT
from hmer_kit.tree_cot import CORRECTED, FORMATS, dumps

LATEX = r"\frac { a } { \sqrt [ 3 ] { x } }"
TREE = dumps(LATEX, format="corrected")


def read(response: str) -> TaskResponse:
    return TreeCoT(format="corrected").read(response)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_built_is_read_back(name: str) -> None:
    task = TreeCoT(format=name)
    example = task.build(Record("a", LATEX))
    assert (example.prompt, example.expected) == (TREE_COT, LATEX)
    assert example.target == f"{dumps(LATEX, format=name)}\n{LATEX}"
    lines = dumps(LATEX, format=name).split("\n")
    tree = "\n".join(filter(None, lines))  # empty lines of an answer are left out
    assert task.read(example.target) == TaskResponse(scored=LATEX, latex=LATEX, tree=tree)


@pytest.mark.parametrize("before", ["", "Tree:\n"])
@pytest.mark.parametrize(
    "latex", ["x^2", r"\sqrt[3]{x} : y", r"{ a \over b }", r"f ''", "tree", r"\{ \\ \}", r"\text { if }"]
)
@pytest.mark.parametrize("name", FORMATS)
def test_any_spelling_is_read_back(name: str, latex: str, before: str) -> None:
    task = TreeCoT(format=name)
    response = task.read(before + task.build(Record("a", latex)).target)
    assert (response.latex, response.problems) == (latex, ("label",) if before else ())


@pytest.mark.parametrize("name", FORMATS)
def test_a_tree_alone_gives_its_latex(name: str) -> None:
    response = TreeCoT(format=name).read(dumps(LATEX, format=name))
    assert (response.scored, response.problems) == (LATEX, ("no_latex", "latex_from_tree"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_cut_tree_gives_what_there_is_of_it(name: str) -> None:
    text = dumps(LATEX, format=name)
    response = TreeCoT(format=name).read(text[: -len(text) // 8])
    assert (response.scored or "").startswith(r"\frac")
    assert "latex_from_tree" in response.problems


@pytest.mark.parametrize("name", FORMATS)
def test_latex_alone_is_latex(name: str) -> None:
    response = TreeCoT(format=name).read(LATEX)
    assert response == TaskResponse(scored=LATEX, latex=LATEX, problems=("no_tree",))


def test_a_format_is_taken_as_its_name_is() -> None:
    assert TreeCoT(format=CORRECTED).build(Record("a", LATEX)) == TreeCoT(format="corrected").build(Record("a", LATEX))


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(InputError, match="did you mean 'corrected'"):
        TreeCoT(format="correct")


@pytest.mark.parametrize(
    ("response", "latex", "tree", "problems"),
    [
        (f"{TREE}\n{LATEX} + 1", f"{LATEX} + 1", TREE, ("tree_differs",)),
        (f"Here it comes, line by line\n{TREE}\n{LATEX}", LATEX, TREE, ("extra_lines",)),
        (f"```\n{TREE}\n```\nLaTeX: ${LATEX}$", LATEX, TREE, ("code_fence", "label", "math_delimiters")),
        (TREE.replace("(index)", "(indx)"), LATEX, None, ("tree: unknown_relation", "no_latex", "latex_from_tree")),
        (f"{TREE.replace('(index)', '(indx)')}\n{LATEX}", LATEX, None, ("tree: unknown_relation",)),
        ("", None, None, ("no_tree", "no_latex")),
        ("I cannot read this", "I cannot read this", None, ("no_tree", "prose")),
    ],
)
def test_answers(response: str, latex: str | None, tree: str | None, problems: tuple[str, ...]) -> None:
    assert read(response) == TaskResponse(scored=latex, latex=latex, tree=tree, problems=problems)


def test_latex_counts_where_the_tree_before_it_is_damaged() -> None:
    for name in FORMATS:
        text = dumps(LATEX, format=name)
        damaged = text.replace("x", "", 1) if name != "json" else text.replace("{", "", 1)
        assert TreeCoT(format=name).read(f"{damaged}\n{LATEX}").scored == LATEX
