"""The lines of an answer that are the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hmer_kit.exceptions import FormatError, LatexError
from hmer_kit.latex import canonical, is_parseable
from hmer_kit.tasks.problems import Problem
from hmer_kit.tree_cot import ReleasedFormat, is_tree_of, read
from hmer_kit.tree_cot.released import BEGIN_RELATION, END_RELATION, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hmer_kit.tasks._cleaning import Answer
    from hmer_kit.tree_cot import Reading, TreeFormat

__all__ = ["differs", "take_tree"]

_NAMES = "|".join(sorted(RELATIONS))
_TREE_LINE = re.compile(rf"\s*\S+ \((?:{_NAMES}|{BEGIN_RELATION}\S+|{END_RELATION}\S+)\)")
_ROOT_LINE = re.compile(r"\S+")
_CUT_LINE = re.compile(r"\t.*|\S+ \(([a-z]+)")
_LEFT_OUT = frozenset({"no_tree_line", "code_fence"})


def take_tree(answer: Answer, tree_format: TreeFormat) -> str | None:
    """Take the text of the tree out of an answer; None if there is none."""
    return _take_released(answer) if isinstance(tree_format, ReleasedFormat) else _take_any(answer, tree_format)


def _take_any(answer: Answer, tree_format: TreeFormat) -> str | None:
    """Take a tree of any format: all lines, all but the last, or those that the forgiving reader has a use for."""
    texts = [line.text for line in answer.lines]
    kept = _kept(texts, tree_format)
    if not kept:
        answer.report(Problem.NO_TREE)
        return None
    if len(kept) <= kept[-1]:
        answer.report(Problem.EXTRA_LINES)
    answer.lines = answer.lines[kept[-1] + 1 :]
    return "\n".join(texts[at] for at in kept)


def _kept(texts: Sequence[str], tree_format: TreeFormat) -> Sequence[int]:
    for size in (len(texts), len(texts) - 1):
        if size > 0 and _is_well_formed("\n".join(texts[:size]), tree_format):
            return range(size)
    reading = read("\n".join(texts), format=tree_format)
    if not reading.latex:
        return ()
    others = {flaw.line - 1 for flaw in reading.flaws if flaw.code in _LEFT_OUT}
    if not others and _ends_with_latex(texts, reading, tree_format):
        others = {len(texts) - 1}
    return [at for at in range(len(texts)) if at not in others]


def _ends_with_latex(texts: Sequence[str], reading: Reading, tree_format: TreeFormat) -> bool:
    """Return whether the last line is LaTeX: it says nothing about the tree, or the same as the tree before it."""
    if len(texts) == 1 or any(flaw.line == len(texts) and flaw.code.startswith("cut") for flaw in reading.flaws):
        return False
    latex = read("\n".join(texts[:-1]), format=tree_format).latex
    return latex == reading.latex or (is_parseable(texts[-1]) and canonical(texts[-1]) == canonical(latex))


def differs(tree: str, latex: str, tree_format: TreeFormat) -> bool:
    """Return whether a tree is not that of an expression: in the released text to the byte, else by what it says."""
    if is_tree_of(tree, latex, format=tree_format):
        return False
    if isinstance(tree_format, ReleasedFormat):
        return True
    try:
        return tree_format.loads(tree) != tree_format.loads(tree_format.dumps(latex))
    except LatexError:
        return True


def _is_well_formed(text: str, tree_format: TreeFormat) -> bool:
    try:
        tree_format.loads(text)
    except FormatError:
        return False
    return True


def _take_released(answer: Answer) -> str | None:
    """Take a released tree: a root line and the lines with a relation that follow it."""
    texts = [line.text for line in answer.lines]
    first = next((at for at, text in enumerate(texts) if _TREE_LINE.fullmatch(text)), None)
    if first is None:
        is_symbol = len(texts) > 1 and _ROOT_LINE.fullmatch(texts[0])
        start, past = (0, 1) if is_symbol else (0, 0)
    else:
        start = first - 1 if first and _ROOT_LINE.fullmatch(texts[first - 1]) else first
        past = next((at for at in range(first, len(texts)) if not _TREE_LINE.fullmatch(texts[at])), len(texts))
    if start == past:
        answer.report(Problem.NO_TREE)
        return None
    if start:
        answer.report(Problem.EXTRA_LINES)
    answer.lines = answer.lines[past:]
    if first is not None and len(answer.lines) == 1 and _is_cut(answer.lines[0].text):
        answer.report(Problem.TRUNCATED_TREE)
        answer.lines = []
    return "\n".join(texts[start:past])


def _is_cut(text: str) -> bool:
    """Return whether a line after a tree is the beginning of one more tree line."""
    match = _CUT_LINE.fullmatch(text)
    if match is None:
        return False
    names = (*RELATIONS, BEGIN_RELATION, END_RELATION)
    return match[1] is None or any(name.startswith(match[1]) for name in names)
