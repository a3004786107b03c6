"""``hmer-kit normalize``: normal forms stay as they are, rules are chosen by name, dialects only respell."""

from __future__ import annotations

import json

import pytest

from hmer_kit.cli import main

CASES = [r"x^2_1 \le { f }", r"\left( a \right)", r"\sum \limits _ i a", r"f'", r"\dfrac12", r"{ { x } }"]


@pytest.mark.parametrize("profile", ["exact", "same_ink", "loose"])
def test_a_normal_form_is_its_own_normal_form(capsys, profile):
    assert main(["normalize", "--profile", profile, *CASES]) == 0
    once = capsys.readouterr().out
    assert main(["normalize", "--profile", profile, *once.splitlines()]) == 0
    assert capsys.readouterr().out == once


def test_only_the_named_rules_are_at_work(capsys):
    assert main(["normalize", "--rules", "aliases", r"x \le { f }"]) == 0
    assert capsys.readouterr().out == "x \\leq { f }\n"


def test_an_unknown_rule_is_wrong_usage_and_not_a_fault_of_the_expression(capsys):
    assert main(["normalize", "--rules", "nope", "x"]) == 2
    assert "got 'nope'" in capsys.readouterr().err


def test_changes_are_listed_below(capsys):
    assert main(["normalize", "--changes", r"a \le b"]) == 0
    assert capsys.readouterr().out == "a \\leq b\n  aliases at 2: \\le -> \\leq\n"


def test_json_names_the_profile_with_its_version(capsys):
    assert main(["normalize", "--json", r"a \le b"]) == 0
    line = json.loads(capsys.readouterr().out)
    assert (line["normalized"], line["profile"]) == (r"a \leq b", "same_ink/1")


def test_a_dialect_respells_there_and_back(capsys):
    assert main(["normalize", "--dialect", "hme100k", r"| x | \leq 1"]) == 0
    assert capsys.readouterr().out == "\\vert x \\vert \\leq 1\n"
    assert main(["normalize", "--dialect", "crohme", "--source-dialect", "hme100k", r"\vert x \vert \leq 1"]) == 0
    assert capsys.readouterr().out == "| x | \\leq 1\n"


def test_what_does_not_parse_is_respelled_as_far_as_possible_and_named(capsys):
    assert main(["normalize", "--dialect", "hme100k", "{ |"]) == 1
    output = capsys.readouterr()
    assert output.out == "{ \\vert\n"
    assert "does not parse" in output.err


def test_options_that_do_not_go_together_are_refused(capsys):
    assert main(["normalize", "--source-dialect", "crohme", "x"]) == 2
    assert main(["normalize", "--dialect", "crohme", "--recover", "x"]) == 2
    assert main(["normalize", "--dialect", "crohme", "--rules", "aliases", "x"]) == 2
    assert capsys.readouterr().out == ""


def test_tidy_spacing_is_for_readers(capsys):
    assert main(["normalize", "--spacing", "tidy", "x ^ { 2 } + 1"]) == 0
    assert capsys.readouterr().out == "x^{2} + 1\n"


def test_every_rule_is_listed_with_an_example_that_it_rewrites(capsys):
    assert main(["normalize", "--list"]) == 0
    blocks = [block.splitlines() for block in capsys.readouterr().out.split("\n\n")[1:]]
    name, before, after = blocks[0][0].partition(":")[0], blocks[0][1].strip(), blocks[0][2].strip()
    assert main(["normalize", "--rules", name, before]) == 0
    assert capsys.readouterr().out.strip() == after
    assert len(blocks) > 20
