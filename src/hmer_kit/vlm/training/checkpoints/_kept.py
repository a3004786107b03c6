"""What a module's checkpoints hold of its weights, and what the one that is being loaded holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hmer_kit.vlm.training.checkpoints.partial import check_frozen, keep_trained, load_trained
from hmer_kit.vlm.training.lora.quantized import is_quantized

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["KeptWeights"]


class KeptWeights:
    """All weights or the trained ones alone."""

    def __init__(self) -> None:
        self._partial = False

    def save(self, checkpoint: dict[str, Any], module: Any) -> None:  # noqa: ANN401 - a VLMModule
        """Leave frozen weights out, if that is wanted or a model in 4 bits demands it."""
        if module.hparams["checkpoint_weights"] == "trained" or is_quantized(module.model):
            keep_trained(checkpoint, module)

    def check(self, checkpoint: Mapping[str, Any], module: Any) -> None:  # noqa: ANN401
        """See whether frozen weights are left out, see ``check_frozen``."""
        self._partial = check_frozen(checkpoint, module)

    def load(self, load: Callable[..., Any], state_dict: Mapping[str, Any], *args: Any, **options: Any) -> Any:  # noqa: ANN401
        """Load all weights, or what the checkpoint that was looked at last holds of them."""
        if not self._partial:
            return load(state_dict, *args, **options)
        self._partial = False
        return load_trained(load, state_dict)
