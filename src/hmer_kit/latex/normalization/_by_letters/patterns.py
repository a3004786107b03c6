r"""Patterns over the letters of words: what is regular, what is innermost, and what is to be done.

No pattern can match in two ways where that takes time: what repeats is possessive, or ends at a letter that it lacks.
"""

from __future__ import annotations

import re
from typing import Final

from hmer_kit.latex.normalization._by_letters.letters import (
    ATOM,
    BASES,
    DELIMITER,
    DROPPED,
    FLAT,
    LIMITED_COMMAND,
    SYMBOL,
)

__all__ = ["APART", "ARGUMENT", "EDITS", "FIRST", "INNERMOST", "NOTHING", "is_whole"]

ARGUMENT: Final = "b"
"""A symbol that is an argument or a script without braces."""
_OPTION = rf"(?:\[[{SYMBOL}{DELIMITER}]\])?+"
_ONE, _TWO, _OPTIONAL = rf"[cç{LIMITED_COMMAND}]", "[fð]", "[oò]"
"""Commands of one argument, of two, of one after an option."""


def _command(row: str) -> str:
    """Return the pattern of a command with arguments, whose rows have some pattern."""
    argument = rf"(?:\{{{row}\}}|{ARGUMENT})"
    return rf"(?:{_TWO}{argument}|{_OPTIONAL}{_OPTION}|{_ONE}){argument}"


def _row(of: str) -> str:
    """Return the pattern of a row in which there are structures, whose rows have some pattern."""
    fences, matrix = rf"Ë{of}(?:Ñ|Ò(?![_^]))", rf"(?=µ)(?:[µ&\\]{of}(?=[&\\¶]))++¶"
    script = rf"\{{(?!\}}){of}\}}"
    within = rf"(?:{_command(of)}|{fences}|{matrix}|(?<=[{BASES}])(?=[_^]))(?:_{script})?+(?:\^{script})?+"
    return rf"{FLAT}*+(?:{within}{FLAT}*+)*+"


_FLAT = f"{FLAT}*+"
_SCRIPT, _BRACED = rf"(?:\{{{FLAT}++\}}|{ARGUMENT})", rf"(?:\{{{_FLAT}\}}|{ARGUMENT})"
_SCRIPTS = rf"(?:_{_SCRIPT})?+(?:\^{_SCRIPT})?+"
_REGULAR = _row(_FLAT)
_LONG_SCRIPT = rf"(?:\{{(?!\}}){_REGULAR}\}}|{ARGUMENT})"
_NODE = rf"{DROPPED}*(?:[xdá]|(?!{LIMITED_COMMAND}){_command(_FLAT)})"
_UNASKED = rf"(?<=\{{)(?<![_^cçfðoò{LIMITED_COMMAND}}}\]]\{{)"
"""Behind braces that nothing asked for."""

is_whole: Final = re.compile(_row(_REGULAR)).fullmatch
"""Whether there is nothing to do but for single words; up to two structures deep."""
INNERMOST: Final = re.compile(
    rf"[fðoòcç{LIMITED_COMMAND}Ëµ_^](?:"
    rf"(?<={_TWO}){_BRACED}{_BRACED}{_SCRIPTS}|(?<={_OPTIONAL}){_OPTION}{_BRACED}{_SCRIPTS}"
    rf"|(?<={_ONE}){_BRACED}{_SCRIPTS}|(?<=Ë){_FLAT}(?:Ñ{_SCRIPTS}|Ò)|(?<=µ){_FLAT}(?:[&\\]{_FLAT})*+¶{_SCRIPTS}"
    rf"|(?<=[{BASES}]_){_SCRIPT}(?:\^{_SCRIPT})?+|(?<=[{BASES}]\^){_SCRIPT}"
    rf"|(?<=_\{{_){_SCRIPT}|(?<=\^\{{\^){_SCRIPT})(?![_^])"
)
"""What holds rows in which there is no other, with its scripts; of a symbol, or without a base, the scripts."""
EDITS: Final = re.compile(
    rf"[{{^](?:(?<=[{BASES}Ñ]\^){_LONG_SCRIPT}(?P<lower>_{_LONG_SCRIPT})(?![_^])"
    rf"|{_UNASKED}(?:(?P<font>þ[{BASES}]+\}})|(?P<base>{_NODE}\}})(?=[_^])"
    rf"|(?P<kept>{_NODE}(?=[_^]){_SCRIPTS}\}})(?=[_^])|(?<=[{BASES}{ATOM}]\{{)(?P<empty>\}})(?=[_^])"
    rf"|(?P<group>\}}|(?!{DROPPED}*\}}){_REGULAR}\}})(?![_^])))"
)
"""What is to be done to structures in which all is regular."""
FIRST: Final = re.compile(
    rf"(?:(?<=[_^cçfðoò{LIMITED_COMMAND}])|(?<={_TWO}{SYMBOL}))(?P<argument>{SYMBOL})|(?P<limits>[li]÷)(?=[_^])"
    rf"|(?P<dropped>\\(?=[¶§])|¤\{{[xd]+\}})|(?P<size>°[d\[\]])|(?P<begin>¥\{{x+\}})|(?P<end>§)"
    rf"|(?<=[xdá*\]])(?<![_^cçfðoò°{LIMITED_COMMAND}].)(?<!{_TWO}xx)(?P<primes>p+)(?![_^p])|(?<=\^\{{)(?P<prime>p)(?!p)"
)
"""What is to be done to words whose neighbours say it."""
NOTHING: Final = re.compile(rf"Ë{DROPPED}*Ò")
"""Fences of which nothing is left."""
APART: Final = re.compile(r"(\\(?:left|right)) (?![A-Za-z\s])|(\\(?:begin|end)) (?=\{)")
"""In LaTeX: where a blank stands within what is one word here."""
