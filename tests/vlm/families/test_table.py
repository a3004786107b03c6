"""What the adapters of families are for: without them the same code is wrong, or fails without a word of help."""

from __future__ import annotations

import importlib
from dataclasses import replace
from functools import cache

import huggingface_hub.constants
import pytest
import torch
from lightning.pytorch import Trainer
from torch.utils.data import DataLoader
from transformers import Blip2Config, OPTConfig, T5Config

from hmer_kit.exceptions import InputError, MissingExtraError
from hmer_kit.vlm import PromptStyle, TaskCollator, VLMModule, generate, load_processor
from hmer_kit.vlm.batching.batches import model_inputs
from hmer_kit.vlm.families import PromptRows, find_adapter
from vlm.families.harness import Built, Trained, build, train
from vlm.families.parts import make_examples


@cache
def built(name: str) -> Built:
    return build(importlib.import_module(f"vlm.families.builders.{name}").FAMILY)


@cache
def trained(name: str) -> Trained:
    return train(built(name), PAIR)


EXAMPLES = make_examples()
PAIR = [item for item in EXAMPLES if item.task == "vanilla"][:2]
SHORT = min(EXAMPLES, key=lambda item: len(item.prompt))
LONG = max(EXAMPLES, key=lambda item: len(item.prompt))
WRITTEN_ALONE = ["git", "instructblip", "kosmos_2", "kosmos_2_5"]
ENCODERS = ["blip_2_t5", "florence2", "instructblip_t5", "pix2struct_vqa", "t5gemma2", "udop"]


def losses(family: Built, collator: TaskCollator) -> tuple[float, float]:
    """Return the loss of the short example alone, and beside a longer one that is not counted."""
    together = model_inputs(collator([SHORT, LONG]))
    together["labels"][1] = -100
    with torch.no_grad():
        alone = family.model(**model_inputs(collator([SHORT]))).loss
        return alone.item(), family.model(**together).loss.item()


@pytest.mark.parametrize("name", WRITTEN_ALONE)
def test_these_families_are_wrong_where_their_processor_pads(name) -> None:
    """If one of these passes some day, its processor was put right, and its adapter can go."""
    family = trained(name).built
    adapter = family.collate.form.adapter
    options = {key: value for key, value in adapter.processor_options.items() if key != "padding"}
    processors_own = replace(adapter, rows=PromptRows.BATCH, processor_options=options)
    collator = TaskCollator(family.processor, model=family.model, adapter=processors_own)
    alone, padded = losses(family, collator)
    assert padded != pytest.approx(alone, abs=1e-4)
    alone, padded = losses(family, family.collate)
    assert padded == pytest.approx(alone, abs=1e-4)


@pytest.mark.parametrize("name", ["blip_2", "donut", "git", "kosmos_2_5"])
def test_rows_are_filled_up_without_a_padding_token(name) -> None:
    """What is padded here takes the id of the configuration."""
    family = build(built(name).family)
    before = family.collate([SHORT, LONG])
    family.processor.tokenizer.pad_token = None
    after = family.collate([SHORT, LONG])
    for key in ("labels", "decoder_input_ids" if name == "donut" else "input_ids"):
        assert torch.equal(before[key], after[key])


@pytest.mark.parametrize("name", ["florence2", "got_ocr2", "paligemma"])
def test_processors_that_pad_want_a_padding_token(name) -> None:
    family = build(built(name).family)
    family.processor.tokenizer.pad_token = None
    with pytest.raises(InputError, match=r"set processor\.tokenizer\.pad_token"):
        family.collate([SHORT])


@pytest.mark.parametrize("name", ENCODERS)
def test_prompts_of_these_families_go_to_the_encoder(name) -> None:
    assert built(name).collate.form.style is PromptStyle.ENCODER_PROMPT


