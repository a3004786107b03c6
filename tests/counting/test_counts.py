"""How often symbols stand in an expression."""

from __future__ import annotations

from hmer_kit.counting import count_symbols

LATEX = r"\frac { a ^ { 2 } + 2 } { b _ { 1 } }"


def test_structure_tokens_count_in_released() -> None:
    latex = r"\begin {cases} a & b \\ \sum \limits _ { i } \end {cases}"
    expected = ["\\begin", "{cases}", "a", "&", "b", "\\\\", "\\sum", "\\limits", "_", "i", "\\end"]
    assert list(count_symbols(latex)) == expected
    assert count_symbols(latex)["{cases}"] == 2


def test_tight_latex_counts_the_same() -> None:
    assert count_symbols(r"\frac{a^{2}+2}{b_{1}}") == count_symbols(LATEX)
