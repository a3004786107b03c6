"""What the trainers of TRL take, tried on TRL itself."""

from __future__ import annotations

import json
import os

import pytest
from PIL import Image

from hmer_kit.data import conversation, load_trl, read_trl, write_trl
from hmer_kit.data.formats import Conversation, Message
from hmer_kit.exceptions import DataError, InputError

ANSWERS = ["x + 1", "x", "x + x + 1"]


@pytest.fixture
def file(tmp_path):
    for number in range(len(ANSWERS)):
        Image.new("RGB", (64, 32), (200, 10 * number, 0)).save(tmp_path / f"{number}.png")
    rows = [conversation("x + 1", answer, images=[f"{number}.png"]) for number, answer in enumerate(ANSWERS)]
    write_trl(tmp_path / "train.jsonl", rows)
    return tmp_path / "train.jsonl"


def test_the_lines_have_a_prompt_and_a_completion_of_typed_parts(file):
    row = json.loads(file.read_text(encoding="utf-8").splitlines()[0])
    image, text = {"type": "image", "text": None}, {"type": "text", "text": "x + 1"}
    assert row == {
        "prompt": [{"role": "user", "content": [image, text]}],
        "completion": [{"role": "assistant", "content": [text]}],
        "images": ["0.png"],
    }


def test_reading_gives_what_was_written(tmp_path):
    rows = [
        conversation("Q", "A \u2028 \0", images=["a.png", "b.png"]),
        Conversation(
            ("a.png", "b.png"),
            (
                Message("system", "s"),
                Message("human", "one <image> two<image>"),
                Message("gpt", ""),
                Message("human", "more"),
                Message("gpt", "end"),
            ),
        ),
    ]
    write_trl(tmp_path / "train.jsonl", iter(rows))
    read = read_trl(tmp_path / "train.jsonl")
    assert (read.records, read.skipped) == (rows, [])


def test_a_conversation_without_an_answer_at_its_end_is_refused(tmp_path):
    for messages in ((Message("gpt", "a"),), (Message("gpt", "a"), Message("human", "q"))):
        with pytest.raises(InputError, match="a question and an answer at the end"):
            write_trl(tmp_path / "train.jsonl", [Conversation((), messages)])
    assert list(tmp_path.iterdir()) == []


def test_rows_that_are_no_conversation_are_named(tmp_path):
    user = '{"role": "user", "content": '
    good = '"completion": [{"role": "assistant", "content": "a"}], "images": []}'
    lines = [
        f'{{"prompt": [{user}"q"}}], {good}',
        f'{{"prompt": [{user}[{{"type": "text", "text": null}}]}}], {good}',
        f'{{"prompt": [{user}[{{"type": "video"}}]}}], {good}',
        f'{{"prompt": [{user}[{{"type": "image"}}]}}], {good}',
        f'{{"prompt": [{user}7}}], {good}',
        '{"messages": []}',
    ]
    (tmp_path / "train.jsonl").write_text("\n".join(lines), encoding="utf-8")
    read = read_trl(tmp_path / "train.jsonl")
    assert len(read.records) == 1
    assert [skip.where.rpartition(" ")[2] for skip in read.skipped] == ["2", "3", "4", "5", "6"]


def test_pictures_stay_below_their_folder(tmp_path, file):
    root = tmp_path / "pictures"
    root.mkdir()
    Image.new("L", (8, 8)).save(tmp_path / "secret.png")
    os.symlink(tmp_path / "secret.png", root / "link.png")
    for name in ("../secret.png", str(tmp_path / "secret.png"), "link.png", "a/../../secret.png"):
        write_trl(tmp_path / "bad.jsonl", [conversation("q", "a", images=[name])])
        with pytest.raises(DataError, match="expected a picture below") as caught:
            load_trl(tmp_path / "bad.jsonl", images=root)
        assert caught.value.code == "outside_root"
    write_trl(tmp_path / "good.jsonl", [conversation("q", "a", images=[str(tmp_path / "secret.png")])])
    assert load_trl(tmp_path / "good.jsonl", images=tmp_path)[0]["images"][0].size == (8, 8)


def test_rows_that_cannot_be_used_are_an_error_of_loading(tmp_path):
    (tmp_path / "bad.jsonl").write_text('{"messages": []}', encoding="utf-8")
    with pytest.raises(DataError, match="line 1"):
        load_trl(tmp_path / "bad.jsonl", images=tmp_path)


@pytest.fixture(scope="module")
def model_and_processor():
    from hmer_kit.vlm.small import small_chat_model

    return small_chat_model(["x", "+", "1"])


def test_the_collator_of_trl_trains_on_the_answers_alone(tmp_path, file, model_and_processor):
    from trl.trainer.sft_trainer import DataCollatorForVisionLanguageModeling

    _, processor = model_and_processor
    data = load_trl(file, images=tmp_path)
    collate = DataCollatorForVisionLanguageModeling(processor, max_length=None, completion_only_loss=True)
    batch = collate([data[at] for at in range(len(data))])
    assert batch["pixel_values"].shape[0] == batch["image_grid_thw"].prod(-1).sum()
    end = processor.tokenizer.eos_token
    for labels, answer in zip(batch["labels"], ANSWERS, strict=True):
        text = processor.tokenizer.decode(labels[labels != -100])
        assert text.replace(end, "").split()[-len(answer.split()) :] == answer.split()
        assert len(text.replace(end, "").split()) <= len(answer.split()) + 1


@pytest.mark.slow
def test_the_trainer_of_trl_takes_a_step(tmp_path, file, model_and_processor):
    from trl import SFTConfig, SFTTrainer

    model, processor = model_and_processor
    arguments = SFTConfig(
        str(tmp_path / "run"), per_device_train_batch_size=3, max_steps=2, learning_rate=1e-2, logging_steps=1,
        save_strategy="no", report_to=[], use_cpu=True, bf16=False, disable_tqdm=True, max_length=None,
        activation_checkpointing=False,
    )  # fmt: skip
    data = load_trl(file, images=tmp_path)
    trainer = SFTTrainer(model, arguments, train_dataset=data, processing_class=processor)
    trainer.train()
    first, last = (entry["loss"] for entry in trainer.state.log_history if "loss" in entry)
    assert last < first


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning:transformers")
def test_the_trainer_of_rewards_takes_the_prompts_and_pictures(tmp_path, file, model_and_processor):
    from trl import GRPOConfig, GRPOTrainer

    model, processor = model_and_processor
    arguments = GRPOConfig(
        str(tmp_path / "run"), per_device_train_batch_size=4, num_generations=2, max_completion_length=4, max_steps=1,
        save_strategy="no", report_to=[], use_cpu=True, bf16=False, disable_tqdm=True,
    )  # fmt: skip
    asked = []

    def reward(completions, prompts, solution, images, **rest):
        asked.extend(zip(solution, [picture[0].size for picture in images], strict=True))
        return [float(len(completion[0]["content"])) for completion in completions]

    data = load_trl(file, images=tmp_path)
    data = data.add_column("solution", [row[0]["content"][0]["text"] for row in data["completion"]])
    GRPOTrainer(model, reward, arguments, data, processing_class=processor).train()
    assert len(asked) == 4
    assert set(asked) <= {(answer, (64, 32)) for answer in ANSWERS}
