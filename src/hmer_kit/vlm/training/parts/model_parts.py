"""The parts of any vision-language model: what sees, what carries over, what writes.

transformers names them in some thirty ways, and puts the projector outside the vision tower (LLaVA, Idefics 3,
Gemma 3), inside it (the merger of Qwen and GLM, the connector of Granite-Docling) or nowhere (TrOCR). ``get_encoder``
and ``get_decoder`` of the model say where the towers are; the names of what lies beside them say the rest.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from torch.nn import ModuleDict, ModuleList

from hmer_kit.exceptions import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from torch import nn

__all__ = ["PARTS", "model_parts", "module_names", "parts_table", "select_parameters"]

PARTS = ("vision", "projector", "language", "other")
"""What a parameter may belong to; ``other`` is what neither reads pictures nor writes text, such as an audio tower."""

_CONNECTOR = re.compile(r"merger|project|connector|align|adapter|sampl|bridge|enc_to_dec")
_TEXT = re.compile(r"language_model|text_model|lm_head|embed_tokens|shared|text_decoder")
_TOWER = re.compile(r"vision|visual|image_(tower|encoder)|video_tower")
_OTHER = re.compile(r"audio|speech|vqmodel|generation_|action")


def model_parts(model: nn.Module) -> dict[str, list[str]]:
    """Sort the names of a model's parameters by part.

    Args:
        model: A transformers model, with adapters or without. Tied parameters stand once, where the model names them
            first; a word embedding is of the language part.

    Returns:
        Names in the model's order, for each part that there is, in the order of ``PARTS``.

    Raises:
        InputError: The model is none of transformers.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> parts = model_parts(small_model(small_processor(["x"]).tokenizer))
        >>> {part: names[0] for part, names in parts.items() if part != "language"}
        {'vision': 'encoder.stages.1.weight', 'projector': 'encoder.project.weight'}
    """
    vision, language = _roots(model)
    if vision is None and language is None:
        raise InputError(f"expected a transformers model with get_encoder and get_decoder, got {type(model).__name__}")
    head = _head(model)
    found: dict[str, list[str]] = {part: [] for part in PARTS}
    for name, _ in model.named_parameters():
        of_head = head is not None and name.startswith(head + ".")
        found["language" if of_head else _part(name, vision=vision, language=language)].append(name)
    return {part: names for part, names in found.items() if names}


def select_parameters(model: nn.Module, wanted: Sequence[str]) -> dict[str, nn.Parameter]:
    """Return the parameters of parts, or those whose names match a pattern.

    Args:
        model: A transformers model.
        wanted: Names of parts, or patterns of parameter names such as ``"*.embed_tokens.*"`` (``*`` matches dots too).

    Raises:
        InputError: A name is no part of this model and matches no parameter; the text names the parts that there are.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> model = small_model(small_processor(["x"]).tokenizer)
        >>> list(select_parameters(model, ["encoder.norm.*"]))
        ['encoder.norm.weight', 'encoder.norm.bias']
        >>> select_parameters(model, ["merger"])  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        hmer_kit.exceptions.InputError: expected parts of the model (vision, projector, language) or patterns ...
    """
    if isinstance(wanted, str):
        raise InputError(f"expected a list of parts or patterns, got the string {wanted!r}; write [{wanted!r}]")
    parts = model_parts(model)
    parameters = dict(model.named_parameters())
    chosen: set[str] = set()
    for item in wanted:
        names = parts.get(item) or [name for name in parameters if fnmatchcase(name, item)]
        if not names:
            raise InputError(
                f"expected parts of the model ({', '.join(parts)}) or patterns of parameter names, got {item!r}, which "
                f"matches none of {type(model).__name__}; print parts_table(model) to see what there is"
            )
        chosen.update(names)
    return {name: value for name, value in parameters.items() if name in chosen}


def parts_table(model: nn.Module) -> str:
    """Return a table of the parts: where they lie, their parameters, and how many of those are trained.

    Args:
        model: A transformers model. Weights in 4 bits count as they were before.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> print(parts_table(small_model(small_processor(["x"]).tokenizer)))
        part       parameters   trainable  modules
        vision        268,288     268,288  encoder.stages, encoder.norm
        projector      16,512      16,512  encoder.project
        language      611,328     611,328  decoder
        all           896,128     896,128
    """
    parameters = dict(model.named_parameters())
    rows = [("part", "parameters", "trainable", "modules")]
    for part, names in model_parts(model).items():
        rows.append((part, *_counts(parameters[name] for name in names), ", ".join(_prefixes(names, parameters))))
    rows.append(("all", *_counts(parameters.values()), ""))
    return "\n".join(f"{a:9s}  {b:>10s}  {c:>10s}  {d}".rstrip() for a, b, c, d in rows)


def module_names(model: nn.Module, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the largest modules whose parameters are all among some, and the parameters that lie in no such module.

    Args:
        model: Where the parameters are.
        names: Names of parameters, in the model's order.

    Returns:
        Names of modules that can be called (lists of modules are opened), and of single parameters.

    Examples:
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> model = small_model(small_processor(["x"]).tokenizer)
        >>> module_names(model, ["encoder.project.weight", "encoder.project.bias", "encoder.norm.bias"])
        (['encoder.project'], ['encoder.norm.bias'])
    """
    modules = dict(model.named_modules())
    everything = [name for name, _ in model.named_parameters()]
    lists = {name + "." for name, module in modules.items() if isinstance(module, (ModuleList, ModuleDict))}
    # A parameter that nobody has stands in for what keeps a list from being named as a whole.
    places = _prefixes(names, [*everything, *lists])
    return [place for place in places if place in modules], [place for place in places if place not in modules]