def test_blip_2_follows_its_language_model() -> None:
    processor = built("blip_2").processor
    for text, style in ((T5Config(), "encoder-prompt"), (OPTConfig(), None)):
        config = Blip2Config(text_config=text, num_query_tokens=processor.num_query_tokens)
        assert find_adapter(config, processor).style == style


def test_a_processor_that_writes_no_picture_is_refused() -> None:
    """Old files of BLIP-2 lack the number; the model would answer without a look at the picture."""
    family = build(built("blip_2").family)
    family.processor.num_query_tokens = None
    with pytest.raises(InputError, match="num_query_tokens of 4"):
        family.collate([SHORT])


def test_florence_begins_its_answers_with_the_id_that_its_checkpoints_force() -> None:
    family = built("florence2")
    batch = family.collate([SHORT, LONG])
    tokenizer = family.processor.tokenizer
    assert batch["decoder_input_ids"][:, :2].tolist() == [[tokenizer.eos_token_id, tokenizer.bos_token_id]] * 2
    assert batch["labels"][:, 0].tolist() == [-100, -100]
    assert batch["prompt_lengths"] == [2, 2]


def test_as_many_patches_are_cut_as_the_image_processor_says() -> None:
    for name, key in (("kosmos_2_5", "flattened_patches"), ("pix2struct", "flattened_patches")):
        family = built(name)
        assert family.collate([SHORT])[key].shape[1] == family.processor.image_processor.max_patches < 2048


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("donut", set()),
        ("trocr", {"encoder.pooler"}),
        ("trocr_deit", {"encoder.pooler"}),
        ("udop", {"decoder.embed_patches", "decoder.relative_bias"}),
    ],
)
def test_parts_that_take_no_part_in_the_loss_are_those_of_the_note(name, parts) -> None:
    """Trainable parameters without a gradient stop distributed training, so that users have to know."""
    family = build(built(name).family)
    family.model(**model_inputs(family.collate(PAIR))).loss.backward()
    unused = {key for key, weight in family.model.named_parameters() if weight.requires_grad and weight.grad is None}
    assert {".".join(key.split(".")[:2]) for key in unused} == parts
    assert ("find_unused_parameters" in family.family.note) == bool(parts)


@pytest.mark.parametrize("name", ["git", "kosmos_2_5", "donut"])
def test_an_end_in_a_prompt_ends_no_answer(name) -> None:
    """Prompts may hold any text; here the longer one holds the end token and is given id by id."""
    family = trained(name).built
    end = family.family.after or family.processor.tokenizer.eos_token
    ended = replace(LONG, prompt=f"{LONG.prompt} {end} {SHORT.prompt}")
    options = {"max_new_tokens": 8, "collator": family.collate}
    alone = [generate(family.model, family.processor, [item], **options)[0] for item in (SHORT, ended)]
    assert generate(family.model, family.processor, [SHORT, ended], batch_size=2, **options) == alone
    assert all(alone)


@pytest.mark.parametrize("name", ["blip_2", "git", "kosmos_2"])
def test_every_end_of_a_list_ends_an_answer(name) -> None:
    family = trained(name).built
    settings = family.model.generation_config
    before = settings.eos_token_id
    settings.eos_token_id = [family.ids(PAIR[0].target)[-1]]
    try:
        last = family.processor.tokenizer.decode(settings.eos_token_id)
        options = {"max_new_tokens": 16, "collator": family.collate}
        answers = generate(family.model, family.processor, PAIR, batch_size=2, **options)
    finally:
        settings.eos_token_id = before
    assert answers[0] == PAIR[0].target[: -len(last)]


@pytest.mark.parametrize("name", ["blip", "blip_2", "kosmos_2"])
def test_settings_of_an_inner_model_are_set_aside_and_kept(name) -> None:
    family = trained(name).built
    inner = next(
        part
        for part in family.model.modules()
        if part is not family.model and getattr(part, "generation_config", None) is not None
    )
    options = {"max_new_tokens": 30, "collator": family.collate}
    plain = generate(family.model, family.processor, PAIR, **options)
    own = inner.generation_config
    own.max_length, own.repetition_penalty = 5, 50.0
    try:
        assert generate(family.model, family.processor, PAIR, **options) == plain
        assert inner.generation_config is own
    finally:
        own.max_length, own.repetition_penalty = None, None


