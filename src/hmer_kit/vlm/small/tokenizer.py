r"""A word-level tokenizer for what the five tasks read and write, lossless for each of their formats.

One id for each LaTeX token, each line end of a tree with the tabs after it (``" (right)\n\t"`` is one id), each count,
each tag and each fixed sentence of a prompt. Blanks cost nothing: they are what stands between two ids.

The structure is hidden from the blank-splitting by three marks that no LaTeX token holds; the decoder turns them back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from hmer_kit.error_mining.marking.tags import AFTER, ARROW, DELETED, ERROR_END, ERROR_START, START
from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["RESERVED", "build_tokenizer"]

_PAD, _BEGIN, _END, _UNKNOWN = "<pad>", "<s>", "</s>", "<unk>"
_GLUE = "##"
_LINE = f"{_GLUE}⏎"
_COUNT = f"{_GLUE}⁏"
RESERVED = (_GLUE, "⏎", "⁏")
"""Marks that the tokenizer uses itself; no word of the vocabulary may hold one."""
_VERBS = ("REPLACE:", "INSERT:", "DELETE:")
_PIECE = rf" \([a-z_]+\)(?:{_LINE}\t*)?|{_LINE}\t*|{_COUNT}\d+,?|{'|'.join(_VERBS)}"


def build_tokenizer(texts: Iterable[str], *, sentences: Sequence[str] = ()) -> PreTrainedTokenizerFast:
    r"""Build the tokenizer whose vocabulary is every piece of the texts.

    Args:
        texts: Answers and variable parts of prompts, such as LaTeX, tree text, count strings, marks, logs.
        sentences: Fixed pieces of prompts; each becomes one id.

    Returns:
        A fast tokenizer with ``<pad>`` (0), ``<s>``, ``</s>`` and ``<unk>``; it adds no special tokens by itself.

    Raises:
        InputError: A text holds one of the three marks that the tokenizer uses itself.

    Examples:
        >>> tokenizer = build_tokenizer(["\\frac\n\ta (above)\n\tb (below)\n\\frac { a } { b }"])
        >>> ids = tokenizer("\\frac\n\tb (above)\n\ta (below)")["input_ids"]
        >>> len(ids), tokenizer.decode(ids)
        (6, '\\frac\n\tb (above)\n\ta (below)')
    """
    tokenizer = Tokenizer(models.WordLevel({}, unk_token=_UNKNOWN))
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = _pre_tokenizer()
    tokenizer.decoder = _decoder()
    special = [_PAD, _BEGIN, _END, _UNKNOWN]
    words = dict.fromkeys(piece for text in texts for piece in _pieces(tokenizer, text))
    vocabulary = {word: index for index, word in enumerate(dict.fromkeys([*special, *_structure(), *words]))}
    tokenizer.model = models.WordLevel(vocabulary, unk_token=_UNKNOWN)
    tokenizer.add_special_tokens([AddedToken(token, special=True, normalized=False) for token in special])
    tokenizer.add_tokens([AddedToken(sentence, special=False, normalized=False) for sentence in sentences])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=_PAD,
        bos_token=_BEGIN,
        eos_token=_END,
        unk_token=_UNKNOWN,
        clean_up_tokenization_spaces=False,
    )


def _pieces(tokenizer: Tokenizer, text: str) -> list[str]:
    clash = next((mark for mark in RESERVED if mark in text), None)
    if clash:
        raise InputError(f"expected text without {clash!r}, which the tokenizer uses itself, got {text[:60]!r}")
    normal = tokenizer.normalizer.normalize_str(text)
    return [piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)]


def _structure() -> list[str]:
    """Return pieces that any deeper or longer answer may need, whether or not the texts show them."""
    relations = ("right", "above", "below", "sup", "sub")
    lines = [f"{_LINE}" + "\t" * depth for depth in range(9)]
    ends = [f"({relation}){line}" for relation in relations for line in ["", *lines]]
    counts = [f"{_COUNT}{count}{comma}" for count in range(1, 21) for comma in ("", ",")]
    return [*lines, *ends, *counts, *_VERBS, ARROW, AFTER, START, ERROR_START, ERROR_END, DELETED]


def _normalizer() -> normalizers.Normalizer:
    return normalizers.Sequence(
        [
            normalizers.Replace("\n", _LINE),
            normalizers.Replace(Regex(r"(?<=[^ ]): (?=\d+(, |##|$))"), _COUNT),
        ]
    )


def _pre_tokenizer() -> pre_tokenizers.PreTokenizer:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECE), "isolated"),
            pre_tokenizers.Split(" ", "removed"),
        ]
    )


def _decoder() -> decoders.Decoder:
    back = [(f"{verb} ", verb) for verb in _VERBS]
    back += [(_LINE, "⏎"), ("⏎ ", "⏎"), ("\t ", "\t"), ("⏎", "\n"), ("⁏", ": ")]
    return decoders.Sequence(
        [
            decoders.WordPiece(prefix=_GLUE, cleanup=False),
            decoders.Fuse(),
            *(decoders.Replace(old, new) for old, new in back),
        ]
    )
