"""Put encoder, decoder, tokenizer and picture processor together, ready for ``VLMModule``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from transformers import (
    AutoConfig,
    AutoModel,
    TrOCRConfig,
    TrOCRProcessor,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
)

# From the root, some versions of transformers give this only with torchvision.
from transformers.models.auto.image_processing_auto import AutoImageProcessor

from hmer_kit.exceptions import InputError
from hmer_kit.vlm.small._tokens import task_tokenizer
from hmer_kit.vlm.small.encoder import ConvEncoder, ConvEncoderConfig, sinusoids
from hmer_kit.vlm.small.image_processor import ExpressionImageProcessor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from transformers import PreTrainedTokenizerFast

__all__ = ["register_small", "small_model", "small_processor"]

_MOST_IDS = 512
_STRIDE = 8


def small_processor(vocabulary: Iterable[str], *, height: int = 48, width: int = 192) -> TrOCRProcessor:
    r"""Build the processor: a tokenizer for the five tasks over a vocabulary, and the picture convention.

    Args:
        vocabulary: LaTeX tokens of the expressions; ``{ } ^ _ [ ]`` are added.
        height: Height of the canvas in pixels; a multiple of 8.
        width: Width of the canvas in pixels; a multiple of 8.

    Returns:
        A processor that transformers saves and loads.

    Raises:
        InputError: The vocabulary is a string or holds a mark of the tokenizer's own, or the canvas does not fit.

    Examples:
        >>> processor = small_processor(["x", "+", r"\frac"])
        >>> processor.tokenizer.decode(processor.tokenizer(r"\frac { x } { x } + x")["input_ids"])
        '\\frac { x } { x } + x'
    """
    if height < 1 or width < 1 or height % _STRIDE or width % _STRIDE:
        raise InputError(f"expected height and width to be multiples of {_STRIDE}, got {height} and {width}")
    register_small()
    tokenizer = task_tokenizer(vocabulary)
    return TrOCRProcessor(image_processor=ExpressionImageProcessor(height=height, width=width), tokenizer=tokenizer)


def small_model(
    tokenizer: PreTrainedTokenizerFast, *, hidden_size: int = 128, layers: int = 2
) -> VisionEncoderDecoderModel:
    """Build the untrained model; about 0.9 million parameters by default.

    Args:
        tokenizer: The processor's tokenizer; it decides the size of the vocabulary and the special ids.
        hidden_size: Width of the decoder and of the picture's features.
        layers: Layers of the decoder.

    Examples:
        >>> model = small_model(small_processor(["x", "+"]).tokenizer)
        >>> round(sum(weight.numel() for weight in model.parameters()) / 1e6, 1)
        0.9
    """
    register_small()
    special = {
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": tokenizer.bos_token_id,
        "eos_token_id": tokenizer.eos_token_id,
        "decoder_start_token_id": tokenizer.bos_token_id,
    }
    decoder = TrOCRConfig(
        vocab_size=len(tokenizer),
        d_model=hidden_size,
        cross_attention_hidden_size=hidden_size,
        decoder_layers=layers,
        decoder_attention_heads=4,
        decoder_ffn_dim=4 * hidden_size,
        dropout=0.0,
        init_std=0.08,  # with the usual 0.02 the loss stands still for minutes
        scale_embedding=True,  # else positions drown the symbols, and copying from the prompt is learnt late
        use_learned_position_embeddings=True,  # TrOCR's fixed ones are lost when a saved model is loaded
        max_position_embeddings=_MOST_IDS,
        **special,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(
        ConvEncoderConfig(hidden_size=hidden_size), decoder, **special
    )
    model = VisionEncoderDecoderModel(config)
    _start_positions(model)
    return model


def _start_positions(model: VisionEncoderDecoderModel) -> None:
    """Let the decoder's learned positions start as sines, which it learns from at once."""
    table = model.decoder.model.decoder.embed_positions
    with torch.no_grad():
        table.weight[table.offset :] = sinusoids(_MOST_IDS, table.weight.shape[1])


def register_small() -> None:
    """Tell transformers' Auto classes of the encoder and the picture processor, so that ``from_pretrained`` finds them.

    Building does it; loading in a new process must call it first.

    Examples:
        >>> register_small()
    """
    AutoConfig.register(ConvEncoderConfig.model_type, ConvEncoderConfig, exist_ok=True)
    AutoModel.register(ConvEncoderConfig, ConvEncoder, exist_ok=True)
    AutoImageProcessor.register(ConvEncoderConfig, slow_image_processor_class=ExpressionImageProcessor, exist_ok=True)
