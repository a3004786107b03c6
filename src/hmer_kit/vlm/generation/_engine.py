"""llguidance's view of a tokenizer: the bytes that each id stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.exceptions import InputError, MissingExtraError

if TYPE_CHECKING:
    from llguidance import LLMatcher, LLTokenizer

_LONGEST_MESSAGE = 300
# Where a grammar leaves no choice, llguidance would allow but the ids that a tokenizer writes that text with. Without,
# the model chooses among all ids that spell it; and a tokenizer of words need not write parts of one.
_NO_FORCING = '%llguidance { "no_forcing": true }\n'


def engine_tokenizer(tokenizer: Any) -> LLTokenizer:  # noqa: ANN401 - a transformers tokenizer
    """Return a tokenizer as llguidance takes it.

    Byte-level and SentencePiece vocabularies, of nearly all published models, are read by llguidance itself. Of any
    other, what an id stands for is what its decoding adds to that of another id.

    Raises:
        MissingExtraError: llguidance is not installed.
        InputError: The tokenizer is no fast one, or has no end token.
    """
    try:
        from llguidance import LLTokenizer, TokenizerWrapper
        from llguidance.hf import from_tokenizer
    except ImportError as error:
        raise MissingExtraError("constrained decoding needs llguidance; pip install 'hmer-kit[grammar]'") from error
    if not getattr(tokenizer, "is_fast", False):
        raise InputError(f"expected a fast tokenizer, got {type(tokenizer).__name__}; load it with use_fast=True")
    if tokenizer.eos_token_id is None:
        raise InputError("expected a tokenizer with an end token, got none; set tokenizer.eos_token")
    try:
        return from_tokenizer(tokenizer)
    except ValueError:  # it knows no bytes for the decoder of this tokenizer
        return LLTokenizer(TokenizerWrapper(_Decoded(tokenizer)), slices=[])


def compiled(text: str, tokenizer: LLTokenizer) -> LLMatcher:
    """Return a matcher at the beginning of a grammar.

    Raises:
        InputError: The engine does not accept the grammar.
    """
    from llguidance import LLMatcher

    matcher = LLMatcher(tokenizer, LLMatcher.grammar_from_lark(_NO_FORCING + text))
    if matcher.is_error():
        raise InputError(f"expected a grammar that llguidance accepts, got: {matcher.get_error()[:_LONGEST_MESSAGE]}")
    return matcher


class _Decoded:
    """The fields that llguidance asks of a tokenizer, found by decoding.

    A blank between two words is that of the first. Were it that of the second, a word would do for the beginning of a
    longer one, ``{`` of ``{matrix}``, that no further word can end.
    """

    def __init__(self, tokenizer: Any) -> None:  # noqa: ANN401
        size = len(tokenizer)
        special = set(tokenizer.all_special_ids)
        anchor = _anchor(tokenizer, special)
        before = tokenizer.decode([anchor])
        texts = tokenizer.batch_decode([[anchor, item] for item in range(size)])
        unfit = {item for item, text in enumerate(texts) if item in special or not text.startswith(before)}
        added = [text[len(before) :] for text in texts]
        if any(text.startswith(" ") and not text.isspace() for item, text in enumerate(added) if item not in unfit):
            added = [_blank_after(text) for text in added]
        own = [f"<{item}>".encode() if item in unfit else text.encode() for item, text in enumerate(added)]
        self.tokens = own
        self.special_token_ids = [item for item, token in enumerate(own) if item in unfit or not token]
        self.eos_token_id = tokenizer.eos_token_id
        self.bos_token_id = tokenizer.bos_token_id

    def __call__(self, text: bytes | str) -> list[int]:  # noqa: ARG002 - llguidance's signature
        """Return no ids: texts are tokenized only to force what a grammar leaves no choice in, which is off."""
        return []


def _blank_after(text: str) -> str:
    """Return what a word adds to a text, with the blank behind it."""
    return text.removeprefix(" ") + ("" if text[-1:].isspace() else " ")


def _anchor(tokenizer: Any, special: set[int]) -> int:  # noqa: ANN401
    """Return an id that is a word or a sign of its own, after which others are decoded as they are amid a text."""
    for item in range(len(tokenizer)):
        text = "" if item in special else tokenizer.decode([item])
        if text and not text.isspace() and tokenizer.decode([item, item]).startswith(text):
            return item
    raise InputError("expected a tokenizer with ids that stand for text, got none")
