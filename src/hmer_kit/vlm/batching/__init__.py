"""From examples to a batch: prompts by the processor, targets apart, the loss on the answer alone."""

from __future__ import annotations

from hmer_kit.vlm.batching.batches import METADATA, extend_prompts, join_decoder_rows, model_inputs, prompt_inputs
from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.batching.pictures import load_picture, load_pictures
from hmer_kit.vlm.batching.rows import Side, join_rows, stack_rows
from hmer_kit.vlm.batching.targets import IGNORED, AnswerFrame, close_answer, learn_frame, pad_right

__all__ = [
    "IGNORED",
    "METADATA",
    "AnswerFrame",
    "Side",
    "TaskCollator",
    "close_answer",
    "extend_prompts",
    "join_decoder_rows",
    "join_rows",
    "learn_frame",
    "load_picture",
    "load_pictures",
    "model_inputs",
    "pad_right",
    "prompt_inputs",
    "stack_rows",
]
