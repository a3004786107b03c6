"""Load a vision-language model and its processor from a folder or the hub, with torchvision or without."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import torch
from transformers import AutoConfig, AutoModelForImageTextToText, AutoProcessor
from transformers.models.auto.processing_auto import PROCESSOR_MAPPING, processor_class_from_name
from transformers.processing_utils import ProcessorMixin
from transformers.utils.hub import cached_file
from transformers.utils.import_utils import DummyObject

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.tasks.settings import SETTINGS_FILE, InferenceSettings
from hmer_kit.vlm.loading._checkpoints import warn_of_torch
from hmer_kit.vlm.loading._safety import only_tensors, require_found, require_no_code, require_no_kernel, safe_weights
from hmer_kit.vlm.loading.repairs import restore_sines
from hmer_kit.vlm.training.lora.quantized import four_bits

if TYPE_CHECKING:
    import os

__all__ = ["images_only", "load_model_and_processor", "load_processor", "load_settings"]

_VIDEO = "video_processor"
_ABSENT = "Missing optional dependencies"
"""What a ``ValueError`` of transformers says where an image processor has no form that can be imported."""
_INSTALLED_BY = {"torchvision": "'hmer_kit[torchvision]'", "num2words": "num2words"}


def load_model_and_processor(
    name: str | os.PathLike[str],
    *,
    quantization: Literal["4bit"] | None = None,
    trust_remote_code: bool = False,
    allow_pickle: bool = False,
    revision: str | None = None,
    **options: Any,
) -> tuple[Any, Any]:
    """Load a model of any image-text-to-text type and its processor, without running anything that came with them.

    Weights are read from safetensors. A folder that has pickled weights alone, or whose configuration asks for Python
    code of its own, is refused before any of it is touched.

    Args:
        name: Folder written by ``save_pretrained``, or a name on the hub.
        quantization: ``"4bit"`` loads the language model in 4 bits, for adapters (QLoRA); see ``four_bits``.
        trust_remote_code: Lets the code run that a folder or a name on the hub brings along.
        allow_pickle: Reads pickled weights where there are no safetensors, by torch's reader of tensors alone.
        revision: Branch, tag or commit on the hub.
        options: For the model's ``from_pretrained``, such as ``dtype`` or ``quantization_config``.

    Returns:
        The model in evaluation mode, and the processor.

    Raises:
        DataError: The folder brings code, its weights are pickled, or they hold more than tensors.
        InputError: An option would undo one of the above.
        MissingExtraError: The processor needs torchvision and has no images-only form.
        OSError: There is no such folder or name, or it lacks something.

    Examples:
        >>> load_model_and_processor("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ...
        OSError: ...
    """
    clash = sorted({"use_safetensors", "weights_only"} & options.keys())
    if clash:
        raise InputError(f"expected no option {clash[0]!r}: it follows from allow_pickle, which is {allow_pickle}")
    require_found(name)
    if not trust_remote_code:
        require_no_code(name)
        require_no_kernel(name, revision=revision or "main")
    if allow_pickle:
        warn_of_torch(torch.__version__)
    if quantization is not None:
        options["quantization_config"] = four_bits(name, dtype=options.get("dtype", "auto"), revision=revision)
    safe = safe_weights(name, allow_pickle=allow_pickle)
    shared: dict[str, Any] = {"trust_remote_code": trust_remote_code, "revision": revision or "main"}
    with only_tensors(name):
        model = AutoModelForImageTextToText.from_pretrained(  # nosec B615 # the revision is in shared
            name, use_safetensors=safe, weights_only=True, **shared, **options
        )
    restore_sines(model)
    return model, load_processor(name, **shared)


def load_settings(name: str | os.PathLike[str], *, revision: str | None = None) -> InferenceSettings | None:
    """Load the settings that were saved beside a model; None where there are none.

    Args:
        name: Folder or hub name.
        revision: Branch, tag or commit on the hub.

    Raises:
        DataError: They are broken, see ``InferenceSettings.load``.
        OSError: The hub cannot be reached.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     nothing = load_settings(folder)
        ...     _ = InferenceSettings(label="mine").save(folder)
        ...     nothing, load_settings(folder).label
        (None, 'mine')
    """
    if Path(name).is_dir():
        path: str | None = str(Path(name, SETTINGS_FILE))
    else:
        path = cached_file(str(name), SETTINGS_FILE, revision=revision, _raise_exceptions_for_missing_entries=False)
    return InferenceSettings.load(Path(path).parent) if path is not None and Path(path).exists() else None


def load_processor(
    name: str | os.PathLike[str],
    *,
    trust_remote_code: bool = False,
    revision: str | None = None,
) -> Any:  # noqa: ANN401
    """Load a processor; where torchvision or the video half is absent, load the half that reads pictures.

    Args:
        name: Folder or hub name.
        trust_remote_code: Lets the code run that it brings along.
        revision: Branch, tag or commit on the hub.

    Raises:
        DataError: The folder brings code.
        MissingExtraError: The processor needs torchvision and has no images-only form.

    Examples:
        >>> callable(load_processor)
        True
    """
    if not trust_remote_code:
        require_no_code(name)
    options: dict[str, Any] = {"trust_remote_code": trust_remote_code, "revision": revision or "main"}
    try:
        return AutoProcessor.from_pretrained(name, **options)  # type: ignore[no-untyped-call]  # nosec B615 # in options
    except (ImportError, OSError, ValueError) as error:
        kind = None if isinstance(error, ValueError) else _processor_class(name, **options)
        if kind is None:
            raise _explained(name, error) from error
        try:
            return images_only(kind).from_pretrained(name, **options)
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
        super().__init__(**given)  # type: ignore[no-untyped-call]

    @classmethod
    def _get_arguments_from_pretrained(cls, *args: Any, **options: Any) -> list[Any]:
        """Return the parts in the order of the full class, with nothing where the video half stands."""
        names = cls.get_attributes()  # type: ignore[no-untyped-call]
        loaded = super()._get_arguments_from_pretrained(*args, **options)  # type: ignore[no-untyped-call]
        parts = dict(zip(names, loaded, strict=True))
        return [parts.get(name) for name in cls._full.get_attributes()]


def _empty(kind: Any) -> Any:  # noqa: ANN401
    """Make the object that pickle then fills; classes made at run time cannot be found by name."""
    made = images_only(kind)
    return made.__new__(made)


def _processor_class(name: str | os.PathLike[str], *, trust_remote_code: bool, revision: str) -> Any:  # noqa: ANN401
    """Return the class of a processor that may do without what it asks for; None where there is no such hope."""
    said = None
    with suppress(OSError):  # as transformers does: what the folder says goes before the type of the model
        said = ProcessorMixin.get_processor_dict(name, revision=revision)[0].get("processor_class")
    if said:
        kind: Any = processor_class_from_name(said)
    else:  # a folder of adapters has no configuration, but one of ours has the name
        config = AutoConfig.from_pretrained(name, trust_remote_code=trust_remote_code, revision=revision)
        kind = PROCESSOR_MAPPING.get(type(config), None)
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
