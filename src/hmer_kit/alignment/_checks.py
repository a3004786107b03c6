"""Checks of arguments that more than one file needs."""

from __future__ import annotations

from collections.abc import Sequence

from hmer_kit.exceptions import InputError


def check_tokens(tokens: Sequence[str], name: str) -> None:
    """Reject what is no sequence of str: a bare str would be compared character by character."""
    if type(tokens) is not list and (isinstance(tokens, (str, bytes)) or not isinstance(tokens, Sequence)):
        raise InputError(
            f"expected the {name} as a list of tokens, got {type(tokens).__name__} {str(tokens)[:40]!r}; "
            "split a string first, for example with hmer_kit.latex.split_tokens"
        )
    try:
        "".join(tokens)  # which takes strings alone, and sees so sooner than a look at each of them would
    except TypeError:
        _name_other(tokens, name)


def _name_other(tokens: Sequence[str], name: str) -> None:
    for index, token in enumerate(tokens):
        if not isinstance(token, str):
            raise InputError(
                f"expected every token of the {name} as str, got {type(token).__name__} {str(token)[:40]!r} "
                f"at token {index}; give each token as a string"
            )
