"""Shapes put together from pieces: what the writers of whole files write."""

from __future__ import annotations

import pickle

import pytest

from hmer_kit.data import SHAPES, conversation, get_shape, write_ms_swift, write_sharegpt, write_trl
from hmer_kit.data.formats import Conversation, Message
from hmer_kit.exceptions import InputError

ROWS = [
    conversation("Read it.\nNow.", 'x "1" \\frac é \0 \u2028', images=["a.png"]),
    conversation("Both", "y", images=["a.png", "b/c d.png"]),
    conversation("None", "", images=[]),
    Conversation((), (Message("system", "s"), Message("human", "q"), Message("gpt", "a"))),
]
WRITERS = {"sharegpt": write_sharegpt, "llama-factory": write_sharegpt, "ms-swift": write_ms_swift, "trl": write_trl}


@pytest.mark.parametrize("name", SHAPES)
def test_pieces_make_the_file_of_the_writer(tmp_path, name):
    shape = SHAPES[name]
    file = tmp_path / f"whole{shape.suffix}"
    WRITERS[name](file, ROWS)
    pieces = shape.opening + shape.separator.join(map(shape.row, ROWS)) + shape.closing
    assert file.read_bytes() == pieces.encode("utf-8")


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_go_to_other_processes(name):
    assert pickle.loads(pickle.dumps(SHAPES[name])) == SHAPES[name]  # noqa: S301 - our own


def test_an_unknown_shape_is_named_with_the_known_ones():
    with pytest.raises(
        InputError, match=r"'sharegpt', 'llama-factory', 'ms-swift', 'trl', got 'ms_swift'; did you mean"
    ):
        get_shape("ms_swift")
    with pytest.raises(InputError, match="got None"):
        get_shape(None)
