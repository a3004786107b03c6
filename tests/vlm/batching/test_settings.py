"""What the settings say reaches the model; what would reach it without a picture is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from PIL import Image

from hmer_kit.data import PixelBudget, Record
from hmer_kit.exceptions import DataError, HmerKitError, InputError
from hmer_kit.tasks import InferenceSettings, TaskExample, get_task
from hmer_kit.vlm import PromptStyle, TaskCollator, generate
from hmer_kit.vlm.batching.batches import prompt_inputs
from hmer_kit.vlm.small import small_model, small_processor

PICTURE = "<|image_pad|>"


class Shown:
    """A picture that is there already."""

    name = "shown"

    def __init__(self, image: Image.Image) -> None:
        self.image = image

    def load(self) -> Image.Image:
        return self.image


def asked(image: Image.Image, *, name: str = "r", prompt: str = "x = y") -> TaskExample:
    return TaskExample("vanilla", prompt, "x", "x", Record(name, "x", image=Shown(image)))


@pytest.fixture
def grey() -> Image.Image:
    return Image.effect_noise((96, 64), 60)


def prompt_text(model_and_processor, examples, **options) -> str:
    model, processor = model_and_processor
    batch = TaskCollator(processor, model=model, **options)(examples)
    return processor.tokenizer.decode(prompt_inputs(batch)["input_ids"][0])


def test_prompts_of_the_library_are_said_in_the_words_of_the_settings(qwen, vanilla) -> None:
    settings = InferenceSettings(prompts={"vanilla": "a = b"})
    assert "user\n<|vision_start|>" in prompt_text(qwen, vanilla[:1], settings=settings)
    assert "<|vision_end|>a = b<|im_end|>" in prompt_text(qwen, vanilla[:1], settings=settings)


def test_a_format_of_one_s_own_goes_before_the_settings(qwen, vanilla) -> None:
    settings = InferenceSettings(prompts={"vanilla": "a = b"})
    text = prompt_text(qwen, vanilla[:1], settings=settings, format_prompt=lambda _: "x ^ { 2 }")
    assert "x ^ { 2 }<|im_end|>" in text


def test_text_may_come_before_the_picture(qwen, vanilla) -> None:
    settings = InferenceSettings(prompts={"vanilla": "a = b"}, order="text-image")
    assert "a = b<|vision_start|>" in prompt_text(qwen, vanilla[:1], settings=settings)


def test_a_system_prompt_stands_first(qwen, vanilla) -> None:
    text = prompt_text(qwen, vanilla[:1], settings=InferenceSettings(system_prompt="b - x"))
    assert "b - x<|im_end|>" in text.partition("user\n")[0]


def test_a_template_that_drops_the_system_prompt_is_refused(qwen) -> None:
    model, processor = qwen
    processor.chat_template = processor.chat_template.replace("in messages", "in messages if m.role != 'system'")
    with pytest.raises(InputError, match="to write the system prompt"):
        TaskCollator(processor, model=model, settings=InferenceSettings(system_prompt="b - x"))


def test_a_template_that_refuses_a_system_turn_says_so(qwen) -> None:
    model, processor = qwen
    refusal = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
    processor.chat_template = refusal + processor.chat_template
    TaskCollator(processor, model=model)
    with pytest.raises(InputError, match="no system role"):
        TaskCollator(processor, model=model, settings=InferenceSettings(system_prompt="b - x"))


def test_a_system_prompt_where_no_chat_is_is_refused(seq2seq) -> None:
    model, processor = seq2seq
    with pytest.raises(InputError, match="no system prompt for the style 'encoder-decoder'"):
        TaskCollator(processor, model=model, settings=InferenceSettings(system_prompt="b - x"))


def test_the_styles_of_the_settings_are_those_of_the_prompts() -> None:
    for style in PromptStyle:
        assert InferenceSettings(style=style.value).style == style
    with pytest.raises(InputError):
        InferenceSettings(style="other")


@pytest.mark.parametrize("where", ["option", "settings"])
def test_the_processor_sees_the_picture_that_the_budget_gives(qwen, grey, where: str) -> None:
    model, processor = qwen
    budget = PixelBudget(min_pixels=256, max_pixels=32 * 64, multiple=16)
    given = {"pixel_budget": budget} if where == "option" else {"settings": InferenceSettings(pixel_budget=budget)}
    batch = TaskCollator(processor, model=model, **given)([asked(grey)])
    by_hand = TaskCollator(processor, model=model)([asked(budget.fit(grey))])
    assert budget.size(96, 64) != (96, 64)
    assert batch["image_grid_thw"].tolist() == [[1, *(side // 8 for side in budget.size(96, 64)[::-1])]]
    assert torch.equal(batch["pixel_values"], by_hand["pixel_values"])


def test_generation_takes_its_limit_from_the_settings(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    short = TaskCollator(processor, model=model, settings=InferenceSettings(max_new_tokens=2))
    answers = generate(model, processor, vanilla[:2], collator=short)
    assert answers == generate(model, processor, vanilla[:2], max_new_tokens=2)
    assert answers != generate(model, processor, vanilla[:2], max_new_tokens=20)
    assert generate(model, processor, vanilla[:2], max_new_tokens=20, collator=short) != answers


def test_generation_takes_its_temperature_from_the_settings(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    hot = TaskCollator(processor, model=model, settings=InferenceSettings(temperature=5.0, max_new_tokens=8))
    assert generate(model, processor, vanilla[:2], collator=hot) == generate(
        model, processor, vanilla[:2], temperature=5.0, max_new_tokens=8
    )
    assert generate(model, processor, vanilla[:2], collator=hot) != generate(
        model, processor, vanilla[:2], max_new_tokens=8
    )


def test_a_format_that_gives_no_string_is_named(qwen, vanilla) -> None:
    model, processor = qwen
    with pytest.raises(InputError, match="format_prompt to give a string for record 'r0', got NoneType"):
        TaskCollator(processor, model=model, format_prompt=lambda _: None)(vanilla[:1])


def test_a_picture_token_inside_a_prompt_is_named(qwen, vanilla, records) -> None:
    model, processor = qwen
    bad = get_task("error_detection").build(replace(records[0], id="bad", prediction=f"x {PICTURE} x"))
    with pytest.raises(DataError, match="without the picture token '<|image_pad|>'".replace("|", r"\|")) as caught:
        TaskCollator(processor, model=model)([bad])
    assert caught.value.record_id == "bad"
    batch = TaskCollator(processor, model=model, unreadable="skip")([vanilla[0], bad])
    assert batch["ids"] == [vanilla[0].record.id]
    assert [note.split(":")[0] for note in batch["skipped"]] == ["bad"]


def test_a_chat_template_that_leaves_the_picture_out_is_refused(qwen, vanilla) -> None:
    model, processor = qwen
    processor.chat_template = processor.chat_template.replace(PICTURE, "")
    with pytest.raises(HmerKitError, match=r"'r0', 'r1'"):
        TaskCollator(processor, model=model)(vanilla[:2])


class Trusting:
    """A processor that does not look whether the text has a place for the picture, as many do not."""

    def __init__(self, processor) -> None:
        self.tokenizer, self.image_processor = processor.tokenizer, processor.image_processor

    def __call__(self, *, images, text, return_tensors, padding, padding_side):
        encoded = self.tokenizer(text, return_tensors=return_tensors, padding=padding, padding_side=padding_side)
        return {**encoded, **self.image_processor(images=images, return_tensors="pt")}


def test_a_text_template_that_leaves_the_picture_out_is_refused(qwen, vanilla) -> None:
    model, processor = qwen
    collate = TaskCollator(Trusting(processor), model=model, text_template="{prompt}\n")
    with pytest.raises(InputError, match=r"picture token .* \['r0'\].*text_template"):
        collate(vanilla[:1])


def test_a_second_picture_token_in_a_text_prompt_is_refused(qwen, vanilla) -> None:
    model, processor = qwen
    good = TaskCollator(processor, model=model, style="text", text_template=PICTURE + "{prompt}\n")
    assert good(vanilla[:1])["ids"] == ["r0"]
    with pytest.raises(DataError, match="picture token"):
        good([asked(Image.new("L", (64, 32)), prompt=PICTURE)])


def test_a_strip_that_the_processor_refuses_is_named_or_left_out(qwen, vanilla) -> None:
    model, processor = qwen
    strip = asked(Image.new("L", (3000, 2)), name="strip")
    with pytest.raises(DataError, match=r"refuses the batch of the records \['strip'\].*aspect ratio"):
        TaskCollator(processor, model=model)([strip])
    batch = TaskCollator(processor, model=model, unreadable="skip")([strip, vanilla[0]])
    assert batch["ids"] == ["r0"]
    assert [note.split(":")[0] for note in batch["skipped"]] == ["strip"]
    budget = PixelBudget(min_pixels=256, max_pixels=2048, multiple=16)
    assert TaskCollator(processor, model=model, pixel_budget=budget)([strip])["ids"] == ["strip"]


def test_a_picture_without_ink_is_named_or_left_out(grey) -> None:
    processor = small_processor(["x", "="])
    model = small_model(processor.tokenizer, hidden_size=16, layers=1)
    blank = asked(Image.new("L", (64, 32), 255), name="blank")
    with pytest.raises(InputError, match=r"with ink.*\['blank'\]"):
        TaskCollator(processor, model=model)([blank])
    batch = TaskCollator(processor, model=model, unreadable="skip")([blank, asked(grey, name="good")])
    assert batch["ids"] == ["good"]
    assert [note.split(":")[0] for note in batch["skipped"]] == ["blank"]


def test_a_picture_without_pixels_is_named(qwen) -> None:
    model, processor = qwen
    with pytest.raises(DataError, match="'r' to have pixels, got 0 × 4"):
        TaskCollator(processor, model=model)([asked(Image.new("L", (0, 4)))])


HOSTILE = {
    "attribute": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ cycler.__init__.__globals__ }}",
    "format": "{{ '{0.__class__.__mro__}'.format('') }}",
    "changing the messages": "{% set _ = messages.append(1) %}",
    "endless range": "{% for i in range(10**12) %}x{% endfor %}",
    "endless recursion": "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
    "file": "{% include '/etc/passwd' %}",
    "module": "{% import 'os' as os %}",
    "syntax": "{% if %}",
    "long": "{% for i in range(99999) %}twelve chars{% endfor %}",
}


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_hostile_chat_template_is_refused(qwen, trick: str) -> None:
    model, processor = qwen
    processor.chat_template = HOSTILE[trick] + processor.chat_template
    with pytest.raises(InputError, match="expected a chat template"):
        TaskCollator(processor, model=model)


@pytest.mark.parametrize("trick", ["{{ messages.__class__ }}", "{{ ''|attr('__class__') }}"])
def test_what_a_template_may_not_see_is_empty(qwen, vanilla, trick: str) -> None:
    plain = prompt_text(qwen, vanilla[:1])
    qwen[1].chat_template = trick + qwen[1].chat_template
    assert prompt_text(qwen, vanilla[:1]) == plain
