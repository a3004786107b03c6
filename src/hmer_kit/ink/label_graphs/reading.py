r"""Label graph files of CROHME and LgEval (``.lg``), read whole and checked.

Three forms are read, comments with ``#`` aside:

- strokes: ``N, stroke, label, weight`` and ``E, stroke, stroke, label, weight``. Strokes with ``*`` between them, or
  with the label of both, are one symbol; every other edge is a relation, which lower symbols inherit;
- objects: ``O, id, label, weight, stroke, ...`` and ``R`` (or ``EO``)``, id, id, relation, weight``;
- objects without ink (symLG, from LaTeX): the last field of an object is its path, ``OSupR``, in place of strokes.

A file that contradicts itself is refused, with file, line and field; what does no harm (a line that stands there twice,
an inherited edge that is missing, a weight other than 1, a stroke of no symbol) is named in ``SymbolGraph.problems``.
Matrices of symLG, ``*M`` and ``NcellR``, are refused as unknown relations; ``hmer_kit.tree_cot`` reads its own of them.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from hmer_kit._files import decode, file_path, read_bytes
from hmer_kit.exceptions import InputError
from hmer_kit.ink.label_graphs._lines import Source, read_lines
from hmer_kit.ink.label_graphs._objects import read_objects
from hmer_kit.ink.label_graphs._strokes import read_strokes

if TYPE_CHECKING:
    from hmer_kit._files import StrPath
    from hmer_kit.ink.label_graphs.symbol_graph import SymbolGraph

__all__ = ["MAX_LABEL_GRAPH_BYTES", "load_label_graph", "parse_label_graph"]

MAX_LABEL_GRAPH_BYTES: Final = 2**23
"""Largest label graph that is read by default: 8 MiB, some 700 strokes with all their inherited edges."""


def load_label_graph(path: StrPath, *, max_bytes: int = MAX_LABEL_GRAPH_BYTES) -> SymbolGraph:
    r"""Read a label graph file.

    Args:
        path: The file.
        max_bytes: Largest file to read.

    Raises:
        DataError: It is missing, empty, too large or no UTF-8, or malformed, see ``parse_label_graph``.

    Examples:
        >>> from pathlib import Path
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     file = Path(folder, "a.lg")
        ...     _ = file.write_text("N, 0, x, 1.0\nN, 1, 2, 1.0\nE, 0, 1, Sup, 1.0", encoding="utf-8")
        ...     load_label_graph(file).latex()
        'x ^ { 2 }'
    """
    name = str(file_path(path))
    data = read_bytes(path, max_bytes=max_bytes, what="label graph")
    return parse_label_graph(decode(data, path=name), name=name)


def parse_label_graph(text: str, *, name: str = "label graph") -> SymbolGraph:
    r"""Read the text of a label graph file.

    Args:
        text: The text.
        name: What to call it in messages, and where it has no name of its own.

    Raises:
        DataError: It says nothing, or a line is malformed or contradicts another. ``code`` is one of ``empty_graph``,
            ``unknown_line``, ``field_count``, ``empty_field``, ``long_field``, ``bad_weight``, ``mixed_forms``,
            ``unknown_relation``, ``duplicate_node``, ``unknown_stroke``, ``unknown_object``, ``shared_stroke``,
            ``self_edge``, ``contradictory_labels``, ``contradictory_edges``, ``cycle``, ``several_parents`` and
            ``bad_path``.
        InputError: ``text`` is no string.

    Examples:
        >>> graph = parse_label_graph("O, a, =, 1.0, 0, 2\nO, b, x, 1.0, 1\nR, b, a, Right, 1.0")
        >>> [symbol.label for symbol in graph.symbols], graph.relations[0][:2], graph.stroke_ids
        (['=', 'x'], (1, 0), ('0', '1', '2'))
        >>> parse_label_graph("N, 0, x, 1.0\nE, 0, 1, Sup, 1.0", name="a.lg")
        Traceback (most recent call last):
        hmer_kit.exceptions.DataError: a.lg line 2 field 3: expected a stroke that a line N names, got '1'
    """
    if not isinstance(text, str):
        raise InputError(
            f"expected the text of a label graph, got {type(text).__name__}; load_label_graph takes a path"
        )
    source = Source(name)
    lines = read_lines(text, source)
    first = next(lines, None)
    if first is None:
        source.refuse("empty_graph", "expected lines N and E, or O and R, got none")
    every = chain([first], lines)
    return read_strokes(every, source) if first.kind in {"N", "E"} else read_objects(every, source)
