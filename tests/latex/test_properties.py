"""Properties that hold for any input: random expressions and random heaps of tokens."""

from __future__ import annotations

import copy
import pickle

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import (
    complexity,
    is_parseable,
    outline,
    parse,
    scan,
    split_tokens,
    to_latex,
    to_networkx,
    to_tokens,
    tokenize,
)

SYMBOLS = st.sampled_from(["x", "1", "+", "\\alpha", "\\sum", "\\int", "(", "[", "]", "|", "\\{", "\\,", "\\quad", "'"])
TOKENS = st.sampled_from(
    [
        *"x1{}{}[]^_'&~*().|$pt",
        *(
            "\\frac",
            "\\sqrt",
            "\\hat",
            "\\over",
            "\\choose",
            "\\left",
            "\\right",
            "\\middle",
            "\\big",
            "\\sum",
            "\\limits",
        ),
        *("\\nolimits", "\\text", "\\mathrm", "\\substack", "\\operatorname", "\\xrightarrow", "\\begin", "\\end"),
        *("{matrix}", "{array}", "\\hspace", "\\color", "\\kern", "\\,", "\\unknown", "\\", "\\\\", "\\{", "\\ "),
    ]
)


def rows(nodes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(nodes, min_size=1, max_size=4).map(" ".join)


def compound(nodes: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = rows(nodes)
    return st.one_of(
        st.builds("{{ {} }}".format, row),
        st.builds("{{ {} \\over {} }}".format, row, row),
        st.builds("\\frac {{ {} }} {{ {} }}".format, row, row),
        st.builds("\\frac 1 {{ {} }}".format, row),
        st.builds("\\sqrt [ {{ {} }} ] {{ {} }}".format, row, row),
        st.builds("x ^ {{ {} }} _ {{ {} }}".format, row, row),
        st.builds("\\sum \\limits _ {{ {} }} ^ n".format, row),
        st.builds("\\left ( {} \\right .".format, row),
        st.builds("\\overset {{ {} }} {{ {} }}".format, row, row),
        st.builds("\\begin {{matrix}} {} & {} \\\\ {} \\end {{matrix}}".format, row, row, row),
    )


EXPRESSIONS = rows(st.recursive(SYMBOLS, compound, max_leaves=12))
EASY = settings(deadline=None, max_examples=300)


def tight(latex: str) -> str:
    """Join tokens without blanks but where TeX needs one: between a control word and a letter."""
    joined = before = ""
    for token in tokenize(latex):
        needs_blank = before[:1] == "\\" and before[-1].isalpha() and token.isalpha()
        joined += f" {token}" if needs_blank else token
        before = token
    return joined


@EASY
@given(EXPRESSIONS)
def test_well_formed_expressions_round_trip(latex):
    tree = parse(latex)
    assert to_latex(tree) == latex
    assert split_tokens(latex) == tokenize(latex) == latex.split()


@EASY
@given(EXPRESSIONS)
def test_blanks_do_not_matter(latex):
    assert parse(tight(latex)) == parse(latex)


@EASY
@given(EXPRESSIONS)
def test_every_node_knows_its_tokens_and_characters(latex):
    tokens = tokenize(latex)
    for node in parse(latex).walk():
        (first, past), (start, end) = node.tokens, node.span
        assert tokens[first:past] == to_tokens(node) == tokenize(latex[start:end])


@EASY
@given(EXPRESSIONS)
def test_every_node_stands_in_graph_and_copies(latex):
    tree = parse(latex)
    assert nx.is_arborescence(to_networkx(tree))
    assert copy.deepcopy(tree) == pickle.loads(pickle.dumps(tree)) == tree  # noqa: S301 - our own bytes
    assert outline(tree).count("{") - outline(tree).count("\\{") == sum(len(node.slots) for node in tree.walk()) - 1


@EASY
@given(EXPRESSIONS, EXPRESSIONS)
def test_complexity_of_a_row_is_that_of_its_parts(left, right):
    one, other = (complexity(parse(f"{{ {latex} }}")) for latex in (left, right))
    both = complexity(parse(f"{{ {left} }} {{ {right} }}"))
    assert both.symbols == one.symbols + other.symbols
    assert both.structures == one.structures + other.structures
    assert both.depth == max(one.depth, other.depth)


@EASY
@given(EXPRESSIONS, st.integers(min_value=1))
def test_an_expression_cut_within_a_group_is_refused(latex, place):
    tokens = ["{", *latex.split(), "}"]
    assert not is_parseable(" ".join(tokens[: 1 + place % (len(tokens) - 1)]))


@EASY
@given(st.lists(TOKENS, max_size=25))
def test_a_heap_of_tokens_round_trips_or_is_refused_with_a_place(heap):
    latex = " ".join(heap)
    tokens = tokenize(latex)
    if is_parseable(latex):
        tree = parse(latex)
        assert to_tokens(tree) == tokens
        assert nx.is_arborescence(to_networkx(tree))
        return
    with pytest.raises(LatexError) as caught:
        parse(latex)
    error = caught.value
    assert (error.text, bool(error.code), bool(error.hint)) == (latex, True, True)
    assert latex[error.start : error.end] == [*tokens, ""][error.position]
    assert error.caret().count("^") >= 1


@EASY
@given(st.text(max_size=40) | st.text(alphabet="\\{}[]^_&'$ ab1", max_size=40))
def test_any_text_round_trips_or_is_refused(text):
    assert [text[token.start : token.end] for token in scan(text)] == tokenize(text)
    assert tokenize(" ".join(tokenize(text))) == tokenize(text)
    assert "".join(tokenize(text)) == "".join(text.split())
    if is_parseable(text):
        assert to_tokens(parse(text)) == tokenize(text)
