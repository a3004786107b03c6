"""Load a vision-language model and its processor from a folder or the hub, with torchvision or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor
from transformers.models.auto.processing_auto import PROCESSOR_MAPPING
from transformers.processing_utils import ProcessorMixin

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.vlm.loading.repairs import restore_sines

if TYPE_CHECKING:
    import os

__all__ = ["images_only", "load_model_and_processor", "load_processor"]

_VIDEO = "video_processor"


def load_model_and_processor(name: str | os.PathLike[str], **options: Any) -> tuple[Any, Any]:
    """Load a model of any image-text-to-text type and its processor.

    Args:
        name: Folder written by ``save_pretrained``, or a name on the hub.
        options: For the model's ``from_pretrained``, such as ``dtype``.

    Returns:
        The model in evaluation mode, and the processor.

    Raises:
        MissingExtraError: The processor needs torchvision and has no images-only form.
        OSError: There is no such folder or name.

    Examples:
        >>> load_model_and_processor("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        OSError: ...
    """
    model = AutoModelForImageTextToText.from_pretrained(name, **options)
    restore_sines(model)
    return model, load_processor(name)


def load_processor(name: str | os.PathLike[str]) -> Any:  # noqa: ANN401
    """Load a processor; where torchvision or the video half is absent, load the half that reads pictures.

    Args:
        name: Folder or hub name.

    Raises:
        MissingExtraError: The processor needs torchvision and has no images-only form.

    Examples:
        >>> callable(load_processor)
        True
    """
    try:
        return AutoProcessor.from_pretrained(name)  # type: ignore[no-untyped-call]
    except (ImportError, OSError) as error:
        kind = _processor_class(name)
        if kind is None or _VIDEO not in kind.get_attributes():
            raise _explained(name, error) from error
        try:
            return images_only(kind).from_pretrained(name)
        except ImportError as again:
            raise _explained(name, again) from again


def images_only(kind: Any) -> Any:  # noqa: ANN401 - a processor class
    """Return a processor class without its video half, which is what needs torchvision.

    It saves under the name of the full class, and pictures come out the same.

    Args:
        kind: A processor class whose ``__init__`` takes ``video_processor``.

    Examples:
        >>> from transformers import Qwen2_5_VLProcessor
        >>> images_only(Qwen2_5_VLProcessor).get_attributes()
        ['image_processor', 'tokenizer']
    """

    def get_attributes(_: Any) -> list[str]:  # noqa: ANN401
        return [name for name in kind.get_attributes() if name != _VIDEO]

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: ANN401, N807
        return _empty, (kind,), self.__dict__

    body = {"get_attributes": classmethod(get_attributes), "__reduce__": __reduce__, "__module__": kind.__module__}
    return type(kind.__name__, (kind, _WithoutVideo), {**body, "_full": kind, "__doc__": kind.__doc__})


class _WithoutVideo(ProcessorMixin):  # type: ignore[misc]  # transformers is typed in part
    """Stands between a processor class and its base, and keeps the video half from the base."""

    _full: Any

    def __init__(self, *parts: Any, **named: Any) -> None:
        given = dict(zip(self._full.get_attributes(), parts, strict=False)) | named
        given.pop(_VIDEO, None)
        super().__init__(**given)

    @classmethod
    def _get_arguments_from_pretrained(cls, *args: Any, **options: Any) -> list[Any]:
        """Return the parts in the order of the full class, with nothing where the video half stands."""
        parts = dict(zip(cls.get_attributes(), super()._get_arguments_from_pretrained(*args, **options), strict=True))
        return [parts.get(name) for name in cls._full.get_attributes()]


def _empty(kind: Any) -> Any:  # noqa: ANN401
    """Make the object that pickle then fills; classes made at run time cannot be found by name."""
    made = images_only(kind)
    return made.__new__(made)


def _processor_class(name: str | os.PathLike[str]) -> Any:  # noqa: ANN401
    config = AutoConfig.from_pretrained(name)
    return PROCESSOR_MAPPING.get(type(config), None)


def _explained(name: str | os.PathLike[str], error: Exception) -> Exception:
    if isinstance(error, ImportError):
        return MissingExtraError(
            f"the processor of {str(name)!r} needs a package that is not installed; "
            f"pip install 'hmer_kit[torchvision]' and try again ({str(error).strip().splitlines()[0]})"
        )
    return error
