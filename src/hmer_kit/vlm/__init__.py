"""Vision-language models: one Lightning module, collator and data module for any Hugging Face model with its processor.

The loss is on the answer alone, validation is by what the model writes, and batched output equals output one by one.
Needs torch, lightning and transformers; torchvision only for processors that cannot do without it. What the parts are
made of, for a loop of one's own, is in the modules of this folder.
"""

from __future__ import annotations

from hmer_kit.vlm.collator import TaskCollator
from hmer_kit.vlm.data_module import TaskDataModule
from hmer_kit.vlm.generation import generate
from hmer_kit.vlm.loading import images_only, load_model_and_processor, load_processor
from hmer_kit.vlm.module import VLMModule
from hmer_kit.vlm.optim import build_optimizer, parameter_groups
from hmer_kit.vlm.scores import Prediction, TaskScores
from hmer_kit.vlm.streams import ExampleSource
from hmer_kit.vlm.styles import PromptStyle

__all__ = [
    "ExampleSource",
    "Prediction",
    "PromptStyle",
    "TaskCollator",
    "TaskDataModule",
    "TaskScores",
    "VLMModule",
    "build_optimizer",
    "generate",
    "images_only",
    "load_model_and_processor",
    "load_processor",
    "parameter_groups",
]
