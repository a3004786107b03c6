"""Prompts as the collator hands them on, and a look at whether the picture came with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.vlm.batching.targets import learn_frame
from hmer_kit.vlm.families.styles import PromptStyle

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from hmer_kit.tasks import InferenceSettings, TaskExample
    from hmer_kit.vlm.batching.targets import AnswerFrame
    from hmer_kit.vlm.families.styles import ModelFormat

_LONGEST_RENDERING = 2**20


def prompt_texts(
    examples: Sequence[TaskExample],
    *,
    say: Callable[[TaskExample], object],
    processor: Any,  # noqa: ANN401
    template: str | None,
) -> list[str]:
    """Return the prompt of each example.

    Args:
        examples: The examples of a batch.
        say: Gives the prompt of an example.
        processor: Asked for its picture token, which a prompt must not hold beside the one that the template writes: a
            second one asks for a second picture. A prediction inside a prompt may hold it by bad luck or bad will.
        template: Of the text style.

    Raises:
        InputError: A prompt is no string.
        DataError: One holds the picture token.
    """
    token = str(getattr(processor, "image_token", None) or "")  # BLIP-2 has an AddedToken
    allowed = 1 if template is not None and token and token not in template else 0
    prompts = []
    for example in examples:
        prompt = say(example)
        if not isinstance(prompt, str):
            raise InputError(
                f"expected format_prompt to give a string for record {example.record.id!r}, got {type(prompt).__name__}"
            )
        if token and prompt.count(token) > allowed:
            raise DataError(
                f"expected a prompt without the picture token {token!r}, which is written around it, got "
                f"{prompt[:80]!r} for record {example.record.id!r}",
                code="picture_token",
                record_id=example.record.id,
            )
        prompts.append(prompt)
    return prompts


def picture_ids(config: Any) -> tuple[int, ...]:  # noqa: ANN401
    """Return the ids that stand for a picture in the text; none where the configuration names none."""
    found = [getattr(config, name, None) for name in ("image_token_id", "image_token_index")]
    return tuple(item for item in found if isinstance(item, int) and not isinstance(item, bool))


def require_picture_ids(input_ids: Tensor, ids: Sequence[int], *, names: Sequence[str]) -> None:
    """Check that each row has a picture in its text: without one, the model would read the prompt alone and guess.

    Raises:
        InputError: A row has none; its record is named.
    """
    if not ids:
        return
    seen = torch.isin(input_ids, torch.tensor(ids, device=input_ids.device)).any(dim=1).tolist()
    blind = [name for name, has_picture in zip(names, seen, strict=True) if not has_picture]
    if blind:
        raise InputError(
            f"expected the model's picture token (id {ids[0]}) in each prompt, got none for the records {blind[:8]}; "
            "text_template or the chat template leaves it out"
        )


def chat_frame(processor: Any, settings: InferenceSettings) -> AnswerFrame:  # noqa: ANN401
    """Learn what the chat template puts around an answer, and see that it can write the turns of the settings.

    Raises:
        InputError: It raises, leaves the system prompt out, or writes more than a million characters.
    """
    try:
        frame = learn_frame(processor)
        turns = settings.messages("?", {"type": "image"})
        text = processor.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
    except (HmerKitError, ImportError):
        raise
    except Exception as error:
        # A template is a program in a sandbox: whatever it does wrong comes out here, its refusal of a turn too.
        raise InputError(
            f"expected a chat template that can be rendered, got {type(error).__name__}: {str(error)[:200]}; correct "
            "processor.chat_template, or give style='text' with text_template"
        ) from error
    if len(text) > _LONGEST_RENDERING:
        raise InputError(f"expected a chat template of at most {_LONGEST_RENDERING} characters when rendered, got more")
    system = settings.system_prompt
    if system is not None and (system.strip() not in text or "'type'" in text):
        raise InputError(
            f"expected the chat template to write the system prompt {system[:60]!r}, got a rendering without it; "
            "write it into the prompts, or correct processor.chat_template"
        )
    return frame


def checked_template(template: str | None, form: ModelFormat) -> str | None:
    """Return the template of the text style, the family's where the user gives none; None in any other style.

    Raises:
        InputError: There is none with ``{prompt}``.
    """
    if form.style not in {PromptStyle.TEXT, PromptStyle.ENCODER_PROMPT}:
        return None
    template = form.adapter.text_template if template is None else template
    if template is None or "{prompt}" not in template:
        raise InputError(
            "expected text_template with the model's picture token and '{prompt}' where there is no chat template, "
            f"got {template!r}; for PaliGemma give '<image>{{prompt}}', or set processor.chat_template"
        )
    return template


def require_chat(settings: InferenceSettings, form: ModelFormat) -> None:
    """Refuse a system prompt where there are no turns.

    Raises:
        InputError: There is one.
    """
    if settings.system_prompt is not None and form.style is not PromptStyle.CHAT:
        raise InputError(
            f"expected no system prompt for the style {form.style.value!r}, which has no turns, got "
            f"{settings.system_prompt[:60]!r}; write it into the prompts"
        )
