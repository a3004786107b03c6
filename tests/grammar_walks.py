"""Grammars under llguidance: what of given texts they accept, and texts that they make by chance."""

from __future__ import annotations

import random
from functools import lru_cache

import numpy as np
from llguidance import LLMatcher, LLTokenizer, TokenizerWrapper, grammar_from

from hmer_kit.latex import LatexGrammar, tokenize
from hmer_kit.latex.commands import COMMANDS, DELIMITER_SIZES, ENVIRONMENTS, INFIX_COMMANDS, LIMIT_CONTROLS, SPACES

SIGNS = (
    *(
        "x",
        "y",
        "2",
        "+",
        "-",
        "(",
        ")",
        "|",
        "\\{",
        "\\alpha",
        "\\sum",
        "'",
        "^",
        "_",
        "{",
        "}",
        "[",
        "]",
        "*",
        "&",
        "\\\\",
    ),
    *("$", ".", "p", "t", "\\left", "\\right", "\\middle", "\\begin", "\\end", "\\of", "\\left("),
)
CLOSERS = frozenset({"}", "]", "\\right", "\\right.", "\\end", "\\of", "$", "x", "."})
COMMON = frozenset({"{", "}", "\\right", "\\of", "&", "'", "[", "]", "\\over", "\\left", "\\root", "\\begin", "\\text"})


class Ids:
    """Ids as llguidance asks for them: one for each token, after a blank or not, and one for each byte."""

    bos_token_id = None

    def __init__(self, words=()):
        self.tokens = [f" {word}".encode() for word in words] + [bytes([byte]) for byte in range(256)] + [b"<end>"]
        self.ids = {token: place for place, token in reversed(list(enumerate(self.tokens)))}
        self.eos_token_id = len(self.tokens) - 1
        self.special_token_ids = [self.eos_token_id]

    def __call__(self, text):
        rest, found = text if isinstance(text, bytes) else text.encode(), []
        while rest:
            size = next(size for size in range(min(len(rest), 30), 0, -1) if rest[:size] in self.ids)
            found.append(self.ids[rest[:size]])
            rest = rest[size:]
        return found


def matcher_of(grammar, ids, *, notation="lark"):
    text = grammar.gbnf() if notation == "gbnf" else grammar.lark()
    made = grammar_from("grammar", text) if notation == "gbnf" else LLMatcher.grammar_from_lark(text)
    matcher = LLMatcher(LLTokenizer(TokenizerWrapper(ids), slices=[]), made)
    assert not matcher.is_error(), matcher.get_error()
    return matcher


@lru_cache(maxsize=16)
def bytewise(grammar, notation):
    return matcher_of(grammar, Ids(), notation=notation)


def accepted(texts, grammar, *, notation="lark"):
    """Whether each text is within the grammar, in the one notation or the other."""
    matcher = bytewise(grammar, notation).deep_copy()
    found = []
    for text in texts:
        written = list(text.encode())
        found.append(matcher.try_consume_tokens(written) == len(written) and matcher.is_accepting())
        matcher.reset()
        assert not matcher.is_error(), matcher.get_error()
    return found


class Walker:
    """Writes by chance whatever a grammar allows, token by token."""

    def __init__(self, grammar, *, seed):
        words = [*SIGNS, *COMMANDS, *INFIX_COMMANDS, *LIMIT_CONTROLS, *DELIMITER_SIZES, *sorted(SPACES)]
        words += [f"{{{name}}}" for name in ENVIRONMENTS] + ["\\begin{matrix}", "\\end{matrix}", "\\right."]
        self.words = list(dict.fromkeys(words))
        tokens = {token for word in self.words for token in tokenize(word)} | {word for word in words if word[0] == "{"}
        restricted = LatexGrammar(sorted(tokens), environments=grammar.environments, leading=grammar.leading)
        self.start = matcher_of(restricted, Ids(self.words))
        self.chance = random.Random(seed)

    def walk(self, *, least, most=120):
        """A whole expression of at least so many tokens; None where it does not come to an end."""
        matcher, text = self.start.deep_copy(), ""
        for step in range(most):
            if step >= least and step and matcher.is_accepting():
                return text.strip()
            bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8), bitorder="little")
            allowed = [self.words[place] for place in np.flatnonzero(bits[: len(self.words)])]
            if not allowed:
                return None
            weights = [self._weight(word, ending=step >= least) for word in allowed]
            word = self.chance.choices(allowed, weights=weights)[0]
            assert matcher.consume_token(self.words.index(word)), matcher.get_error()
            text += f" {word}"
        return None

    @staticmethod
    def _weight(word, *, ending):
        if ending:
            return 500 if word in CLOSERS or (word[0] == "{" and len(word) > 1) else 1
        return 12 if word in COMMON else 1


def begun(texts, grammar):
    """Whether something within the grammar begins with each text."""
    matcher = bytewise(grammar, "lark").deep_copy()
    found = []
    for text in texts:
        written = list(text.encode())
        found.append(matcher.try_consume_tokens(written) == len(written))
        matcher.reset()
    return found
