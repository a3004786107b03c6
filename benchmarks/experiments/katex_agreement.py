"""Which LaTeX is taken and which refused, here and by KaTeX: agreement on all real expressions, and why they differ.

Expressions as they are, tight (without blanks that TeX does not need), and damaged. What KaTeX takes should be taken
here. What is taken here only is taken on purpose: commands that KaTeX does not know are symbols, ``x ^ 1 ^ 2`` has two
superscripts, ``\\hspace { 1 c m }`` is a length in spite of its blanks, and any command may be an argument without
braces. What is taken, here, comes back token by token.

KaTeX is not part of this project. To install it: node (https://nodejs.org), then ``npm install`` in the
folder ``katex`` beside this file.

Run: python -m benchmarks.experiments.katex_agreement [--quick] [--json FILE]
"""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.experiments._figures import arguments, table, write_json
from benchmarks.harness.expressions import DATA, captions, made_up
from hmer_kit.exceptions import LatexError
from hmer_kit.latex import parse, to_tokens, tokenize

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).resolve().parent / "katex"
DAMAGED, QUICK = 60_000, 1_000
REASONS_SHOWN, EXAMPLE_WIDTH = 12, 60


@dataclass(slots=True)
class Agreement:
    """How often KaTeX and this library agree on some expressions."""

    both_take: int = 0
    both_refuse: int = 0
    only_katex: Counter[str] = field(default_factory=Counter)
    """Code of our error, and how often."""
    only_here: Counter[str] = field(default_factory=Counter)
    """Message of KaTeX without names and places, and how often."""
    not_back: int = 0
    """Taken here, but written with other tokens than it was read from."""
    examples: dict[str, str] = field(default_factory=dict)
    """The shortest expression for each reason."""


def katex_verdicts(expressions: Sequence[str]) -> list[str | None]:
    """Return for each expression what KaTeX has against it, or None."""
    lines = "".join(json.dumps(latex) + "\n" for latex in expressions)
    done = subprocess.run(
        [str(shutil.which("node")), "oracle.mjs"],
        input=lines,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=FOLDER,
        check=True,
    )
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    if len(verdicts) != len(expressions):
        raise RuntimeError(f"expected {len(expressions)} answers from KaTeX, got {len(verdicts)}")
    return verdicts


def our_verdict(latex: str) -> tuple[str | None, bool]:
    """Return the code of our error, or None, and whether what was read came back."""
    try:
        tree = parse(latex)
    except LatexError as error:
        return str(error.code), True
    return None, to_tokens(tree) == tokenize(latex)


def compare(expressions: Sequence[str]) -> Agreement:
    """Ask both about each expression."""
    result = Agreement()
    for latex, theirs in zip(expressions, katex_verdicts(expressions), strict=True):
        ours, is_back = our_verdict(latex)
        result.not_back += not is_back
        if (theirs is None) is (ours is None):
            result.both_take += ours is None
            result.both_refuse += ours is not None
            continue
        reason = f"only KaTeX takes it: {ours}" if theirs is None else f"only taken here: {_reason(theirs)}"
        (result.only_katex if theirs is None else result.only_here)[reason] += 1
        result.examples[reason] = min(latex, result.examples.get(reason, latex), key=len)
    return result


def _reason(message: str) -> str:
    """Return a message of KaTeX without the names, quotations and places in it."""
    text = re.sub(r"^KaTeX parse error: | at (position|end of input).*", "", message, flags=re.DOTALL)
    return re.sub(r"'[^']*'+|: .*", "...", text)


def tight(latex: str) -> str:
    """Return LaTeX without the blanks that TeX does not need."""
    joined = before = ""
    for token in tokenize(latex):
        ends_word = before == "\\" or (before[:1] == "\\" and before[-1].isalpha() and token[0].isalpha())
        joined += f" {token}" if ends_word else token
        before = token
    return joined


def damaged(latex: str, rng: random.Random) -> str:
    """Return LaTeX with one to three tokens left out, doubled or swapped, or cut off."""
    tokens = tokenize(latex)
    for _ in range(rng.choice((1, 1, 2, 3))):
        if not tokens:
            break
        at, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        kind = rng.choice(("cut", "drop", "double", "swap"))
        if kind == "cut":
            del tokens[at:]
        elif kind == "drop":
            del tokens[at]
        elif kind == "double":
            tokens.insert(at, tokens[at])
        else:
            tokens[at], tokens[other] = tokens[other], tokens[at]
    return tight(" ".join(tokens))


def predictions() -> list[str]:
    """Return every reference and prediction of the published results."""
    found = []
    for path in sorted(DATA.glob("predictions/*/*_pred.json")):
        for record in json.loads(path.read_text(encoding="utf-8")):
            found += [record["gt"], record["pred"]]
    raw = DATA / "captions" / "crohme2023_test.tsv"
    lines = raw.read_text(encoding="utf-8").splitlines() if raw.is_file() else []
    return found + [line.partition("\t")[2] for line in lines]


def main() -> int:
    options = arguments(__doc__).parse_args()
    if shutil.which("node") is None or not (FOLDER / "node_modules" / "katex").is_dir():
        print(
            "KATEX ABSENT, NOTHING COMPARED: install node, then run: npm install --prefix benchmarks/experiments/katex"
        )
        return 0
    rng = random.Random(0)
    every = sorted({*captions(), *predictions()}) or made_up(QUICK)
    if options.quick:
        every = rng.sample(every, min(QUICK, len(every)))
    results = {
        "as they are": compare(every),
        "tight": compare([*map(tight, every)]),
        "damaged": compare([damaged(rng.choice(every), rng) for _ in range(QUICK if options.quick else DAMAGED)]),
    }
    columns = ("expressions", "both take", "both refuse", "only KaTeX", "only here", "not back")
    rows = [
        (name, each.both_take, each.both_refuse, each.only_katex.total(), each.only_here.total(), each.not_back)
        for name, each in results.items()
    ]
    print(table(columns, rows))
    for name, each in results.items():
        print(f"\nDifferences, {name}:")
        for reason, count in (each.only_katex + each.only_here).most_common(REASONS_SHOWN):
            print(f"{count:6}  {reason}  |  {each.examples[reason][:EXAMPLE_WIDTH]}")
    write_json(options.json, results)
    return int(any(each.not_back for each in results.values()))


if __name__ == "__main__":
    sys.exit(main())
