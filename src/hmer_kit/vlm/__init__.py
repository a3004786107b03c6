"""Vision-language models: one Lightning module, collator and data module for any Hugging Face model with its processor.

The loss is on the answer alone, validation is by what the model writes, and batched output equals output one by one.
Needs torch, lightning and transformers; torchvision only for processors that cannot do without it. What the parts are
made of, for a loop of one's own, is in the modules of this folder.
"""

from __future__ import annotations

from hmer_kit.vlm.batching.collator import TaskCollator
from hmer_kit.vlm.configured import pretrained_module
from hmer_kit.vlm.data.data_module import TaskDataModule
from hmer_kit.vlm.data.streams import ExampleSource
from hmer_kit.vlm.families.styles import PromptStyle
from hmer_kit.vlm.generation.decoding import Generated, generate, generate_candidates
from hmer_kit.vlm.generation.grammar import GrammarConstraint
from hmer_kit.vlm.generation.settings import Decoding
from hmer_kit.vlm.loading.export import save_model_and_processor
from hmer_kit.vlm.loading.pretrained import images_only, load_model_and_processor, load_processor, load_settings
from hmer_kit.vlm.module import VLMModule
from hmer_kit.vlm.training.checkpoints.export import ExportPretrained
from hmer_kit.vlm.training.checkpoints.resumable import ResumableCheckpoints, newest_checkpoint
from hmer_kit.vlm.training.lora.adapters import LoraOptions, add_lora, merge_lora
from hmer_kit.vlm.training.optim.build import build_optimizer, parameter_groups
from hmer_kit.vlm.training.parts.freezing import freeze_unused
from hmer_kit.vlm.training.parts.model_parts import model_parts, parts_table
from hmer_kit.vlm.training.scores import Prediction, TaskScores

__all__ = [
    "Decoding",
    "ExampleSource",
    "ExportPretrained",
    "Generated",
    "GrammarConstraint",
    "LoraOptions",
    "Prediction",
    "PromptStyle",
    "ResumableCheckpoints",
    "TaskCollator",
    "TaskDataModule",
    "TaskScores",
    "VLMModule",
    "add_lora",
    "build_optimizer",
    "freeze_unused",
    "generate",
    "generate_candidates",
    "images_only",
    "load_model_and_processor",
    "load_processor",
    "load_settings",
    "merge_lora",
    "model_parts",
    "newest_checkpoint",
    "parameter_groups",
    "parts_table",
    "pretrained_module",
    "save_model_and_processor",
]
