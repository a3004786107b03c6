"""The parts of a training run: what is trained at which rate, on which loss, in which type, and what is scored."""

from __future__ import annotations

from hmer_kit.vlm.training.checkpoints.export import ExportPretrained
from hmer_kit.vlm.training.checkpoints.partial import check_frozen, fingerprint, keep_trained, load_trained
from hmer_kit.vlm.training.checkpoints.random_state import RandomStates, random_state, set_random_state
from hmer_kit.vlm.training.checkpoints.resumable import ResumableCheckpoints, newest_checkpoint
from hmer_kit.vlm.training.lora.adapters import LoraOptions, add_lora, has_lora, lora_targets, merge_lora
from hmer_kit.vlm.training.lora.quantized import dequantized, four_bits, is_quantized, release_quantization
from hmer_kit.vlm.training.loss.objective import Objective
from hmer_kit.vlm.training.loss.rows import LossOptions, Reduction, RowLosses, row_losses
from hmer_kit.vlm.training.loss.tally import LossTally
from hmer_kit.vlm.training.memory import TrainableDtype, checkpoint_activations, prepare_fit, settle_dtype
from hmer_kit.vlm.training.notes import Notes
from hmer_kit.vlm.training.optim.build import Schedule, build_optimizer, learning_rate_factor, parameter_groups
from hmer_kit.vlm.training.optim.named import Chosen, find_callable, named_in_checkpoint, plain_options
from hmer_kit.vlm.training.parts.freezing import freeze, freeze_unused, hold_frozen, unused_parameters
from hmer_kit.vlm.training.parts.model_parts import PARTS, model_parts, module_names, parts_table, select_parameters
from hmer_kit.vlm.training.parts.rates import Rate, layer_depths, parameter_rates
from hmer_kit.vlm.training.scores import Prediction, TaskScores, read_responses
from hmer_kit.vlm.training.sharding import is_sharded, shard_model, sharded_blocks, takes_turns, whole_weights

__all__ = [
    "PARTS",
    "Chosen",
    "ExportPretrained",
    "LoraOptions",
    "LossOptions",
    "LossTally",
    "Notes",
    "Objective",
    "Prediction",
    "RandomStates",
    "Rate",
    "Reduction",
    "ResumableCheckpoints",
    "RowLosses",
    "Schedule",
    "TaskScores",
    "TrainableDtype",
    "add_lora",
    "build_optimizer",
    "check_frozen",
    "checkpoint_activations",
    "dequantized",
    "find_callable",
    "fingerprint",
    "four_bits",
    "freeze",
    "freeze_unused",
    "has_lora",
    "hold_frozen",
    "is_quantized",
    "is_sharded",
    "keep_trained",
    "layer_depths",
    "learning_rate_factor",
    "load_trained",
    "lora_targets",
    "merge_lora",
    "model_parts",
    "module_names",
    "named_in_checkpoint",
    "newest_checkpoint",
    "parameter_groups",
    "parameter_rates",
    "parts_table",
    "plain_options",
    "prepare_fit",
    "random_state",
    "read_responses",
    "release_quantization",
    "row_losses",
    "select_parameters",
    "set_random_state",
    "settle_dtype",
    "shard_model",
    "sharded_blocks",
    "takes_turns",
    "unused_parameters",
    "whole_weights",
]
