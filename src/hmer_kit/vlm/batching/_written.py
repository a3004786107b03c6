"""Pictures and prompts as the processor writes them, in whatever way the model's family has it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from torch import Tensor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PIL import Image

    from hmer_kit.tasks import InferenceSettings
    from hmer_kit.vlm.families.styles import ModelFormat


def written(
    images: Sequence[Image.Image],
    prompts: Sequence[str],
    *,
    processor: Any,  # noqa: ANN401
    form: ModelFormat,
    settings: InferenceSettings,
    template: str | None,
    padding: Mapping[str, Any],
) -> dict[str, Any]:
    """Return model inputs: by the family's own writer, by a template of text, or by the chat template.

    Args:
        images: Pictures.
        prompts: One for each.
        processor: The model's.
        form: What is particular to the model.
        settings: Give the turns of a chat.
        template: Of the text style, with ``{prompt}``.
        padding: Options of the tokenizer.
    """
    adapter = form.adapter
    prompts = list(prompts) if template is None else [template.replace("{prompt}", prompt) for prompt in prompts]
    if adapter.write_prompts is not None:
        inputs = adapter.write_prompts(processor, images, prompts)
    elif template is not None:
        options = {**padding, **adapter.processor_options}
        inputs = processor(images=images, text=prompts, return_tensors="pt", **options)
    else:
        turns = [
            settings.messages(prompt, {"type": "image", "image": image})
            for image, prompt in zip(images, prompts, strict=True)
        ]
        inputs = _chat(processor, turns, padding=padding, options=adapter.processor_options)
    # Llama 4's processor gives bfloat16 pixels, whatever the model.
    return {
        key: value.float() if _is_floating(value) else value
        for key, value in inputs.items()
        if key not in adapter.dropped_keys
    }


def _chat(processor: Any, turns: Sequence[Any], *, padding: Mapping[str, Any], options: Mapping[str, Any]) -> Any:  # noqa: ANN401
    template = processor.apply_chat_template
    named = "processor_kwargs" in inspect.signature(template).parameters  # since transformers 5.4 to 5.10
    given = {"processor_kwargs": {"text_kwargs": padding, **options}} if named else {**padding, **options}
    return template(turns, add_generation_prompt=True, tokenize=True, return_dict=True, return_tensors="pt", **given)


def _is_floating(value: object) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()