def _roots(model: Any) -> tuple[str | None, str | None]:  # noqa: ANN401
    """Return the names of the vision tower and of the decoder, None where the model has none of its own."""
    if not hasattr(model, "get_decoder") or not hasattr(model, "get_encoder"):
        return None, None
    decoder = model.get_decoder()
    encoder = model.get_encoder(modality="image")
    if getattr(model.config, "is_encoder_decoder", False) and (encoder is model or _holds(encoder, decoder)):
        encoder = model.get_encoder()
    names = {id(module): name for name, module in model.named_modules()}
    vision = None if _holds(encoder, decoder) else names.get(id(encoder))
    return vision, names.get(id(decoder))


def _head(model: Any) -> str | None:  # noqa: ANN401
    head = model.get_output_embeddings()
    return next((name for name, module in model.named_modules() if module is head), None)


def _holds(outer: nn.Module, inner: nn.Module) -> bool:
    return any(module is inner for module in outer.modules())


def _part(name: str, *, vision: str | None, language: str | None) -> str:
    """Tell the part of a parameter; the direct children of a tower may be of another part."""
    if vision is not None and name.startswith(vision + "."):
        child = name[len(vision) + 1 :].partition(".")[0]
        if _TEXT.search(child):
            return "language"
        return "projector" if _CONNECTOR.search(child) else "vision"
    if language is not None and name.startswith(language + "."):
        child = name[len(language) + 1 :].partition(".")[0]
        return _beside(child) if _TOWER.search(child) else "language"
    return _beside(name)


def _beside(name: str) -> str:
    """Tell the part of what lies beside the towers by its names, the outermost first; the rest is the projector's."""
    for step in name.split("."):
        if _OTHER.search(step):
            return "other"
        if _TEXT.search(step):
            return "language"
        if _CONNECTOR.search(step):
            return "projector"
        if _TOWER.search(step):
            return "vision"
    return "projector"


def _counts(parameters: Iterable[nn.Parameter]) -> tuple[str, str]:
    sizes = [(_size(parameter), parameter.requires_grad) for parameter in parameters]
    return f"{sum(size for size, _ in sizes):,}", f"{sum(size for size, trained in sizes if trained):,}"


def _size(parameter: nn.Parameter) -> int:
    """Count the weights; bitsandbytes packs two of them in a byte and keeps the shape beside."""
    state = getattr(parameter, "quant_state", None)
    return int(state.shape.numel()) if state is not None else parameter.numel()


def _prefixes(names: Sequence[str], everything: Iterable[str]) -> list[str]:
    """Return the fewest prefixes that hold these names and no others."""
    others = set(everything) - set(names)
    taken = {name[: dot.start()] for name in others for dot in re.finditer(r"\.", name)}
    places: dict[str, None] = {}
    for name in names:
        steps = name.split(".")
        prefixes = [".".join(steps[: end + 1]) for end in range(len(steps))]
        places[next(prefix for prefix in prefixes if prefix not in taken)] = None
    return list(places)
