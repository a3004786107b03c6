r"""What CROHME's files say of symbols and relations against their captions: how many agree, and the others by reason.

    python -m benchmarks.experiments.label_graphs              # ../shared/data: InkML of train and 2014, label graphs
    python -m benchmarks.experiments.label_graphs FOLDER ... --list  # of other folders, each exception named

InkML files have a segmentation, MathML that refers to it, and LaTeX; label graphs stand beside InkML files of the same
name. A graph that agrees with its caption is also written in each form and read back.
"""

from __future__ import annotations

import argparse
import sys
import tarfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.exceptions import DataError, LatexError
from hmer_kit.ink import SymbolGraph, compare_with_caption, label_graph_text, parse_inkml, parse_label_graph
from hmer_kit.latex import label_graph, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hmer_kit.latex import GraphDifferences, LabelGraph

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
DOTS = {".", "\\ldots", "\\cdots", "\\cdot"}


def files(place: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the InkML and label graph files of a folder or a tar archive."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.suffix in {".inkml", ".lg"}:
                yield str(path), path.read_bytes()
        return
    with tarfile.open(place, "r|*") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None:
                yield member.name, stream.read()


def reason(differences: GraphDifferences) -> str:
    """Say in a few words how a graph differs from its caption."""
    labels = {difference.label for difference in differences.differences}
    kinds = {difference.kind for difference in differences.differences}
    changed = {item.label for item in differences.differences if item.kind in {"missing symbol", "extra symbol"}}
    if changed and changed <= DOTS:
        return "dots: one symbol in the one, several or another in the other"
    if {"\\log"} <= changed and {"l", "o", "g"} <= labels:
        return "a name in letters in the caption, one symbol in the graph"
    if kinds <= {"other relation", "other parent"}:
        return "the same symbols, other relations"
    return "other symbols"


def agreement(graph: SymbolGraph, caption: str) -> str:
    """Return ``agrees``, or the reason why not."""
    try:
        differences = compare_with_caption(graph, caption)
    except LatexError:
        return "the caption does not parse"
    except DataError as error:
        return f"no tree in the file: {(error.code or '').replace('_', ' ')}"
    return reason(differences) if differences.differences else "agrees"


def round_trip(graph: SymbolGraph) -> str:
    """Return what of a graph does not come back from its text or its LaTeX."""
    for form in ("objects", "strokes"):
        again = parse_label_graph(label_graph_text(graph, form=form))
        if again.label_graph() != reordered(graph, again):
            return f"another graph from the form {form}"
    if sorted(label_graph(parse(graph.latex())).labels) != sorted(graph.label_graph().labels):
        return "other symbols from its LaTeX"
    return "comes back"


def reordered(graph: SymbolGraph, again: SymbolGraph) -> LabelGraph:
    """Return the label graph of a graph with its symbols in the order of another one of the same strokes."""
    strokes = [frozenset(again.stroke_ids[at] for at in symbol.strokes) for symbol in again.symbols]
    own = {frozenset(graph.stroke_ids[at] for at in symbol.strokes): at for at, symbol in enumerate(graph.symbols)}
    order = [own[group] for group in strokes]
    place = {at: number for number, at in enumerate(order)}
    edges = sorted((place[child], place[parent], relation) for parent, child, relation in graph.relations)
    related = tuple((parent, child, relation) for child, parent, relation in edges)
    symbols = tuple(graph.symbols[at] for at in order)
    return SymbolGraph(graph.name, symbols, related, graph.stroke_ids).label_graph()


def check(place: Path, captions: dict[str, str], *, listed: bool) -> None:
    """Print what the files of one place say."""
    started = time.process_time()
    found: Counter[str] = Counter()
    trips: Counter[str] = Counter()
    named: dict[str, list[str]] = defaultdict(list)
    for name, data in files(place):
        try:
            if name.endswith(".inkml"):
                document = parse_inkml(data, name=name)
                graph, caption = SymbolGraph.of(document), document.truth
                captions[Path(name).stem] = caption or ""
            else:
                graph = parse_label_graph(data.decode("utf-8"), name=name)
                caption = captions.get(Path(name).stem)
        except (DataError, UnicodeDecodeError):
            found["not readable"] += 1
            continue
        result = "no caption" if not caption else agreement(graph, caption)
        found[result] += 1
        named[result].append(name)
        if result == "agrees":
            trips[round_trip(graph)] += 1
    print(f"{place.name}: {sum(found.values())} files, {time.process_time() - started:.1f} CPU seconds")
    for result, count in found.most_common():
        print(f"  {count:6}  {result}")
    for result, count in trips.most_common():
        print(f"  {count:6}  of those that agree: {result}")
    for result in found if listed else ():
        if result != "agrees":
            print(f"  {result}: {', '.join(Path(name).stem for name in named[result])}")


def main() -> None:
    """Run the checks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="*", type=Path, help="folders or tar archives, InkML before its label graphs")
    parser.add_argument("--list", action="store_true", help="name every file that does not agree")
    args = parser.parse_args()
    archives = [DATA / "inkml" / "crohme_test2014.tar.xz", DATA / "inkml" / "crohme_train.tar.xz"]
    places = args.places or [*archives, DATA / "label_graphs"]
    missing = [str(place) for place in places if not place.exists()]
    if missing:
        sys.exit(f"not there: {', '.join(missing)}")
    captions: dict[str, str] = {}
    for place in places:
        check(place, captions, listed=args.list)


if __name__ == "__main__":
    main()
