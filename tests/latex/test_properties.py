"""Properties that hold for any input: expressions of every kind, damaged ones, and random heaps of tokens.

Properties of one format of tree text stand in ``tests/tree_cot``.
"""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import (
    DIALECTS,
    TreePath,
    canonical,
    complexity,
    convert,
    from_networkx,
    is_parseable,
    label,
    layout_key,
    node_of,
    outline,
    parse,
    same_layout,
    same_structure,
    scan,
    spell,
    split_tokens,
    structure_key,
    tidy,
    to_latex,
    to_networkx,
    to_svg,
    to_tokens,
    tokenize,
    tree_text,
)
from hmer_kit.latex.normalization import PROFILES, RULES, normalize
from strategies import COMMANDS_SEEN, DAMAGED, EXPRESSIONS, HEAPS, ORDINARY, TEXTS, expressions, tight

EASY = settings(deadline=None, max_examples=200)
FEW = settings(deadline=None, max_examples=60)
NODES_TRIED = 40


# What the strategies give


@EASY
@given(EXPRESSIONS)
def test_the_expressions_are_blank_separated_and_parse(latex):
    assert split_tokens(latex) == tokenize(latex) == latex.split()
    assert is_parseable(latex)


@EASY
@given(ORDINARY)
def test_the_ordinary_expressions_are_blank_separated_and_parse(latex):
    assert split_tokens(latex) == tokenize(latex) == latex.split()
    assert is_parseable(latex)


def test_the_strategies_know_the_commands_of_the_tables():
    seen: set[str] = set()

    @settings(max_examples=300, deadline=None, database=None, phases=[Phase.generate], derandomize=True)
    @given(expressions(nodes=200))
    def collect(latex):
        seen.update(latex.split())

    collect()
    assert len(COMMANDS_SEEN & seen) > len(COMMANDS_SEEN) / 2
    assert {"\\sqrt", "\\over", "\\text", "$", "\\substack", "\\root", "{cases}", "'", "\\limits", "]"} <= seen


# Reading and writing


@EASY
@given(EXPRESSIONS)
def test_what_was_parsed_is_written_token_for_token(latex):
    assert to_latex(parse(latex)) == latex


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
@given(EXPRESSIONS, st.integers(min_value=1))
def test_an_expression_cut_within_a_group_is_refused(latex, place):
    tokens = ["{", *latex.split(), "}"]
    assert not is_parseable(" ".join(tokens[: 1 + place % (len(tokens) - 1)]))


@EASY
@given(DAMAGED | HEAPS)
def test_a_heap_of_tokens_round_trips_or_is_refused_with_a_place(latex):
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
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own bytes


@EASY
@given(TEXTS)
def test_any_text_round_trips_or_is_refused(text):
    assert [text[token.start : token.end] for token in scan(text)] == tokenize(text)
    assert tokenize(" ".join(tokenize(text))) == tokenize(text)
    assert "".join(tokenize(text)) == "".join(text.split())
    if is_parseable(text):
        assert to_tokens(parse(text)) == tokenize(text)


# Recovery


@EASY
@given(DAMAGED | HEAPS | TEXTS)
def test_recovery_gives_a_tree_that_writes_what_parses(latex):
    tree = parse(latex, on_error="recover")
    assert is_parseable(to_latex(tree))
    assert is_parseable(latex) is not bool(tree.repairs)


@EASY
@given(DAMAGED | HEAPS)
def test_repairs_account_for_every_token(latex):
    tree = parse(latex, on_error="recover")
    tokens = Counter(tokenize(latex))
    for repair in tree.repairs:
        tokens.update(repair.inserted)
        tokens.subtract(repair.removed)
    assert {token: count for token, count in tokens.items() if count} == Counter(to_tokens(tree))


@EASY
@given(EXPRESSIONS)
def test_recovery_changes_nothing_where_nothing_is_wrong(latex):
    tree = parse(latex, on_error="recover")
    assert (tree, tree.repairs) == (parse(latex), ())


# Copies


@EASY
@given(EXPRESSIONS | DAMAGED)
def test_trees_pickle_and_copy_with_places_and_repairs(latex):
    tree = parse(latex, on_error="recover")
    pickled = pickle.loads(pickle.dumps(tree))  # noqa: S301 - our own bytes
    for other in (pickled, copy.deepcopy(tree), tree.copy()):
        assert (other, other.repairs, type(other)) == (tree, tree.repairs, type(tree))
        assert [(node.tokens, node.span) for node in other.walk()] == [(node.tokens, node.span) for node in tree.walk()]


@FEW
@given(EXPRESSIONS)
def test_a_copy_shares_no_node(latex):
    tree = parse(latex)
    for node in tree.copy().walk():
        node.symbol, node.slots = "?", node.slots[:0]
    assert tree == parse(latex)


# Finding and paths


