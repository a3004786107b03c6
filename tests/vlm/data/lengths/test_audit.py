"""Lengths are those that the collator makes, and what is over a limit is named and not cut."""

from __future__ import annotations

import pytest
from PIL import Image

from hmer_kit.data import FileImage, PixelBudget, Record
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import InferenceSettings, build_examples
from hmer_kit.vlm import TaskCollator, TaskDataModule
from hmer_kit.vlm.data import LengthLimits, LengthMeter, audit_lengths
from hmer_kit.vlm.data.lengths import measuring


@pytest.fixture
def sized(tmp_path, records):
    """The records with pictures of several sizes in files."""
    found = []
    for number, record in enumerate(records):
        Image.linear_gradient("L").resize((32 + 24 * number, 40)).save(tmp_path / f"{number}.png")
        found.append(
            Record(record.id, record.reference, image=FileImage(tmp_path, f"{number}.png"), prediction="x + x")
        )
    return found


@pytest.mark.parametrize("name", ["seq2seq", "qwen"])
def test_lengths_told_from_sizes_are_those_of_the_collator(request, name, sized) -> None:
    model, processor = request.getfixturevalue(name)
    meter = LengthMeter(TaskCollator(processor, model=model, max_target_tokens=3))
    examples = build_examples(sized).examples
    told = [length for _, length in meter.measure(examples)]
    collator = TaskCollator(processor, model=model)
    for example, length in zip(examples, told, strict=True):
        batch = collator([example])
        assert length.prompt == batch["prompt_lengths"][0]
        assert length.target == int((batch["labels"] != -100).sum())
        assert meter.exact(example)[1] == length
    assert len({length.pixels for length in told}) == len(sized)


def test_lengths_follow_the_collators_settings(qwen, sized) -> None:
    model, processor = qwen
    settings = InferenceSettings(prompts={"vanilla": "x + 1"}, system_prompt="a = b")
    options = {"pixel_budget": PixelBudget(max_pixels=40 * 60), "settings": settings}
    collator = TaskCollator(processor, model=model, **options)
    meter = LengthMeter(collator)
    examples = build_examples(sized, tasks=["vanilla", "tree_cot"]).examples
    for example, length in meter.measure(examples):
        assert length == meter.exact(example)[1]
        assert length.prompt == collator([example])["prompt_lengths"][0]


def test_a_processor_that_cannot_tell_the_tokens_of_a_size_is_asked_for_each_size(qwen, sized, monkeypatch) -> None:
    model, processor = qwen
    examples = build_examples(sized).examples
    collator = TaskCollator(processor, model=model)
    known = list(LengthMeter(collator).measure(examples))

    def refuse(**options):
        raise NotImplementedError

    monkeypatch.setattr(processor, "_get_num_multimodal_tokens", refuse, raising=False)
    assert list(LengthMeter(collator).measure(examples)) == known


def test_pictures_in_files_are_not_decoded(qwen, sized, tmp_path) -> None:
    model, processor = qwen
    for file in tmp_path.glob("*.png"):
        file.write_bytes(file.read_bytes()[:60])  # the head alone, which decoding would complain of
    meter = LengthMeter(TaskCollator(processor, model=model))
    measured = list(meter.measure(build_examples(sized, tasks=["vanilla"]).examples))
    assert [length.pixels for _, length in measured] == [40 * (32 + 24 * number) for number in range(len(sized))]
    assert meter.exact(measured[0][0])[1].reason.startswith("the picture")


def test_every_example_over_a_limit_is_named(qwen, sized) -> None:
    model, processor = qwen
    collator = TaskCollator(processor, model=model)
    examples = build_examples(sized, tasks=["vanilla", "tree_cot"]).examples
    lengths = {(example.record.id, example.task): length for example, length in LengthMeter(collator).measure(examples)}
    limit = sorted(length.tokens for length in lengths.values())[-4]
    audit = audit_lengths(examples, collator=collator, limits=LengthLimits(tokens=limit))
    expected = {key for key, length in lengths.items() if length.tokens > limit}
    assert {(item.id, item.task) for item in audit.over} == expected
    assert all(examples[item.index].record.id == item.id for item in audit.over)
    assert expected
    assert audit_lengths(examples, collator=collator, limits=LengthLimits(tokens=limit), measure="processor") == audit
    with pytest.raises(DataError, match=rf"got {len(expected)} over it: .*task tree_cot: \d+ tokens, limit {limit}"):
        audit.require()
    assert audit.tasks["vanilla"].longest == max(
        length.tokens for (_, task), length in lengths.items() if task == "vanilla"
    )
    assert "tree_cot" in audit.table()


