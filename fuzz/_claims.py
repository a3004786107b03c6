"""What must hold for any string: each claim takes one and raises ``BrokenError``, or anything that is not ours, if not.

A claim about LaTeX takes LaTeX, parseable or not. A claim about a tree format takes tree text, intact or damaged.
"""

from __future__ import annotations

import pickle
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

import networkx as nx

from hmer_kit.counting import count_symbols, dumps_counts, loads_counts
from hmer_kit.exceptions import FormatError, LatexError
from hmer_kit.latex import (
    DIALECTS,
    brace_arguments,
    canonical,
    complexity,
    convert,
    from_networkx,
    is_parseable,
    label,
    node_of,
    outline,
    parse,
    same_layout,
    same_structure,
    scan,
    spell,
    split_tokens,
    tidy,
    to_latex,
    to_networkx,
    to_svg,
    to_tokens,
    tokenize,
    tree_text,
)
from hmer_kit.latex.normalization import PROFILES, normalize
from hmer_kit.tree_cot import FORMATS, Fidelity, get_format
from ink_reading import ink

if TYPE_CHECKING:
    from collections.abc import Callable

    from hmer_kit.tree_cot import Reading

__all__ = ["BrokenError", "Claim", "claims"]

MAY_BE_LOST = {"\\\\", "_", "^", "{", "}", "[", "]"}
"""What the released format loses: empty scripts and row breaks at an end; braces are put in and left out."""


NODES_TRIED = 60


class BrokenError(AssertionError):
    """A claim that does not hold."""


class Claim(NamedTuple):
    """One claim by name, and the format of the text that it is about; empty for LaTeX."""

    name: str
    check: Callable[[str], object]
    format: str = ""


def claims() -> list[Claim]:
    """Return every claim, one for each function below or for each of the formats."""
    about_latex = (tokens, refused_with_a_place, recovered, written_as_read, placed, spelled, labelled)
    about_latex += (graph_and_back, drawn, tidied, converted, there_and_back, normalized, same_ink, braced, counted)
    found = [Claim(check.__name__, check) for check in about_latex]
    for name in FORMATS:
        found.append(Claim(f"{name}: round trip", _for_format(round_trip, name)))
        found.append(Claim(f"{name}: read", _for_format(reading, name), name))
    return found


def require(holds: object, what: str) -> None:
    """Raise ``BrokenError`` unless it holds."""
    if not holds:
        raise BrokenError(what)


# LaTeX


def tokens(latex: str) -> None:
    texts = tokenize(latex)
    require([latex[token.start : token.end] for token in scan(latex)] == texts, "scan gives the characters of tokens")
    require("".join(texts) == "".join(latex.split()), "tokens hold every character but blanks")
    require(tokenize(" ".join(texts)) == texts, "tokens joined by blanks are the same tokens")
    require(split_tokens(latex) in (latex.split(), texts), "split_tokens gives one of two")


def refused_with_a_place(latex: str) -> None:
    try:
        parse(latex)
    except LatexError as error:
        texts = tokenize(latex)
        require(0 <= error.position <= len(texts), "the position is that of a token, or the end")
        require(latex[error.start : error.end] == [*texts, ""][error.position], "start and end enclose that token")
        require(error.code and error.hint and error.expected, "an error says what is wrong and what to do")
        require("^" in error.caret(), "an error has a caret")
        require(str(pickle.loads(pickle.dumps(error))) == str(error), "an error pickles")


def recovered(latex: str) -> None:
    tree = parse(latex, on_error="recover")
    written = to_latex(tree)
    require(is_parseable(written), "what was repaired parses")
    require(is_parseable(latex) is not bool(tree.repairs), "repairs are made where they are needed, and only there")
    changed = Counter(tokenize(latex))
    for repair in tree.repairs:
        changed.update(repair.inserted)
        changed.subtract(repair.removed)
    require({token: n for token, n in changed.items() if n} == Counter(to_tokens(tree)), "repairs account for all")
    if not tree.repairs:
        require(tree == parse(latex), "where nothing is wrong nothing changes")
    require(pickle.loads(pickle.dumps(tree)).repairs == tree.repairs, "repairs pickle")


def written_as_read(latex: str) -> None:
    if not is_parseable(latex):
        return
    tree = parse(latex)
    texts = tokenize(latex)
    require(to_tokens(tree) == texts, "writing gives the tokens that were read")
    require(parse(to_latex(tree)) == tree, "what is written reads as the same tree")
    require(pickle.loads(pickle.dumps(tree)) == tree, "a tree pickles")
    for node in tree.walk():
        (first, past), (start, end) = node.tokens, node.span
        require(texts[first:past] == to_tokens(node) == tokenize(latex[start:end]), "a node knows its place")
    require(complexity(tree).depth >= 0, "a depth is a number")


def spelled(latex: str) -> None:
    if is_parseable(latex):
        once = canonical(latex)
        require(canonical(once) == once, "canonical spelling is that of itself")
        require(same_layout(parse(once), parse(latex)), "canonical spelling keeps the layout")
        require(to_latex(spell(parse(latex))) == once, "spell and canonical agree")


def placed(latex: str) -> None:
    tree = parse(latex, on_error="recover")
    nodes = [*tree.walk()]
    require(len(tree.find_all()) == len(nodes) - 1, "find_all gives all nodes below")
    for node in nodes[:NODES_TRIED]:
        path = tree.path(node)
        require(tree.at(path) is node and tree.at(str(path)) is node, "a path leads to its node")
    require(tree.copy() == tree, "a copy equals its tree")


