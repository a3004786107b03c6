"""The LaTeX at the end of an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.tasks._records import one_line
from hmer_kit.tasks.problems import Problem

if TYPE_CHECKING:
    from hmer_kit.tasks._cleaning import Answer, Line

__all__ = ["take_latex"]

_DELIMITERS = (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"))
_BALANCE = re.compile(r"\\(?:begin|end|[^A-Za-z])|[{}]|\$\$")
_WEIGHTS = {"{": -1, "}": 1, "\\begin": -1, "\\end": 1, "\\[": -1, "\\]": 1, "\\(": -1, "\\)": 1}
_WORD = re.compile(r"(?<![\\A-Za-z{<_])[A-Za-z]{3,}")
_NOT_PROSE = re.compile(r"[\\^_={}<>]")
_PUNCTUATION = re.compile(r"[\s.,;:!]*")
_FENCE_OPENING = re.compile(r"`{1,3}(?:(?:la)?tex(?:\s|\b))?")


def take_latex(answer: Answer) -> str | None:
    """Return the LaTeX of what is left of an answer, on one line; None if there is none.

    It is the last code fence, or the last line that is not prose, with as many lines before it as its closing braces
    and delimiters need. All other lines are extra.
    """
    lines = answer.lines
    chosen = _fenced(lines) or _tail(_without_prose(lines))
    if len(chosen) < len(lines):
        answer.report(Problem.EXTRA_LINES)
    answer.lines = []
    latex = one_line(_unwrap(" ".join(line.text for line in chosen), answer))
    if not latex:
        answer.report(Problem.NO_LATEX)
        return None
    if _is_prose(latex):
        answer.report(Problem.PROSE)
    return latex


def _fenced(lines: list[Line]) -> list[Line]:
    last = max((line.fence for line in lines), default=0)
    return [line for line in lines if last and line.fence == last]


def _without_prose(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not _is_prose(line.text)] or lines


def _is_prose(text: str) -> bool:
    """Two words of three letters and none of the signs of LaTeX."""
    return not _NOT_PROSE.search(text) and len(_WORD.findall(text)) > 1


def _tail(lines: list[Line]) -> list[Line]:
    """Return the shortest tail of the lines that opens what it closes; the last line if none does."""
    if len(lines) == 1:
        return lines
    depth, dollars = 0, 0
    for index in range(len(lines) - 1, -1, -1):
        tokens = _BALANCE.findall(lines[index].text)
        depth += sum(_WEIGHTS.get(token, 0) for token in tokens)
        dollars += tokens.count("$$")
        if depth <= 0 and dollars % 2 == 0:
            return lines[index:]
    return lines[-1:]


def _unwrap(text: str, answer: Answer) -> str:
    """Take backticks and math delimiters off, also where prose or the other delimiter stands around them."""
    kept = text.strip()
    if kept.startswith("`") or kept.endswith("`"):
        answer.report(Problem.CODE_FENCE)
        kept = kept.rstrip("`")
        opening = _FENCE_OPENING.match(kept)
        kept = kept[opening.end() :].strip() if opening else kept.strip()
    for opener, closer in _DELIMITERS:
        inner = _inside(kept, opener, closer) if opener in kept or closer in kept else None
        if inner is not None:
            answer.report(Problem.MATH_DELIMITERS)
            return inner
    return kept


def _inside(text: str, opener: str, closer: str) -> str | None:
    """Return what stands between math delimiters, if all else is prose or a full stop; one of them may be missing."""
    opens, closes = text.startswith(opener), text.endswith(closer) and not text.endswith("\\" + closer)
    end = text.rfind(closer)
    start = text.rfind(opener, 0, max(end, 0))
    if start >= 0 and not (opens and closes):
        outside = text[:start] + " " + text[end + len(closer) :]
        if _PUNCTUATION.fullmatch(outside) or (_WORD.search(outside) and not _NOT_PROSE.search(outside)):
            return text[start + len(opener) : end]
    if opens or closes:
        return text[len(opener) * opens : len(text) - len(closer) * (closes and len(text) > len(opener))]
    return None
