"""Write a model with everything that asking it takes: weights, processor and settings, all of it or nothing."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from safetensors import SafetensorError
from torch.distributed import get_rank, is_initialized

from hmer_kit._files import draft_folder_of, file_path, is_safe_name
from hmer_kit.exceptions import DataError
from hmer_kit.vlm.training.sharding import whole_weights

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from hmer_kit.tasks import InferenceSettings

__all__ = ["save_model_and_processor"]

_OF_AN_EXPORT = (
    "model*.safetensors",
    "model*.safetensors.index.json",
    "adapter_model*.safetensors",
    "adapter_config.json",
    "config.json",
    "generation_config.json",
    "processor_config.json",
    "preprocessor_config.json",
    "video_preprocessor_config.json",
    "tokenizer*.json",
    "tokenizer.model",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "merges.txt",
    "chat_template.*",
    "additional_chat_templates",
)
"""What an older export may have left, and a reader would mix with the new one."""


def save_model_and_processor(
    folder: str | os.PathLike[str],
    *,
    model: Any,  # noqa: ANN401 - whatever has save_pretrained
    processor: Any,  # noqa: ANN401
    settings: InferenceSettings | None = None,
) -> Path:
    """Write model, processor and ``hmer_kit.json`` in transformers' own layout, the weights as safetensors.

    Everything goes to a draft beside the folder first, which takes its place when it is whole and on the disk: a full
    disk or a killed process leaves the export that was there. Other files in the folder stay. Of several processes the
    first one writes; a sharded model is put together before, in which all of them must take part.

    Args:
        folder: Made if absent.
        model: The model.
        processor: Its processor.
        settings: Prompts, pixel budget and decoding; none are written without them.

    Returns:
        The folder.

    Raises:
        DataError: The disk is full, or the folder cannot be written or replaced, or a chat template has a name that
            leads out of it.

    Examples:
        >>> import tempfile
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> processor = small_processor(["x"])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     made = save_model_and_processor(folder, model=small_model(processor.tokenizer), processor=processor)
        ...     (made / "model.safetensors").is_file()
        True
    """
    target = file_path(folder)
    _require_names_of_templates(processor)
    whole = whole_weights(model)
    if is_initialized() and get_rank():
        return target
    try:
        with draft_folder_of(target.resolve(), outdated=_is_of_an_export) as draft:
            model.save_pretrained(draft, **({} if whole is None else {"state_dict": whole}))
            processor.save_pretrained(draft)
            if settings is not None:
                settings.save(draft)
    except (OSError, SafetensorError, DataError) as error:
        raise DataError(
            f"cannot write the model to {target}: {error}; what stood there is as it was",
            code="unwritable",
            path=str(target),
        ) from error
    return target


def _require_names_of_templates(processor: Any) -> None:  # noqa: ANN401
    """Refuse names of chat templates, which came with the model, that some versions of transformers write files by."""
    for part in (processor, getattr(processor, "tokenizer", None)):
        templates = getattr(part, "chat_template", None)
        for name in templates if isinstance(templates, dict) else ():
            if not is_safe_name(str(name)) or {"/", "\\"} & set(str(name)):
                raise DataError(
                    f"expected chat templates with plain names, got {str(name)[:80]!r}, by which a file would be "
                    "written elsewhere; take it out of processor.chat_template",
                    code="unsafe_name",
                )


def _is_of_an_export(name: str) -> bool:
    return name == "hmer_kit.json" or any(fnmatchcase(name, pattern) for pattern in _OF_AN_EXPORT)
