"""Settings beside the weights: they come back as they were, and nothing else is let in."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from hmer_kit.data import PictureNormalization, PixelBudget, Record
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.tasks import SETTINGS_FILE, TASKS, InferenceSettings, build_examples, get_task
from hmer_kit.tasks.prompts import ERROR_CORRECTION, ERROR_DETECTION, VANILLA

FULL = InferenceSettings(
    prompts={"vanilla": "Lies das Bild.\n∑", "error_detection": "Where is {prediction} wrong?", "mine": "My own."},
    system_prompt="You read mathematics.",
    order="text-image",
    style="text",
    text_template="<image>{prompt}\n",
    pixel_budget=PixelBudget(min_pixels=3136, max_pixels=401_408, multiple=28),
    normalization=PictureNormalization(margin=7, polarity="black_on_white", blank="keep"),
    max_new_tokens=1024,
    temperature=0.7,
    candidates=8,
    label="hmer-3b",
)


@pytest.mark.parametrize("settings", [InferenceSettings(), FULL], ids=["plain", "full"])
def test_settings_come_back_as_they_were_saved(settings: InferenceSettings, tmp_path) -> None:
    path = settings.save(tmp_path / "made" / "on the way")
    assert path.name == SETTINGS_FILE
    assert InferenceSettings.load(path.parent) == settings
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301 - our own


def test_the_file_holds_every_prompt_so_that_a_later_version_asks_the_same(tmp_path) -> None:
    values = json.loads(InferenceSettings().save(tmp_path).read_text(encoding="utf-8"))
    assert set(values["prompts"]) == set(TASKS)
    assert values["prompts"]["vanilla"] == VANILLA


def test_a_file_without_a_normalization_is_that_of_earlier_versions(tmp_path) -> None:
    path = InferenceSettings().save(tmp_path)
    assert "normalization" not in json.loads(path.read_text(encoding="utf-8"))
    assert InferenceSettings.load(tmp_path).normalization is None
    path.write_text('{"format": 1, "normalization": null}', encoding="utf-8")
    assert InferenceSettings.load(tmp_path).normalization is None


def test_examples_built_by_the_settings_and_prompts_said_again_are_the_same() -> None:
    settings = InferenceSettings(
        prompts={
            "vanilla": "Read.",
            "error_detection": "Wrong in {prediction} is:",
            "error_correction": "{marked} again: {marked}",
        }
    )
    record = Record("a", "x + 1", prediction="x + {prediction} l")
    for name in TASKS:
        plain, own = (list(build_examples([record], tasks=[task]).examples) for task in (name, settings.task(name)))
        assert [settings.prompt_of(name, item.prompt) for item in plain] == [item.prompt for item in own]


@pytest.mark.parametrize("prompt", ["Something else", VANILLA + " ", ERROR_DETECTION.partition("{")[0], ""])
def test_a_prompt_in_other_words_is_left_alone(prompt: str) -> None:
    settings = InferenceSettings(prompts={"vanilla": "Read.", "error_detection": "? {prediction}"})
    for task in (*TASKS, "unknown task"):
        assert settings.prompt_of(task, prompt) == prompt


def test_a_system_turn_stands_before_the_user_s() -> None:
    turns = replace(FULL, order="image-text").messages("Read.", {"type": "image_url", "image_url": {"url": "data:"}})
    assert [turn["role"] for turn in turns] == ["system", "user"]
    assert [part["type"] for part in turns[1]["content"]] == ["image_url", "text"]
    assert [turn["role"] for turn in InferenceSettings().messages("Read.", {"type": "image"})] == ["user"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"prompts": ["Read."]}, "prompts as a mapping"),
        ({"prompts": {"vanilla": 3}}, "'vanilla': expected a prompt as str, got int"),
        ({"prompts": {"error_detection": "Where?"}}, r"'error_detection': expected \{prediction\}"),
        ({"prompts": {"error_correction": "Where? {prediction}"}}, r"'error_correction': expected \{marked\}"),
        ({"prompts": {"vanilla": "\ud800"}}, "half a surrogate"),
        ({"prompts": {7: "Read."}}, "name.*string"),
        ({"system_prompt": b"x"}, "system_prompt"),
        ({"version": None}, "version"),
        ({"order": "picture-first"}, "order to be one of"),
        ({"style": ["chat"]}, "style to be one of"),
        ({"text_template": "<image>"}, r"\{prompt\}"),
        ({"max_new_tokens": 0}, "max_new_tokens"),
        ({"max_new_tokens": 10**9}, "max_new_tokens"),
        ({"max_new_tokens": True}, "max_new_tokens"),
        ({"temperature": 0}, "temperature"),
        ({"temperature": float("nan")}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"candidates": 2}, "a temperature for 2 candidates"),
        ({"pixel_budget": 1000}, "pixel_budget"),
        ({"pixel_budget": {"max": 3}}, "'max'"),
        ({"normalization": "crop"}, "normalization to be a PictureNormalization, got str"),
        ({"normalization": {"crop": True}}, "normalization to have margin, polarity, blank, got 'crop'"),
        ({"normalization": {"margin": "3"}}, "margin to be a whole number"),
    ],
)
def test_a_wrong_field_is_named(options, says: str) -> None:
    with pytest.raises(InputError, match=says):
        InferenceSettings(**options)


def test_settings_are_made_of_their_fields_too() -> None:
    fields = {name: getattr(FULL, name) for name in ("prompts", "style", "text_template", "temperature", "version")}
    budget = {"min_pixels": 3136, "max_pixels": 401_408, "multiple": 28}
    normalization = {"margin": 7, "polarity": "black_on_white", "blank": "keep"}
    fields |= {"normalization": normalization}
    more = {"system_prompt": FULL.system_prompt, "order": FULL.order, "candidates": 8, "label": "hmer-3b"}
    assert InferenceSettings.of({**fields, **more, "pixel_budget": budget}, max_new_tokens=1024) == FULL
    assert InferenceSettings.of(None) == InferenceSettings()
    with pytest.raises(InputError, match="'promts'"):
        InferenceSettings.of({"promts": {}})


HOSTILE = {
    "no JSON": ("{", "broken JSON"),
    "a list": ("[]", "the file to be a JSON object, got list"),
    "no format": ("{}", "format to be 1, got None"),
    "format true": ('{"format": true}', "format to be 1, got True"),
    "newer": ('{"format": 2, "version": "9.1"}', r"by hmer_kit 9\.1 in format 2.*update hmer_kit"),
    "unknown key": ('{"format": 1, "sytem_prompt": "x"}', "unknown key 'sytem_prompt'; did you mean system_prompt"),
    "unknown inner key": ('{"format": 1, "decoding": {"beams": 4}}', "unknown key decoding.'beams'"),
    "a constructor's own key": ('{"format": 1, "max_new_tokens": 4}', "unknown key 'max_new_tokens'"),
    "twice": ('{"format": 1, "label": "a", "label": "b"}', "'label' stands there twice"),
    "NaN": ('{"format": 1, "decoding": {"temperature": NaN}}', "expected JSON, got NaN"),
    "overflow": ('{"format": 1, "decoding": {"temperature": 1e999}}', "temperature"),
    "many digits": ('{"format": 1, "decoding": {"max_new_tokens": ' + "9" * 5000 + "}}", "broken JSON"),
    "a huge number": ('{"format": 1, "decoding": {"max_new_tokens": ' + "9" * 4000 + "}}", "max_new_tokens"),
    "nested lists": ("[" * 100_000, "nested too deep"),
    "nested objects": ('{"a":' * 100_000, "nested too deep"),
    "prompts a list": ('{"format": 1, "prompts": []}', "prompts to be a JSON object"),
    "a prompt a number": ('{"format": 1, "prompts": {"vanilla": 1}}', "'vanilla'"),
    "surrogate": ('{"format": 1, "label": "\\ud800"}', "half a surrogate"),
    "a budget of gigabytes": (
        '{"format": 1, "pixel_budget": {"min_pixels": 99999999}}',
        "max_pixels of at least min_pixels",
    ),
    "a larger budget": ('{"format": 1, "pixel_budget": {"max_pixels": 99999999}}', "at most 67108864 pixels"),
    "a budget of text": ('{"format": 1, "pixel_budget": {"max_pixels": "1"}}', "max_pixels"),
    "a normalization of another kind": ('{"format": 1, "normalization": [3]}', "normalization to be a JSON object"),
    "an unknown normalization": ('{"format": 1, "normalization": {"crop": 1}}', "unknown key normalization.'crop'"),
    "an endless margin": (
        '{"format": 1, "normalization": {"margin": 99999}}',
        "margin to be a whole number of 0 to 4096",
    ),
    "a polarity of numbers": ('{"format": 1, "normalization": {"polarity": [1]}}', "polarity to be one of"),
    "large": ('{"format": 1, "label": "' + "x" * 2**20 + '"}', "larger than the limit"),
    "empty": ("", "empty file"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_short_error_that_names_it(name: str, tmp_path) -> None:
    text, says = HOSTILE[name]
    (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=says) as caught:
        InferenceSettings.load(tmp_path)
    assert str(tmp_path / SETTINGS_FILE) in str(caught.value)
    assert caught.value.path == str(tmp_path / SETTINGS_FILE)
    assert len(str(caught.value)) < 600


def test_bytes_that_are_no_text_are_an_error(tmp_path) -> None:
    (tmp_path / SETTINGS_FILE).write_bytes(b'{"format": 1, "label": "\xff"}')
    with pytest.raises(DataError, match="UTF-8"):
        InferenceSettings.load(tmp_path)


def test_a_file_that_cannot_be_written_says_so(tmp_path) -> None:
    (tmp_path / SETTINGS_FILE).mkdir()
    with pytest.raises(DataError, match="found something else there"):
        FULL.save(tmp_path)


def test_a_file_where_the_folder_should_be_is_named(tmp_path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DataError, match="cannot make the folder"):
        FULL.save(tmp_path / "file")


def test_old_prompts_are_said_again_when_only_the_slot_differs() -> None:
    settings = InferenceSettings(prompts={"error_correction": "Mend {marked}"})
    asked = ERROR_CORRECTION.replace("{marked}", "a <error_start> b <error_end>")
    assert settings.prompt_of("error_correction", asked) == "Mend a <error_start> b <error_end>"
    assert settings.task("vanilla") == get_task("vanilla")
