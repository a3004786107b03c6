"""``hmer-kit parse``: every form says the same tree, faults are named with a caret, and mending is said."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from hmer_kit.cli import main

LATEX = r"\frac { a } { b ^ { 2 } }"


def test_the_tree_is_printed_a_symbol_a_line(capsys):
    assert main(["parse", LATEX]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines] == [r"\frac", "a", "b", "2"]


def test_trees_of_several_expressions_are_parted_by_an_empty_line(capsys):
    assert main(["parse", "x", "y"]) == 0
    assert capsys.readouterr().out == "x\n\ny\n"


def test_latex_of_a_tight_expression_is_blank_separated(capsys):
    assert main(["parse", "--as", "latex", r"\frac{a}{b}"]) == 0
    assert capsys.readouterr().out == "\\frac { a } { b }\n"


def test_a_picture_is_svg_that_an_xml_parser_reads_and_names_the_symbols(capsys):
    assert main(["parse", "--as", "svg", LATEX]) == 0
    root = ET.fromstring(capsys.readouterr().out)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {r"\frac", "a", "b", "2"} <= texts


def test_mathml_is_xml_with_a_fraction(capsys):
    assert main(["parse", "--as", "mathml", LATEX]) == 0
    root = ET.fromstring(capsys.readouterr().out)  # noqa: S314 - our own
    name = root.tag.removesuffix("math")
    assert [element.tag for element in root.iter(f"{name}mfrac")] == [f"{name}mfrac"]
    assert [element.text for element in root.iter() if element.text and element.text.strip()] == ["a", "b", "2"]


@pytest.mark.parametrize(("form", "tree_format"), [("json", "json"), ("label_graph", "symlg")])
def test_what_other_programs_read_tree_reads_back(capsys, form, tree_format):
    assert main(["parse", "--as", form, LATEX]) == 0
    text = capsys.readouterr().out
    assert main(["tree", "--format", tree_format, "--read", text]) == 0
    assert capsys.readouterr().out == LATEX + "\n"


def test_a_fault_is_named_with_a_caret_under_its_token(capsys):
    assert main(["parse", "x", "x } y"]) == 1
    output = capsys.readouterr()
    assert output.out == "x\n"
    fault, latex, caret = output.err.splitlines()
    assert "argument 2" in fault
    assert latex[caret.index("^")] == "}"


def test_recover_mends_says_so_and_leaves_the_code_of_bad_input(capsys):
    assert main(["parse", "--recover", "--as", "latex", r"\frac { a } { b"]) == 1
    output = capsys.readouterr()
    assert output.out == "\\frac { a } { b }\n"
    assert "put in }" in output.err


def test_json_holds_the_tree_or_the_error(capsys):
    assert main(["parse", "--json", "--as", "outline", "x ^ 2", "{"]) == 1
    good, bad = map(json.loads, capsys.readouterr().out.splitlines())
    assert good == {"latex": "x ^ 2", "outline": "x{sup: 2}"}
    assert bad["error"]["code"] == "unclosed_group"


def test_no_token_can_steer_the_terminal(capsys):
    assert main(["parse", "--as", "latex", "x \x1b y"]) == 0
    assert capsys.readouterr().out == "x \\x1b y\n"
