r"""Through the reader of ``hmer_kit.ink``, which knows nothing of the writer, to the same symbols and relations.

What MathML says in another way is said so before comparing: accents, braces and stackings are bases with something over
or under them, ``\binom`` is a fraction between parentheses, ``\not =`` is one symbol.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest

from hmer_kit.ink.inkml.mathml import MathTree
from hmer_kit.latex import Kind, LayoutNode, Relation, Slot, label_graph, mathml_element, parse
from hmer_kit.latex._glyphs import GLYPHS
from hmer_kit.latex.commands import ENVIRONMENTS
from hmer_kit.latex.mathml._leaves import _NAMES
from hmer_kit.latex.mathml._marks import ARROWS, OVER, UNDER
from hmer_kit.latex.spacing._operators import FUNCTIONS

ABOVE, BELOW, INSIDE, CELL = Relation.ABOVE, Relation.BELOW, Relation.INSIDE, Relation.CELL
WORDS = {name[1:] for name in FUNCTIONS} | set(_NAMES.values())
INVISIBLE = "\u2061"
ORDER = {relation: at for at, relation in enumerate(Relation)}
FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac", "\\cfrac", "\\over")
SIGNS = {
    "'": "′", "-": "−", "*": "∗", "~": " ", "`": "‘", **_NAMES,
    **dict.fromkeys(FRACTIONS, "mfrac"), "\\sqrt": "root", "\\root": "root",
}  # fmt: skip


def normal(text):
    return unicodedata.normalize("NFKC", text)


# What the reader makes of the elements


def leaves_of(element):
    """The texts that an element stands for, one for each symbol."""
    text = element.text or ""
    if element.tag in {"mo", "merror"} or (element.tag == "mi" and text in WORDS and not element.get("mathvariant")):
        return [text]
    return list(text)


def read(math):
    """Texts, parents and relations of the symbols in elements, as the reader of CROHME's files tells them."""
    tree, texts = MathTree(), []

    def named(text):
        texts.append(normal(text))
        return f"s{len(texts) - 1}"

    pending = [(child, "") for child in reversed(math)]
    while pending:
        element, name = pending.pop()
        if element is None:
            tree.end()
            continue
        if name:
            tree.start("mi", name)
            tree.end()
            continue
        if element.tag in {"mi", "mn", "mo", "mtext"}:
            tree.start("mrow", None)
            for text in leaves_of(element):
                tree.start(element.tag, None if text == INVISIBLE else named(text))
                tree.data(text)
                tree.end()
            tree.end()
            continue
        kinds = {"msqrt": "root", "mroot": "root", "mtable": "table"}
        kinds["mfrac"] = "mfrac" if element.get("linethickness") is None else "binomial"
        tree.start(element.tag, named(kinds[element.tag]) if element.tag in kinds else None)
        pending.append((None, ""))
        pending += [(child, "") for child in reversed(element)]
        if element.tag in {"msub", "msup", "msubsup"} and element[0].tag == "mrow" and not len(element[0]):
            pending[-1] = (element[0], named(""))
    edges = tree.relations({f"s{at}": at for at in range(len(texts))})
    parents, relations = [-1] * len(texts), [Relation.RIGHT] * len(texts)
    for parent, child, relation in edges:
        parents[child], relations[child] = parent, relation
    return ordered(texts, parents, relations)


# What the tree says


def symbol(text):
    return LayoutNode(text)


def said_as_mathml(node):
    """Rewrite the nodes of a row that MathML says in another way; one level, in place."""
    for slot in node.slots:
        slot.row = [each for child in slot.row for each in rewritten(child)]
        merged = []
        for child in slot.row:
            if merged and merged[-1].symbol == "\\not" and not merged[-1].slots and child.kind is Kind.SYMBOL:
                child.symbol = normal(drawn(child.symbol) + "\u0338")
                merged[-1] = child
            else:
                merged.append(child)
        slot.row = merged


def group(*rows, scripts=()):
    inside = Slot(INSIDE, [child for row in rows for child in row])
    return LayoutNode("", kind=Kind.GROUP, slots=[inside, *scripts])


def rewritten(node):
    name, slots = node.symbol, node.slots
    if name in OVER or name in UNDER:
        relation, sign = (ABOVE, OVER[name]) if name in OVER else (BELOW, UNDER[name])
        base = group(slots[0].row, scripts=[Slot(relation, [symbol(sign)])])
        return [group([base], scripts=slots[1:])]
    if name in ARROWS:
        rows = {slot.relation: slot for slot in slots}
        return [LayoutNode(ARROWS[name], slots=[rows[each] for each in (BELOW, ABOVE) if each in rows])]
    if name in {"\\overset", "\\stackrel", "\\underset", "\\buildrel"}:
        return [group([group(slots[1].row, scripts=slots[:1])], scripts=slots[2:])]
    if name in {"\\binom", "\\choose"}:
        fraction = LayoutNode("binomial", slots=slots[:2])
        return [group([symbol("("), fraction, symbol(")")], scripts=slots[2:])]
    if name in {"\\operatorname", "\\mathop"} and ("*" in node.head or name == "\\mathop"):
        return [LayoutNode("".join(each.symbol for each in slots[0].row), slots=slots[1:])]
    if node.kind is Kind.ENVIRONMENT or name == "\\substack":
        return table(node)
    if name == "\\boxed":
        return [group(slots[0].row, scripts=slots[1:])]
    return [node]


