"""Whatever parses, and whatever is repaired until it does, becomes well-formed MathML with all its symbols."""

from __future__ import annotations

import unicodedata
from collections import Counter

from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from hmer_kit.latex import parse, to_mathml
from strategies import expressions

NAMES = (
    "frac sqrt text mathbf left right middle big begin end over hat overline underbrace xrightarrow substack not sum "
    "limits displaystyle bf hspace foo genfrac cancel boxed multicolumn hline root of operatorname pmod sideset"
)
SIGNS = "( ) | . { } _ ^ ' & {array} {cases} {c|r} = * ~ $ % < 1 x 漢 é"
WORDS = [*(f"\\{name}" for name in [*NAMES.split(" "), "\\", ","]), *SIGNS.split(" "), "\x00"]


def well_formed(tree):
    return ElementTree.fromstring(to_mathml(tree))


@settings(max_examples=150, deadline=None)
@given(expressions())
def test_symbols_of_an_expression_are_all_there(latex):
    tree = parse(latex)
    text = Counter(unicodedata.normalize("NFKC", "".join(well_formed(tree).itertext())))
    letters = Counter(node.symbol for node in tree.walk() if len(node.symbol) == 1 and node.symbol.isalnum())
    hidden = any(node.symbol == "\\mathchoice" for node in tree.walk())
    assert hidden or not letters - text


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25))
def test_repaired_nonsense_is_well_formed(words):
    well_formed(parse(" ".join(words), on_error="recover"))
