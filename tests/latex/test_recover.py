"""Recovery: always a tree, the repairs that were made, and LaTeX that parses; cases/recover.txt."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from hang_guard import hang_guard
from hmer_kit.latex import Kind, is_parseable, parse, to_latex, to_tokens, tokenize
from strategies import DAMAGED, EXPRESSIONS, HEAPS

EASY = settings(deadline=None, max_examples=400)
LONG = 65_536
PIECES = {
    "openers": ("{ ", ""),
    "closers": ("} ", ""),
    "scripts": ("x ^ { a + ", ""),
    "subscripts": ("x _ { 0 ^ { ", ""),
    "signs": ("x ^ _ ", ""),
    "fractions": (r"\frac ", ""),
    "numerators": (r"\frac { a { ", ""),
    "brackets": (r"\sqrt [ a b ", ""),
    "fences": (r"\left ( ", ""),
    "fences with scripts": (r"\left ( x ^ { a b ", r"\right ) "),
    "scripts that braces end": ("{ x ^ { a b ", "} "),
    "cells within fences": (r"\begin {m} \left ( ", r"\\ & "),
    "environments": (r"\begin {m} ", r"\end {n} "),
    "environments within braces": ("{ \\begin {m} ", "} "),
    "names": (r"\begin ", ""),
    "infix": (r"a \over ", ""),
    "marks": (r"\buildrel ", r"\of "),
    "math": ("$ ", ""),
    "math in text": (r"\text { $ ", ""),
    "raw": (r"\hspace { ", ""),
}


def apply(repairs, tokens):
    """Return the tokens with the repairs done: at its place, each leaves out its tokens and puts in others."""
    done, at = [], 0
    for repair in repairs:
        done += tokens[at : repair.position]
        at = max(at, repair.position)
        assert tuple(tokens[at : at + len(repair.removed)]) == repair.removed
        done += repair.inserted
        at += len(repair.removed)
    return done + tokens[at:]


def check(latex):
    """Recover a tree and hold it to all that is promised of it."""
    tree = parse(latex, on_error="recover")
    tokens = tokenize(latex)
    assert bool(tree.repairs) == (not is_parseable(latex))
    assert tree.kind is Kind.ROOT
    assert parse(to_latex(tree)) == tree
    assert to_tokens(tree) == apply(tree.repairs, tokens)
    assert [repair.position for repair in tree.repairs] == sorted(repair.position for repair in tree.repairs)
    for repair in tree.repairs:
        assert latex[repair.start : repair.end] == [*tokens, ""][repair.position]
    for node in tree.walk():
        (first, past), (start, end) = node.tokens, node.span
        assert 0 <= first <= past <= len(tokens)
        assert 0 <= start <= end <= len(latex)
    return tree


def damaged(tokens, rng):
    """Return tokens with one to three of them left out, doubled or swapped, or cut off somewhere."""
    tokens = list(tokens)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        if not tokens:
            break
        at, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        kind = rng.choice(("truncate", "drop", "double", "swap"))
        if kind == "truncate":
            del tokens[at:]
        elif kind == "drop":
            del tokens[at]
        elif kind == "double":
            tokens.insert(at, tokens[at])
        else:
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return tokens


def real_captions(folder):
    paths = [*sorted(folder.glob("crohme/*/captions.tsv")), *sorted(folder.glob("captions/*.tsv"))]
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").split("\n") if line]
    formulas = (folder / "captions" / "im2latex100k_val.norm.txt").read_text(encoding="utf-8")
    return sorted({line.partition("\t")[2] for line in lines} | set(formulas.split("\n")))


def test_repairs(recover_case):
    latex, repaired, codes = recover_case
    tree = check(latex)
    assert to_latex(tree) == repaired
    assert [repair.code for repair in tree.repairs] == codes.split()


def test_what_is_not_damaged_stays_what_it_is(structure_case):
    latex, _ = structure_case
    clean, recovered = parse(latex), parse(latex, on_error="recover")
    assert recovered == clean
    assert recovered.repairs == clean.repairs == ()
    places = [[(node.tokens, node.span) for node in tree.walk()] for tree in (clean, recovered)]
    assert places[0] == places[1]


def test_whatever_is_refused_is_repaired(error_case):
    latex, code, *_ = error_case
    assert code in {repair.code for repair in check(latex).repairs}


def test_a_repair_says_where_and_what():
    [repair] = parse("x ^ { 2 + 1", on_error="recover").repairs
    assert (repair.code, repair.position, repair.start, repair.end) == ("unclosed_group", 4, 8, 9)
    assert (repair.removed, repair.inserted) == ((), ("}",))
    assert repair.message == "expected '}' for '{' at token 2, got '+' at token 4; put in }"


def test_nodes_say_where_they_stood():
    tree = parse("x ^ { 2 + 1 ) } y", on_error="recover")
    assert to_latex(tree) == "x ^ { 2 + 1 ) } y"
    tree = parse("a } x ^ { 2 + b", on_error="recover")
    x = tree.find("x")
    assert (x.tokens, x.span) == ((2, 6), (4, 11))
    assert tree.find("b").tokens == (7, 8)


@EASY
@given(EXPRESSIONS)
def test_expressions_come_back_as_they_are(latex):
    assert check(latex) == parse(latex)


@EASY
@given(HEAPS)
def test_any_heap_of_tokens_becomes_a_tree(latex):
    check(latex)


@EASY
@given(DAMAGED)
def test_any_damaged_expression_becomes_a_tree(latex):
    check(latex)


@pytest.mark.parametrize("name", PIECES)
def test_recovery_is_linear(name):
    opening, closing = PIECES[name]
    times = LONG // len((opening + closing).split())
    with hang_guard():
        tree = parse(opening * times + closing * times, on_error="recover")
    assert is_parseable(to_latex(tree))


@pytest.mark.real_data
def test_every_raw_label_of_crohme_2023_becomes_a_tree(real_data):
    lines = (real_data / "captions" / "crohme2023_test.tsv").read_text(encoding="utf-8").splitlines()
    trees = [check(line.partition("\t")[2]) for line in lines]
    assert len(trees) == 2300
    assert sum(bool(tree.repairs) for tree in trees) == 621
    codes = {repair.code for tree in trees for repair in tree.repairs}
    assert codes == {"unclosed_group", "missing_argument", "missing_right", "unexpected_right"}


@pytest.mark.real_data
def test_damaged_captions_become_trees_with_few_repairs(real_data):
    rng = random.Random(3)
    captions = real_captions(real_data)
    repairs = []
    for _ in range(10_000):
        latex = " ".join(damaged(tokenize(rng.choice(captions)), rng))
        tree = check(latex)
        size = sum(len(repair.removed) + len(repair.inserted) for repair in tree.repairs)
        repairs.append(size)
        opened = sum(token in {"{", "[", "\\left", "\\begin", "\\frac"} for token in tokenize(latex))
        assert size <= 3 * opened + 12
    assert sum(repairs) / len(repairs) < 2.5


@pytest.mark.real_data
def test_a_lost_brace_is_mostly_put_where_it_was(real_data):
    rng = random.Random(4)
    found = tried = 0
    for latex in rng.sample(real_captions(real_data), 4_000):
        tokens = latex.split()
        if len(tokens) > 60 or "}" not in tokens or not is_parseable(latex):
            continue
        at = rng.choice([place for place, text in enumerate(tokens) if text == "}"])
        tried += 1
        found += to_tokens(parse(" ".join(tokens[:at] + tokens[at + 1 :]), on_error="recover")) == tokenize(latex)
    assert found > 0.7 * tried
