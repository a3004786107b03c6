"""What each format promises, on the expressions of the real data that parse.

A run takes every sixth of them, which is seconds instead of minutes; ``EVERY_EXPRESSION=1`` takes all.
"""

from __future__ import annotations

import os

import pytest

from hmer_kit.exceptions import LatexError
from hmer_kit.latex import LayoutNode, canonical, normalize, parse, same_layout, tokenize
from hmer_kit.tree_cot import FORMATS, SYMLG_PROFILE, Fidelity, TreeFormat
from real_expressions import read_expressions

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

# The released format has no place for some expressions; its own tests say which, and that all others come back.
FORMS = [each for name, each in FORMATS.items() if name != "released"]


@pytest.fixture(scope="module")
def expressions(real_data) -> dict[str, str]:
    """The expressions that parse, with their canonical spelling."""
    found = {}
    for latex in read_expressions(real_data)[:: 1 if os.environ.get("EVERY_EXPRESSION") else 6]:
        try:
            found[latex] = canonical(latex)
        except LatexError:
            continue
    return found


def test_they_are_as_many_as_there_are(expressions: dict[str, str]) -> None:
    assert len(expressions) == (44_829 if os.environ.get("EVERY_EXPRESSION") else 7_470)


def ink(latex: str) -> LayoutNode:
    return parse(normalize(latex, profile=SYMLG_PROFILE).latex)


@pytest.mark.parametrize("tree_format", FORMS, ids=[each.name for each in FORMS])
def test_every_expression_comes_back(expressions: dict[str, str], tree_format: TreeFormat) -> None:
    kept = {
        Fidelity.TOKENS: lambda back, latex: tokenize(back) == tokenize(latex),
        Fidelity.LAYOUT: lambda back, latex: back == expressions[latex],
        Fidelity.INK: lambda back, latex: same_layout(ink(back), ink(latex)),
    }[tree_format.fidelity]
    lost = [latex for latex in expressions if not kept(tree_format.loads(tree_format.dumps(latex)), latex)]
    assert lost == []
