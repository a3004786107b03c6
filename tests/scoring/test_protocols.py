"""Named protocols: each says another thing about the same pairs, and says what it is."""

from __future__ import annotations

import pickle

import pytest

from hmer_kit.exceptions import InputError
from hmer_kit.latex import SAME_INK
from hmer_kit.scoring import PROTOCOLS, get_protocol, normalized_protocol, score

# prediction, reference, then the errors under each protocol in the order of PROTOCOLS
PAIRS = [
    ("x ^ 2", "x ^ { 2 }", (2, 2, 0, 0, 0, 2)),
    ("x^2", "x ^ 2", (3, 0, 0, 0, 0, 0)),
    (r"x _ { 1 } ^ { 2 }", r"x ^ { 2 } _ { 1 }", (4, 4, 0, 0, 0, 4)),
    (r"a \le b", r"a \leq b", (1, 1, 0, 0, 1, 1)),
    (r"a , \ldots , b", r"a , \cdots , b", (1, 1, 1, 0, 1, 1)),
    (r"s i n x", r"\sin x", (3, 3, 3, 0, 6, 1)),
    (r"\mathrm { d } x", "d x", (3, 3, 3, 0, 0, 9)),
    ("x + 2", "x + 1", (1, 1, 1, 1, 1, 1)),
    ("x 2", "x ^ { 2 }", (3, 3, 3, 3, 4, 3)),
    ("", "a b c", (3, 3, 3, 3, 5, 3)),
    ("", "", (0, 0, 0, 0, 0, 0)),
]


def test_the_field_has_six() -> None:
    assert list(PROTOCOLS) == ["released", "exact", "same_ink", "loose", "label_graph", "characters"]


@pytest.mark.parametrize(("prediction", "reference", "errors"), PAIRS)
def test_errors_of_one_pair_under_every_protocol(prediction: str, reference: str, errors: tuple[int, ...]) -> None:
    seen = {name: score([prediction], [reference], protocol=name).samples[0].distance for name in PROTOCOLS}
    assert seen == dict(zip(PROTOCOLS, errors, strict=True))


@pytest.mark.parametrize("protocol", PROTOCOLS.values(), ids=list(PROTOCOLS))
def test_a_protocol_says_what_it_is(protocol) -> None:
    assert protocol.definition.endswith(".")
    assert protocol.source
    assert protocol.unit
    assert score([], [], protocol=protocol).signature.startswith(f"{protocol.name}/1|unit:{protocol.unit}|n:0|v:")
    assert pickle.loads(pickle.dumps(protocol)) == protocol  # noqa: S301


def test_what_does_not_parse_equals_itself_alone() -> None:
    broken = "x ^ { 2"
    for name in ("same_ink", "loose", "label_graph"):
        assert score([broken], [broken], protocol=name).expression_rate() == 1
        assert score([broken], ["x ^ { 2 }"], protocol=name).expression_rate() == 0
        assert score(["x ^ { 2 }"], [broken], protocol=name).expression_rate() == 0


def test_released_forgives_an_empty_prediction_of_three_tokens_and_no_missing_one() -> None:
    result = score([""], ["a b c"], ids=["empty"]).with_missing(["a b c"], ids=["missing"])
    assert [row.is_within(3) for row in result.samples] == [True, False]


def test_a_profile_of_ones_own_makes_a_protocol_with_its_own_signature() -> None:
    protocol = normalized_protocol(SAME_INK.without("limits"))
    assert protocol.signature == "same_ink/1(same_ink/1-limits)"
    pair = [r"\sum \limits _ { i } i"], [r"\sum _ { i } i"]
    assert score(*pair, protocol="same_ink").expression_rate() == 1
    assert score(*pair, protocol=protocol).expression_rate() == 0


def test_a_protocol_is_returned_as_it_is() -> None:
    assert get_protocol(PROTOCOLS["loose"]) is PROTOCOLS["loose"]


@pytest.mark.parametrize("name", ["Released", None, 3, ["exact"]])
def test_unknown_protocols_are_named(name) -> None:
    with pytest.raises(InputError, match=r"expected a protocol out of released, exact"):
        get_protocol(name)
