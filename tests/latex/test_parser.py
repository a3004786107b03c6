"""The structure that the parser finds, in cases/structure.txt, and where it finds it."""

from __future__ import annotations

import pytest

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import Kind, Relation, is_parseable, outline, parse, to_tokens, tokenize


def test_structure(structure_case):
    latex, expected = structure_case
    assert outline(parse(latex)) == expected


def test_writing_gives_the_tokens_back(structure_case):
    latex, _ = structure_case
    assert to_tokens(parse(latex)) == tokenize(latex)


def test_every_node_knows_its_tokens_and_characters(structure_case):
    latex, _ = structure_case
    tokens = tokenize(latex)
    for node in parse(latex).walk():
        first, past = node.tokens
        start, end = node.span
        assert tokens[first:past] == to_tokens(node) == tokenize(latex[start:end])


def test_an_empty_expression_is_an_empty_row():
    root = parse(" ")
    assert root.kind is Kind.ROOT
    assert root.row(Relation.INSIDE) == []
    assert (root.tokens, to_tokens(root)) == ((0, 0), [])


def test_every_construct_is_taken_or_refused_as_the_list_says(construct_case):
    latex, verdict, _ = construct_case
    if verdict == "yes":
        assert to_tokens(parse(latex)) == tokenize(latex)
        return
    with pytest.raises(LatexError) as caught:
        parse(latex)
    assert caught.value.code == verdict


def test_kinds():
    latex = r"{ a } \frac 1 2 \begin{matrix} \end{matrix} \, \left ( \right . \rule { 1 p t } { 2 p t }"
    kinds = [node.kind for node in parse(latex).row(Relation.INSIDE)]
    assert kinds == [
        Kind.GROUP,
        Kind.COMMAND,
        Kind.ENVIRONMENT,
        Kind.SPACE,
        Kind.SYMBOL,
        Kind.SPACE,
        Kind.SYMBOL,
    ]


def test_a_fence_is_a_symbol_that_keeps_both_tokens():
    fence = parse(r"\left\{ x \right)").row(Relation.INSIDE)[0]
    assert (fence.symbol, fence.head) == ("\\{", ("\\left", "\\{"))


def test_raw_arguments_stay_in_the_head():
    [node] = parse(r"\textcolor{red}{x}").row(Relation.INSIDE)
    assert node.head == ("\\textcolor", "{", "r", "e", "d", "}")
    assert [slot.relation for slot in node.slots] == [Relation.INSIDE]


def test_is_parseable_tells_balanced_from_unbalanced():
    assert is_parseable(r"\frac { a } { b }")
    assert not is_parseable(r"\frac { a } { b")


def test_parse_raises_unless_told_otherwise():
    with pytest.raises(LatexError):
        parse("{ a", on_error="raise")
    with pytest.raises(InputError, match="expected on_error 'raise' or 'recover', got 'ignore'"):
        parse("a", on_error="ignore")
    with pytest.raises(InputError, match="expected on_error"):
        parse("a", on_error=["recover"])


@pytest.mark.parametrize("function", [parse, is_parseable, lambda latex: parse(latex, on_error="recover")])
@pytest.mark.parametrize("wrong", [None, ["x"], b"x"])
def test_anything_but_a_string_is_refused(function, wrong):
    with pytest.raises(InputError, match="expected a str of LaTeX"):
        function(wrong)
