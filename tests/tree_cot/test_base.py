from __future__ import annotations

import dataclasses
import pickle
from dataclasses import dataclass

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.tree_cot import (
    FORMATS,
    Fidelity,
    Flaw,
    Reading,
    TreeFormat,
    TreeReader,
    dumps,
    get_format,
    is_tree_of,
    loads,
    read,
)


class _BackwardsReader:
    def __init__(self) -> None:
        self._pieces: list[str] = []

    def feed(self, text: str) -> None:
        self._pieces.append(text)

    def result(self) -> Reading:
        return Reading("".join(self._pieces)[::-1], (), complete=True)


@dataclass(frozen=True)
class _Backwards:
    """A format from outside, without a base class of ours: the LaTeX, last character first."""

    name: str = "backwards"
    fidelity: Fidelity = Fidelity.TOKENS

    def dumps(self, latex: str) -> str:
        return latex[::-1]

    def loads(self, text: str) -> str:
        return text[::-1]

    def reader(self) -> TreeReader:
        return _BackwardsReader()


def test_a_format_of_ones_own_goes_wherever_a_name_does() -> None:
    mine = _Backwards()
    assert isinstance(mine, TreeFormat)
    assert get_format(mine) is mine
    assert dumps("x + 1", format=mine) == "1 + x"
    assert loads("1 + x", format=mine) == "x + 1"
    assert read("1 + x", format=mine) == Reading("x + 1", (), complete=True)
    assert is_tree_of("1 + x", "x + 1", format=mine)
    assert not is_tree_of("x + 1", "x + 1", format=mine)


@pytest.mark.parametrize("wrong", ["", "Released", None, 3, object(), _Backwards, ["released"]])
def test_what_is_no_format_is_refused(wrong: object) -> None:
    with pytest.raises(InputError, match="expected a TreeFormat or the name of one"):
        get_format(wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="expected a TreeFormat"):
        dumps("x", format=wrong)  # type: ignore[arg-type]


def test_what_is_nearly_a_format_is_told_what_it_lacks() -> None:
    class Half:
        name = "half"

        def dumps(self, latex: str) -> str:
            return latex

    with pytest.raises(InputError, match="got 'Half' without fidelity, loads, reader; add them"):
        get_format(Half())  # type: ignore[arg-type]


def test_a_misspelled_name_gets_a_hint() -> None:
    with pytest.raises(InputError, match=r"got 'relaesed'; did you mean 'released'\?"):
        get_format("relaesed")


def test_formats_stand_under_their_names_and_cannot_be_changed() -> None:
    assert [tree_format.name for tree_format in FORMATS.values()] == list(FORMATS)
    assert list(FORMATS)[:2] == ["released", "corrected"]
    with pytest.raises(TypeError):
        FORMATS["mine"] = _Backwards()  # type: ignore[index]


def test_readings_and_flaws_are_values() -> None:
    flaw = Flaw("empty_line", 2, "", "expected a symbol, got an empty line; left it out")
    reading = Reading("x", (flaw,), complete=True)
    assert pickle.loads(pickle.dumps(reading)) == reading  # noqa: S301 - our own bytes
    assert hash(reading) == hash(dataclasses.replace(reading))
    with pytest.raises(dataclasses.FrozenInstanceError):
        reading.latex = "y"  # type: ignore[misc]
    assert not hasattr(reading, "__dict__")


def test_the_released_format_is_the_default() -> None:
    text = "x\n\t2 (sup)"
    assert dumps("x ^ 2") == text == dumps("x ^ 2", format="released")
    assert loads(text) == "x ^ { 2 }" == read(text).latex
    assert is_tree_of(text, "x ^ 2")


def test_a_member_called_lines_of_ones_own_is_let_be() -> None:
    @dataclass(frozen=True)
    class Numbered(_Backwards):
        lines: int = 5

    assert is_tree_of("1 + x", "x + 1", format=Numbered())
