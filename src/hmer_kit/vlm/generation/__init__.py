"""What a model writes: batched, greedy, sampled or by beams, with scores, and stopped where it runs in a loop."""

from __future__ import annotations

from hmer_kit.vlm.generation.constraints import Constraint
from hmer_kit.vlm.generation.decoding import Generated, generate, generate_batch, generate_candidates
from hmer_kit.vlm.generation.grammar import GrammarConstraint
from hmer_kit.vlm.generation.runaway import CHECKED_EVERY, LoopGuard, loops_at_end
from hmer_kit.vlm.generation.settings import Decoding

__all__ = [
    "CHECKED_EVERY",
    "Constraint",
    "Decoding",
    "Generated",
    "GrammarConstraint",
    "LoopGuard",
    "generate",
    "generate_batch",
    "generate_candidates",
    "loops_at_end",
]
