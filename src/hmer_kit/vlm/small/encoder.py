"""The small recognizer's encoder: what a laptop's processor can train in minutes.

Stride 8 and fixed two-dimensional sinusoidal positions. It sits with a two-layer TrOCR decoder inside transformers'
``VisionEncoderDecoderModel`` and shows the whole job without a download; it is no recognizer for real use.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput

__all__ = ["ConvEncoder", "ConvEncoderConfig", "sinusoids"]

_BLOCK = 4
_SLOWEST = 6.9
"""Logarithm of the longest period over the shortest: about a thousand."""


class ConvEncoderConfig(PretrainedConfig):
    """Configuration of ``ConvEncoder``.

    Args:
        channels: Width of the convolutions at a quarter, and at an eighth of the picture's resolution.
        hidden_size: Width of the features that the decoder attends to.
        num_channels: Channels of the picture.

    Examples:
        >>> ConvEncoderConfig(channels=[32, 64]).hidden_size
        128
    """

    model_type = "hmer_kit_conv_encoder"

    def __init__(
        self, *, channels: list[int] | None = None, hidden_size: int = 128, num_channels: int = 1, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.channels = [64, 128] if channels is None else list(channels)
        self.hidden_size = hidden_size
        self.num_channels = num_channels


class ConvEncoder(PreTrainedModel):
    """Convolutions over a picture, then a row-major sequence of features with their positions.

    Each block of 4 x 4 pixels becomes the channels of one pixel first: full resolution costs too much on a processor.

    Examples:
        >>> encoder = ConvEncoder(ConvEncoderConfig())
        >>> encoder(pixel_values=torch.zeros(2, 1, 48, 192)).last_hidden_state.shape
        torch.Size([2, 144, 128])
    """

    config_class = ConvEncoderConfig
    base_model_prefix = "encoder"
    main_input_name = "pixel_values"

    def __init__(self, config: ConvEncoderConfig) -> None:
        super().__init__(config)
        near, far = config.channels
        self.stages = nn.Sequential(
            nn.PixelUnshuffle(_BLOCK),
            *_convolution(_BLOCK**2 * config.num_channels, near),
            *_convolution(near, near),
            *_convolution(near, far, stride=2),
            *_convolution(far, far),
        )
        self.project = nn.Linear(far, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.post_init()
        self.to(memory_format=torch.channels_last)  # type: ignore[call-arg]  # transformers wraps it

    def forward(self, pixel_values: torch.Tensor, **_: Any) -> BaseModelOutput:
        """Encode pictures.

        Args:
            pixel_values: ``(batch, channels, height, width)``, ink 1 on paper 0.
            _: What the encoder-decoder passes to encoders in general; not used.

        Returns:
            ``last_hidden_state`` of shape ``(batch, height / 8 * width / 8, hidden_size)``.
        """
        features = self.stages(pixel_values.contiguous(memory_format=torch.channels_last))
        rows, columns = features.shape[-2:]
        hidden = self.norm(self.project(features.flatten(2).transpose(1, 2)))
        return BaseModelOutput(last_hidden_state=hidden + _positions(rows, columns, hidden))


def _convolution(inputs: int, outputs: int, *, stride: int = 1) -> list[nn.Module]:
    return [
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    ]


def sinusoids(length: int, width: int, *, device: torch.device | None = None) -> torch.Tensor:
    """Return ``(length, width)`` sines and cosines of falling rates, one row for each position.

    Args:
        length: Number of positions.
        width: Features of a position; even.
        device: Where to make them.

    Examples:
        >>> sinusoids(3, 4)[0]
        tensor([0., 0., 1., 1.])
    """
    rates = torch.exp(torch.arange(width // 2, device=device) * (-_SLOWEST / (width // 2)))
    angles = torch.arange(length, device=device)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], dim=-1)


def _positions(rows: int, columns: int, like: torch.Tensor) -> torch.Tensor:
    """Return ``(rows * columns, hidden)``: half of the features tell the row, half the column."""
    half = like.shape[-1] // 2
    row = sinusoids(rows, half, device=like.device)[:, None].expand(rows, columns, -1)
    column = sinusoids(columns, half, device=like.device)[None].expand(rows, columns, -1)
    return torch.cat([row, column], dim=-1).flatten(0, 1).to(like.dtype)
