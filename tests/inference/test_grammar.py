"""Grammars of answers by task, the fields of servers, and what of given answers lies within."""

from __future__ import annotations

import pytest

from hmer_kit.data import Record
from hmer_kit.exceptions import InputError
from hmer_kit.inference import response_grammar, server_fields, within_grammar
from hmer_kit.latex import LatexGrammar
from hmer_kit.tasks import ErrorCorrection, ErrorDetection, SymbolCounting, TreeCoT, Vanilla

LATEX = [
    "x",
    r"\frac { a } { b } + 1",
    "x ^ { 2 } _ { i }",
    r"\sqrt [ 3 ] { x }",
    r"\begin{cases} a & b \\ c \end{cases}",
    r"\begin {matrix} a \end {matrix}",
    r"\left( x \right)",
    r"\left \{ x \right .",
    "( s u p )",
    "x ' + y",
]


@pytest.mark.parametrize("task", [Vanilla(), TreeCoT(), SymbolCounting()])
def test_the_targets_of_a_task_lie_within_its_grammar(task):
    targets = [task.build(Record("a", latex)).target for latex in LATEX]
    assert within_grammar(targets, response_grammar(task)) == [True] * len(LATEX)
    assert within_grammar([f"{target} {{" for target in targets], response_grammar(task)) == [False] * len(LATEX)


@pytest.mark.parametrize("task", [ErrorDetection(), ErrorCorrection(), TreeCoT(format="corrected")])
def test_tasks_without_a_grammar_are_refused(task):
    with pytest.raises(InputError, match="no grammar for its answers"):
        response_grammar(task)


def test_vocabulary_and_environments_go_into_the_grammar():
    grammar = response_grammar(TreeCoT(), vocabulary=["x"], environments=["cases"])
    assert grammar == LatexGrammar(["x"], environments=["cases"], leading="tree")


@pytest.mark.parametrize(
    ("server", "path"),
    [
        ("vllm", ["structured_outputs", "grammar"]),
        ("vllm<0.12", ["guided_grammar"]),
        ("sglang", ["ebnf"]),
        ("llama.cpp", ["grammar"]),
    ],
)
def test_servers_take_the_grammar_in_their_own_fields(server, path):
    fields = server_fields(LatexGrammar(), server=server)
    for name in path:
        assert list(fields) == [name]
        fields = fields[name]
    assert fields == LatexGrammar().gbnf()


def test_an_unknown_server_is_refused():
    with pytest.raises(InputError, match=r"llama\.cpp, got 'tgi'"):
        server_fields(LatexGrammar(), server="tgi")


def test_one_text_is_no_list_of_responses():
    with pytest.raises(InputError, match="in a list"):
        within_grammar("x", LatexGrammar())


def test_any_text_gets_a_verdict():
    found = within_grammar(
        [
            "",
            "\x00",
            "x" * 5000,
            "{ " * 3000,
            "é ∑ 中",
            "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        ],
        LatexGrammar(),
    )
    assert found == [False, False, False, False, True, True]