def table(node):
    cells = [slot for slot in node.slots if slot.relation is CELL]
    if cells[-1].starts_row and all(each.kind is Kind.SPACE for each in cells[-1].row):
        cells.pop()
    inner = LayoutNode("table", slots=cells)
    left, right = getattr(ENVIRONMENTS.get(node.symbol), "fences", ("", ""))
    scripts = [slot for slot in node.slots if slot.relation is not CELL]
    return [group([*[symbol(left)][: bool(left)], inner, *[symbol(right)][: bool(right)]], scripts=scripts)]


def drawn(label):
    if label[-1:].isdecimal() or label in WORDS:
        return label
    return SIGNS.get(label) or GLYPHS.get(label) or (label[1:] if label in FUNCTIONS else label)


def expected(tree):
    pending = [tree]
    while pending:
        node = pending.pop()
        said_as_mathml(node)
        pending += [child for slot in node.slots for child in slot.row]
    graph = label_graph(tree)
    return ordered([normal(drawn(label)) for label in graph.labels], graph.parents, graph.relations)


def ordered(texts, parents, relations):
    """Symbols in one order, whatever order scripts were written in."""
    children = {}
    for at, parent in enumerate(parents):
        children.setdefault(parent, []).append(at)
    found, pending, numbers = [], [0] if texts else [], {-1: -1}
    while pending:
        at = pending.pop()
        numbers[at] = len(found)
        found.append((texts[at], str(relations[at]), numbers[parents[at]]))
        below = sorted(
            children.get(at, []), key=lambda child: (relations[child] is Relation.RIGHT, ORDER[relations[child]])
        )
        pending += reversed(below)
    return found


CASES = [
    r"\frac { a } { b ^ { 2 } } + \sqrt [ 3 ] { x }",
    r"\sum _ { i = 1 } ^ { n } i ^ { 2 }",
    r"f ' ^ { 2 } + f ' ' _ 1",
    r"\left ( \frac { a } { b } \right ) ^ { 2 }",
    r"\overline { A B } ^ 2 \hat { x }",
    r"\underbrace { x + y } _ { n }",
    r"{ x ^ 1 } ^ 2 { } ^ 3",
    r"\binom { n } { k } ^ 2",
    r"\begin{cases} a & b \\ c & d \end{cases}",
    r"\xrightarrow [ a ] { b } \overset { ? } { = }",
    r"\lim _ { x \to 0 } \frac { \sin x } { x } \not \in 1 2 . 5",
]


@pytest.mark.parametrize("latex", CASES)
def test_elements_are_read_as_the_tree_they_were_written_from(latex):
    assert read(mathml_element(latex)) == expected(parse(latex))


@pytest.mark.real_data
@pytest.mark.parametrize("part", ["train", "test2014", "test2016"])
def test_all_captions_of_crohme_are_read_as_the_trees_they_were_written_from(real_data, part):
    lines = (real_data / "crohme" / part / "captions.tsv").read_text(encoding="utf-8").splitlines()
    captions = sorted({line.partition("\t")[2] for line in lines})
    assert len(captions) > 900
    wrong = [latex for latex in captions if read(mathml_element(latex)) != expected(parse(latex))]
    assert wrong == []


def counted(latex):
    """How many fractions, roots, scripts and limits a tree holds; those of symbols, not of commands with arguments."""
    found = Counter()
    for node in parse(latex).walk():
        found["mfrac"] += node.symbol in {*FRACTIONS, "\\binom"}
        found["root"] += node.symbol in {"\\sqrt", "\\root"}
        found["scripts"] += sum(slot.is_script and bool(slot.open) for slot in node.slots)
    return found


@pytest.mark.real_data
def test_every_fraction_root_and_script_of_real_scenes_has_its_element(real_data):
    lines = (real_data / "captions" / "hme_scene_30k.tsv").read_text(encoding="utf-8").splitlines()
    captions = sorted({line.partition("\t")[2] for line in lines[:6000]})
    taken = 0
    for latex in captions:
        try:
            wanted = counted(latex)
        except ValueError:
            continue
        taken += 1
        tags = Counter(each.tag for each in mathml_element(latex).iter())
        assert (tags["mfrac"], tags["msqrt"] + tags["mroot"]) == (wanted["mfrac"], wanted["root"]), latex
    assert taken > 3000
