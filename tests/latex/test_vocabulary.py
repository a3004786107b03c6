"""Vocabularies: the dictionary formats of the field, composites, and what an expression needs beyond them."""

from __future__ import annotations

import json
import os
import pickle

import pytest

from hang_guard import hang_guard
from hmer_kit.exceptions import DataError, InputError
from hmer_kit.latex import Vocabulary, tokenize

ARRAYS = ["\\begin{array}", "\\end{array}", "\\\\", "&", "{", "}", "c", "a", "b"]


def write(folder, text, name="words.txt"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


class TestFiles:
    def test_one_token_a_line_in_the_order_of_the_file(self, tmp_path):
        vocabulary = Vocabulary.from_file(write(tmp_path, "!\n[\n{\n\\frac\n中\n√\n"))
        assert list(vocabulary) == ["!", "[", "{", "\\frac", "中", "√"]
        assert len(vocabulary) == 6
        assert "中" in vocabulary
        assert vocabulary.name == "words.txt"

    @pytest.mark.parametrize("end", ["", "\n", "\r\n"])
    def test_any_line_end_and_a_byte_order_mark(self, tmp_path, end):
        text = "\ufeffx\r\ny" + end
        assert Vocabulary.from_file(write(tmp_path, text)).tokens == ("x", "y")

    def test_token_and_number(self, tmp_path):
        vocabulary = Vocabulary.from_file(write(tmp_path, "\\geq\t1\nx\t2\n<eol>\t0\n"), name="WAP")
        assert vocabulary.tokens == ("\\geq", "x")
        assert vocabulary.special == ("<eol>",)
        assert vocabulary.entries == ("\\geq", "x", "<eol>")
        assert vocabulary.name == "WAP"
        assert "<eol>" not in vocabulary

    def test_special_entries_of_mathnet_are_apart(self, tmp_path):
        vocabulary = Vocabulary.from_file(write(tmp_path, "_PAD_\n_START_\n_END_\n_UNK_\n_\n\\_\n"))
        assert vocabulary.special == ("_PAD_", "_START_", "_END_", "_UNK_")
        assert vocabulary.tokens == ("_", "\\_")

    @pytest.mark.parametrize("value", [["[", "x", "<pad>"], {"[": 2, "x": 0, "<pad>": 1}])
    def test_json_list_and_object(self, tmp_path, value):
        vocabulary = Vocabulary.from_file(write(tmp_path, json.dumps(value), "words.json"))
        assert vocabulary.tokens == ("[", "x")
        assert vocabulary.special == ("<pad>",)

    def test_json_is_known_by_what_it_holds(self, tmp_path):
        assert Vocabulary.from_file(write(tmp_path, '["x", "y"]')).tokens == ("x", "y")

    def test_a_list_that_starts_with_a_bracket_is_no_json(self, tmp_path):
        assert Vocabulary.from_file(write(tmp_path, "[\n{\n]\n")).tokens == ("[", "{", "]")

    @pytest.mark.parametrize(
        ("content", "code", "line"),
        [
            ("x\ny\nx\n", "duplicate", 3),
            ("x\t1\ny\t1\n", "duplicate", 2),
            ("x\n\ny\n", "empty_line", 2),
            ("x\n   \n", "empty_line", 2),
            ("x\ny z\n", "no_token", 2),
            ("x\ty\tz\n", "no_token", 1),
            ("x\t-1\n", "no_token", 1),
            ("x\t1\ny\n", "mixed_lines", 2),
            ("x\n" + "y" * 201 + "\n", "no_token", 2),
            ("", "empty_file", None),
            (b"x\n\xff\n", "not_utf8", 2),
            ("x\ny\n".encode("utf-16-le"), "not_utf8", 1),
            ("x\ny\0\n", "not_utf8", 2),
        ],
    )
    def test_what_is_wrong_is_named_with_file_and_line(self, tmp_path, content, code, line):
        path = write(tmp_path, content)
        with pytest.raises(DataError) as caught:
            Vocabulary.from_file(path)
        assert (caught.value.code, caught.value.line, caught.value.path) == (code, line, str(path))
        assert "words.txt" in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            ('["x", "x"]', "duplicate"),
            ('{"x": 1, "x": 2}', "duplicate"),
            ('{"x": 1, "y": 1}', "duplicate"),
            ('["x", 1]', "no_token"),
            ('["x y"]', "no_token"),
            ('{"x": true}', "no_number"),
            ('{"x": null}', "no_number"),
            ('{"x": [1]}', "no_number"),
            ("[]", "empty_file"),
            ("3", "no_list"),
            ("{", "broken_json"),
            ("[" * 100_000, "broken_json"),
            ('{"x": ' + "1" * 5000 + "}", "broken_json"),
        ],
    )
    def test_what_is_wrong_with_json_is_named(self, tmp_path, content, code):
        with pytest.raises(DataError) as caught:
            Vocabulary.from_file(write(tmp_path, content, "words.json"))
        assert caught.value.code == code
        assert "words.json" in str(caught.value)

    def test_a_huge_file_is_refused_without_reading_it_all(self, tmp_path):
        path = tmp_path / "huge.txt"
        with path.open("wb") as file:
            file.truncate(2**34)  # sparse: takes no room
        with hang_guard():
            with pytest.raises(DataError, match="at most 16777216 bytes") as caught:
                Vocabulary.from_file(path)
            assert caught.value.code == "too_large"

    @pytest.mark.parametrize("name", ["absent.txt", ".", "a\0b"])
    def test_what_cannot_be_read_is_a_data_error(self, tmp_path, name):
        with pytest.raises(DataError) as caught:
            Vocabulary.from_file(f"{tmp_path}/{name}")
        assert caught.value.code == "unreadable"

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(DataError, match="no regular file"):
            Vocabulary.from_file(tmp_path / "pipe")

    def test_no_path_at_all(self):
        with pytest.raises(InputError, match="expected the path of a dictionary file, got list"):
            Vocabulary.from_file(["x"])


