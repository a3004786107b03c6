r"""A plain recursive serializer of the released Tree-CoT text, to measure ``hmer_kit`` against.

It does what scripts for HMER do: split at blanks, take the first symbol, cut the groups of its parts out of the list,
and call itself for each of them and for the rest of the row. It follows the rules of the released text, line for line,
and has the limits of its kind: ``RecursionError`` for long rows, quadratic time, no word about what is wrong. Written
for this benchmark alone, straight from the rules; nothing is slowed down on purpose.
"""

from __future__ import annotations

from collections import Counter

import networkx as nx

FRACTIONS = {"\\frac", "\\cfrac", "\\dfrac", "\\tfrac", "\\binom", "\\dbinom", "\\tbinom"}
ROOTS = {"\\sqrt", "\\xrightarrow", "\\xleftarrow"}
OPERATORS = {"\\sum", "\\prod", "\\coprod", "\\int", "\\iint", "\\oint", "\\lim"}
ACCENTS = {
    *("\\hat", "\\check", "\\grave", "\\acute", "\\tilde", "\\breve", "\\bar", "\\vec", "\\dot", "\\ddot", "\\choose"),
    *("\\widehat", "\\widetilde", "\\overline", "\\underline", "\\overbrace", "\\underbrace"),
    *("\\overleftarrow", "\\overrightarrow"),
}


class Node:
    """A symbol, its relation to the node above or left of it, and what hangs on it; the right neighbour comes last."""

    def __init__(self, symbol: str, relation: str) -> None:
        self.symbol = symbol
        self.relation = relation
        self.children: list[Node] = []


# LaTeX to a tree


def parse(latex: str) -> Node:
    return build(latex.split(), "")


def build(tokens: list[str], relation: str) -> Node:
    """Make the tree of a row: its first symbol with all that follows."""
    node = Node(tokens[0], relation)
    rest = tokens[1:]
    if node.symbol == "\\begin":
        rest = add_environment(node, rest)
    elif node.symbol in FRACTIONS:
        rest = add_group(node, rest, "above")
        rest = add_group(node, rest, "below")
    elif node.symbol in ROOTS:
        rest = add_group(node, rest, "below", opener="[", closer="]")
        rest = add_group(node, rest, "above")
    elif node.symbol in ACCENTS:
        rest = add_group(node, rest, "above")
    elif node.symbol in OPERATORS:
        rest = add_script(node, rest, "_", "below")
        rest = add_script(node, rest, "^", "above")
    else:
        rest = add_script(node, rest, "_", "sub")
        rest = add_script(node, rest, "^", "sup")
    if rest and rest[0] == "\\\\":
        if rest[1:]:
            node.children.append(build(rest[1:], "nextline"))
    elif rest:
        node.children.append(build(rest, "right"))
    return node


def add_group(node: Node, tokens: list[str], relation: str, *, opener: str = "{", closer: str = "}") -> list[str]:
    """Hang the group at the head of the tokens on a node, and return the tokens behind it."""
    if not tokens or tokens[0] != opener:
        return tokens
    end = find_end(tokens, opener, closer)
    inside = tokens[1:end]
    if inside:
        node.children.append(build(inside, relation))
    return tokens[end + 1 :]


def add_script(node: Node, tokens: list[str], sign: str, relation: str) -> list[str]:
    if tokens[:2] == [sign, "{"]:
        return add_group(node, tokens[1:], relation)
    return tokens


def add_environment(node: Node, tokens: list[str]) -> list[str]:
    end = find_end(["\\begin", *tokens], "\\begin", "\\end") - 1
    name = tokens[0].strip("{}")
    body = tokens[1:end]
    if body:
        node.children.append(build(body, "begin_" + name))
    node.children.append(Node("\\end", "end_" + name))
    return tokens[end + 2 :]


def find_end(tokens: list[str], opener: str, closer: str) -> int:
    """Return where the group at the head of the tokens ends."""
    depth = 0
    for index, token in enumerate(tokens):
        if token == opener:
            depth += 1
        elif token == closer:
            depth -= 1
            if depth == 0:
                return index
    return len(tokens)


# A tree to text, to a graph, to LaTeX


def dumps(latex: str) -> str:
    lines: list[str] = []
    write(parse(latex), 0, lines)
    return "\n".join(lines)


def write(node: Node, depth: int, lines: list[str]) -> None:
    relation = f" ({node.relation})" if node.relation else ""
    lines.append("\t" * depth + node.symbol + relation)
    for child in node.children:
        write(child, depth if child.relation == "right" else depth + 1, lines)


def to_graph(node: Node) -> nx.DiGraph:
    graph = nx.DiGraph()
    add_to_graph(graph, node)
    return graph


def add_to_graph(graph: nx.DiGraph, node: Node) -> int:
    number = len(graph)
    graph.add_node(number, symbol=node.symbol)
    for child in node.children:
        graph.add_edge(number, add_to_graph(graph, child), relation=child.relation)
    return number


def to_latex(node: Node) -> str:
    return " ".join(to_tokens(node))


def to_tokens(node: Node) -> list[str]:
    tokens = [node.symbol]
    parts = {child.relation: child for child in node.children}
    if node.symbol == "\\begin":
        body = [child for child in node.children if child.relation.startswith("begin_")]
        name = next(child.relation[4:] for child in node.children if child.relation.startswith("end_"))
        tokens += ["{" + name + "}", *(to_tokens(body[0]) if body else []), "\\end", "{" + name + "}"]
    elif node.symbol in FRACTIONS:
        tokens += braced(parts.get("above")) + braced(parts.get("below"))
    elif node.symbol in ROOTS:
        tokens += ["[", *to_tokens(parts["below"]), "]"] if "below" in parts else []
        tokens += braced(parts.get("above"))
    elif node.symbol in ACCENTS:
        tokens += braced(parts.get("above"))
    else:
        for relation, sign in (("sub", "_"), ("sup", "^"), ("below", "_"), ("above", "^")):
            if relation in parts:
                tokens += [sign, *braced(parts[relation])]
    if "nextline" in parts:
        tokens += ["\\\\", *to_tokens(parts["nextline"])]
    if "right" in parts:
        tokens += to_tokens(parts["right"])
    return tokens


def braced(node: Node | None) -> list[str]:
    return ["{", *(to_tokens(node) if node else []), "}"]


# Text to a tree


def loads(text: str) -> str:
    return to_latex(read(text.split("\n")))


def read(lines: list[str]) -> Node:
    """Hang each line on the last symbol of its own depth (``right``) or of the depth above."""
    last: dict[int, Node] = {}
    root = None
    for line in lines:
        stripped = line.lstrip("\t")
        depth = len(line) - len(stripped)
        symbol, _, relation = stripped.partition(" (")
        node = Node(symbol, relation.rstrip(")"))
        if root is None:
            root = node
        else:
            last[depth if node.relation == "right" else depth - 1].children.append(node)
        last[depth] = node
    return root


# Counts


def count(latex: str) -> dict[str, int]:
    return dict(Counter(token for token in latex.split() if token not in {"{", "}"}))
