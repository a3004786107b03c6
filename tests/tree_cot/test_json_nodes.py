"""The JSON document: its schema, and what is wrong with one."""

from __future__ import annotations

import json

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import FormatError
from hmer_kit.latex import tokenize
from hmer_kit.tree_cot import JSON, Fidelity, read

POWER = JSON.dumps("x ^ { 2 } + 1")
NODE = '"id": 2, "symbol": "2", "parent": 1, "relation": "sup", "open": ["^", "{"], "close": ["}"]'


def changed(old: str, new: str) -> str:
    assert old in POWER
    return POWER.replace(old, new, 1)


def test_the_document_is_json_of_flat_nodes() -> None:
    document = json.loads(JSON.dumps(r"\frac { 1 } { \sqrt [ 3 ] { x + 1 } }"))
    assert {key: document[key] for key in ("format", "version")} == {"format": "hmer_kit.tree", "version": 1}
    assert [(node["id"], node["symbol"], node["parent"], node["relation"]) for node in document["nodes"]] == [
        (1, r"\frac", 0, "inside"),
        (2, "1", 1, "above"),
        (3, r"\sqrt", 1, "below"),
        (4, "3", 3, "index"),
        (5, "x", 3, "inside"),
        (6, "+", 5, "right"),
        (7, "1", 6, "right"),
    ]
    assert (document["nodes"][3]["open"], document["nodes"][3]["close"]) == (["["], ["]"])


@pytest.mark.parametrize(
    "latex",
    [
        "^ 2 { } ^ 3 { }",
        r"\begin { array } { c c } a & b \\[2pt] & \end{array}",
        r"\int\limits_0^1 f''",
        r"{ a \over b } \left( \frac12 \right.",
        r"\text { it's a_b & c } \hspace* {2pt} \kern-1pt",
        'é 漢 \ud800 " \\ ',
    ],
)
def test_every_token_comes_back(latex: str) -> None:
    assert (JSON.name, JSON.fidelity) == ("json", Fidelity.TOKENS)
    assert tokenize(JSON.loads(JSON.dumps(latex))) == tokenize(latex)


def test_tokens_that_are_left_out_are_canonical() -> None:
    text = changed(', "open": ["^", "{"], "close": ["}"]', "")
    assert JSON.loads(text) == "x ^ { 2 } + 1"
    assert JSON.loads(changed('["^", "{"], "close": ["}"]', '["^"], "close": []')) == "x ^ 2 + 1"