class TestVocabulary:
    def test_a_path_of_bytes_is_named_as_it_is(self, tmp_path):
        class Place:
            def __fspath__(self):
                return str(write(tmp_path, "x\n")).encode()

        assert Vocabulary.from_file(Place(), name="mine").tokens == ("x",)

    def test_the_name_is_text(self):
        with pytest.raises(InputError, match="expected the name of the vocabulary as a str, got int"):
            Vocabulary(["x"], name=3)

    @pytest.mark.parametrize("rows", [-1, "2", True])
    def test_a_table_has_a_number_of_rows(self, rows):
        with pytest.raises(InputError, match="expected rows as a whole number from 0 on"):
            Vocabulary(["x"]).check("y").table(rows=rows)

    @pytest.mark.parametrize("entries", [["x", "x"], ["a b"], [""], [3], "xy", 3])
    def test_refuses_what_is_no_list_of_tokens(self, entries):
        with pytest.raises(InputError):
            Vocabulary(entries)

    def test_is_frozen_equal_by_entries_hashable_and_pickles(self):
        vocabulary = Vocabulary(ARRAYS, name="arrays")
        again = pickle.loads(pickle.dumps(vocabulary))  # noqa: S301 - our own bytes
        assert again == vocabulary == Vocabulary(tuple(ARRAYS), name="arrays")
        assert hash(again) == hash(vocabulary)
        assert again.tokenize(r"\begin{array}") == ["\\begin{array}"]
        with pytest.raises(AttributeError):
            vocabulary.name = "other"

    def test_composites_are_one_token_however_they_are_spaced(self):
        vocabulary = Vocabulary(ARRAYS)
        expected = ["\\begin{array}", "{", "c", "}", "a", "\\end{array}"]
        assert vocabulary.tokenize(r"\begin{array}{c}a\end{array}") == expected
        assert vocabulary.tokenize(r"\begin {array} { c } a \end {array}") == expected

    def test_the_longest_composite_wins(self):
        vocabulary = Vocabulary(["\\mathbb", "\\mathbb{R}", "\\left\\{", "\\left\\{x"])
        assert vocabulary.tokenize(r"\mathbb{R}\mathbb{C}") == ["\\mathbb{R}", "\\mathbb", "{", "C", "}"]
        assert vocabulary.tokenize(r"\left \{ x \left\{ y") == ["\\left\\{x", "\\left\\{", "y"]

    def test_unknown_pairs_are_named_whole(self):
        hme = Vocabulary(["\\left\\{", "\\right.", "\\begin{matrix}"])
        assert hme.tokenize(r"\left( x \right. \begin{cases}") == ["\\left(", "x", "\\right.", "\\begin{cases}"]
        assert Vocabulary(["x"]).tokenize(r"\left( \begin {cases}") == ["\\left", "(", "\\begin{cases}"]
        assert Vocabulary(["\\begin", "{cases}"]).tokenize(r"\begin{cases}") == ["\\begin", "{cases}"]

    def test_broken_latex_is_cut_too(self):
        assert Vocabulary(ARRAYS).tokenize(r"\begin { a } \begin") == ["\\begin", "{", "a", "}", "\\begin"]


