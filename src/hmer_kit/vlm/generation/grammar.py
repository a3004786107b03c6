"""Decoding within a grammar: every id that would leave it is ruled out before one is chosen."""

from __future__ import annotations

import hashlib
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from transformers import LogitsProcessor

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.generation._engine import compiled, engine_tokenizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llguidance import LLMatcher

    from hmer_kit.latex import LatexGrammar
    from hmer_kit.vlm.families.styles import ModelFormat

__all__ = ["GrammarConstraint"]


class GrammarConstraint:
    r"""Lets a model write nothing that a grammar does not.

    The engine is llguidance. The constraint holds for greedy answers, samples and beams, for any batch, and for the
    prompts of an encoder-decoder, which are given as they are. A response that is cut at its longest length is the
    beginning of something within the grammar. Scores stay those of the model's own distribution.

    A tokenizer that lacks a token may leave nothing to go on with. The response ends there, a warning says so, and
    ``stuck`` counts it.

    Args:
        grammar: What may be written; ``LatexGrammar(leading="tree")`` for answers that begin with a tree.
        processor: A processor with a fast tokenizer, or that tokenizer.

    Raises:
        MissingExtraError: llguidance is not installed.
        InputError: The tokenizer is no fast one or has no end token, or the engine refuses the grammar.

    Examples:
        >>> from hmer_kit.latex import LatexGrammar
        >>> from hmer_kit.vlm import Decoding
        >>> from hmer_kit.vlm.small import small_processor
        >>> constraint = GrammarConstraint(LatexGrammar(), small_processor(["x", "+"]))
        >>> Decoding(max_new_tokens=64, constraint=constraint).constraint is constraint, constraint.stuck
        (True, 0)
    """

    def __init__(self, grammar: LatexGrammar, processor: Any) -> None:  # noqa: ANN401 - a processor or a tokenizer
        self.grammar = grammar
        self.stuck = 0
        tokenizer = getattr(processor, "tokenizer", processor)
        self._start = compiled(grammar.lark(), engine_tokenizer(tokenizer))
        self.size = len(tokenizer)

    def start(self) -> LLMatcher:
        """Return a matcher of llguidance at the beginning of an answer."""
        return self._start.deep_copy()

    def processor(self, starts: Sequence[int] | int, *, form: ModelFormat) -> LogitsProcessor:
        """Return what ``model.generate`` takes for one batch.

        Args:
            starts: Where the answer of each row begins; one number for all rows of a beam search.
            form: Special ids of the model.
        """
        return _Within(self, starts, form=form)

    def __str__(self) -> str:
        """Return a name that is the same for the same grammar."""
        return f"grammar {hashlib.sha256(self.grammar.lark().encode()).hexdigest()[:16]}"

    def note_stuck(self, count: int) -> None:
        """Count responses that could not go on within the grammar, and warn of them."""
        self.stuck += count
        warnings.warn(
            f"{count} of the responses ended where the tokenizer has no id to go on with in the grammar, or the engine "
            "met a limit of its own; they are no whole expressions, see GrammarConstraint.stuck",
            stacklevel=2,
        )


class _Within(LogitsProcessor):
    """Rule ids out, row by row.

    A beam search moves what was written from row to row; so matchers are found by the ids that were written, and one
    that two rows go on from is copied.
    """

    def __init__(self, constraint: GrammarConstraint, starts: Sequence[int] | int, *, form: ModelFormat) -> None:
        self._constraint = constraint
        self._starts = starts
        self._ends = sorted(form.eos_ids)
        self._pad = form.pad_id
        self._matchers: dict[tuple[int, ...], LLMatcher | None] = {}

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        """Return scores in which ids outside the grammar are impossible."""
        starts = [self._starts] * len(input_ids) if isinstance(self._starts, int) else self._starts
        first = min(starts)
        rows = [
            tuple(row[start - first :]) if input_ids.shape[1] >= start else None
            for row, start in zip(input_ids[:, first:].tolist(), starts, strict=True)
        ]
        self._matchers = self._gone_on([row for row in rows if row is not None])
        masks = {row: self._mask(matcher, scores.shape[1]) for row, matcher in self._matchers.items()}
        if stuck := sum(row is not None and not masks[row].any() for row in rows):
            self._constraint.note_stuck(stuck)
        for mask in masks.values():
            mask[self._ends] |= not mask.any()
        free = np.ones(scores.shape[1], dtype=bool)
        allowed = torch.from_numpy(np.stack([free if row is None else masks[row] for row in rows]))
        return scores.masked_fill(~allowed.to(scores.device), -torch.inf)

    def _gone_on(self, rows: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], LLMatcher | None]:
        """Return the matcher of each row, None for one that has ended."""
        distinct = list(dict.fromkeys(rows))
        heirs = Counter(row[:-1] for row in distinct)
        found: dict[tuple[int, ...], LLMatcher | None] = {}
        for row in distinct:
            before = self._before(row, self._matchers)
            heirs[row[:-1]] -= 1
            matcher = before.deep_copy() if before is not None and heirs[row[:-1]] else before
            found[row] = self._after(matcher, row)
        return found

    def _before(self, row: tuple[int, ...], matchers: Mapping[tuple[int, ...], LLMatcher | None]) -> LLMatcher | None:
        if row[:-1] in matchers:
            return matchers[row[:-1]]
        matcher: LLMatcher | None = self._constraint.start()
        for place in range(1, len(row)):
            matcher = self._after(matcher, row[:place])
        return matcher

    def _after(self, matcher: LLMatcher | None, row: tuple[int, ...]) -> LLMatcher | None:
        """Go on by the last id of a row."""
        if matcher is None or not row:
            return matcher
        if row[-1] in self._ends or row[-1] == self._pad:  # ended by itself, or stopped and filled up
            return None
        if not matcher.consume_token(row[-1]):
            raise InputError(
                f"expected an id within the grammar, got {row[-1]} after {row[-9:-1]}; another processor chose it"
            )
        return matcher

    def _mask(self, matcher: LLMatcher | None, width: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which ids may follow: any in a row that has ended, none in one that cannot go on."""
        allowed = np.zeros(width, dtype=bool)
        if matcher is None:
            allowed[:] = True
            return allowed
        bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8), bitorder="little")
        known = min(width, len(bits), self._constraint.size)
        allowed[:known] = bits[:known]
        allowed[self._ends] = matcher.is_accepting()
        return allowed
