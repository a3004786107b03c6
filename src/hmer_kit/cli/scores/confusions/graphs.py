"""The confusion graph in the formats that other programs read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hmer_kit.cli._text import visible

if TYPE_CHECKING:
    import networkx as nx

    from hmer_kit.error_mining import ConfusionTable

__all__ = ["as_dot", "as_graphml", "as_node_link"]


def as_dot(table: ConfusionTable) -> str:
    r"""Return the graph in the language of Graphviz.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> print(as_dot(ConfusionTable.from_pairs(["x"], ["\\chi"])))
        digraph confusions {
          "\\chi" [reference=1, prediction=0, correct=0];
          "x" [reference=0, prediction=1, correct=0];
          "\\chi" -> "x" [label=1, weight=1];
        }
    """
    graph = table.to_networkx()
    nodes = [
        f"  {_quoted(node)} [{', '.join(f'{name}={count}' for name, count in data.items())}];"
        for node, data in graph.nodes(data=True)
    ]
    edges = [
        f"  {_quoted(written)} -> {_quoted(read)} [label={data['count']}, weight={data['count']}];"
        for written, read, data in graph.edges(data=True)
    ]
    return "\n".join(["digraph confusions {", *nodes, *edges, "}"])


def _quoted(node: str) -> str:
    text = _name(node).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def as_graphml(table: ConfusionTable) -> str:
    """Return the graph as GraphML, which Gephi, yEd and Cytoscape read.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> as_graphml(ConfusionTable.from_pairs(["x"], ["X"])).splitlines()[0][:20]
        '<graphml xmlns="http'
    """
    import networkx as nx

    return "\n".join(nx.generate_graphml(_named(table)))


def as_node_link(table: ConfusionTable) -> str:
    """Return the graph as the node-link JSON of networkx and D3.

    Examples:
        >>> from hmer_kit.error_mining import ConfusionTable
        >>> [node["id"] for node in json.loads(as_node_link(ConfusionTable.from_pairs(["x"], ["X"])))["nodes"]]
        ['X', 'x']
    """
    import networkx as nx

    return json.dumps(nx.node_link_data(_named(table), edges="edges"), indent=2)


def _named(table: ConfusionTable) -> nx.DiGraph[str]:
    import networkx as nx

    return nx.relabel_nodes(table.to_networkx(), _name)


def _name(node: str) -> str:
    """Name a node: nothing has a name too, and control characters, which XML cannot hold, are escaped."""
    return visible(node).replace("\n", "\\n") or "(nothing)"
