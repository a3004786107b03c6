"""Synthetic errors: they change symbols, never structure, and are the same for the same chance."""

from __future__ import annotations

import json
import random
from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import pytest

from hmer_kit.alignment import align, is_runaway
from hmer_kit.data import read_captions
from hmer_kit.error_mining import LOOK_ALIKES, apply_corrections, correction_log, corrupt, mark_errors
from hmer_kit.error_mining.synthetic.look_alikes import EDIT_SHARES, EDITS_PER_EXPRESSION
from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.latex import is_parseable, parse, split_tokens

if TYPE_CHECKING:
    from pathlib import Path

STRUCTURE = {"{", "}", "^", "_", "[", "]", "&", "\\\\", "\\frac", "\\sqrt", "\\begin", "\\end", "\\over", "\\text", "'"}
PUBLISHED_STRUCTURE = {"{", "}", "^", "_", "\\frac", "\\sqrt", "\\limits", "\\left", "\\right"}
EXPRESSIONS = [
    "p",
    r"\sqrt { 7 }",
    r"x ^ { 2 } + 1",
    r"\frac { a } { b } _ { 3 }",
    r"\sum _ { n = 1 } ^ { \infty } a _ { n }",
    r"\sqrt [ ( n ) ] { x + ( 1 }",
    r"\frac 1 2 x ^ 3 f ' _ { ' }",
    r"a \over b + { n \choose k }",
    r"\text { a & b _ c ' } + 1",
    r"\begin {matrix} a & b \\ c & ( 4 \end {matrix} ^ 2 x",
    r"\left ( x \right ) ^ { 2 } \hat y",
]


@pytest.mark.parametrize("reference", EXPRESSIONS)
def test_result_differs_and_parses_for_every_seed(reference: str) -> None:
    wanted = Counter(token for token in split_tokens(reference) if token in STRUCTURE - {"[", "]"})
    for seed in range(500):
        wrong = corrupt(reference, rng=Random(seed))
        assert wrong != reference
        parse(wrong)
        assert Counter(token for token in wrong.split() if token in wanted) == wanted


@pytest.mark.parametrize("reference", [r"a \over b", r"\begin {matrix} a & b \\ c \end {matrix}", "{ { x } }"])
def test_symbols_of_every_open_row_are_reached(reference: str) -> None:
    symbols = set(reference.split()) - STRUCTURE - {"{matrix}"}
    kept = [set(corrupt(reference, rng=Random(seed)).split()) for seed in range(200)]
    assert all(any(symbol not in tokens for tokens in kept) for symbol in symbols)


@pytest.mark.parametrize("reference", [r"\frac 1 2 x", r"\sqrt [ n ] { x }", "x ^ 2"])
def test_arguments_that_must_be_one_symbol_stay(reference: str) -> None:
    for seed in range(300):
        tokens = corrupt(reference, rng=Random(seed)).split()
        assert all(token in tokens for token in reference.split() if token in {"1", "2", "n"})


def test_an_edit_that_undoes_the_last_one_is_followed_by_another() -> None:
    for seed in range(500):
        assert corrupt("7", rng=Random(seed), confusions={"7": ["1"], "1": ["7"]}) != "7"


def test_same_chance_gives_the_same_error() -> None:
    assert corrupt("a + b", rng=Random(3)) == corrupt("a + b", rng=Random(3))


def test_every_error_can_be_marked_and_corrected() -> None:
    for seed in range(200):
        reference = EXPRESSIONS[seed % len(EXPRESSIONS)]
        wrong = corrupt(reference, rng=Random(seed))
        assert apply_corrections(mark_errors(wrong, reference), correction_log(wrong, reference)) == reference


def test_only_given_confusions_are_substituted() -> None:
    seen = {token for seed in range(300) for token in corrupt("a b", rng=Random(seed), confusions={"a": ["c"]}).split()}
    assert seen == {"a", "b", "c"}


