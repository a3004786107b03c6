"""LaTeX to MathML, as browsers render it.

Peer: latex2mathml. Limit: the tree that it is made from, and as many XML elements made and written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from benchmarks.harness.expressions import keep, mix
from hmer_kit.latex import mathml_element, parse, to_mathml

if TYPE_CHECKING:
    from benchmarks.harness.contest import Contest
    from benchmarks.harness.growth import Growth

EXPRESSIONS, QUICK_EXPRESSIONS = 1000, 60


def bench_mathml(contest: Contest, quick: bool) -> None:
    drawn, source = mix(QUICK_EXPRESSIONS if quick else EXPRESSIONS)
    given = keep(drawn, to_mathml)
    assert len(given) > 0.97 * len(drawn), f"{len(given)} of {len(drawn)} have MathML"
    answer = contest.peer_elsewhere("latex", "latex2mathml_convert", given)
    assert answer is None or answer > 0.95 * len(given), f"latex2mathml takes {answer} of {len(given)}"
    elements = [[(each.tag, each.text) for each in mathml_element(latex).iter()] for latex in given]

    def parsed_and_written() -> None:
        for latex, tags in zip(given, elements, strict=True):
            parse(latex)
            math = Element("math")
            for tag, text in tags:
                SubElement(math, tag).text = text
            tostring(math, encoding="unicode")

    contest.limit(
        "the tree parsed, and as many elements of ElementTree made and written",
        parsed_and_written,
        because="the class of each symbol decides the space around it, letters join to words, text is made harmless",
    )
    contest.run(f"to_mathml, {source}", lambda: list(map(to_mathml, given)), items=len(given), unit="expression")


def bench_growth(growth: Growth) -> None:
    growth.of("to_mathml", to_mathml, make=lambda size: "x _ { i } + " * size, sizes=[2**n for n in range(4, 13)])
