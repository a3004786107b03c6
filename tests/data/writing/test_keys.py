"""Names of files for ids."""

from __future__ import annotations

import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.data.writing._keys import KeyMaker

IDS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40), unique=True, max_size=30)


@pytest.mark.parametrize("name", ["a", "18_em_0", "RIT_2014_1", "é", "x y", "a.b", "求"])
def test_a_name_that_is_one_everywhere_stays(name) -> None:
    assert KeyMaker(dots=True).key(name) == name


@pytest.mark.parametrize(
    ("ids", "keys"),
    [
        (["a/b", "a\\b", "a:b", "a_b"], ["a_b", "a_b-2", "a_b-3", "a_b-4"]),
        (["A", "a"], ["A", "a-2"]),
        (["é", "e\u0301"], ["é", "é-2"]),
        (["a.png", "a", "a.PNG.jpg"], ["a", "a-2", "a-3"]),
        (["..", "../../etc/passwd", "/x"], ["__", "_._.._etc_passwd", "_x"]),
        (["con", "NUL", "com1.txt"], ["con_", "NUL_", "com1.txt_"]),
        ([".hidden", "end.", "end "], ["_hidden", "end_", "end_-2"]),
        (["\ufeffa"], ["_a"]),
    ],
)
def test_a_name_that_is_none_somewhere_is_changed(ids, keys) -> None:
    maker = KeyMaker(dots=True)
    assert [maker.key(name) for name in ids] == keys


def test_keys_of_samples_have_no_dots() -> None:
    maker = KeyMaker(dots=False)
    assert [maker.key(name) for name in ("a.b", "a_b", "c.png")] == ["a_b", "a_b-2", "c"]


@pytest.mark.parametrize("dots", [True, False])
@given(ids=IDS)
def test_no_two_names_are_one_on_any_system(dots, ids) -> None:
    maker = KeyMaker(dots=dots)
    keys = [maker.key(name) for name in ids]
    assert len({unicodedata.normalize("NFC", key).casefold() for key in keys}) == len(keys)
    for key in keys:
        assert not re.search(r'[\x00-\x1f\x7f/\\:*?"<>|]', key)
        assert not key.startswith(".")
        assert 0 < len(key.encode()) < 220
        assert os.path.splitext(key)[1].lower() not in {".png", ".jpg", ".jpeg", ".bmp"}
        assert dots or "." not in key