def test_any_spelling_of_the_json_will_do() -> None:
    document = json.loads(POWER)
    nodes = [dict(reversed(node.items())) for node in document["nodes"]]
    assert (
        JSON.loads(json.dumps({"nodes": nodes, "version": 1, "format": "hmer_kit.tree"}, indent=2)) == "x ^ { 2 } + 1"
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("null", "bad_document", 1),
        ("NaN", "bad_document", 1),
        ("[" * 100_000, "bad_nesting", 1),
        ("[]", "bad_nesting", 1),
        ("{}", "bad_document", 1),
        (changed('"version": 1', '"version": 2'), "unknown_version", 1),
        (changed('"version": 1', '"version": true'), "unknown_version", 1),
        (changed("hmer_kit.tree", "other"), "unknown_format", 1),
        (changed('"version": 1', '"version": 1, "version": 1'), "bad_document", 1),
        (changed('"nodes": [', '"nodes": [3, '), "bad_node", 1),
        (changed('"nodes": [', '"nodes": {}, "x": ['), "bad_nesting", 1),
        (changed(NODE, NODE.replace("2", "1", 1)), "wrong_id", 3),
        (changed('"id": 2', '"id": 1' + "0" * 30), "wrong_id", 3),
        (changed('"id": 2', '"id": 1' + "0" * 10_000), "wrong_id", 3),
        (changed('"id": 2', '"id": -2'), "wrong_id", 3),
        (changed('"id": 2', '"id": NaN'), "wrong_id", 3),
        (changed('"id": 2', '"id": 2.0'), "wrong_id", 3),
        (changed('"id": 2', '"id": 1e999'), "wrong_id", 3),
        (changed('"id": 2', '"id": "2"'), "wrong_id", 3),
        (changed('"id": 2', '"id": true'), "wrong_id", 3),
        (changed('"id": 2, ', ""), "missing_key", 3),
        (changed('"parent": 1, "relation": "sup"', '"parent": 2, "relation": "sup"'), "unknown_parent", 3),
        (changed('"parent": 1, "relation": "sup"', '"parent": 4, "relation": "sup"'), "unknown_parent", 3),
        (changed('"parent": 1, "relation": "sup"', '"parent": -1, "relation": "sup"'), "unknown_parent", 3),
        (changed('"parent": 1, "relation": "sup"', '"parent": 0, "relation": "sup"'), "unknown_parent", 3),
        (changed('"parent": 1, "relation": "sup"', '"parent": null, "relation": "sup"'), "unknown_parent", 3),
        (changed('"sup"', '"up"'), "unknown_relation", 3),
        (changed('"sup"', '["sup"]'), "unknown_relation", 3),
        (changed('"sup"', '"index"'), "misplaced_relation", 3),
        (changed('"inside"', '"right"'), "wrong_start", 2),
        (changed('"symbol": "2"', '"symbol": 2'), "bad_symbol", 3),
        (changed('"symbol": "2"', '"symbol": ""'), "bad_symbol", 3),
        (changed('"symbol": "2"', '"symbol": "x y"'), "bad_symbol", 3),
        (changed('"symbol": "2"', '"symbol": "}"'), "bad_symbol", 3),
        (changed('"symbol": "+"', '"symbol": null'), "misplaced_empty", 4),
        (changed('"symbol": "2"', '"symbol": "2", "symbol": "3"'), "repeated_key", 3),
        (changed('"symbol": "2"', '"symbol": "2", "color": "red"'), "unknown_key", 3),
        (changed('["^", "{"]', '"^"'), "bad_tokens", 3),
        (changed('["^", "{"]', '["^ {"]'), "bad_tokens", 3),
        (changed('["^", "{"]', "[3]"), "bad_tokens", 3),
        (changed('["^", "{"]', '["_", "{"]'), "bad_tokens", 2),
        (changed('["^", "{"]', '["^"]'), "bad_tokens", None),
        (changed('["^", "{"]', "[" * 5000), "bad_nesting", 3),
        (changed('"id": 2', '"id": {}'), "bad_nesting", 3),
        (changed('"right"', '"right", "open": []'), "misplaced_tokens", 4),
        (POWER[:-2], "cut_document", 5),
        (f"Here it is:\n{POWER}", "not_json", 1),
        (f"{POWER}\nThat is all.", "not_json", 7),
        ('{"format": "hmer_kit.tree", "version": 1, "nodes": []}', "empty", 1),
    ],
)
def test_wrong_text_is_refused_with_its_line_and_can_be_repaired(text: str, code: str, line: int | None) -> None:
    with pytest.raises(FormatError) as caught:
        JSON.loads(text)
    assert caught.value.code == code
    assert line is None or caught.value.line == line
    reading = read(text, format=JSON)
    assert code in {flaw.code for flaw in reading.flaws}
    assert reading.latex in {"", "x ^ { 2 } + 1", "x + 1", "x 2 + 1"} or "symbol" in caught.value.text


def test_every_node_that_is_whole_is_taken_from_a_text_that_was_cut() -> None:
    ends = [POWER.index(line) + len(line.rstrip(",")) for line in POWER.split("\n")[1:5]]
    for cut in range(ends[0] - 60, len(POWER)):
        reading = read(POWER[:cut], format=JSON)
        symbols = [token for token in reading.latex.split() if token not in {"^", "{", "}"}]
        assert symbols == ["x", "2", "+", "1"][: sum(end <= cut for end in ends)]
        assert not reading.complete


def test_depth_is_no_nesting() -> None:
    latex = "x ^ { " * 20_000 + "y" + " }" * 20_000
    text = JSON.dumps(latex)
    assert json.loads(text)["nodes"][-1]["id"] == 20_001
    assert JSON.loads(text) == latex


@pytest.mark.parametrize("text", ['{"' * 20_000, '{\\"' * 20_000, "{" * 50_000, '"' * 50_000, '{"id": [' * 10_000])
def test_hostile_brackets_and_quotes_take_no_time(text: str) -> None:
    assert read(text, format=JSON).latex == ""


@pytest.mark.parametrize("closers", ["}" * 5, "]" * 5, "}]" * 9])
def test_closers_without_openers_are_no_problem_of_ours(closers: str) -> None:
    text = f"{closers}{JSON.dumps('x')}"
    assert read(text, format="json").latex == "x"
    with pytest.raises(FormatError):
        JSON.loads(text)


def test_a_bare_list_of_nodes_is_told_what_goes_around_it() -> None:
    with pytest.raises(FormatError, match=r'expected the brackets of {"nodes": .* got \'\[\' where none') as caught:
        JSON.loads('[{"id": 1, "symbol": "x", "parent": 0, "relation": "inside"}]')
    assert (caught.value.code, caught.value.line) == ("bad_nesting", 1)


def test_a_string_that_never_ends_is_refused_soon() -> None:
    with hang_guard(), pytest.raises(FormatError):
        JSON.loads('"\\' * 100_000)
