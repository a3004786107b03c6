r"""A small recognizer from scratch: what a laptop's processor can train in minutes.

A convolutional encoder (stride 8, fixed two-dimensional sinusoidal positions) and a two-layer TrOCR decoder inside
transformers' ``VisionEncoderDecoderModel``, with a word-level tokenizer that knows LaTeX tokens, the released Tree-CoT
text, count strings, marks and correction logs, each losslessly. It shows the whole job without a download; it is no
recognizer for real use.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoModel,
    PretrainedConfig,
    PreTrainedModel,
    TrOCRConfig,
    VisionEncoderDecoderConfig,
    VisionEncoderDecoderModel,
)
from transformers.modeling_outputs import BaseModelOutput

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["ConvEncoder", "ConvEncoderConfig", "small_model"]


class ConvEncoderConfig(PretrainedConfig):
    """Configuration of :class:`ConvEncoder`.

    Args:
        channels: Width of the three stages; each halves the resolution.
        hidden_size: Width of the features that the decoder attends to.
        num_channels: Channels of the picture.

    Example:
        >>> ConvEncoderConfig(channels=[8, 16, 32]).hidden_size
        128
    """

    model_type = "hmer_kit_conv_encoder"

    def __init__(
        self, *, channels: list[int] | None = None, hidden_size: int = 128, num_channels: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.channels = [24, 48, 96] if channels is None else list(channels)
        self.hidden_size = hidden_size
        self.num_channels = num_channels


class ConvEncoder(PreTrainedModel):
    """Three convolution stages over a picture, then a row-major sequence of features with their positions.

    Example:
        >>> encoder = ConvEncoder(ConvEncoderConfig())
        >>> encoder(pixel_values=torch.zeros(2, 1, 48, 192)).last_hidden_state.shape
        torch.Size([2, 144, 128])
    """

    config_class = ConvEncoderConfig
    base_model_prefix = "encoder"
    main_input_name = "pixel_values"

    def __init__(self, config: ConvEncoderConfig) -> None:
        super().__init__(config)
        widths = [config.num_channels, *config.channels]
        self.stages = nn.Sequential(*(_stage(*pair) for pair in pairwise(widths)))
        self.project = nn.Linear(widths[-1], config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.post_init()

    def forward(self, pixel_values: torch.Tensor, **_: Any) -> BaseModelOutput:
        """Encode pictures.

        Args:
            pixel_values: ``(batch, channels, height, width)``, ink 1 on paper 0.
            _: What the encoder-decoder passes to encoders in general; not used.

        Returns:
            ``last_hidden_state`` of shape ``(batch, height / 8 * width / 8, hidden_size)``.
        """
        features = self.stages(pixel_values)
        rows, columns = features.shape[-2:]
        hidden = self.norm(self.project(features.flatten(2).transpose(1, 2)))
        return BaseModelOutput(last_hidden_state=hidden + _positions(rows, columns, hidden))


def small_model(
    tokenizer: PreTrainedTokenizerFast, *, hidden_size: int = 128, layers: int = 2
) -> VisionEncoderDecoderModel:
    """Build the untrained model; about 0.8 million parameters by default."""
    _register()
    encoder = ConvEncoderConfig(hidden_size=hidden_size)
    decoder = TrOCRConfig(
        vocab_size=len(tokenizer),
        d_model=hidden_size,
        cross_attention_hidden_size=hidden_size,
        decoder_layers=layers,
        decoder_attention_heads=4,
        decoder_ffn_dim=4 * hidden_size,
        dropout=0.0,
        init_std=0.08,
        scale_embedding=False,
        use_learned_position_embeddings=False,
        max_position_embeddings=512,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        decoder_start_token_id=tokenizer.bos_token_id,
    )
    config = VisionEncoderDecoderConfig.from_encoder_decoder_configs(encoder, decoder)
    config.decoder_start_token_id = tokenizer.bos_token_id
    config.pad_token_id = tokenizer.pad_token_id
    config.eos_token_id = tokenizer.eos_token_id
    return VisionEncoderDecoderModel(config)


def _stage(inputs: int, outputs: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


def _positions(rows: int, columns: int, like: torch.Tensor) -> torch.Tensor:
    """Return ``(rows * columns, hidden)`` sines and cosines: half for the row, half for the column."""
    quarter = like.shape[-1] // 4
    rates = torch.exp(torch.arange(quarter, device=like.device) * (-6.9 / quarter))
    row = torch.arange(rows, device=like.device)[:, None] * rates
    column = torch.arange(columns, device=like.device)[:, None] * rates
    rows_part = torch.cat([row.sin(), row.cos()], dim=-1)[:, None].expand(rows, columns, -1)
    columns_part = torch.cat([column.sin(), column.cos()], dim=-1)[None].expand(rows, columns, -1)
    return torch.cat([rows_part, columns_part], dim=-1).flatten(0, 1).to(like.dtype)


def _register() -> None:
    """Let the Auto classes find the encoder, as saving and loading the whole model needs."""
    AutoConfig.register(ConvEncoderConfig.model_type, ConvEncoderConfig, exist_ok=True)
    AutoModel.register(ConvEncoderConfig, ConvEncoder, exist_ok=True)
