"""Options from a YAML file: what is printed gives the same run, the command line goes before it, faults are named."""

from __future__ import annotations

import argparse
import json

import pytest
import yaml

from hmer_kit.cli import main
from hmer_kit.cli._commands import COMMANDS
from hmer_kit.cli._config.merging import dump_config, parse_with_config
from hmer_kit.cli.app import command_parser

EXAMPLES = {
    "tree": ["--format", "corrected", r"\frac { a } { b }", "- x"],
    "count": ["--jsonl", "x", "--", "-y", "x: #1 'q'\t\u00e9"],
    "score": ["a.json", "b.json", "--json", "--protocol", "same_ink,loose", "--by", "depth", "--intervals"],
    "build-tasks": ["2014", "--output", "o.json", "--tasks", "vanilla, tree_cot", "--workers", "3", "--restart"],
    "label-noise": ["a.json", "b.json", "--show", "0", "--json", "--profile", "loose"],
    "build-errors": ["a", "--output", "yes", "--bands", "near", "--near-share", "1e-3", "--max-errors", "2"],
    "mine-errors": ["--output", "runs/m", "--temperature", "0.5", "--folds", "3", "--list"],
    "predict": ["--model", "m", "--data", "d", "--output", "007", "--seed", "-1", "--timeout", "5", "--margin", "2"],
    "quickstart": ["--steps", "3", "--minutes", "0.1", "--output", "there", "--smoke"],
    "init": ["mine", "--family", "qwen2_5_vl", "--data", "crohme"],
    "doctor": ["--json"],
    "completion": ["zsh"],
}
WITH_CONFIG = [name for name in COMMANDS if name != "train"]


def plain(args: argparse.Namespace) -> dict[str, object]:
    return {name: value for name, value in vars(args).items() if name not in {"config", "print_config", "config_texts"}}


