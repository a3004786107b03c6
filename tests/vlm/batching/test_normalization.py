"""One preparation of pictures: training, a model in this process and a server's client see the same pixels."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from faulty_server import completion, serving
from hmer_kit.data import PictureNormalization, PixelBudget, Record, Skip, prepare_picture
from hmer_kit.exceptions import DataError
from hmer_kit.inference import Question, ServerPredictor, VLMPredictor, predict_records
from hmer_kit.tasks import InferenceSettings, TaskExample
from hmer_kit.vlm import TaskCollator
from hmer_kit.vlm.batching import load_picture
from hmer_kit.vlm.data.lengths.measuring import LengthMeter
from photographs import Camera, photograph

SETTINGS = InferenceSettings(
    normalization=PictureNormalization(margin=9, polarity="white_on_black"),
    pixel_budget=PixelBudget(min_pixels=3000, max_pixels=9000, multiple=16),
    max_new_tokens=2,
)


class Shown:
    name = "shown"

    def __init__(self, image):
        self.image = image

    def load(self):
        return self.image


def page(*, blank=False):
    image = Image.new("RGB", (300, 200), "white")
    if not blank:
        image.paste((40, 60, 150), (100, 90, 180, 130))
    return image


def asked(image, name="r"):
    return TaskExample("vanilla", "x = y", "x", "x", Record(name, "x", image=Shown(image)))


@pytest.fixture
def seen(qwen, monkeypatch):
    """Pictures that the model's own processor is given."""
    pictures = []
    kind = type(qwen[1].image_processor)
    preprocess = kind.preprocess

    def looking(self, images, *args, **options):
        pictures.extend(images if isinstance(images, list) else [images])
        return preprocess(self, images, *args, **options)

    monkeypatch.setattr(kind, "preprocess", looking)
    return pictures


def pixels(image):
    while isinstance(image, list):
        [image] = image
    return np.asarray(image)


@pytest.mark.parametrize("kind", ["drawn", "photograph"])
def test_the_model_sees_the_same_pixels_wherever_it_is_asked(qwen, seen, kind):
    model, processor = qwen
    image = page() if kind == "drawn" else photograph("x + 1", camera=Camera(size=(400, 300)), seed=1)[0]
    TaskCollator(processor, model=model, settings=SETTINGS)([asked(image)])
    trained = pixels(seen.pop())
    seen.clear()
    question = Question("r", "x = y", Shown(image))
    VLMPredictor(model, processor, inference=SETTINGS).predict([question])
    asked_here = pixels(seen.pop())
    with serving(lambda *_: completion(["x"])) as (url, server):
        ServerPredictor(url, "m", inference=SETTINGS, max_retries=0).predict([question])
    parts = server.bodies[0]["messages"][-1]["content"]
    data = next(part["image_url"]["url"] for part in parts if part["type"] == "image_url").partition(",")[2]
    sent = np.asarray(Image.open(BytesIO(base64.b64decode(data))))
    assert trained.shape != np.asarray(image).shape
    assert np.array_equal(trained, asked_here)
    assert np.array_equal(trained, sent)
    assert np.array_equal(
        trained, prepare_picture(image, normalization=SETTINGS.normalization, budget=SETTINGS.pixel_budget)
    )


def test_an_option_of_the_collator_goes_before_the_settings(qwen, seen):
    model, processor = qwen
    TaskCollator(processor, model=model, settings=SETTINGS, normalization=PictureNormalization(margin=0))(
        [asked(page())]
    )
    assert pixels(seen.pop()).max() == 150


def test_a_blank_picture_stops_training_by_name_or_is_left_out_by_name(qwen):
    model, processor = qwen
    examples = [asked(page(), "good"), asked(page(blank=True), "bare")]
    with pytest.raises(DataError, match="the picture of record 'bare': expected a picture with ink") as caught:
        TaskCollator(processor, model=model, settings=SETTINGS)(examples)
    assert (caught.value.code, caught.value.record_id) == ("no_ink", "bare")
    batch = TaskCollator(processor, model=model, settings=SETTINGS, unreadable="skip")(examples)
    assert batch["ids"] == ["good"]
    [note] = batch["skipped"]
    assert note.startswith("bare: the picture of record 'bare'")


@pytest.mark.parametrize("where", ["here", "server"])
def test_a_blank_picture_is_named_by_predictors_and_the_others_are_read(qwen, tmp_path, where):
    model, processor = qwen
    records = [Record("good", "x", image=Shown(page())), Record("bare", "x", image=Shown(page(blank=True)))]
    with serving(lambda *_: completion(["x"])) as (url, _):
        if where == "here":
            predictor = VLMPredictor(model, processor, inference=SETTINGS)
        else:
            predictor = ServerPredictor(url, "m", inference=SETTINGS, max_retries=0)
        done = predict_records(records, predictor, out=tmp_path / "p.jsonl", progress=False)
    assert [record.id for record in done.records] == ["good"]
    assert list(done.failed) == ["bare"]
    assert "expected a picture with ink, got 300 × 200 pixels" in done.failed["bare"]


def test_a_blank_picture_may_be_kept():
    normalization = PictureNormalization(blank="keep")
    assert load_picture(Record("a", "x", image=Shown(page(blank=True))), normalization=normalization).size == (300, 200)


def test_lengths_are_those_of_pictures_that_were_cut(qwen):
    model, processor = qwen
    collator = TaskCollator(processor, model=model, settings=SETTINGS)
    meter = LengthMeter(collator)
    example = asked(page())
    [(_, length)] = meter.measure([example])
    assert length == meter.exact(example)[1]
    assert length.prompt == collator([example])["prompt_lengths"][0]
    [(_, bare)] = meter.measure([asked(page(blank=True))])
    assert isinstance(bare, Skip)
    assert "expected a picture with ink" in bare.reason
