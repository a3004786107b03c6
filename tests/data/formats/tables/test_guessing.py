"""Which column is which."""

from __future__ import annotations

import pytest

from hmer_kit.data import Columns, guess_columns
from hmer_kit.data.formats.tables import asks_for_latex
from hmer_kit.exceptions import DataError
from hmer_kit.tasks import prompts

SHAPES = [
    ({"image": "image", "conversations": "list", "gt": "text", "id": "text"}, "image", None, "id"),  # Uni-MuMER-Data
    ({"images": "list", "messages": "list"}, "images", None, None),
    ({"image": "image", "latex": "text", "sample_id": "text"}, "image", "latex", "sample_id"),  # MathWriting
    ({"image": "image", "latex_formula": "text"}, "image", "latex_formula", None),
    ({"image": "image", "text": "text"}, "image", "text", None),
    ({"Image": "image", "Label": "text"}, "Image", "Label", None),
    ({"image": "image", "formula": "text", "caption": "text"}, "image", "formula", None),
    ({"image": "image", "question": "text", "answer": "text"}, "image", "answer", None),
    ({"image": "image", "label": "number", "text": "text"}, "image", "text", None),
    ({"file_name": "text", "latex": "text"}, None, "latex", "file_name"),
]


@pytest.mark.parametrize(("kinds", "image", "reference", "identity"), SHAPES)
def test_known_shapes_are_told_by_their_names(kinds, image, reference, identity) -> None:
    columns = guess_columns(kinds).columns
    assert (columns.image, columns.reference, columns.id) == (image, reference, identity)
    assert (columns.messages is not None) == (reference is None)
    assert (columns.prompt is not None) == ("question" in kinds)


@pytest.mark.parametrize(
    ("kinds", "listed"),
    [
        ({"image": "image", "text": "text", "label": "text"}, "'text' and 'label'"),
        ({"image": "image", "latex": "text", "formula": "text"}, "'latex' and 'formula'"),
        ({"image": "image", "images": "list", "latex": "text"}, "'image' and 'images'"),
        ({"latex": "text", "sample_id": "text", "img_id": "text"}, "'sample_id' and 'img_id'"),
        ({"messages": "list", "conversations": "list"}, "'messages' and 'conversations'"),
    ],
)
def test_columns_that_could_be_the_same_field_are_an_error_that_lists_them(kinds, listed) -> None:
    with pytest.raises(DataError, match=listed) as caught:
        guess_columns(kinds, where="a.parquet")
    assert caught.value.code == "ambiguous_columns"


def test_a_table_without_references_is_an_error_that_lists_its_columns() -> None:
    with pytest.raises(DataError, match=r"\['image', 'width'\]"):
        guess_columns({"image": "image", "width": "number"})


def test_what_is_written_by_us_is_told_whole() -> None:
    names = ("id", "latex", "prediction", "writer", "source", "split")
    guess = guess_columns({"image": "image", **dict.fromkeys(names, "text")})
    assert guess.columns == Columns(id="id", prediction="prediction", writer="writer", source="source", split="split")
    assert guess.left_out == ()


def test_only_the_vanilla_questions_of_the_paper_ask_for_latex_alone() -> None:
    latex = [prompts.VANILLA, prompts.VANILLA_FIGURE]
    others = [
        prompts.TREE_COT,
        prompts.SYMBOL_COUNTING,
        prompts.ERROR_DETECTION,
        prompts.ERROR_DETECTION_FIGURE,
        prompts.ERROR_CORRECTION,
    ]
    assert all(map(asks_for_latex, latex))
    assert not any(map(asks_for_latex, others))
