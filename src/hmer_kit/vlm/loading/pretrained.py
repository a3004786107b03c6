"""Load a vision-language model and its processor from a folder or the hub, with torchvision or without."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor
from transformers.models.auto.processing_auto import PROCESSOR_MAPPING, processor_class_from_name
from transformers.processing_utils import ProcessorMixin
from transformers.utils.import_utils import DummyObject

from hmer_kit.exceptions import MissingExtraError
from hmer_kit.vlm.loading.repairs import restore_sines

if TYPE_CHECKING:
    import os

__all__ = ["images_only", "load_model_and_processor", "load_processor"]

_VIDEO = "video_processor"
_ABSENT = "Missing optional dependencies"
"""What a ``ValueError`` of transformers says where an image processor has no form that can be imported."""
_INSTALLED_BY = {"torchvision": "'hmer_kit[torchvision]'", "num2words": "num2words"}


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
    except (ImportError, OSError, ValueError) as error:
        kind = None if isinstance(error, ValueError) else _processor_class(name)
        if kind is None:
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


class _NoVideo:
    """Stands where the video half would, for classes that ask it for a default before they look at what is given."""

    num_frames = None
    fps = None
    font = ""
    slice_mode = None
    downsample_mode = None

    def __call__(self, *_: Any, **__: Any) -> None:
        raise MissingExtraError(
            "expected pictures, got a video: this processor was loaded without its video half; "
            "pip install 'hmer_kit[torchvision]' and load it again"
        )


class _WithoutVideo(ProcessorMixin):
    """Stands between a processor class and its base, and keeps the video half from the base."""

    _full: Any
    video_processor = _NoVideo()

    def __init__(self, *parts: Any, **named: Any) -> None:
        given = dict(zip(self._full.get_attributes(), parts, strict=False)) | named
        given.pop(_VIDEO, None)
        super().__init__(**given)  # type: ignore[no-untyped-call]  # transformers is typed in part

    @classmethod
    def _get_arguments_from_pretrained(cls, *args: Any, **options: Any) -> list[Any]:
        """Return the parts in the order of the full class, with nothing where the video half stands."""
        read = super()._get_arguments_from_pretrained(*args, **options)  # type: ignore[no-untyped-call]
        parts = dict(zip(cls.get_attributes(), read, strict=True))  # type: ignore[no-untyped-call]
        return [parts.get(name) for name in cls._full.get_attributes()]


def _empty(kind: Any) -> Any:  # noqa: ANN401
    """Make the object that pickle then fills; classes made at run time cannot be found by name."""
    made = images_only(kind)
    return made.__new__(made)


def _processor_class(name: str | os.PathLike[str]) -> Any:  # noqa: ANN401
    """Return the class of a processor that may do without what it asks for; None where there is no such hope."""
    config = AutoConfig.from_pretrained(name)
    kind: Any = PROCESSOR_MAPPING.get(type(config), None)
    with suppress(OSError):  # as transformers does: what the folder says goes before the type of the model
        said = ProcessorMixin.get_processor_dict(name)[0].get("processor_class")
        kind = processor_class_from_name(said) if said else kind
    # What stands in for a class that asks for torchvision as a whole has no video half to leave out.
    hopeless = kind is None or isinstance(kind, DummyObject) or _VIDEO not in kind.get_attributes()
    return None if hopeless else kind


def _explained(name: str | os.PathLike[str], error: Exception) -> Exception:
    if not isinstance(error, ImportError) and _ABSENT not in str(error):
        return error
    said = str(error).strip().splitlines()[0]
    wanted = next((install for package, install in _INSTALLED_BY.items() if package in said.lower()), None)
    advice = f"pip install {wanted} and try again" if wanted else "install it and try again"
    return MissingExtraError(f"the processor of {str(name)!r} needs a package that is not installed; {advice} ({said})")
