"""The loss is on the answer alone, told token by token, and nothing is cut in silence."""

from __future__ import annotations

import pytest
import torch

from hmer_kit.data import Record
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import TaskExample
from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching.batches import model_inputs, prompt_inputs


def example(target: str, *, prompt: str = "x = y", image=None, name: str = "r") -> TaskExample:
    return TaskExample("vanilla", prompt, target, target, Record(name, target, image=image))


@pytest.fixture
def mixed(examples):
    """Examples of several tasks, so that prompts and targets differ in length."""
    chosen = [item for item in examples if item.record.id in {"r0", "r1"}]
    assert len({item.task for item in chosen}) == 5
    return chosen


def test_labels_are_exactly_the_answer_and_one_end(tiny, mixed, tokenizer) -> None:
    model, processor = tiny
    batch = TaskCollator(processor, model=model)(mixed)
    for row, item in zip(batch["labels"], mixed, strict=True):
        answer = [*tokenizer(item.target, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        assert row[row != -100].tolist() == answer


def test_decoder_only_masks_pictures_prompt_and_padding_token_by_token(qwen, mixed, tokenizer) -> None:
    model, processor = qwen
    batch = TaskCollator(processor, model=model)(mixed)
    width = batch["prompt_lengths"][0]
    picture = tokenizer.convert_tokens_to_ids("<|image_pad|>")
    for index, item in enumerate(mixed):
        ids, labels, mask = (batch[key][index].tolist() for key in ("input_ids", "labels", "attention_mask"))
        target = [*tokenizer(item.target, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        assert labels[:width] == [-100] * width
        assert ids[width : width + len(target)] == labels[width : width + len(target)] == target
        assert mask[width : width + len(target)] == [1] * len(target)
        assert labels[width + len(target) :] == [-100] * (len(ids) - width - len(target))
        assert mask[width + len(target) :] == [0] * (len(ids) - width - len(target))
        assert all(label == -100 for token, label in zip(ids, labels, strict=True) if token == picture)
        assert ids.count(picture) == 8
        left = mask[:width].index(1)
        assert mask[:width] == [0] * left + [1] * (width - left)
        assert tokenizer.decode(ids[left:width]).endswith(f"{item.prompt}<|im_end|>\n<|im_start|>assistant\n")


def test_prompts_of_a_mixed_batch_differ_in_length(qwen, mixed) -> None:
    model, processor = qwen
    batch = TaskCollator(processor, model=model)(mixed)
    assert len(set(prompt_inputs(batch)["attention_mask"].sum(1).tolist())) > 1


def test_text_side_keys_run_along_the_whole_text(qwen, mixed) -> None:
    model, processor = qwen
    batch = TaskCollator(processor, model=model)(mixed)
    assert batch["mm_token_type_ids"].shape == batch["input_ids"].shape == batch["labels"].shape
    assert batch["mm_token_type_ids"][:, batch["prompt_lengths"][0] :].sum() == 0
    assert batch["mm_token_type_ids"].sum(1).tolist() == [8] * len(mixed)
    assert batch["image_grid_thw"].shape == (len(mixed), 3)


def test_prompt_inputs_are_the_batch_before_the_targets(qwen, mixed) -> None:
    model, processor = qwen
    batch = TaskCollator(processor, model=model)(mixed)
    inputs = prompt_inputs(batch)
    width = batch["prompt_lengths"][0]
    assert "labels" not in inputs
    for key in ("input_ids", "attention_mask", "mm_token_type_ids"):
        assert torch.equal(inputs[key], batch[key][:, :width])
    assert torch.equal(inputs["pixel_values"], batch["pixel_values"])


def test_encoder_decoder_rows_shift_by_one_and_mask_the_prompt(seq2seq, mixed, tokenizer) -> None:
    model, processor = seq2seq
    batch = TaskCollator(processor, model=model)(mixed)
    for index, item in enumerate(mixed):
        prompt = [tokenizer.bos_token_id, *tokenizer(item.prompt, add_special_tokens=False)["input_ids"]]
        target = [*tokenizer(item.target, add_special_tokens=False)["input_ids"], tokenizer.eos_token_id]
        width = len(prompt) + len(target) - 1
        assert batch["prompt_lengths"][index] == len(prompt)
        assert batch["decoder_input_ids"][index, :width].tolist() == [*prompt, *target[:-1]]
        assert batch["labels"][index, :width].tolist() == [-100] * (len(prompt) - 1) + target
        assert (batch["labels"][index, width:] == -100).all()
        assert (batch["decoder_input_ids"][index, width:] == tokenizer.pad_token_id).all()


def test_an_end_that_equals_the_padding_stays_in_the_loss(qwen, vanilla) -> None:
    model, processor = qwen
    processor.tokenizer.pad_token, before = processor.tokenizer.eos_token, processor.tokenizer.pad_token
    try:
        batch = TaskCollator(processor, model=model)(vanilla[:4])
    finally:
        processor.tokenizer.pad_token = before
    ends = [row[row != -100][-1].item() for row in batch["labels"]]
    assert ends == [processor.tokenizer.eos_token_id] * 4


def test_loss_is_unmoved_by_padding(tiny, vanilla) -> None:
    model, processor = tiny
    model.eval()
    collate = TaskCollator(processor, model=model)
    long = example(" ".join(["x"] * 40), image=vanilla[0].record.image, prompt="a b " * 9)
    together = model_inputs(collate([vanilla[0], long]))
    together["labels"][1] = -100
    with torch.no_grad():
        alone = model(**model_inputs(collate([vanilla[0]]))).loss
        padded = model(**together).loss
    assert padded.item() == pytest.approx(alone.item(), abs=1e-5)


def test_what_the_tokenizer_has_no_token_for_is_named(tiny, vanilla) -> None:
    model, processor = tiny
    strange = example("x + \\strange", image=vanilla[0].record.image, name="strange")
    assert TaskCollator(processor, model=model)([vanilla[0], strange])["unknown"] == ["strange"]


def test_long_targets_are_cut_without_an_end_and_named(tiny, vanilla, tokenizer) -> None:
    model, processor = tiny
    long = example("x x x x", image=vanilla[0].record.image, name="long")
    batch = TaskCollator(processor, model=model, max_target_tokens=6)([vanilla[0], long])
    assert batch["truncated"] == ["long"]
    kept = batch["labels"][1]
    assert tokenizer.decode(kept[kept != -100]) == "x x x "


def test_learned_positions_limit_the_target_too(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    long = example(" ".join(["x"] * 300), image=vanilla[0].record.image, name="long")
    batch = TaskCollator(processor, model=model)([long])
    assert batch["truncated"] == ["long"]
    assert batch["decoder_input_ids"].shape[1] == 512
    assert torch.isfinite(model(**model_inputs(batch)).loss)


def test_a_prompt_longer_than_the_learned_positions_is_refused(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    long = example("x", image=vanilla[0].record.image, prompt="x " * 400)
    with pytest.raises(InputError, match="at most 512 ids"):
        TaskCollator(processor, model=model)([long])


def test_format_prompt_takes_the_place_of_the_prompt(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    batch = TaskCollator(processor, model=model, format_prompt=lambda item: "")(vanilla[:2])
    assert batch["prompt_lengths"] == [1, 1]


class Broken:
    name = "broken"

    def load(self):
        raise DataError("picture is truncated", record_id="bad")


def test_unreadable_pictures_raise_or_are_named(seq2seq, vanilla) -> None:
    model, processor = seq2seq
    bad = example("x", image=Broken(), name="bad")
    with pytest.raises(DataError, match="truncated"):
        TaskCollator(processor, model=model)([bad, vanilla[0]])
    lenient = TaskCollator(processor, model=model, unreadable="skip")
    batch = lenient([bad, vanilla[0], example("y", name="none")])
    assert batch["ids"] == ["r0"]
    assert batch["labels"].shape[0] == 1
    assert [note.split(":")[0] for note in batch["skipped"]] == ["bad", "none"]
    with pytest.raises(DataError, match="expected a readable picture in a batch of 1"):
        lenient([bad])


class Template:
    """A processor of the text style: a picture token in the text, no chat template."""

    def __init__(self, tokenizer, image_processor) -> None:
        self.tokenizer, self.image_processor = tokenizer, image_processor

    def __call__(self, *, images, text, return_tensors, padding, padding_side):
        encoded = self.tokenizer(text, return_tensors=return_tensors, padding=padding, padding_side=padding_side)
        ids = encoded["input_ids"]
        return {**encoded, **self.image_processor(images=images, return_tensors="pt"), "labels": ids.clone()}


def test_text_style_needs_a_template_and_drops_the_processors_own_labels(qwen, seq2seq, vanilla, tokenizer) -> None:
    model, _ = qwen
    processor = Template(tokenizer, seq2seq[1].image_processor)
    with pytest.raises(InputError, match="text_template"):
        TaskCollator(processor, model=model)
    batch = TaskCollator(processor, model=model, text_template="<|image_pad|> {prompt}\n")(vanilla[:2])
    assert tokenizer.decode(batch["input_ids"][0]).startswith(f"<|image_pad|> {vanilla[0].prompt}\n{vanilla[0].target}")
    assert (batch["labels"][:, : batch["prompt_lengths"][0]] == -100).all()
    assert batch["labels"].shape == batch["input_ids"].shape


def test_a_limit_below_one_is_refused(seq2seq) -> None:
    model, processor = seq2seq
    with pytest.raises(InputError, match="max_target_tokens"):
        TaskCollator(processor, model=model, max_target_tokens=0)