def test_the_limits_are_those_of_the_collator_by_default(seq2seq, sized) -> None:
    model, processor = seq2seq
    examples = build_examples(sized, tasks=["vanilla"]).examples
    audit = audit_lengths(examples, collator=TaskCollator(processor, model=model, max_target_tokens=6))
    assert {item.problem.partition(" tokens")[2] for item in audit.over} == {" of answer, limit 6"}
    assert 0 < len(audit.over) < len(examples)


def test_a_picture_that_cannot_be_read_is_named(qwen, sized, tmp_path) -> None:
    model, processor = qwen
    (tmp_path / "0.png").write_bytes(b"no picture")
    bare = build_examples([Record("bare", "x")], tasks=["vanilla"]).examples
    examples = [*build_examples(sized, tasks=["vanilla"]).examples, *bare]
    audit = audit_lengths(examples, collator=TaskCollator(processor, model=model))
    assert [skip.where for skip in audit.unreadable] == ["record 'r0', task vanilla", "record 'bare', task vanilla"]
    assert len(audit.tasks["vanilla"].tokens) == len(examples) - 2


def limited(qwen, sized, **options) -> TaskDataModule:
    model, processor = qwen
    return TaskDataModule(sized, collator=TaskCollator(processor, model=model), tasks={"vanilla": 1}, **options)


def test_examples_over_the_limit_are_an_error_or_left_out_by_name_or_kept_as_is_asked(qwen, sized) -> None:
    model, processor = qwen
    examples = build_examples(sized, tasks=["vanilla"]).examples
    told = [length.tokens for _, length in LengthMeter(TaskCollator(processor, model=model)).measure(examples)]
    limit = sorted(told)[-3]
    long = {example.record.id for example, tokens in zip(examples, told, strict=True) if tokens > limit}
    with pytest.raises(DataError, match=f"got {len(long)} over it"):
        limited(qwen, sized, max_tokens=limit).train_dataloader()
    dropping = limited(qwen, sized, max_tokens=limit, over_limit="drop", max_tokens_per_batch=2 * limit)
    batches = list(dropping.train_dataloader())
    ids = [name for batch in batches for name in batch["ids"]]
    assert sorted(ids) == sorted({record.id for record in sized} - long)
    assert {skip.where for skip in dropping.skipped} == {f"record {name!r}, task vanilla" for name in long}
    assert all(batch["input_ids"].numel() <= 2 * limit for batch in batches)
    keeping = limited(qwen, sized, max_tokens=limit, over_limit="keep")
    assert sum(len(batch["ids"]) for batch in keeping.train_dataloader()) == len(sized)


def test_a_stream_leaves_out_what_is_too_long_and_names_it(qwen, sized) -> None:
    model, processor = qwen
    examples = build_examples(sized, tasks=["vanilla"]).examples
    told = [length.tokens for _, length in LengthMeter(TaskCollator(processor, model=model)).measure(examples)]
    limit = sorted(told)[-3]
    source = lambda worker_id, seed: sized  # noqa: E731
    data = limited(qwen, source, batch_size=len(sized), max_tokens=limit, over_limit="drop")
    batch = next(iter(data.train_dataloader()))
    assert len(batch["skipped"]) >= 2
    assert all(f"limit {limit}" in note for note in batch["skipped"])
    raising = TaskDataModule(
        lambda worker_id, seed: sized,
        collator=TaskCollator(processor, model=model),
        tasks={"vanilla": 1},
        max_tokens=limit,
    )
    with pytest.raises(DataError, match="over it"):
        next(iter(raising.train_dataloader()))


def test_a_limit_needs_a_collator_that_tells_lengths(sized) -> None:
    with pytest.raises(InputError, match="expected a TaskCollator"):
        TaskDataModule(sized, collator=None, max_tokens=10).train_dataloader()
    with pytest.raises(InputError, match="over_limit to be one of"):
        TaskDataModule(sized, collator=None, max_tokens=10, over_limit="cut")


def test_long_lists_are_measured_in_chunks(qwen, sized, monkeypatch) -> None:
    model, processor = qwen
    examples = build_examples(sized).examples
    meter = LengthMeter(TaskCollator(processor, model=model))
    whole = list(meter.measure(examples))
    monkeypatch.setattr(measuring, "_CHUNK", 3)
    assert list(meter.measure(iter(examples))) == whole