class TestCheck:
    def test_names_unknown_tokens_most_frequent_first(self):
        report = Vocabulary(["x", "+"]).check(["x + y", "z + z", "x"])
        assert [(item.token, item.count, item.expressions) for item in report.unknown] == [("z", 2, 1), ("y", 1, 1)]
        assert report.unknown[0].places == ((1, 0), (1, 2))
        assert (report.tokens, report.known_tokens, report.expressions, report.known_expressions) == (7, 4, 3, 1)
        assert report.coverage == pytest.approx(4 / 7)
        assert report.used == ("x", "+")

    def test_ids_of_a_mapping_and_five_places_at_most(self):
        report = Vocabulary(["x"]).check({f"id{i}": "y" for i in range(9)})
        assert report.unknown[0].count == 9
        assert [place.expression for place in report.unknown[0].places] == ["id0", "id1", "id2", "id3", "id4"]

    def test_nothing_is_covered_wholly(self):
        for nothing in ([], {}, "", [""]):
            report = Vocabulary(["x"]).check(nothing)
            assert report.coverage == report.expression_coverage == 1.0

    def test_reads_a_generator_once(self):
        assert Vocabulary(["x"]).check(text for text in ["x", "y"]).expressions == 2

    def test_special_entries_are_unknown_in_an_expression(self):
        report = Vocabulary(["<eol>", "x"]).check("x <eol>")
        assert [item.token for item in report.unknown] == ["<", "e", "o", "l", ">"]

    @pytest.mark.parametrize("wrong", [3, b"x", [3], None, {"a": 1}])
    def test_refuses_what_is_no_latex(self, wrong):
        with pytest.raises(InputError):
            Vocabulary(["x"]).check(wrong)

    def test_the_table_says_what_it_leaves_out(self):
        text = Vocabulary(["x"], name="tiny").check("a b c x").table(rows=1)
        assert text.splitlines() == [
            "tiny: 1 of 4 tokens known (25.00 %), 0 of 1 expressions complete (0.00 %)",
            "count  expressions  token  first at",
            "    1            1  a      0:0",
            "... and 2 more unknown tokens",
        ]

    def test_65536_tokens_take_a_second_at_most(self):
        vocabulary = Vocabulary([*ARRAYS, "\\left\\{"])
        for piece in (r"\begin{array} ", r"\left ", "{ ", "x "):
            latex = piece * 65_536
            with hang_guard():
                vocabulary.check(latex)


@pytest.mark.real_data
class TestDictionariesOfTheField:
    @pytest.mark.parametrize(
        ("name", "tokens", "special"),
        [
            ("comer_crohme_110.txt", 110, ()),
            ("tamer_hme100k_245.txt", 245, ()),
            ("mathnet_im2latexv2_326.txt", 322, ("_END_", "_PAD_", "_START_", "_UNK_")),
            ("wap_111.txt", 110, ("<eol>",)),
        ],
    )
    def test_are_read_whole(self, real_data, name, tokens, special):
        path = real_data / "dictionaries" / name
        vocabulary = Vocabulary.from_file(path)
        assert (len(vocabulary), vocabulary.special) == (tokens, special)
        first = [line.split("\t")[0] for line in path.read_text("utf-8").splitlines()]
        assert list(vocabulary.entries) == first

    @pytest.mark.parametrize("name", ["comer_crohme_110.txt", "wap_111.txt"])
    def test_crohme_is_covered(self, real_data, name):
        vocabulary = Vocabulary.from_file(real_data / "dictionaries" / name)
        for caption_set in ("test2014", "test2016"):
            lines = (real_data / "crohme" / caption_set / "captions.tsv").read_text("utf-8").splitlines()
            report = vocabulary.check(dict(line.split("\t", 1) for line in lines))
            assert {item.token for item in report.unknown} <= {"\\Pi", "\\exists"}

    def test_composites_of_hme100k_are_unknown_to_tamer_and_counted_exactly(self, real_data):
        vocabulary = Vocabulary.from_file(real_data / "dictionaries" / "tamer_hme100k_245.txt")
        lines = (real_data / "captions" / "hme_scene_30k.tsv").read_text("utf-8").splitlines()
        captions = dict(line.split("\t", 1) for line in lines)
        report = vocabulary.check(captions)
        counts = {item.token: item.count for item in report.unknown}
        assert counts["\\begin{matrix}"] == counts["\\end{matrix}"] == 7647
        assert counts["\\\\"] == 8706
        assert report.tokens == sum(len(vocabulary.tokenize(text)) for text in captions.values())
        assert report.tokens == sum(len(tokenize(text)) for text in captions.values()) - 2 * 7647


def test_names_may_stand_twice_where_they_come_one_by_one() -> None:
    report = Vocabulary(["x"]).check_named((name, text) for name, text in [("a", "x y"), ("a", "y"), ("b", "x")])
    assert (report.expressions, report.known_expressions) == (3, 1)
    assert report.unknown[0].places == (("a", 1), ("a", 0))