@EASY
@given(EXPRESSIONS)
def test_every_node_has_a_path_that_leads_to_it(latex):
    tree = parse(latex)
    for node in [*tree.walk()][:NODES_TRIED]:
        path = tree.path(node)
        assert tree.at(path) is tree.at(str(path)) is node
        assert TreePath.parse(str(path)) == path


@EASY
@given(EXPRESSIONS)
def test_find_all_gives_what_walking_gives(latex):
    tree = parse(latex)
    below = [*tree.walk()][1:]
    assert [id(node) for node in tree.find_all()] == [id(node) for node in below]
    for node in below[:NODES_TRIED]:
        same = [other for other in below if (other.symbol, other.kind) == (node.symbol, node.kind)]
        found = tree.find_all(node.symbol, kind=node.kind)
        assert [id(other) for other in found] == [id(other) for other in same]
        assert tree.find(node.symbol, kind=node.kind) is same[0]


# Spelling and comparing


@EASY
@given(EXPRESSIONS)
def test_canonical_spelling_is_that_of_itself_and_keeps_the_layout(latex):
    once = canonical(latex)
    assert canonical(once) == once
    assert same_layout(parse(once), parse(latex))
    assert same_structure(parse(once), parse(latex))


@EASY
@given(EXPRESSIONS)
def test_every_label_leads_back_to_its_node(latex):
    for node in spell(parse(latex)).find_all():
        back = node_of(label(node), in_text=True)
        assert (back.symbol, back.kind, label(back)) == (node.symbol, node.kind, label(node))


@EASY
@given(EXPRESSIONS, EXPRESSIONS)
def test_equal_keys_are_equal_layouts_and_imply_equal_structures(one, other):
    left, right = parse(one), parse(other)
    assert same_layout(left, right) is (layout_key(left) == layout_key(right))
    assert not same_layout(left, right) or structure_key(left) == structure_key(right)


@EASY
@given(EXPRESSIONS | DAMAGED | TEXTS)
def test_tidying_keeps_every_token_and_is_done_once(latex):
    for break_rows in (False, True):
        neat = tidy(latex, break_rows=break_rows)
        assert tokenize(neat) == tokenize(latex)
        assert tidy(neat, break_rows=break_rows) == neat


@FEW
@given(ORDINARY)
@pytest.mark.parametrize("target", DIALECTS)
def test_converting_to_a_dialect_is_done_once(target, latex):
    once = convert(latex, target)
    assert convert(once.latex, target).latex == once.latex
    assert once.parsed is is_parseable(latex)


@FEW
@given(ORDINARY)
@pytest.mark.parametrize("target", DIALECTS)
def test_converting_to_a_dialect_keeps_the_structure(target, latex):
    assert same_structure(parse(convert(latex, target).latex), parse(latex))


# Normal forms


@FEW
@given(ORDINARY)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_normal_form_is_its_own(profile, latex):
    once = normalize(latex, profile=profile)
    again = normalize(once.latex, profile=profile)
    assert (again.latex, again.changes) == (once.latex, ())
    assert bool(once.changes) is (once.latex != " ".join(tokenize(latex)))


@FEW
@given(ORDINARY, st.lists(st.sampled_from(sorted(RULES)), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(latex, rules, chance):
    other = list(rules)
    chance.shuffle(other)
    assert normalize(latex, rules=rules) == normalize(latex, rules=other)


@FEW
@given(ORDINARY)
@pytest.mark.parametrize("profile", PROFILES)
def test_what_was_normalized_pickles(profile, latex):
    normal = normalize(latex, profile=profile)
    assert pickle.loads(pickle.dumps(normal)) == normal  # noqa: S301 - our own bytes


# Graphs, drawings, measures


@EASY
@given(EXPRESSIONS)
def test_a_graph_is_a_tree_and_leads_back_to_its_expression(latex):
    tree = parse(latex)
    graph = to_networkx(tree)
    assert nx.is_arborescence(graph)
    assert from_networkx(graph) == tree


@FEW
@given(EXPRESSIONS)
def test_every_node_and_row_stands_in_the_drawings(latex):
    tree = parse(latex)
    nodes = [*tree.walk()][1:]
    assert len(tree_text(tree, max_depth=None).split("\n")) >= len(nodes)
    assert outline(tree).count("{") >= sum(len(node.slots) for node in nodes)
    svg = ET.fromstring(to_svg(tree))  # noqa: S314 - our own drawing
    assert svg.tag.endswith("svg")


@EASY
@given(ORDINARY, ORDINARY)
def test_complexity_of_a_row_is_that_of_its_parts(left, right):
    one, other = (complexity(parse(f"{{ {latex} }}")) for latex in (left, right))
    both = complexity(parse(f"{{ {left} }} {{ {right} }}"))
    assert both.symbols == one.symbols + other.symbols
    assert both.structures == one.structures + other.structures
    assert both.depth == max(one.depth, other.depth)
