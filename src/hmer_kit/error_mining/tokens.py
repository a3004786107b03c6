"""The tokens that errors are counted and marked on."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

from hmer_kit.exceptions import InputError
from hmer_kit.latex import is_blank_separated, tokenize
from hmer_kit.latex._common_words import COMMON_WORDS

__all__ = ["Spans", "Tokenizer", "token_pair"]

Tokenizer: TypeAlias = Literal["auto", "split", "latex"]
"""``"split"`` cuts at blanks as the released code does, ``"latex"`` reads tight LaTeX too, ``"auto"`` picks one."""


Spans: TypeAlias = Literal["edits", "balanced"]
"""How far a mark reaches: ``"edits"`` over the wrong tokens alone, as in the paper's example; ``"balanced"`` over as
many right ones beside them as it takes for each brace in the mark, and in what should stand there, to have its
partner."""

_TOKENIZERS: tuple[str, ...] = get_args(Tokenizer)


def token_pair(prediction: str, reference: str, *, tokenizer: Tokenizer = "auto") -> tuple[list[str], list[str]]:
    r"""Return the tokens of a prediction and its reference, cut by the same rule.

    One rule for both, so that a slip in the prediction does not make a hundred edits of a reference that is cut another
    way.

    Args:
        prediction: LaTeX that was recognized.
        reference: LaTeX that should have been.
        tokenizer: How to cut; ``"auto"`` cuts at blanks if both sides are blank-separated LaTeX, and tokenizes both if
            not.

    Returns:
        Tokens of the prediction, tokens of the reference.

    Raises:
        InputError: A side is no string, or the tokenizer is unknown.

    Examples:
        >>> token_pair("x^2", "x ^ 3")
        (['x', '^', '2'], ['x', '^', '3'])
    """
    if {type(prediction), type(reference)} != {str}:
        for name, value in (("prediction", prediction), ("reference", reference)):
            if not isinstance(value, str):
                raise InputError(
                    f"expected the {name} as a str of LaTeX, got {type(value).__name__} {str(value)[:40]!r}; "
                    "join a token list with blanks, write '' for an empty expression"
                )
    if tokenizer not in _TOKENIZERS:
        raise InputError(f"expected tokenizer to be one of {', '.join(_TOKENIZERS)}, got {tokenizer!r}")
    if tokenizer == "latex":
        return tokenize(prediction), tokenize(reference)
    ours, theirs = prediction.split(), reference.split()
    if tokenizer == "split" or (_is_separated(prediction, ours) and _is_separated(reference, theirs)):
        return ours, theirs
    return tokenize(prediction), tokenize(reference)


def _tokens_of(latex: str, *, tokenizer: Tokenizer) -> list[str]:
    """Return the tokens of a reference whose prediction is the same text, see ``token_pair``."""
    words = latex.split()
    if tokenizer == "auto" and COMMON_WORDS.issuperset(words):  # nearly always
        return words
    return token_pair(latex, latex, tokenizer=tokenizer)[1]


def _is_separated(latex: str, words: list[str]) -> bool:
    """Return what ``is_blank_separated`` does; of common words, as most texts are, it is sooner said."""
    return COMMON_WORDS.issuperset(words) or is_blank_separated(latex)