def labelled(latex: str) -> None:
    if is_parseable(latex):
        for node in spell(parse(latex)).find_all():
            back = node_of(label(node), in_text=True)
            require((back.symbol, back.kind) == (node.symbol, node.kind), "a label leads back to its node")


def graph_and_back(latex: str) -> None:
    tree = parse(latex, on_error="recover")
    graph = to_networkx(tree)
    require(nx.is_arborescence(graph), "the graph is a tree")
    require(from_networkx(graph) == tree, "the graph leads back to the tree")


def drawn(latex: str) -> None:
    tree = parse(latex, on_error="recover")
    nodes = [*tree.walk()]
    require(outline(tree).count("\n") == 0, "an outline is one line")
    require(tree_text(tree, max_depth=None).count("\n") + 2 >= len(nodes), "each node has a line")
    if all(character.isprintable() for character in latex):
        ET.fromstring(to_svg(tree))  # noqa: S314 - our own drawing


def converted(latex: str) -> None:
    for target in DIALECTS:
        once = convert(latex, target)
        require(convert(once.latex, target).latex == once.latex, f"converting to {target} is done once")
        require(is_parseable(once.latex) is once.parsed, f"what parses is still so in {target}")
        if once.parsed and "'" not in latex and "\\not" not in latex:  # these join what is beside them
            require(same_structure(parse(once.latex), parse(latex)), f"the structure is the same in {target}")


def there_and_back(latex: str) -> None:
    for home in DIALECTS:
        own = convert(latex, home).latex
        for away in DIALECTS:
            there = convert(latex, away, source=home).latex
            require(convert(there, home, source=away).latex == own, f"from {home} to {away} and back is to {home}")


def tidied(latex: str) -> None:
    for break_rows in (False, True):
        neat = tidy(latex, break_rows=break_rows)
        require(tokenize(neat) == tokenize(latex), "tidy keeps every token")
        require(tidy(neat, break_rows=break_rows) == neat, "what is tidy stays")


def normalized(latex: str) -> None:
    if not is_parseable(latex):
        return
    for profile in PROFILES:
        once = normalize(latex, profile=profile)
        require(is_parseable(once.latex), f"the {profile} normal form parses")
        again = normalize(once.latex, profile=profile)
        require((again.latex, again.changes) == (once.latex, ()), f"the {profile} normal form is its own")
        changed = once.latex.split() != tokenize(latex)
        require(bool(once.changes) is changed, f"the {profile} changes are named, and no others")


def same_ink(latex: str) -> None:
    if is_parseable(latex):
        require(ink(normalize(latex).latex) == ink(latex), "the same_ink normal form has the same ink")


def braced(latex: str) -> None:
    if is_parseable(latex):
        more = brace_arguments(latex)
        require(not Counter(tokenize(latex)) - Counter(tokenize(more)), "brace_arguments takes nothing away")
        require(same_layout(parse(more), parse(latex)), "brace_arguments keeps the layout")


def counted(latex: str) -> None:
    for dialect in ("released", "paper"):
        counts = count_symbols(latex, dialect=dialect)
        require(loads_counts(dumps_counts(counts, dialect=dialect)) == counts, "counts come back from their string")


# Tree text


def round_trip(latex: str, name: str) -> None:
    """A format writes an expression or refuses it as LaTeX; what it wrote, both readers take without a flaw."""
    tree_format = get_format(name)
    try:
        text = tree_format.dumps(latex)
    except LatexError:
        return
    back = tree_format.loads(text)
    lost = Counter(split_tokens(latex)) - Counter(back.split())
    if tree_format.fidelity is not Fidelity.TOKENS or not lost:
        require(tree_format.dumps(back) == text, "what is read back is written as the same text")
    if is_parseable(latex) and tree_format.fidelity is Fidelity.LAYOUT:
        require(back == canonical(latex), "the layout comes back")
    if tree_format.fidelity is Fidelity.TOKENS:
        require(lost.keys() <= MAY_BE_LOST, "every token comes back")
    if is_parseable(back):
        found = _read(name, [text])
        require((found.latex, found.flaws, found.complete) == (back, (), True), "the forgiving reader reads the same")


def reading(text: str, name: str) -> None:
    """Any text is read or refused; the forgiving reader takes all of them, cut anywhere."""
    tree_format = get_format(name)
    found = _read(name, [text])
    require(is_parseable(found.latex), "what the forgiving reader makes of it parses")
    require(_read(name, list(text)) == found, "cut into characters it is the same")
    number_of_lines = text.count("\n") + 1
    require(all(1 <= flaw.line <= number_of_lines for flaw in found.flaws), "a flaw stands in a line of the text")
    try:
        back = tree_format.loads(text)
    except FormatError as error:
        require(1 <= error.line <= number_of_lines, "an error stands in a line of the text")
        require(found.flaws or not found.complete, "what the strict reader refuses has a flaw")
        return
    if is_parseable(back) and back.split() == tokenize(back):
        require((found.latex, found.flaws) == (back, ()), "both readers read the same")


def _read(name: str, pieces: list[str]) -> Reading:
    reader = get_format(name).reader()
    for piece in pieces:
        reader.feed(piece)
    return reader.result()


def _for_format(check: Callable[[str, str], object], name: str) -> Callable[[str], object]:
    def run(text: str) -> object:
        return check(text, name)

    return run
