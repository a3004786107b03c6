"""Expressions to measure on: real captions where ``../shared/data`` is, made-up ones elsewhere."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from hmer_kit.latex import is_parseable

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CAPTIONS = (
    "crohme/train/captions.tsv",
    "crohme/test2014/captions.tsv",
    "crohme/test2016/captions.tsv",
    "captions/mne_N1.tsv",
    "captions/hme_scene_30k.tsv",
)
FORMULAS = "captions/im2latex100k_val.norm.txt"
PEER_OUTPUTS = DATA / "peer_outputs/unimumer_tree_and_counts.jsonl"

PIECES = (
    r"x = \frac { - b \pm \sqrt { b ^ { 2 } - 4 a c } } { 2 a }",
    r"\sum _ { i = 1 } ^ { n } x _ { i } ^ { 2 }",
    r"\int _ { 0 } ^ { 1 } \frac { d x } { \sqrt [ 3 ] { 1 + x } }",
    r"\left \{ \begin {matrix} x + y = 1 \\ x - y = 0 \end {matrix} \right .",
    r"f ( x ) = \lim _ { n \to \infty } ( 1 + \frac { x } { n } ) ^ { n }",
    r"\overline { A B } = \sqrt { 2 } \cdot \hat { r }",
)

LETTERS = (*"abcdfnrtxyABC012345",)


def captions() -> list[str]:
    """Return every caption of the real data that is there, in a fixed order; none without the data."""
    if not DATA.is_dir():
        return []
    found = []
    for name in CAPTIONS:
        lines = (DATA / name).read_text(encoding="utf-8").splitlines()
        found += [line.partition("\t")[2] for line in lines]
    return found + (DATA / FORMULAS).read_text(encoding="utf-8").splitlines()


def made_up(number: int) -> list[str]:
    """Return expressions put together from a few pieces, with other letters and digits each."""
    rng = random.Random(0)
    expressions = []
    for _ in range(number):
        tokens = " + ".join(rng.choices(PIECES, k=rng.choice((1, 1, 1, 2, 3)))).split()
        drawn = [rng.choice(LETTERS) if token in LETTERS else token for token in tokens]
        expressions.append(" ".join(drawn if rng.random() < 0.7 else rng.choices(LETTERS, k=4)))
    return list(filter(is_parseable, expressions))


def mix(number: int) -> tuple[list[str], str]:
    """Return so many expressions, taken evenly from all there are, and what they are."""
    every = captions()
    if not every:
        return made_up(number), "made-up expressions (REAL DATA ABSENT: ../shared/data is not there)"
    taken = min(number, len(every))
    return [every[at * len(every) // taken] for at in range(taken)], f"real captions, {taken:,} of {len(every):,}"


def keep(expressions: list[str], *works: Callable[[str], object]) -> list[str]:
    """Return the expressions that nothing refuses."""
    return [latex for latex in expressions if all(_runs(work, latex) for work in works)]


def _runs(work: Callable[[str], object], latex: str) -> bool:
    try:
        work(latex)
    except (ValueError, RecursionError, LookupError):  # LatexError is a ValueError; the reference falls over
        return False
    return True
