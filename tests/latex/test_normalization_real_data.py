"""Normalization of real references and predictions: what it does to ExpRate, and that no expression is an exception."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING

import pytest

from hmer_kit.latex import EXACT, LOOSE, RULES, SAME_INK, Profile, get_profile, is_parseable, normalize
from ink_reading import ink

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data

SIZES = {"crohme_2014": 986, "crohme_2016": 1147, "crohme2023_test_normalized": 1652, "N1": 1875}
EQUAL = {
    "exact": {"crohme_2014": 815, "crohme_2016": 905, "crohme2023_test_normalized": 1148, "N1": 1428},
    "same_ink": {"crohme_2014": 815, "crohme_2016": 905, "crohme2023_test_normalized": 1170, "N1": 1481},
    "loose": {"crohme_2014": 820, "crohme_2016": 917, "crohme2023_test_normalized": 1192, "N1": 1498},
}
"""Predictions of Uni-MuMER 3B that equal their reference, as seen; 1428 of 1875 are the 76.16 % of its result text."""
ALONE = {
    "crohme_2014": {"dots": 5},
    "crohme_2016": {"dots": 10, "integrals": 1, "names": 1},
    "crohme2023_test_normalized": {"aliases": 9, "infix": 2, "names": 22, "primes": 2, "sizes": 9},
    "N1": {"dots": 6, "limit_placement": 8, "limits": 53, "names": 3},
}
"""What each rule adds alone; a rule that is not here adds nothing."""
EVERY = 40


@cache
def pairs(path: Path) -> list[tuple[str, str]]:
    return [(row["gt"], row["pred"]) for row in json.loads(path.read_text(encoding="utf-8"))]


def equal(of: list[tuple[str, str]], profile: Profile) -> int:
    number = 0
    for reference, prediction in of:
        is_equal = reference.split() == prediction.split()
        if not is_equal and is_parseable(prediction):
            is_equal = normalize(reference, profile=profile).latex == normalize(prediction, profile=profile).latex
        number += is_equal
    return number


@pytest.mark.parametrize("name", SIZES)
def test_what_each_profile_does_to_exprate(real_data, name: str) -> None:
    of = pairs(real_data / "predictions" / "unimumer" / f"{name}_pred.json")
    assert len(of) == SIZES[name]
    assert {profile.name: equal(of, profile) for profile in (EXACT, SAME_INK, LOOSE)} == {
        level: numbers[name] for level, numbers in EQUAL.items()
    }


@pytest.mark.parametrize("name", SIZES)
def test_what_each_rule_adds_alone(real_data, name: str) -> None:
    of = [
        pair
        for pair in pairs(real_data / "predictions" / "unimumer" / f"{name}_pred.json")
        if pair[0].split() != pair[1].split()
    ]
    added = {rule: equal(of, get_profile(rules=[rule])) for rule in RULES}
    assert {rule: number for rule, number in added.items() if number} == ALONE[name]


def test_limits_wherever_they_stand_give_the_published_figure_of_mne(real_data) -> None:
    of = pairs(real_data / "predictions" / "unimumer" / "N1_pred.json")
    number = equal(of, SAME_INK.with_rules("limit_placement"))
    assert f"{number / len(of):.1%}" == "79.4%"


@pytest.fixture(scope="module")
def expressions(real_data) -> list[str]:
    """Every fortieth real expression that parses."""
    captions = [real_data / "crohme" / "train" / "captions.tsv", *sorted((real_data / "captions").glob("*.tsv"))]
    texts = [line.split("\t", 1)[1] for path in captions for line in path.read_text(encoding="utf-8").splitlines()]
    texts += (real_data / "captions" / "im2latex100k_val.norm.txt").read_text(encoding="utf-8").splitlines()
    for path in sorted((real_data / "predictions").glob("*/*_pred.json")):
        texts += [text for pair in pairs(path) for text in pair]
    assert len(texts) > 60_000
    return [text for text in texts[::EVERY] if is_parseable(text)]


@pytest.mark.parametrize("profile", [SAME_INK, LOOSE], ids=lambda profile: profile.name)
def test_normal_forms_do_not_depend_on_order_and_are_their_own(expressions, profile) -> None:
    dice = random.Random(0)
    for latex in expressions:
        once = normalize(latex, profile=profile)
        again = normalize(once.latex, profile=profile)
        assert (again.latex, again.changes) == (once.latex, ())
        one_by_one, before = latex, ""
        while one_by_one != before:
            before = one_by_one
            for rule in dice.sample(sorted(profile.rules), len(profile.rules)):
                one_by_one = normalize(one_by_one, rules=[rule]).latex
        assert one_by_one == once.latex


def test_same_ink_draws_the_same(expressions) -> None:
    assert [latex for latex in expressions if ink(normalize(latex).latex) != ink(latex)] == []


def test_what_does_not_parse_has_a_normal_form_after_repair(real_data) -> None:
    lines = (real_data / "captions" / "crohme2023_test.tsv").read_text(encoding="utf-8").splitlines()
    broken = [text for line in lines if not is_parseable(text := line.split("\t", 1)[1])]
    assert len(broken) > 600
    for latex in broken:
        result = normalize(latex, on_error="recover")
        assert result.by_rule()["repair"] > 0
        assert normalize(result.latex).latex == result.latex
