"""Notation that one set of references writes in two ways."""

from __future__ import annotations

import pytest

from hmer_kit.data import read_references
from hmer_kit.error_mining import mixed_notation
from hmer_kit.exceptions import InputError


def test_limits_with_and_without_are_mixed():
    (mixed,) = mixed_notation([r"\sum \limits _ { i } x", r"\sum _ { i } x", r"\sum ^ n x"], ids=["a", "b", "c"])
    assert mixed.forms == {r"\sum": 2, r"\sum \limits": 1}
    assert mixed.examples == {r"\sum": ("b", "c"), r"\sum \limits": ("a",)}
    assert mixed.against == 1


@pytest.mark.parametrize(
    "target",
    [
        [],
        [r"\sum \limits _ { i } x", r"\sum \limits ^ { n } x"],
        [r"\sum \limits _ { i } x", r"\sum x"],  # no scripts, so nothing was chosen
        [r"\sum \limits _ { i } x", r"\int _ { i } x"],  # different operators
        [r"a \leq b", r"a \geq b"],
    ],
)
def test_one_way_of_writing_is_not_mixed(target):
    assert mixed_notation(target) == []


def test_a_reference_counts_once_for_a_form_and_for_each_form_it_has():
    (mixed,) = mixed_notation([r"a \le b \le c \leq d", r"a \to b"])
    assert mixed.forms == {r"\le": 1, r"\leq": 1}


def test_what_concerns_most_references_comes_first():
    found = mixed_notation([r"\le", r"\leq", r"\to", r"\to", r"\rightarrow", r"\rightarrow", r"\rightarrow"])
    assert [set(mixed.forms) for mixed in found] == [{r"\to", r"\rightarrow"}, {r"\le", r"\leq"}]


@pytest.mark.parametrize(
    ("target", "options"), [("x", {}), (["x"], {"ids": []}), (["x"], {"max_examples": -1}), ([1], {})]
)
def test_arguments_that_do_not_fit_are_refused(target, options):
    with pytest.raises(InputError, match="expected"):
        mixed_notation(target, **options)


@pytest.mark.real_data
def test_crohme_mixes_limits_within_train_and_between_train_and_test(real_data):
    train = [record.reference for record in read_references(real_data / "crohme/train").records]
    test = [record.reference for record in read_references(real_data / "crohme/test2014").records]
    assert [dict(mixed.forms) for mixed in mixed_notation(train)] == [{r"\int": 175, r"\int \limits": 145}]
    assert mixed_notation(test) == []
    both = [dict(mixed.forms) for mixed in mixed_notation(train + test)]
    assert both[1:] == [{r"\sum": 331, r"\sum \limits": 42}, {r"\lim": 282, r"\lim \limits": 30}]