@pytest.mark.real_data
def test_the_shares_are_those_of_the_published_predictions(real_data: Path) -> None:
    ops, sizes = Counter(), Counter()
    for path in real_data.glob("predictions/*/*_pred.json"):
        if "2023" in path.name:  # its references were normalized in another way
            continue
        for row in json.loads(path.read_text(encoding="utf-8")):
            prediction, reference = row["pred"].split(), row["gt"].split()
            if is_runaway(prediction, reference):
                continue
            edits = [edit for edit in align(prediction, reference) if edit.op != "equal"]
            ops.update(edit.op for edit in edits if not {edit.prediction, edit.reference} & PUBLISHED_STRUCTURE)
            sizes[len(edits)] += 1
    for op, share in EDIT_SHARES.items():
        assert ops[op] / ops.total() == pytest.approx(share / 100, abs=0.01), op
    few = sum(sizes[size] for size in EDITS_PER_EXPRESSION)
    for size, share in EDITS_PER_EXPRESSION.items():
        assert sizes[size] / few == pytest.approx(share / 100, abs=0.01), size


@pytest.mark.real_data
def test_mix_of_errors_is_near_the_published_one(real_data: Path) -> None:
    references = [record.reference for record in read_captions(real_data / "crohme/test2014").records]
    rng = Random(0)
    ops, sizes = Counter(), Counter()
    for reference in references * 3:
        edits = [edit.op for edit in align(corrupt(reference, rng=rng).split(), reference.split())]
        wrong = [op for op in edits if op != "equal"]
        ops.update(wrong)
        sizes[min(len(wrong), 3)] += 1
    for op, share in EDIT_SHARES.items():
        assert ops[op] / ops.total() == pytest.approx(share / 100, abs=0.05), op
    for size, share in EDITS_PER_EXPRESSION.items():  # now and then two edits are as good as one
        assert sizes[size] / sizes.total() == pytest.approx(share / 100, abs=0.1), size


@pytest.mark.real_data
def test_captions_stay_readable(real_data: Path) -> None:
    rng = Random(0)
    references = [record.reference for record in read_captions(real_data / "crohme/train").records[:2000]]
    assert [wrong for reference in references if not is_parseable(wrong := corrupt(reference, rng=rng))] == []


@pytest.mark.parametrize("reference", ["{ }", "", r"\frac 1 2", r"\left ( \right )"])
def test_expression_without_symbols_is_refused(reference: str) -> None:
    with pytest.raises(InputError, match="symbols that can be changed"):
        corrupt(reference, rng=Random(0))


def test_expression_that_does_not_parse_is_refused() -> None:
    with pytest.raises(LatexError):
        corrupt(r"\frac { a", rng=Random(0))


@pytest.mark.parametrize("rng", [None, 0, random])
def test_what_is_no_source_of_chance_is_refused(rng: object) -> None:
    with pytest.raises(InputError, match=r"expected rng as a random.Random, got .*; write rng=random.Random\(0\)"):
        corrupt("x", rng=rng)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "confusions", [None, [("x", "y")], {"x": "y"}, {"x": [1]}, {"x": ["{"]}, {"x": ["^"]}, {"x": [""]}, {"x": ["a b"]}]
)
def test_what_are_no_confusions_is_refused(confusions: object) -> None:
    with pytest.raises(InputError, match=r"expected .*; (write|give) "):
        [corrupt("x", rng=Random(seed), confusions=confusions) for seed in range(20)]  # type: ignore[arg-type]


def test_look_alikes_are_symbols() -> None:
    for others in LOOK_ALIKES.values():
        for symbol in others:
            corrupt("x y", rng=Random(0), confusions={"x": [symbol], "y": [symbol]})


def test_look_alikes_go_both_ways() -> None:
    assert all(symbol in LOOK_ALIKES[other] for symbol, others in LOOK_ALIKES.items() for other in others)
