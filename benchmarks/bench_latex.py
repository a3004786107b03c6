"""Speed of the LaTeX core against a plain recursive script, as ratios in one run.

The reference is ``benchmarks/reference_tree.py``: an honest, straightforward script that writes the released Tree-CoT
text. Each row says what of the reference it is held against: its whole job, LaTeX to text, or one of its parts. Both
take turns every few hundred expressions, so the ratio holds on a busy machine; its median and quartiles over several
rounds are printed. A ratio above 1 is faster than the reference.

First it is checked that both write the very same text for the lines that the released code itself wrote.

Run: python benchmarks/bench_latex.py [--quick] [--rounds N] [--expressions N] [--json FILE]
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import reference_tree as plain
from _expressions import PEER_OUTPUTS, keep, mix
from _measure import Ratio, arguments, compare, table, write_json
from _rows import faster

from hmer_kit.counting import count_symbols
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import (
    complexity,
    convert,
    normalize,
    parse,
    scan,
    spell,
    split_tokens,
    tidy,
    to_latex,
    to_networkx,
    tokenize,
)
from hmer_kit.latex.normalization import PROFILES
from hmer_kit.tree_cot import FORMATS, dumps

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUNDS, EXPRESSIONS = 7, 1500
QUICK_ROUNDS, QUICK_EXPRESSIONS = 3, 60
TARGETS = {"released: dumps": 1.5, "parse": 0.8, "parse + networkx": 0.4}


class Row(NamedTuple):
    """One comparison; the inputs are expressions unless texts of their own are given."""

    name: str
    ours: Callable[[str], object]
    reference: Callable[[str], object]
    against: str
    texts: tuple[list[str], list[str]] | None = None


def plain_tree_and_back(latex: str) -> str:
    return plain.to_latex(plain.parse(latex))


def plain_graph(latex: str) -> object:
    return plain.to_graph(plain.parse(latex))


def latex_rows() -> list[Row]:
    whole, tree = (plain.dumps, "LaTeX to text"), (plain.parse, "LaTeX to tree")
    return [
        Row("parse", parse, *whole),
        Row("parse", parse, *tree),
        Row("parse + networkx", lambda latex: to_networkx(parse(latex)), *whole),
        Row("parse + networkx", lambda latex: to_networkx(parse(latex)), plain_graph, "LaTeX to networkx"),
        Row("parse + write", lambda latex: to_latex(parse(latex)), plain_tree_and_back, "LaTeX to tree to LaTeX"),
        Row("parse + spell", lambda latex: spell(parse(latex)), *whole),
        Row("parse + complexity", lambda latex: complexity(parse(latex)), *whole),
        *(Row(f"normalize {profile}", partial(normalize, profile=profile), *whole) for profile in PROFILES),
        Row("parse, repairing", partial(parse, on_error="recover"), *whole),
        Row("convert to a dialect", partial(convert, target="mathwriting"), *whole),
        Row("tidy", tidy, *whole),
        Row("tokenize", tokenize, *whole),
        Row("scan", scan, *whole),
        Row("split_tokens", split_tokens, *whole),
        Row("count_symbols", count_symbols, plain.count, "counting"),
    ]


def format_rows(expressions: list[str]) -> list[Row]:
    """Return a row for the writer, the reader and the forgiving reader of every format."""
    reference_texts = [plain.dumps(latex) for latex in expressions]
    rows = []
    for name, tree_format in FORMATS.items():
        texts = ([tree_format.dumps(latex) for latex in expressions], reference_texts)

        def read(text: str, new_reader: Callable = tree_format.reader) -> object:
            reader = new_reader()
            reader.feed(text)
            return reader.result()

        rows += [
            Row(f"{name}: dumps", tree_format.dumps, plain.dumps, "LaTeX to text"),
            Row(f"{name}: loads", tree_format.loads, plain.loads, "text to LaTeX", texts),
            Row(f"{name}: forgiving", read, plain.loads, "text to LaTeX", texts),
        ]
    return rows


def measured(row: Row, expressions: list[str], *, rounds: int) -> Ratio:
    ours, reference = row.texts or (expressions, expressions)
    return compare(row.ours, row.reference, items=ours, reference_items=reference, rounds=rounds)


def target_of(row: Row) -> float | None:
    return TARGETS.get(row.name) if row.against == "LaTeX to text" else None


def shown(row: Row, ratio: Ratio) -> Sequence[str]:
    target = target_of(row)
    verdict = "" if target is None else f"{target} {'met' if ratio.median >= target else 'MISSED'}"
    spread = f"{ratio.low:.2f} to {ratio.high:.2f}"
    rate = f"{1e6 / ratio.microseconds:,.0f}"
    return row.name, row.against, f"{ratio.median:.2f}", spread, verdict, f"{ratio.microseconds:.1f}", rate


def check_peer_outputs() -> str:
    """Return how many texts of the released code both serializers write byte for byte."""
    if not PEER_OUTPUTS.is_file():
        return "REAL DATA ABSENT: nothing to hold both serializers against"
    peers = [json.loads(line) for line in PEER_OUTPUTS.read_text(encoding="utf-8").splitlines()]
    too_long = 0
    for peer in peers:
        assert dumps(peer["latex"]) == peer["tree"], peer["latex"]
        try:
            assert plain.dumps(peer["latex"]) == peer["tree"], peer["latex"]
        except RecursionError:
            too_long += 1
    reference = f"the reference {len(peers) - too_long} (RecursionError in {too_long})"
    return f"byte-identical with the released code: ours {len(peers)} of {len(peers)}, {reference}"


def has_tree(latex: str) -> None:
    """Refuse what the released format or the layout tree refuses, and what the reference writes otherwise."""
    if any(tree_format.dumps(latex) == "" for tree_format in FORMATS.values()) or dumps(latex) != plain.dumps(latex):
        raise LatexError("no tree that both write", code="different", position=0, start=0, end=0, text=latex)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, metavar="N")
    parser.add_argument("--expressions", type=int, metavar="N")
    options = parser.parse_args()
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    number = options.expressions or (QUICK_EXPRESSIONS if options.quick else EXPRESSIONS)
    print(check_peer_outputs())
    drawn, source = mix(number)
    expressions = keep(drawn, parse, plain_tree_and_back, has_tree)
    tokens = sum(len(latex.split()) for latex in expressions) / len(expressions)
    left_out = len(drawn) - len(expressions)
    print(f"{len(expressions)} expressions ({source}; {left_out} left out that one side refuses or writes otherwise)")
    print(f"{tokens:.1f} tokens each, {rounds} rounds; ratio above 1: faster than the plain recursive script\n")
    results = [(row, measured(row, expressions, rounds=rounds)) for row in [*latex_rows(), *format_rows(expressions)]]
    head = ("step", "against, in the script", "ratio", "quartiles", "target", "µs each", "per second")
    print(table(head, [shown(row, ratio) for row, ratio in results]))
    figures = [{"step": row.name, "against": row.against, "ratio": ratio} for row, ratio in results]
    report = [
        faster(row.name, ratio, against=f"plain script, {row.against}", at_least=target_of(row))
        for row, ratio in results
    ]
    told = {"expressions": len(expressions), "tokens": tokens, "rounds": rounds, "rows": figures}
    write_json(options.json, told, report=report)


if __name__ == "__main__":
    main()
