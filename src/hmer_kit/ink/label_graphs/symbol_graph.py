r"""Symbols made of strokes, and the tree of relations between them: what a label graph file says of written ink.

``SymbolGraph`` keeps labels and relations as files have them: a fraction is its bar ``-``, the index of a root lies
above it, the limits of a sum are its sub- and superscript or lie below and above it, as its maker saw fit.
``SymbolGraph.label_graph`` is the same in the terms of ``hmer_kit.latex``, ``SymbolGraph.latex`` the expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, InputError
from hmer_kit.ink.document import InkDocument, InkSymbol
from hmer_kit.ink.label_graphs._notation import caption_graph, in_file_terms, in_latex_terms
from hmer_kit.latex.comparison.graph_trees import from_label_graph
from hmer_kit.latex.kinds import Relation
from hmer_kit.latex.writer import to_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.ink.strokes import Strokes
    from hmer_kit.latex.comparison.label_graphs import LabelGraph

__all__ = ["SymbolGraph"]


@dataclass(frozen=True, slots=True)
class SymbolGraph:
    r"""A label graph of written symbols.

    Examples:
        >>> symbols = InkSymbol("x", (0,)), InkSymbol("2", (1,))
        >>> SymbolGraph("a", symbols, ((0, 1, Relation.SUP),), stroke_ids=("0", "1")).latex()
        'x ^ { 2 }'
    """

    name: str
    """What it is called: the file's own name for it (``# IUD, name``), else the name of the file."""
    symbols: tuple[InkSymbol, ...]
    """The symbols; ``strokes`` are indices of ``stroke_ids``."""
    relations: tuple[tuple[int, int, Relation], ...]
    """Parent, child (indices of ``symbols``), where the child lies: no cycles, one parent at most for each symbol."""
    stroke_ids: tuple[str, ...] = ()
    """Names of the strokes; of CROHME's files, the ids of the traces in the InkML file."""
    problems: tuple[str, ...] = ()
    """What is not as it should be but does no harm to what is read, such as an edge that stands there twice."""

    @classmethod
    def of(cls, document: InkDocument) -> SymbolGraph:
        """Return what an ink document says of its symbols; the strokes are called by their numbers.

        Args:
            document: Ink with symbols, and relations perhaps.

        Examples:
            >>> from hmer_kit.ink import Strokes
            >>> SymbolGraph.of(InkDocument("a", Strokes.of([[(0, 0)]]), symbols=(InkSymbol(".", (0,)),))).stroke_ids
            ('0',)
        """
        ids = tuple(map(str, range(len(document.strokes))))
        return cls(document.name, tuple(document.symbols), tuple(document.relations), stroke_ids=ids)

    @classmethod
    def of_latex(cls, latex: str, *, name: str = "") -> SymbolGraph:
        r"""Return the symbols of an expression, without strokes.

        The expression is normalized first, so that only what has ink counts, see ``hmer_kit.latex.label_graph``.

        Args:
            latex: LaTeX.
            name: What to call it.

        Raises:
            LatexError: It does not parse.
            DataError: It has scripts without a base (``no_base``) or a matrix (``matrix``).

        Examples:
            >>> [symbol.label for symbol in SymbolGraph.of_latex(r"\frac { 1 } { x }").symbols]
            ['-', '1', 'x']
        """
        graph = caption_graph(latex)
        wrong = {"no_base": "" in graph.labels, "matrix": Relation.CELL in graph.relations}
        for code in (code for code, holds in wrong.items() if holds):
            expected = "a base for all scripts" if code == "no_base" else "no matrix"
            raise DataError(f"{name or latex[:60]}: expected {expected}; files have no symbol for it", code=code)
        symbols = tuple(InkSymbol(label, ()) for label in in_file_terms(graph))
        edges = zip(graph.parents, graph.relations, strict=True)
        related = tuple((parent, at, relation) for at, (parent, relation) in enumerate(edges) if parent >= 0)
        return cls(name or latex, symbols, related)

    def label_graph(self) -> LabelGraph:
        r"""Return the symbols and relations in the terms of ``hmer_kit.latex``, in the order of ``symbols``.

        A bar with something above or below it is ``\frac``, what lies above a root its index; labels have one spelling
        (``,`` for ``COMMA``, ``<`` for ``\lt``); scripts of an operator that takes limits are its limits.

        Raises:
            DataError: There are no symbols, or several that hang on nothing (``several_roots``), or the relations are
                no tree (``no_tree``).

        Examples:
            >>> symbols = tuple(InkSymbol(label, ()) for label in ["-", "1", "COMMA"])
            >>> SymbolGraph("a", symbols, ((0, 1, Relation.ABOVE), (0, 2, Relation.BELOW))).label_graph().labels
            ('\\frac', '1', ',')
        """
        parents = [-1] * len(self.symbols)
        relations = [Relation.RIGHT] * len(self.symbols)
        for parent, child, relation in self.relations:
            if not (0 <= parent < len(parents) and 0 <= child < len(parents)) or parents[child] >= 0:
                raise self._error("no_tree", f"relations that make a tree, got {(parent, child, relation.value)}")
            parents[child], relations[child] = parent, relation
        roots = [number for number, parent in enumerate(parents) if parent < 0]
        if len(roots) != 1:
            shown = ", ".join(repr(self.symbols[number].label) for number in roots[:4])
            code = "several_roots" if roots else "no_symbols" if not self.symbols else "no_tree"
            raise self._error(code, f"one symbol that hangs on no other, got {len(roots)}{f': {shown}' * bool(roots)}")
        return in_latex_terms([symbol.label for symbol in self.symbols], parents, relations)

    def latex(self) -> str:
        r"""Return the expression in canonical spelling.

        Raises:
            DataError: The symbols make no one tree, or LaTeX cannot say what they do (``no_latex``).

        Examples:
            >>> symbols = tuple(InkSymbol(label, ()) for label in [r"\sum", "i"])
            >>> SymbolGraph("a", symbols, ((0, 1, Relation.SUB),)).latex()
            '\\sum _ { i }'
        """
        try:
            return to_latex(from_label_graph(self.label_graph()))
        except InputError as error:
            raise DataError(f"{self.name}: {error}", code="no_latex", path=self.name) from error

    def document(self, strokes: Strokes, *, stroke_ids: Sequence[str] | None = None) -> InkDocument:
        """Return the ink that the graph is about, with the symbols and relations of the graph.

        Args:
            strokes: The strokes in file order.
            stroke_ids: Their names; by default their numbers from 0.

        Raises:
            DataError: The graph names a stroke that is not there (``unknown_stroke``).

        Examples:
            >>> from hmer_kit.ink import Strokes
            >>> graph = SymbolGraph("a", (InkSymbol(".", (0,)),), (), stroke_ids=("1",))
            >>> graph.document(Strokes.of([[(0, 0)], [(9, 9)]])).symbols
            (InkSymbol(label='.', strokes=(1,), id=''),)
        """
        names = list(map(str, range(len(strokes)))) if stroke_ids is None else list(stroke_ids)
        if len(names) != len(strokes):
            raise InputError(f"expected a name for each of {len(strokes)} strokes, got {len(names)}")
        places = {name: at for at, name in enumerate(names)}
        unknown = [name for name in self.stroke_ids if name not in places]
        if unknown:
            raise self._error("unknown_stroke", f"strokes of the {len(strokes)} of the ink, got {unknown[0][:40]!r}")
        symbols = tuple(
            InkSymbol(symbol.label, tuple(places[self.stroke_ids[stroke]] for stroke in symbol.strokes), symbol.id)
            for symbol in self.symbols
        )
        return InkDocument(self.name, strokes, symbols=symbols, relations=self.relations, problems=self.problems)

    def _error(self, code: str, problem: str) -> DataError:
        return DataError(f"{self.name}: expected {problem}", code=code, path=self.name)
