"""LoRA through peft: low-rank adapters on the language model, kept apart or merged into the weights.

The adapters are put into the model itself, as transformers' own integration does: it stays the class that it was, its
``generate``, ``get_decoder`` and processor work as before, and its ``save_pretrained`` writes the adapter folder that
``PeftModel.from_pretrained`` and ``AutoModelForImageTextToText.from_pretrained`` read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from torch import nn
from transformers.pytorch_utils import Conv1D

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.vlm.training.lora.quantized import dequantized, is_quantized, release_quantization
from hmer_kit.vlm.training.parts.model_parts import module_names, select_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LoraOptions", "add_lora", "has_lora", "lora_targets", "merge_lora"]


@dataclass(frozen=True, slots=True)
class LoraOptions:
    """Where adapters are put, and how large.

    Examples:
        >>> LoraOptions(r=8, train=["projector"]).targets
        ('language',)
    """

    r: int = 16
    """Rank: width of the adapter."""
    alpha: float | None = None
    """Adapters are multiplied by alpha / r; twice the rank by default."""
    dropout: float = 0.0
    """Dropout before the adapters."""
    targets: Sequence[str] = ("language",)
    """Parts, or patterns of parameter names, whose linear layers get adapters; the output layer never does. By default
    the vision tower is left as it is."""
    train: Sequence[str] = ()
    """Parts or patterns that are trained in full beside the adapters and saved with them, such as ``["projector"]``."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Further arguments of ``peft.LoraConfig``, such as ``{"use_rslora": True}`` or ``{"use_dora": True}``."""


def add_lora(model: Any, options: LoraOptions | Mapping[str, Any]) -> Any:  # noqa: ANN401 - a transformers model
    """Freeze a model and put trainable adapters into it, in float32 whatever the type of the weights.

    A model that has adapters already, because it was loaded with them, keeps them, and they are trained on.

    Args:
        model: A transformers model; it is changed.
        options: Of the adapters; a mapping is taken for the fields of ``LoraOptions``.

    Returns:
        The model.

    Raises:
        MissingExtraError: peft is not installed.
        InputError: There is no such part or option, what should be trained in full is no module, or peft cannot adapt
            this model (PP-FormulaNet).

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> from hmer_kit.vlm.training.parts.model_parts import parts_table
        >>> model = add_lora(small_model(small_processor(["x"]).tokenizer), {"r": 4})
        >>> print(parts_table(model).splitlines()[3])
        language      637,952      26,624  decoder
    """
    chosen = options if isinstance(options, LoraOptions) else _options(options)
    peft = _peft()
    if has_lora(model):
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(_of_adapter(name))
        return model
    full = _whole_modules(model, chosen.train)
    config = peft.LoraConfig(
        r=chosen.r,
        lora_alpha=2 * chosen.r if chosen.alpha is None else chosen.alpha,
        lora_dropout=chosen.dropout,
        target_modules=[name for name in lora_targets(model, chosen.targets) if not _within(name, full)],
        modules_to_save=full or None,
        **chosen.options,
    )
    for parameter in model.parameters():
        parameter.requires_grad_(False)  # noqa: FBT003 - torch's own
    try:
        model.add_adapter(config)
    except NotImplementedError as error:
        raise InputError(f"expected a model that peft can adapt, got {type(model).__name__}: {error}") from error
    for name, parameter in model.named_parameters():
        if ".lora_" in name:
            parameter.data = parameter.data.float()
    return model


def has_lora(model: Any) -> bool:  # noqa: ANN401
    """Tell whether a model holds adapters.

    Args:
        model: A transformers model.

    Examples:
        >>> has_lora(nn.Linear(1, 1))
        False
    """
    return bool(getattr(model, "_hf_peft_config_loaded", False))


