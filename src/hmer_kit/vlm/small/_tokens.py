"""The tokenizer of the small models: LaTeX tokens, and each fixed piece of the tasks' prompts as one id."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hmer_kit.exceptions import InputError
from hmer_kit.tasks.prompts import ERROR_CORRECTION, ERROR_DETECTION, SYMBOL_COUNTING, TREE_COT, VANILLA
from hmer_kit.vlm.small.tokenizer import build_tokenizer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedTokenizerFast

__all__ = ["task_tokenizer"]

_PROMPTS: Final = (VANILLA, TREE_COT, SYMBOL_COUNTING, ERROR_DETECTION, ERROR_CORRECTION)
_LAYOUT: Final = ("{", "}", "^", "_", "[", "]")


def task_tokenizer(vocabulary: Iterable[str]) -> PreTrainedTokenizerFast:
    """Build the tokenizer of the five tasks over a vocabulary.

    Raises:
        InputError: The vocabulary is a string or holds a mark of the tokenizer's own.
    """
    if isinstance(vocabulary, str):
        raise InputError(
            f"expected LaTeX tokens one by one, got the string {vocabulary!r}; write {vocabulary!r}.split()"
        )
    sentences = [piece for prompt in _PROMPTS for piece in re.split(r"\{\w+\}", prompt) if piece]
    words = " ".join(dict.fromkeys([*_LAYOUT, *sorted(vocabulary)]))
    return build_tokenizer([words], sentences=sentences)
