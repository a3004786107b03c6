r"""Label graphs as text, in the three forms that ``parse_label_graph`` reads.

Relations have the names of CROHME's files, ``R`` in the form of strokes and ``Right`` in that of objects; edges between
strokes of one symbol are ``*``; the index of a root lies ``Above`` it. What CROHME has no symbol for is written as
``hmer_kit.latex`` has it, ``\hat`` with what it holds ``Inside``.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING, Final, Literal, get_args

from hmer_kit._files import write_atomic
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.label_graphs.names import COMMA, MERGE, NO_SYMBOL, OBJECT_RELATION_NAMES, STROKE_RELATION_NAMES
from hmer_kit.latex.kinds import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hmer_kit._files import StrPath
    from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph

__all__ = ["LabelGraphForm", "label_graph_text", "write_label_graph"]

LabelGraphForm = Literal["objects", "strokes", "paths"]
"""Form of a label graph file: objects with their strokes, strokes with all inherited edges, objects with paths."""

_PLAIN: Final = re.compile(r"[^\s,]+")
_MOST_EDGES: Final = 2**20
_MOST_CHARACTERS: Final = 2**26


def label_graph_text(graph: SymbolGraph, *, form: LabelGraphForm = "objects") -> str:
    r"""Return a label graph as the text of a file.

    Args:
        graph: The graph.
        form: ``"objects"``; ``"strokes"``, as LgEval needs for measures of strokes; or ``"paths"`` (symLG), for graphs
            without ink.

    Raises:
        DataError: It cannot be written: a matrix, a symbol without a label, in the form of strokes a symbol without
            strokes or more than a million edges, in the form of paths two symbols of one path or 64 million characters.
        InputError: There is no such form.

    Examples:
        >>> from hmer_kit.ink import SymbolGraph
        >>> print(label_graph_text(SymbolGraph.of_latex("x ^ 2 ,", name="a"), form="paths"), end="")
        # IUD, a
        # Objects(3):
        O, x_1, x, 1.0, O
        O, 2_1, 2, 1.0, OSup
        O, COMMA_1, COMMA, 1.0, OR
        <BLANKLINE>
        # Relations from SRT:
        R, x_1, 2_1, Sup, 1.0
        R, x_1, COMMA_1, Right, 1.0
    """
    if form not in get_args(LabelGraphForm):
        raise InputError(f"expected as form one of {', '.join(get_args(LabelGraphForm))}, got {str(form)[:40]!r}")
    writer = _Writer(graph)
    lines = writer.strokes() if form == "strokes" else writer.objects(paths=writer.paths() if form == "paths" else None)
    return "".join(f"{line}\n" for line in lines)


def write_label_graph(path: StrPath, graph: SymbolGraph, *, form: LabelGraphForm = "objects") -> None:
    """Write a label graph file at once: a reader sees the file that was there or the whole new one.

    Args:
        path: The file.
        graph: The graph.
        form: See ``label_graph_text``.

    Raises:
        DataError: The graph or the file cannot be written.
        InputError: There is no such form.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> from hmer_kit.ink import SymbolGraph, load_label_graph
        >>> with TemporaryDirectory() as folder:
        ...     write_label_graph(f"{folder}/a.lg", SymbolGraph.of_latex("x ^ 2", name="a"), form="paths")
        ...     load_label_graph(f"{folder}/a.lg").latex()
        'x ^ { 2 }'
    """
    write_atomic(path, [label_graph_text(graph, form=form)])


class _Writer:
    """Puts a graph into lines.

    Args:
        graph: The graph.
    """

    def __init__(self, graph: SymbolGraph) -> None:
        self._graph = graph
        self._labels = [COMMA if symbol.label == "," else symbol.label for symbol in graph.symbols]
        for label in self._labels:
            if not _PLAIN.fullmatch(label):
                raise self._error("unwritable_label", f"labels without blanks and commas, got {label[:40]!r}")
        if not self._labels:
            raise self._error("no_symbols", "symbols, got none")
        for relation in (relation for _, _, relation in graph.relations):
            if relation not in OBJECT_RELATION_NAMES:
                raise self._error("unwritable_relation", f"no matrices, got the relation {relation.value}")

    def objects(self, *, paths: list[str] | None) -> Iterator[str]:
        """Yield the lines of objects with their strokes, or with paths in their place."""
        yield from self._title()
        yield f"# Objects({len(self._labels)}):"
        ids = self._ids()
        for number, (name, label) in enumerate(zip(ids, self._labels, strict=True)):
            strokes = [self._graph.stroke_ids[stroke] for stroke in self._graph.symbols[number].strokes]
            yield ", ".join(["O", name, label, "1.0", *(strokes if paths is None else [paths[number]])])
        yield ""
        yield "# Relations from SRT:"
        for parent, child, relation in self._graph.relations:
            yield f"R, {ids[parent]}, {ids[child]}, {OBJECT_RELATION_NAMES[relation]}, 1.0"

    def paths(self) -> list[str]:
        """Return the path of each symbol."""
        edges = {child: (parent, relation) for parent, child, relation in self._graph.relations}
        paths: dict[int, str] = {}
        size = 0
        for number in self._downwards():
            parent, relation = edges.get(number, (-1, Relation.RIGHT))
            paths[number] = f"{paths[parent]}{STROKE_RELATION_NAMES[relation]}" if parent >= 0 else "O"
            size += len(paths[number])
            if size > _MOST_CHARACTERS:
                raise self._error("too_large", f"paths of at most {_MOST_CHARACTERS} characters; write objects")
        if len(set(paths.values())) < len(self._labels):
            raise self._error("no_path", "a path of its own for each symbol, got two of one")
        return [paths[number] for number in range(len(self._labels))]

    def strokes(self) -> Iterator[str]:
        """Yield the lines of strokes with all edges."""
        names, symbols = self._graph.stroke_ids, self._graph.symbols
        labels = dict.fromkeys(range(len(names)), NO_SYMBOL)
        for symbol, label in zip(symbols, self._labels, strict=True):
            if not symbol.strokes:
                raise self._error("no_strokes", f"strokes of each symbol, got none of {label[:40]!r}")
            labels |= dict.fromkeys(symbol.strokes, label)
        edges = self._stroke_edges()
        yield from self._title()
        yield "# Nodes:"
        for stroke, name in enumerate(names):
            yield f"N, {name}, {labels[stroke]}, 1.0"
        yield ""
        yield "# Edges:"
        for (one, other), label in sorted(edges.items()):
            yield f"E, {names[one]}, {names[other]}, {label}, 1.0"

    def _stroke_edges(self) -> Mapping[tuple[int, int], str]:
        """Return all edges, those that are inherited too."""
        strokes = [symbol.strokes for symbol in self._graph.symbols]
        if sum(len(group) * (len(group) - 1) for group in strokes) > _MOST_EDGES:
            raise self._too_many()
        edges = {pair: MERGE for group in strokes for pair in permutations(group, 2)}
        above = {child: (parent, relation) for parent, child, relation in self._graph.relations}
        for number, own in enumerate(strokes):
            at = number
            while at in above:
                parent, relation = above[at]
                name = STROKE_RELATION_NAMES[relation]
                edges |= {(one, other): name for one in strokes[parent] for other in own}
                if len(edges) > _MOST_EDGES:
                    raise self._too_many()
                at = parent
        return edges

    def _downwards(self) -> list[int]:
        """Return the symbols, each after the one it hangs on."""
        children: list[list[int]] = [[] for _ in self._labels]
        hanging = set()
        for parent, child, _ in self._graph.relations:
            children[parent].append(child)
            hanging.add(child)
        order = [number for number in range(len(self._labels)) if number not in hanging]
        for number in order:  # grows as it goes
            order.extend(children[number])
        return order

    def _ids(self) -> list[str]:
        """Return the ids of the symbols, or new ones in the manner of CROHME where they do not do."""
        own = [symbol.id for symbol in self._graph.symbols]
        if all(map(_PLAIN.fullmatch, own)) and len(set(own)) == len(own):
            return own
        used: set[str] = set()
        counts: dict[str, int] = {}
        ids = []
        for label in self._labels:
            stem = label.removeprefix("\\")
            counts[stem] = counts.get(stem, 0) + 1
            while (name := f"{stem}_{counts[stem]}") in used:
                counts[stem] += 1
            used.add(name)
            ids.append(name)
        return ids

    def _title(self) -> Iterator[str]:
        yield f"# IUD, {' '.join(self._graph.name.split())}"

    def _too_many(self) -> DataError:
        return self._error("too_large", f"at most {_MOST_EDGES} edges; write objects")

    def _error(self, code: str, problem: str) -> DataError:
        return DataError(f"{self._graph.name}: expected {problem}", code=code, path=self._graph.name)