@pytest.fixture
def write(tmp_path):
    def _write(text, name="mine.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return _write


@pytest.mark.parametrize("name", WITH_CONFIG)
def test_a_printed_config_gives_the_same_arguments(name, write):
    parser = command_parser(name)
    words = EXAMPLES.get(name)
    if words is None:  # a command without an example here: its defaults
        given = parse_with_config(parser, ["--print-config"])
    else:
        given = parse_with_config(parser, ["--print-config", *words])
        assert plain(given) == plain(parser.parse_args(words))
    file = write(dump_config(parser, given))
    again = parse_with_config(parser, ["--print-config", "--config", file])
    assert plain(again) == plain(given)


@pytest.mark.parametrize("name", WITH_CONFIG)
def test_every_command_offers_the_two_options(name):
    text = command_parser(name).format_help()
    assert "--config FILE" in text
    assert "--print-config" in text


def test_a_run_of_a_printed_config_prints_the_same(capsys, write):
    assert main(["count", "--jsonl", "x + x", "{"]) == 1
    before = capsys.readouterr()
    assert main(["count", "--jsonl", "x + x", "{", "--print-config"]) == 0
    file = write(capsys.readouterr().out)
    assert main(["count", "--config", file]) == 1
    assert capsys.readouterr() == before


def test_options_that_are_required_may_be_missing_from_what_is_printed(capsys):
    assert main(["predict", "--print-config"]) == 0
    printed = yaml.safe_load(capsys.readouterr().out)
    assert printed["model"] is None
    assert printed["batch_size"] == 8


def test_the_command_line_goes_before_the_file_and_a_later_file_before_an_earlier(capsys, write):
    first = write("latex: [a]\njsonl: true\n", "first.yaml")
    second = write("latex: [b]\n", "second.yaml")
    assert main(["count", "--config", first, "--config", second]) == 0
    assert json.loads(capsys.readouterr().out) == {"latex": "b", "counts": "b: 1"}
    assert main(["count", "--config", first, "--", "-c"]) == 0
    assert json.loads(capsys.readouterr().out)["latex"] == "-c"


def test_names_are_written_with_dashes_or_underscores_and_lists_as_lists(write):
    file = write("files: [a.json]\non-bad: skip\nprotocol: [released, loose]\nmeasures: bleu,edit_score\nby: null\n")
    args = parse_with_config(command_parser("score"), ["--config", file])
    assert (args.on_bad, args.protocol, args.measures, args.by) == (
        "skip",
        ["released", "loose"],
        ["bleu", "edit_score"],
        None,
    )


def test_an_option_that_excludes_another_is_dropped_for_that_of_the_command_line(write):
    file = write("output: runs\nlist: true\n")
    args = parse_with_config(command_parser("mine-errors"), ["--config", file, "--job", "train-0"])
    assert (args.list, args.job) == (False, "train-0")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("shwo: 5\n", "'shwo'; did you mean show?"),
        ("frob: 5\n", "'frob'; known are files, counts,"),
        ("min_models: five\n", "min_models: expected a whole number, got 'five'"),
        ("min_models: 5.5\n", "min_models: expected a whole number, got 5.5"),
        ("min_models: true\n", "min_models: expected a whole number, got True"),
        ("json: 1\n", "json: expected true or false, got 1"),
        ("files: a.json\n", "files: expected a list, got 'a.json'; write it in brackets"),
        ("files: [a.json, 3]\n", "files: expected text, got 3; write it in quotes"),
        ("counts: 2014-01-02\n", "counts: expected text, got datetime.date(2014, 1, 2); write it in quotes"),
        ("counts: [a]\n", "counts: expected one text, not a list, got ['a']"),
        ("profile: tight\n", "profile: expected one of exact, same_ink, loose, got 'tight'"),
        ("show: 1\nshow: 2\n", "got a key twice in line 2"),
        ("files: &a [x]\ncounts: *a\n", "expected no alias"),
        ("files: [[a]]\n", "got a nest of them in line 1"),
        ("- a\n", "expected options in"),
        ("5", "got scalar"),
        ("a: b: c\n", "expected YAML in"),
        ("show: !!python/object/apply:os.system [ls]\n", "expected YAML in"),
        ("show: " + "1:" * 5_000 + "1\n", "Exceeds the limit"),
        ("show: 2014-99-99\n", "expected YAML in"),
        ("? [a]\n: b\n", "a key that is no name"),
        ("a: 1\n---\nb: 2\n", "single document"),
        ("", "got an empty file"),
        (b"show: \xff\n", "expected UTF-8"),
        ("counts: \x07\n", "expected YAML in"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_with_its_name(capsys, write, text, said):
    file = write(text)
    assert main(["label-noise", "x.json", "--config", file]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert said in output.err
    assert "mine.yaml" in output.err
    assert "Traceback" not in output.err


def test_two_keys_that_set_the_same_are_an_error(capsys, write):
    assert main(["score", "--config", write("files: [a]\njson: true\nas: latex\n")]) == 2
    assert "expected one of json and as" in capsys.readouterr().err


def test_two_keys_that_exclude_each_other_are_an_error(capsys, write):
    assert main(["mine-errors", "--config", write("output: a\nlist: true\njob: b\n")]) == 2
    assert "expected one of list and job" in capsys.readouterr().err


def test_a_functions_own_message_is_passed_on(capsys, write):
    assert main(["score", "--config", write("files: [a]\nprotocol: [loos]\n")]) == 2
    assert "protocol: expected a protocol out of" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--config", "{empty}"]])
def test_a_missing_option_is_wrong_usage(capsys, write, words):
    file = write("# nothing yet\n")
    assert main(["label-noise", *[word.format(empty=file) for word in words]]) == 2
    assert "the following arguments are required: FILE" in capsys.readouterr().err


def test_a_word_that_is_no_option_is_wrong_usage_beside_a_file_too(capsys, write):
    assert main(["count", "--config", write("jsonl: true\n"), "--nonsense", "x"]) == 2
    error = capsys.readouterr().err
    assert "unrecognized arguments: --nonsense" in error
    assert "[LATEX ...]" in error


def test_large_files_and_nests_without_end_are_refused(capsys, write):
    assert main(["count", "--config", write("a" * (2**20 + 1))]) == 2
    assert "larger than the limit" in capsys.readouterr().err
    assert main(["count", "--config", write("latex: " + "[" * 100_000)]) == 2
    assert "nest" in capsys.readouterr().err


def test_a_parser_is_left_as_it_was(write):
    parser = command_parser("predict")
    before = parser.format_help()
    parse_with_config(parser, ["--config", write("model: m\ndata: d\noutput: o\n")])
    assert parser.format_help() == before
    with pytest.raises(SystemExit):
        parser.parse_args([])


def test_options_of_every_kind_are_read_and_written_back(write):
    parser = argparse.ArgumentParser(prog="any")
    parser.add_argument("first")
    parser.add_argument("rest", nargs="+")
    parser.add_argument("--part", action="append")
    parser.add_argument("--pairs", nargs=2, type=float)
    parser.add_argument("--tidy", action=argparse.BooleanOptionalAction)
    parser.add_argument("-v", "--verbose", action="count", default=0)
    parser.add_argument("--keep", action="store_false")
    from hmer_kit.cli._config.options import add_config_options

    add_config_options(parser)
    words = ["a", "b", "c", "--part", "1", "--part", "2", "--pairs", "1", "2.5", "--no-tidy", "-vv", "--keep"]
    given = parse_with_config(parser, [*words, "--print-config"])
    assert plain(given) == plain(parser.parse_args(words))
    file = write(dump_config(parser, given))
    assert plain(parse_with_config(parser, ["--config", file])) == plain(given)
    fewer = parse_with_config(parser, ["--config", file, "z", "--part", "9"])
    assert (fewer.first, fewer.rest, fewer.part) == ("z", ["b", "c"], ["9"])
