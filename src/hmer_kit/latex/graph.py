"""The symbol layout tree as a networkx graph."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.latex._checks import require_node
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    import networkx as nx

    from hmer_kit.latex.tree import LayoutNode

__all__ = ["to_networkx"]


def to_networkx(node: LayoutNode) -> nx.DiGraph[int]:
    r"""Return the tree as a directed graph in the way of CROHME's label graphs.

    Graph nodes are numbers in walking order, 0 for ``node`` itself. They have the attributes ``symbol`` and ``kind``.
    An edge leads from a node to the first node of each row that it owns, and from every node of a row to the next,
    with the attributes ``relation`` (``"right"`` within a row) and ``order``, the number of the edge among those that
    leave the node: rows in source order, then ``"right"``. Every node but 0 has one edge that enters it. Rows without
    a node have no edge. All attributes are plain ``str`` and ``int``, so the graph writers of networkx take them.

    Args:
        node: Any node of a tree; the root for the whole expression.

    Returns:
        The graph, a tree.

    Raises:
        InputError: ``node`` is no node.
        MissingExtraError: networkx is not installed.

    Examples:
        >>> from hmer_kit.latex import parse
        >>> graph = to_networkx(parse("x ^ { 2 } + 1"))
        >>> [(graph.nodes[a]["symbol"], r, graph.nodes[b]["symbol"]) for a, b, r in graph.edges(data="relation")]
        [('', 'inside', 'x'), ('x', 'sup', '2'), ('x', 'right', '+'), ('+', 'right', '1')]
    """
    require_node(node)
    graph = _new_graph()
    nodes = list(node.walk())
    numbers = {id(each): number for number, each in enumerate(nodes)}
    following: dict[int, int] = {}
    for number, each in enumerate(nodes):
        graph.add_node(number, symbol=each.symbol, kind=each.kind.value)
    for number, each in enumerate(nodes):
        for order, slot in enumerate(each.slots):
            in_row = [numbers[id(child)] for child in slot.row]
            following.update(pairwise(in_row))
            if in_row:
                graph.add_edge(number, in_row[0], relation=slot.relation.value, order=order)
        if number in following:
            graph.add_edge(number, following[number], relation=Relation.RIGHT.value, order=len(each.slots))
    return graph


def _new_graph() -> Any:  # noqa: ANN401 - networkx has no types of its own
    try:
        import networkx as nx
    except ImportError as error:
        raise MissingExtraError("to_networkx needs networkx; install it with: pip install networkx") from error
    return nx.DiGraph()
