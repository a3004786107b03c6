"""From examples to a batch: prompts by the processor, targets apart, the loss on the answer alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.tasks.settings import InferenceSettings
from hmer_kit.vlm.batching._prompts import (
    chat_frame,
    checked_template,
    picture_ids,
    prompt_texts,
    require_chat,
    require_picture_ids,
)
from hmer_kit.vlm.batching._written import written
from hmer_kit.vlm.batching.batches import extend_prompts, join_decoder_rows
from hmer_kit.vlm.batching.pictures import load_picture, load_pictures
from hmer_kit.vlm.batching.rows import Side, join_rows, stack_rows
from hmer_kit.vlm.batching.targets import AnswerFrame, close_answer
from hmer_kit.vlm.families.adapters import PromptRows
from hmer_kit.vlm.families.styles import PromptStyle, model_format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PIL import Image
    from torch import Tensor

    from hmer_kit.data import PictureNormalization, PixelBudget
    from hmer_kit.tasks import TaskExample
    from hmer_kit.vlm.families.adapters import FamilyAdapter

__all__ = ["TaskCollator"]


class TaskCollator:
    r"""Turn examples into a batch that trains a model and that the same model can generate from.

    The prompt is tokenized with the picture and padded on the left by the processor; the target is tokenized apart and
    padded on the right. Labels are -100 on everything but the answer, told by lengths and never by the padding id.
    Only targets are ever cut (cutting picture tokens corrupts the input), and ``batch["truncated"]`` names them.

    Args:
        processor: The model's processor; for an encoder-decoder any object with ``image_processor`` and ``tokenizer``.
        model: The model, only looked at: its configuration tells the style and the special ids.
        style: ``"encoder-decoder"``, ``"encoder-prompt"``, ``"chat"`` or ``"text"``, where detection should be
            overridden.
        max_target_tokens: Most ids of an answer, its end included.
        text_template: Prompt of the text style with the model's picture token, such as ``"<image>{prompt}"``; that of
            the family's adapter by default.
        format_prompt: Gives the prompt of an example in place of ``example.prompt`` in the words of the settings.
        unreadable: Whether an example that cannot be read raises or is left out and named in ``batch["skipped"]``.
        adapter: What is particular to the model's family; looked up by its ``model_type`` by default.
        pixel_budget: Size that pictures are brought to before the processor sees them; that of the settings by default.
        normalization: What is done to pictures before that, such as cutting them to the ink; that of the settings by
            default.
        settings: Prompts, order of picture and text, system prompt and what else is not said here; those of a folder by
            ``InferenceSettings.load``.

    Raises:
        InputError: The style is text and there is no template with ``{prompt}``; a chat template cannot be rendered;
            there is a system prompt where no chat is; or ids are missing, see ``model_format``.

    Examples:
        >>> from types import SimpleNamespace as Namespace
        >>> tokenizer = Namespace(eos_token_id=2, pad_token_id=0, all_special_ids=[0, 2])
        >>> model = Namespace(config=Namespace(is_encoder_decoder=True, decoder_start_token_id=1))
        >>> TaskCollator(Namespace(tokenizer=tokenizer), model=model).form.start_id
        1
    """

    def __init__(  # noqa: PLR0913 - options by name
        self,
        processor: Any,  # noqa: ANN401 - transformers has no common class of processors
        *,
        model: Any,  # noqa: ANN401
        style: PromptStyle | str | None = None,
        max_target_tokens: int | None = None,
        text_template: str | None = None,
        format_prompt: Callable[[TaskExample], str] | None = None,
        unreadable: Literal["raise", "skip"] = "raise",
        adapter: FamilyAdapter | None = None,
        pixel_budget: PixelBudget | None = None,
        normalization: PictureNormalization | None = None,
        settings: InferenceSettings | None = None,
    ) -> None:
        self.processor = processor
        self.settings = InferenceSettings() if settings is None else settings
        self.form = model_format(model, processor, style=style or self.settings.style, adapter=adapter)
        self.max_target_tokens = _positive(max_target_tokens)
        self.text_template = checked_template(text_template or self.settings.text_template, self.form)
        self.pixel_budget = pixel_budget or self.settings.pixel_budget
        self.normalization = normalization or self.settings.normalization
        self.format_prompt = format_prompt
        self.unreadable = unreadable
        self._picture_ids = () if self.form.adapter.write_prompts else picture_ids(model.config)
        require_chat(self.settings, self.form)
        self._frame = chat_frame(processor, self.settings) if self.form.style is PromptStyle.CHAT else AnswerFrame()

    def __call__(self, examples: Sequence[TaskExample]) -> dict[str, Any]:
        """Build a batch.

        Args:
            examples: Examples whose records have pictures.

        Returns:
            Model inputs with ``labels``, and the keys of ``hmer_kit.vlm.batching.batches``.

        Raises:
            DataError: A picture cannot be read, the processor refuses it, or a prompt holds the picture token; where
                those are skipped, none of the batch is left.
            InputError: A prompt is no string, or reached the model without a picture.
        """
        images, kept, skipped = self._load(examples)
        try:
            inputs, lengths, cut = self._encode(images, kept)
        except HmerKitError:
            if self.unreadable == "raise" or len(kept) < 2:
                raise
            images, kept, refused = self._accepted(images, kept)
            skipped += refused
            inputs, lengths, cut = self._encode(images, kept)
        return {
            **inputs,
            "ids": [item.record.id for item in kept],
            "tasks": [item.task for item in kept],
            "expected": [item.expected for item in kept],
            "truncated": [item.record.id for item, was_cut in zip(kept, cut, strict=True) if was_cut],
            "unknown": [item.record.id for item, row in zip(kept, inputs["labels"], strict=True) if self._unknown(row)],
            "skipped": skipped,
            "prompt_lengths": lengths,
        }

    def _unknown(self, labels: Tensor) -> bool:
        """Whether an answer holds the unknown token; where that is the end or padding too, nothing is unknown."""
        token = getattr(self.processor.tokenizer, "unk_token_id", None)
        return token not in {None, *self.form.eos_ids, self.form.pad_id} and token in labels.tolist()

    def _encode(
        self, images: list[Image.Image], kept: list[TaskExample]
    ) -> tuple[dict[str, Any], list[int], list[bool]]:
        prompts = prompt_texts(kept, say=self._prompt_of, processor=self.processor, template=self.text_template)
        encode = {
            PromptStyle.ENCODER_DECODER: self._encoder_decoder,
            PromptStyle.ENCODER_PROMPT: self._encoder_prompt,
        }.get(self.form.style, self._decoder_only)
        names = [item.record.id for item in kept]
        try:
            inputs, lengths, cut = encode(images, prompts, [item.target for item in kept])
        except DataError:
            raise
        except InputError as error:  # a blank picture, a prompt longer than the decoder's positions
            raise InputError(f"{error}; in the batch of the records {names[:8]}") from error
        except (ValueError, IndexError) as error:  # a strip 200 times as long as wide, for Qwen-VL
            raise DataError(f"the processor refuses the batch of the records {names[:8]}: {error}") from error
        if "input_ids" in inputs:
            require_picture_ids(inputs["input_ids"], self._picture_ids, names=names)
        return inputs, lengths, cut

    def _accepted(
        self, images: list[Image.Image], kept: list[TaskExample]
    ) -> tuple[list[Image.Image], list[TaskExample], list[str]]:
        """Try a refused batch one by one, and leave out what is refused alone too."""
        good: list[tuple[Image.Image, TaskExample]] = []
        refused = []
        for image, item in zip(images, kept, strict=True):
            try:
                self._encode([image], [item])
            except HmerKitError as error:
                refused.append(f"{item.record.id}: {error}")
            else:
                good.append((image, item))
        if not good:
            raise DataError(f"expected a usable example in a batch of {len(kept)}, got none: {refused[:3]}")
        return [image for image, _ in good], [item for _, item in good], refused

    def _prompt_of(self, example: TaskExample) -> object:
        if self.format_prompt is not None:
            return self.format_prompt(example)
        return self.settings.prompt_of(example.task, example.prompt)

    def _load(self, examples: Sequence[TaskExample]) -> tuple[list[Image.Image], list[TaskExample], list[str]]:
        options: dict[str, Any] = {
            "mode": self.form.image_mode,
            "budget": self.pixel_budget,
            "normalization": self.normalization,
        }
        if self.unreadable == "raise":
            return [load_picture(example.record, **options) for example in examples], list(examples), []
        images, kept, skipped = load_pictures(examples, **options)
        if not kept:
            raise DataError(f"expected a readable picture in a batch of {len(examples)}, got none: {skipped[:3]}")
        return images, kept, skipped

    def _encoder_decoder(
        self, images: list[Image.Image], prompts: list[str], answers: list[str]
    ) -> tuple[dict[str, Any], list[int], list[bool]]:
        ids = self.processor.tokenizer([*prompts, *answers], add_special_tokens=False)["input_ids"]
        openings = [[self.form.start_id, *row] for row in ids[: len(prompts)]]
        limits = [self._limit(len(row)) for row in openings]
        targets, cut = self._close(ids[len(prompts) :], limits)
        pixels = self.processor.image_processor(images=images, return_tensors="pt")
        rows = join_decoder_rows(openings, targets, pad_id=self.form.pad_id)
        return {**pixels, **rows}, [len(row) for row in openings], cut

    def _encoder_prompt(
        self, images: list[Image.Image], prompts: list[str], answers: list[str]
    ) -> tuple[dict[str, Any], list[int], list[bool]]:
        opening = [item for item in (self.form.start_id, *self.form.opening_ids) if item is not None]
        ids = self.processor.tokenizer(text_target=answers, add_special_tokens=False)["input_ids"]
        targets, cut = self._close(ids, [self._limit(len(opening))] * len(ids))
        encoded = self._prompts(images, prompts)
        if "input_ids" in encoded:
            self._limit(encoded["input_ids"].shape[1])  # the encoder has as many positions
        rows = join_decoder_rows([opening] * len(targets), targets, pad_id=self.form.pad_id)
        return {**encoded, **rows}, [len(opening)] * len(targets), cut

    def _decoder_only(
        self, images: list[Image.Image], prompts: list[str], answers: list[str]
    ) -> tuple[dict[str, Any], list[int], list[bool]]:
        framed = [self._frame.wrap(answer) for answer in answers]
        ids = self.processor.tokenizer(framed, add_special_tokens=False)["input_ids"]
        if self.form.adapter.rows is PromptRows.ALIGNED:
            rows = self._rows(images, prompts)
            targets, cut = self._close(ids, [self._limit(row["input_ids"].shape[1] + 1) for row in rows])
            return *join_rows(rows, targets, form=self.form), cut
        encoded = self._prompts(images, prompts)
        width = encoded["input_ids"].shape[1]
        targets, cut = self._close(ids, [self._limit(width + 1)] * len(ids))
        return extend_prompts(encoded, targets, form=self.form), [width] * len(targets), cut

    def _prompts(self, images: list[Image.Image], prompts: list[str]) -> dict[str, Any]:
        """Return pictures and prompts as inputs of a decoder, padded on its left, or of an encoder, on its right."""
        side: Side = "right" if self.form.style is PromptStyle.ENCODER_PROMPT else "left"
        if self.form.adapter.rows is PromptRows.BATCH:
            return self._written(images, prompts, padding=True, padding_side=side)
        return stack_rows(self._rows(images, prompts), pad_id=self.form.pad_id, side=side)

    def _rows(self, images: list[Image.Image], prompts: list[str]) -> list[dict[str, Any]]:
        """Return pictures and prompts written one by one, so that nothing is padded."""
        return [self._written([image], [prompt]) for image, prompt in zip(images, prompts, strict=True)]

    def _written(self, images: list[Image.Image], prompts: list[str], **padding: Any) -> dict[str, Any]:
        model: dict[str, Any] = {"processor": self.processor, "form": self.form}
        return written(images, prompts, **model, settings=self.settings, template=self.text_template, padding=padding)

    def _limit(self, opening: int) -> int | None:
        """Return how many target ids fit, by the user's limit and by the decoder's learned positions."""
        limits = [self.max_target_tokens]
        if self.form.max_positions is not None:
            limits.append(self.form.max_positions - opening + 1)
        known = [limit for limit in limits if limit is not None]
        if known and min(known) < 1:
            raise InputError(
                f"expected a prompt of at most {self.form.max_positions} ids, the model's positions, got {opening}; "
                "give a shorter one by format_prompt"
            )
        return min(known, default=None)

    def _close(self, rows: Sequence[Sequence[int]], limits: Sequence[int | None]) -> tuple[list[list[int]], list[bool]]:
        closed = [
            close_answer(row, eos_ids=self.form.eos_ids, limit=limit) for row, limit in zip(rows, limits, strict=True)
        ]
        return [row for row, _ in closed], [cut for _, cut in closed]


def _positive(limit: int | None) -> int | None:
    if limit is not None and limit < 1:
        raise InputError(f"expected max_target_tokens of at least 1, got {limit}")
    return limit