@pytest.mark.parametrize("name", ["blip", "git"])
def test_learned_positions_end_an_answer_instead_of_crashing(name) -> None:
    family = built(name)
    answers = generate(
        family.model, family.processor, [SHORT, LONG], batch_size=2, max_new_tokens=2000, collator=family.collate
    )
    assert all(len(family.processor.tokenizer(answer)["input_ids"]) <= 512 for answer in answers)


@pytest.mark.parametrize("name", ["blip", "git", "florence2", "blip_2"])
def test_a_prompt_longer_than_the_positions_is_refused(name) -> None:
    with pytest.raises(InputError, match="at most 512 ids"):
        built(name).collate([replace(SHORT, prompt="x " * 400)])


@pytest.mark.parametrize("name", ["blip", "git", "blip_2", "florence2"])
def test_targets_are_cut_at_the_positions_and_named(name) -> None:
    family = built(name)
    batch = family.collate([replace(SHORT, target="x " * 400)])
    assert batch["truncated"] == [SHORT.record.id]
    with torch.no_grad():
        assert torch.isfinite(family.model(**model_inputs(batch)).loss)


def test_a_template_of_the_user_reaches_prompts_written_by_hand() -> None:
    family = built("blip")
    collator = TaskCollator(family.processor, model=family.model, text_template="x {prompt} = y")
    ids = collator([SHORT])["input_ids"][0].tolist()
    words = family.ids(f"x {SHORT.prompt} = y")
    assert ids[1 : 1 + len(words)] == words


def test_an_ocr_program_is_not_run_behind_ones_back() -> None:
    family = build(built("udop").family)
    family.processor.image_processor.apply_ocr = True
    with pytest.raises(InputError, match="apply_ocr"):
        family.collate([SHORT])


def test_a_font_that_cannot_be_had_is_named(monkeypatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    family = built("pix2struct_vqa")
    with pytest.raises(InputError, match="font_path"):
        TaskCollator(family.processor, model=family.model)([SHORT])


def test_prompts_above_pictures_differ_by_prompt() -> None:
    family = built("pix2struct_vqa")
    same = [replace(SHORT, prompt="x"), replace(SHORT, prompt="y")]
    first, second = family.collate(same)["flattened_patches"]
    assert not torch.equal(first, second)


def test_the_processor_of_pp_formulanet_names_the_extra(tmp_path) -> None:
    family = built("pp_formulanet")
    family.model.save_pretrained(tmp_path)
    family.processor.tokenizer.save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_text(
        '{"image_processor_type": "PPFormulaNetImageProcessor", "processor_class": "PPFormulaNetProcessor"}'
    )
    with pytest.raises(MissingExtraError, match=r"hmer_kit\[torchvision\]"):
        load_processor(tmp_path)


@pytest.mark.filterwarnings("ignore:.*does not have many workers")
@pytest.mark.filterwarnings(r"ignore:`isinstance\(treespec, LeafSpec\)` is deprecated:FutureWarning")
@pytest.mark.parametrize("name", ["florence2", "kosmos_2_5"])
def test_the_module_trains_and_validates(name, tmp_path) -> None:
    family = build(built(name).family)
    module = VLMModule(family.model, family.processor, max_new_tokens=4, total_steps=2)
    batches = DataLoader(EXAMPLES[:4], batch_size=2, collate_fn=module.collator())
    quiet = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False, "accelerator": "cpu"}
    trainer = Trainer(max_steps=2, default_root_dir=tmp_path, enable_checkpointing=False, **quiet)
    trainer.fit(module, batches, batches)
    assert "val_loss" in trainer.callback_metrics
