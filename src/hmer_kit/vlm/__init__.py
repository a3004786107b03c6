"""Vision-language models: one Lightning module, collator and data module for any Hugging Face model with its processor.

The loss is on the answer alone, validation is by what the model writes, and batched output equals output one by one.
Needs torch, lightning and transformers; torchvision only for processors that cannot do without it.
"""

from __future__ import annotations

from hmer_kit.vlm.batches import METADATA, model_inputs, prompt_inputs
from hmer_kit.vlm.collator import TaskCollator
from hmer_kit.vlm.data_module import TaskDataModule, text_length
from hmer_kit.vlm.datasets import BatchCollate, ExampleBatch, ExampleBatches
from hmer_kit.vlm.generation import generate, generate_batch
from hmer_kit.vlm.loading import images_only, load_model_and_processor, load_processor
from hmer_kit.vlm.mixing import BatchPlan, bucketed, mix_epoch, shares
from hmer_kit.vlm.module import VLMModule
from hmer_kit.vlm.optim import Schedule, build_optimizer, learning_rate_factor, parameter_groups
from hmer_kit.vlm.pictures import load_picture, load_pictures
from hmer_kit.vlm.scores import Prediction, TaskScores, read_responses
from hmer_kit.vlm.streams import ExampleSource, StreamBatches
from hmer_kit.vlm.styles import ModelFormat, PromptStyle, detect_style, model_format
from hmer_kit.vlm.targets import IGNORED, AnswerFrame, close_answer, learn_frame

__all__ = [
    "IGNORED",
    "METADATA",
    "AnswerFrame",
    "BatchCollate",
    "BatchPlan",
    "ExampleBatch",
    "ExampleBatches",
    "ExampleSource",
    "ModelFormat",
    "Prediction",
    "PromptStyle",
    "Schedule",
    "StreamBatches",
    "TaskCollator",
    "TaskDataModule",
    "TaskScores",
    "VLMModule",
    "bucketed",
    "build_optimizer",
    "close_answer",
    "detect_style",
    "generate",
    "generate_batch",
    "images_only",
    "learn_frame",
    "learning_rate_factor",
    "load_model_and_processor",
    "load_picture",
    "load_pictures",
    "load_processor",
    "mix_epoch",
    "model_format",
    "model_inputs",
    "parameter_groups",
    "prompt_inputs",
    "read_responses",
    "shares",
    "text_length",
]