def lora_targets(model: Any, wanted: Sequence[str]) -> list[str]:  # noqa: ANN401
    """Name the linear layers of parts, less the output layer.

    Args:
        model: A transformers model.
        wanted: Parts or patterns, see ``select_parameters``.

    Raises:
        InputError: There is none.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> lora_targets(small_model(small_processor(["x"]).tokenizer), ["projector"])
        ['encoder.project']
    """
    head = model.get_output_embeddings()
    owners = {name.rpartition(".")[0] for name in select_parameters(model, wanted)}
    linear = (nn.Linear, Conv1D)
    found = [
        name for name, part in model.named_modules() if name in owners and isinstance(part, linear) and part is not head
    ]
    if not found:
        raise InputError(f"expected linear layers among {list(wanted)}, got none; choose other targets for LoRA")
    return found


def merge_lora(model: Any) -> Any:  # noqa: ANN401
    """Add the adapters to the weights they belong to, and leave a plain model; everything else keeps its weights.

    A model in 4 bits is brought back to the type it computes in: adapters that were added to rounded weights and
    rounded again would lose most of what they learnt.

    Args:
        model: A transformers model with adapters; it is changed.

    Returns:
        The model, which ``save_pretrained`` writes whole.

    Raises:
        InputError: There are no adapters.
        ValueError: Merged weights would not be finite.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> model = add_lora(small_model(small_processor(["x"]).tokenizer), {})
        >>> has_lora(merge_lora(model))
        False
    """
    if not has_lora(model):
        raise InputError("expected a model with adapters, got one without; give VLMModule(lora={})")
    _peft()
    packed = is_quantized(model)
    for name, module in list(model.named_modules()):
        plain = _merged(module)
        if plain is not None:
            owner, _, child = name.rpartition(".")
            setattr(model.get_submodule(owner), child, plain)
    del model.peft_config
    model._hf_peft_config_loaded = False  # noqa: SLF001 - the mark of transformers' integration
    if packed:
        release_quantization(model)
    return model


def _merged(module: nn.Module) -> nn.Module | None:
    """Return what takes the place of a module, or None if it stays."""
    from peft.tuners.tuners_utils import BaseTunerLayer
    from peft.utils.other import AuxiliaryTrainingWrapper

    if isinstance(module, AuxiliaryTrainingWrapper):
        kept: nn.Module = module.unload_and_optionally_merge_module(merge=True, safe_merge=True, adapter_names=None)
        return kept
    if isinstance(module, BaseTunerLayer):
        base = module.get_base_layer()
        plain = dequantized(base)
        if plain is base:
            module.merge(safe_merge=True)
        else:
            tuned: Any = module
            for adapter in tuned.active_adapters:
                plain.weight.data += tuned.get_delta_weight(adapter).to(plain.weight.dtype)
        return plain
    return None


def _options(options: Mapping[str, Any]) -> LoraOptions:
    unknown = set(options) - set(LoraOptions.__dataclass_fields__)
    if unknown:
        raise InputError(
            f"expected options of LoRA among {list(LoraOptions.__dataclass_fields__)}, got {sorted(unknown)}; "
            "put further arguments of peft.LoraConfig under 'options'"
        )
    return LoraOptions(**options)


def _whole_modules(model: nn.Module, wanted: Sequence[str]) -> list[str]:
    if not wanted:
        return []
    names, bare = module_names(model, list(select_parameters(model, wanted)))
    if bare:
        raise InputError(
            f"expected modules to train in full beside the adapters, got the single parameters {bare}, which peft "
            f"cannot keep with an adapter; name the modules by patterns: {[name + '.*' for name in names]}"
        )
    return names


def _within(name: str, modules: Sequence[str]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in modules)


def _of_adapter(name: str) -> bool:
    return ".lora_" in name or ".modules_to_save." in name


def _peft() -> Any:  # noqa: ANN401
    try:
        import peft
    except ImportError as error:
        raise MissingExtraError("LoRA needs peft; pip install 'hmer_kit[lora]'") from error
    return peft
