"""A small recognizer from scratch, for first runs and tests without a download."""

from hmer_kit.vlm.small.build import register_small, small_model, small_processor
from hmer_kit.vlm.small.chat import small_chat_model
from hmer_kit.vlm.small.encoder import ConvEncoder, ConvEncoderConfig
from hmer_kit.vlm.small.image_processor import ExpressionImageProcessor
from hmer_kit.vlm.small.tokenizer import build_tokenizer

__all__ = [
    "ConvEncoder",
    "ConvEncoderConfig",
    "ExpressionImageProcessor",
    "build_tokenizer",
    "register_small",
    "small_chat_model",
    "small_model",
    "small_processor",
]
