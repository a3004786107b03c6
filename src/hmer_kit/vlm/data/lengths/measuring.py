"""How many tokens an example has, told from its texts and the size of its picture, or by the processor itself."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from PIL import Image

from hmer_kit.data import Record, Skip
from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.tasks import TaskExample
from hmer_kit.vlm.batching.pictures import load_picture
from hmer_kit.vlm.batching.targets import IGNORED
from hmer_kit.vlm.families.styles import PromptStyle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hmer_kit.vlm.batching.collator import TaskCollator

__all__ = ["ExampleLength", "LengthMeter", "size_of"]

_CHUNK = 512
_PROBES = ((64, 64), (160, 48))


@dataclass(frozen=True, slots=True)
class ExampleLength:
    """How long an example is.

    Examples:
        >>> ExampleLength(prompt=40, target=9, pixels=3000).tokens
        49
    """

    prompt: int
    """Tokens of picture and question, with what the chat template writes around them."""
    target: int
    """Tokens of the answer, its end included."""
    pixels: int
    """Width times height of the picture as it is stored."""

    @property
    def tokens(self) -> int:
        """Tokens in all."""
        return self.prompt + self.target


def size_of(record: Record) -> tuple[int, int]:
    """Return width and height of a record's picture; pictures in files are not decoded for it.

    Args:
        record: A record; a picture whose source has no method ``size`` is loaded.

    Raises:
        DataError: The record has no picture, or it cannot be read.

    Examples:
        >>> size_of(Record("a", "x", image=_Bar(3, 4)))
        (3, 4)
    """
    image = record.image
    if image is None:
        raise DataError(
            f"expected record {record.id!r} to have a picture, got none; give Record(image=...)",
            code="no_image",
            record_id=record.id,
        )
    size = getattr(image, "size", None)
    width, height = size() if callable(size) else image.load().size
    return int(width), int(height)


class LengthMeter:
    """Tells the lengths of examples as a collator would make them, without decoding pictures, but where they are cut.

    What the picture and the template add is learnt from plain pictures: from two, where the processor can tell the
    tokens of a size (most can), else from one of each size. The texts are tokenized apart, so that a length may be off
    by the few tokens that merge with the template; ``exact`` runs the collator.

    Args:
        collator: The model's collator.

    Examples:
        >>> from hmer_kit.tasks import get_task
        >>> from hmer_kit.vlm.small import small_model, small_processor
        >>> from hmer_kit.vlm import TaskCollator
        >>> processor = small_processor(["x", "+", "1"])
        >>> meter = LengthMeter(TaskCollator(processor, model=small_model(processor.tokenizer)))
        >>> example = get_task("vanilla").build(Record("a", "x + 1", image=_Bar(60, 40)))
        >>> [length.target for _, length in meter.measure([example])], meter.exact(example)[1].target
        ([4], 4)
    """

    def __init__(self, collator: TaskCollator) -> None:
        if not hasattr(collator, "processor"):
            raise InputError(
                f"expected a TaskCollator, whose processor tells lengths, got {type(collator).__name__}; give "
                "module.collator()"
            )
        self._collator = copy.copy(collator)
        self._collator.max_target_tokens = None
        self._seq2seq = collator.form.style is PromptStyle.ENCODER_DECODER
        self._around: dict[tuple[int, int], int] = {}
        first = self._probe(*_PROBES[0])
        self._answer = first.target
        self._template = self._fixed_part(first.prompt)

    def measure(self, examples: Iterable[TaskExample]) -> Iterator[tuple[TaskExample, ExampleLength | Skip]]:
        """Yield each example with its length, or why it has none: its picture is missing or unreadable.

        Args:
            examples: Any number; they are taken some hundreds at a time, whose texts are tokenized together.
        """
        source = iter(examples)
        while chunk := list(islice(source, _CHUNK)):
            yield from zip(chunk, self._measured(chunk), strict=True)

    def exact(self, example: TaskExample) -> tuple[TaskExample, ExampleLength | Skip]:
        """Return an example with the length that the collator gives it; the picture is decoded.

        Args:
            example: Any example.
        """
        (about,) = self._measured([example])
        if self._seq2seq or isinstance(about, Skip):  # texts are tokenized apart there too, and cut at the last place
            return example, about
        try:
            batch = self._collator([example])
        except DataError as error:
            return example, _unreadable(example, error)
        target = int((batch["labels"] != IGNORED).sum())
        return example, ExampleLength(prompt=self._width(batch), target=target, pixels=about.pixels)

    def _measured(self, examples: Sequence[TaskExample]) -> list[ExampleLength | Skip]:
        prompts = self._counts([self._prompt_of(example) for example in examples])
        targets = self._counts([example.target for example in examples])
        return [self._joined(*parts) for parts in zip(examples, prompts, targets, strict=True)]

    def _joined(self, example: TaskExample, prompt: int, target: int) -> ExampleLength | Skip:
        try:
            width, height = size_of(example.record)
            seen = self._cut_size(example.record, (width, height))
        except HmerKitError as error:
            return _unreadable(example, error)
        prompt += self._of_picture(*seen)
        return ExampleLength(prompt=prompt, target=self._answer + target, pixels=width * height)

    def _cut_size(self, record: Record, size: tuple[int, int]) -> tuple[int, int]:
        """Return the size of a picture after it was normalized; where it is cut, it must be looked at."""
        normalization = self._collator.normalization
        if normalization is None or (normalization.margin is None and normalization.blank == "keep"):
            return size
        return load_picture(record, mode=self._collator.form.image_mode, normalization=normalization).size

    def _prompt_of(self, example: TaskExample) -> str:
        own = self._collator.format_prompt
        return self._collator.settings.prompt_of(example.task, example.prompt) if own is None else own(example)

    def _counts(self, texts: list[str]) -> list[int]:
        ids = self._collator.processor.tokenizer(texts, add_special_tokens=False)["input_ids"]
        return [len(row) for row in ids]

    def _of_picture(self, width: int, height: int) -> int:
        """Return the tokens of picture and template."""
        if self._template is not None:
            return self._template + self._told(width, height)
        size = (width, height)
        if size not in self._around:
            self._around[size] = self._probe(width, height).prompt
        return self._around[size]

    def _fixed_part(self, first: int) -> int | None:
        """Return what the template adds to the tokens of any picture, or None where the processor cannot tell those."""
        try:
            template = first - self._told(*_PROBES[0])
            right = self._probe(*_PROBES[1]).prompt == template + self._told(*_PROBES[1])
        except (AttributeError, NotImplementedError, TypeError, ValueError, KeyError):
            return None
        return template if right else None

    def _told(self, width: int, height: int) -> int:
        if self._seq2seq:
            return 0
        if self._collator.pixel_budget is not None:
            width, height = self._collator.pixel_budget.size(width, height)
        told = self._collator.processor._get_num_multimodal_tokens(image_sizes=[[height, width]])  # noqa: SLF001
        return int(told["num_image_tokens"][0])

    def _probe(self, width: int, height: int) -> ExampleLength:
        """Collate a plain picture with an empty question and an empty answer."""
        record = Record("probe", "", image=_Bar(width, height))
        probe = copy.copy(self._collator)
        probe.normalization = None  # the size is that of a picture that was cut
        probe.format_prompt = lambda example: ""  # noqa: ARG005 - whatever the settings say
        batch: dict[str, Any] = probe([TaskExample("vanilla", "", "", "", record)])
        target = int((batch["labels"] != IGNORED).sum())
        return ExampleLength(prompt=self._width(batch), target=target, pixels=width * height)

    def _width(self, batch: dict[str, Any]) -> int:
        """Return the tokens before the answer of a batch of one; those of the encoder, where it reads the prompt."""
        if self._collator.form.style is PromptStyle.ENCODER_PROMPT and "input_ids" in batch:
            return int(batch["input_ids"].shape[1])
        return int(batch["prompt_lengths"][0])


@dataclass(frozen=True, slots=True)
class _Bar:
    """A picture of a size with a bar across, for some processors refuse a picture without ink."""

    width: int
    height: int
    name: str = "bar"

    def load(self) -> Image.Image:
        image = Image.new("RGB", (self.width, self.height), "white")
        image.paste("black", (0, self.height // 2, self.width, self.height // 2 + 1))
        return image

    def size(self) -> tuple[int, int]:
        return self.width, self.height


def _unreadable(example: TaskExample, error: HmerKitError) -> Skip:
    return Skip(f"record {example.record.id!r}, task {example.task}", str(error))
