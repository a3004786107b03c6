"""The guide's table is that of the tests, and every type of the pinned transformers stands somewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import transformers
from transformers.models.auto.modeling_auto import MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES

from vlm.families import page
from vlm.families.harness import discover
from vlm.families.roster import OTHERS

CONSTRAINTS = Path(__file__).resolve().parents[3] / "constraints.txt"


def test_every_family_has_its_row_and_every_row_its_family() -> None:
    expected = [[page.label(family), page.needs(family), page.note(family)] for family in discover()]
    assert [[row[0], row[3], row[5]] for row in page.read_rows("families")] == expected


def test_a_row_counts_the_deviations_of_its_family() -> None:
    checks = {row[0]: row[4] for row in page.read_rows("families")}
    for family in discover():
        said = checks[page.label(family)]
        assert said.startswith(("all ", "not run")) or family.deviations, said
        assert not (said.startswith("all ") and family.deviations), said


def test_every_row_has_run_somewhere() -> None:
    assert [row[0] for row in page.read_rows("families") if row[4].startswith("not run")] == []


def test_the_other_types_are_on_the_page() -> None:
    assert page.read_rows("others") == page.other_rows()


def test_every_type_is_listed_once() -> None:
    pinned = re.search(r"^transformers==(\S+)$", CONSTRAINTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert pinned
    if transformers.__version__ != pinned[1]:
        pytest.skip(f"the list is that of transformers {pinned[1]}, here is {transformers.__version__}")
    tested = {name for family in discover() for name in (family.name, *family.same_code)}
    listed = Counter([*tested, *OTHERS])
    assert set(listed) == set(MODEL_FOR_IMAGE_TEXT_TO_TEXT_MAPPING_NAMES)
    assert [name for name, times in listed.items() if times > 1] == []
