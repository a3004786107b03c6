"""Recipes of pictures, and sets that share nothing."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from hmer_kit.exceptions import InputError, LatexError
from hmer_kit.ink import Grammar, SyntheticImage, Writer, expression_split, render, synthesize, writer_split

SIZE = {"height": 48, "width": 192}


def test_a_recipe_draws_what_render_draws():
    recipe = SyntheticImage("x + 1", writer_seed=3, seed=5, **SIZE)
    direct = render("x + 1", writer=Writer.from_seed(3), seed=5).to_image(**SIZE)
    assert recipe.load().tobytes() == direct.tobytes()


def test_a_recipe_survives_pickling_and_is_hashable():
    recipe = SyntheticImage(r"\frac { a } { b }", writer_seed=3, seed=5, style="black_on_white")
    copy = pickle.loads(pickle.dumps(recipe))  # noqa: S301 - our own bytes
    assert copy == recipe
    assert hash(copy) == hash(recipe)
    assert copy.load().tobytes() == recipe.load().tobytes()
    assert copy.name == recipe.name


def test_names_tell_recipes_apart():
    names = {image.name for _, image in synthesize(500)}
    assert len(names) == 500


def test_a_recipe_with_broken_latex_says_so():
    with pytest.raises(LatexError):
        SyntheticImage("{ x", writer_seed=0, seed=0).load()


def test_items_depend_on_seed_and_number_alone():
    whole = list(synthesize(30, seed=4))
    assert list(synthesize(10, seed=4, start=20)) == whole[20:]
    assert list(synthesize(30, seed=5)) != whole


def test_parts_share_no_writer_and_no_expression():
    parts = {
        split: list(synthesize(1500, seed=seed, split=split))
        for seed, split in enumerate(("train", "validation", "test"))
    }
    for split, items in parts.items():
        assert {expression_split(latex) for latex, _ in items} == {split}
        assert {writer_split(image.writer_seed) for _, image in items} == {split}
    expressions = [{latex for latex, _ in items} for items in parts.values()]
    people = [{image.writer_seed for _, image in items} for items in parts.values()]
    assert not expressions[0] & expressions[1]
    assert not expressions[0] & expressions[2]
    assert not expressions[1] & expressions[2]
    assert not people[0] & people[1]
    assert not people[0] & people[2]
    assert not people[1] & people[2]


def test_only_the_writers_named_write():
    assert {image.writer_seed for _, image in synthesize(100, writers=(3, 4))} == {3, 4}


def test_a_curriculum_can_keep_expressions_short():
    assert all(len(latex.split()) == 1 for latex, _ in synthesize(50, max_symbols=1))


def test_sizes_and_styles_reach_the_picture():
    [(_, image)] = synthesize(1, style="black_on_white", **SIZE)
    pixels = np.asarray(image.load())
    assert pixels.shape == (48, 192)
    assert np.median(pixels) == 255


def test_another_grammar_is_used():
    text = " ".join(latex for latex, _ in synthesize(300, grammar=Grammar.full()))
    assert r"\sum" in text
    assert r"\int" in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": -1}, "n >= 0"),
        ({"n": 1, "start": -1}, "start >= 0"),
        ({"n": 1, "split": "dev"}, "'dev'"),
        ({"n": 1, "split": "test", "writers": (1, 2)}, "writer of the part"),
        ({"n": 1, "seed": -1}, "seed"),
    ],
)
def test_impossible_orders_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        list(synthesize(**arguments))


def test_a_grammar_too_small_for_a_part_is_refused():
    tiny = Grammar(letters=("x",), digits=("1",), max_symbols=1)
    found = {expression_split("x"), expression_split("1")}
    missing = next(split for split in ("train", "validation", "test") if split not in found)
    with pytest.raises(InputError, match="found none"):
        list(synthesize(1, grammar=tiny, split=missing))
