"""The corpus tools on the real files beside the checkout: the known facts about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import (
    Mixture,
    MixtureSource,
    NearPictures,
    build_vocabulary,
    by_depth,
    by_expression,
    by_file,
    by_id,
    by_pixels,
    by_structure,
    by_tokens,
    check_labels,
    check_vocabulary,
    compare_statistics,
    compare_vocabularies,
    counts_check,
    deduplicate,
    divide_records,
    ink_check,
    leakage_report,
    picture_check,
    read_captions,
    read_inkml,
    read_references,
    record_statistics,
    write_vocabulary,
)
from hmer_kit.latex import Vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from hmer_kit.data import Record

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def train(real_data: Path) -> list[Record]:
    return read_captions(real_data / "crohme" / "train").records


@pytest.fixture(scope="module")
def tests(real_data: Path) -> dict[str, list[Record]]:
    return {name: read_captions(real_data / "crohme" / f"test{name}").records for name in ("2014", "2016")}


def test_captions_of_the_test_sets_that_stand_in_train(train, tests) -> None:
    report = leakage_report(train, tests, by=[by_id, by_tokens, by_expression, by_structure])
    assert (report.train, report.distinct["by_tokens"], report.distinct["by_id"]) == (8835, 4822, 8835)
    shared = {(one.test, one.key): len(one.pairs) for one in report.overlaps}
    assert shared[("2014", "by_expression")] == 30
    assert shared[("2014", "by_tokens")] == 28  # the two others are spelled otherwise
    assert shared[("2016", "by_expression")] == shared[("2016", "by_tokens")] == 20
    assert shared[("2014", "by_id")] == shared[("2016", "by_id")] == 0
    assert shared[("2014", "by_structure")] > 400
    references = {record.id: by_expression(record) for side in (train, *tests.values()) for record in side}
    for test in tests:
        for test_id, train_id in report.of(test, "by_expression").pairs:
            assert references[test_id] == references[train_id]


def test_pictures_of_train_that_stand_there_twice(train) -> None:
    files, pixels = (deduplicate(train, by=key) for key in (by_file, by_pixels))
    assert len(files.dropped) == len(pixels.dropped) == 42
    captions = {record.id: record.reference for record in train}
    assert all(item.record.reference == captions[item.repeats] for item in files.dropped)


def test_pictures_of_test_2014_that_were_written_down_twice(tests) -> None:
    result = deduplicate(tests["2014"], by=[by_pixels, NearPictures()])
    pairs = {(item.record.id, item.repeats, item.key) for item in result.dropped}
    assert pairs == {("501_em_5", "501_em_1", "by_pixels"), ("RIT_2014_205", "RIT_2014_160", "near_pictures")}
    captions = {record.id: record.reference for record in tests["2014"]}
    assert all(item.record.reference == captions[item.repeats] for item in result.dropped)


def test_no_picture_of_test_2016_is_near_to_one_of_2014(tests) -> None:
    report = leakage_report(tests["2014"], {"2016": tests["2016"][::3]}, by=NearPictures())
    assert report.of("2016", "near_pictures").pairs == ()
    assert report.of("2016", "near_pictures").records == 383


def test_near_pictures_of_a_test_set_are_found_at_half_the_size(tests, stored) -> None:
    chosen = tests["2016"][::25]
    halved = []
    for record in chosen:
        picture = record.image.load().convert("L")
        halved.append(type(record)(f"half {record.id}", record.reference, stored(picture.reduce(2))))
    found = deduplicate(halved, by=NearPictures(), against=chosen).dropped
    assert {(item.record.id, item.repeats) for item in found} <= {(f"half {r.id}", r.id) for r in chosen}
    assert len(found) >= 0.85 * len(chosen)


def test_braces_lost_in_crohme_2023(real_data: Path) -> None:
    report = check_labels(read_references(real_data / "captions" / "crohme2023_test.tsv").records)
    assert report.records == 2300
    assert report.counts[("braces", "closing braces missing")] == 609
    assert len(report.ids("unparsed")) == 621
    assert set(report.ids("braces")) <= set(report.ids("unparsed"))
    assert set(report.ids()) == set(report.ids("unparsed"))


def test_labels_of_crohme_2014_are_sound(tests) -> None:
    assert check_labels(tests["2014"][::3]).findings == ()


def test_pictures_of_train_have_the_shape_of_their_symbols(train) -> None:
    assert check_labels(train[::8], checks=[picture_check()]).findings == ()


def test_counts_that_the_released_counter_prints_agree(real_data: Path) -> None:
    import json

    from hmer_kit.counting import loads_counts
    from hmer_kit.data import Record

    lines = (real_data / "peer_outputs" / "unimumer_tree_and_counts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    given = {str(number): loads_counts(row["counts"]) for number, row in enumerate(rows)}
    records = [Record(str(number), row["latex"]) for number, row in enumerate(rows)]
    report = check_labels(records, checks=[counts_check(lambda record: given[record.id])])
    assert (report.records, report.findings) == (2275, ())


def test_vocabulary_of_train_is_that_of_comer_but_for_one_token(real_data: Path, train, tmp_path: Path) -> None:
    built = build_vocabulary(train, order="alphabet").vocabulary
    file = real_data / "dictionaries" / "comer_crohme_110.txt"
    comer = Vocabulary.from_file(file)
    comparison = compare_vocabularies(built, comer)
    assert (comparison.only_first, comparison.only_second) == (("'",), ("\\Pi",))
    write_vocabulary(tmp_path / "words.txt", comer)
    assert (tmp_path / "words.txt").read_bytes().strip() == file.read_bytes().strip()


@pytest.mark.parametrize("name", ["comer_crohme_110", "tamer_hme100k_245", "mathnet_im2latexv2_326", "wap_111"])
def test_dictionaries_of_the_field_survive_writing(real_data: Path, tmp_path: Path, name: str) -> None:
    vocabulary = Vocabulary.from_file(real_data / "dictionaries" / f"{name}.txt")
    for first in (None, 0):
        write_vocabulary(tmp_path / "words.txt", vocabulary, first_number=first)
        assert Vocabulary.from_file(tmp_path / "words.txt").entries == vocabulary.entries


def test_tokens_of_hme_scenes_beyond_tamers_dictionary_are_named(real_data: Path) -> None:
    records = read_references(real_data / "captions" / "hme_scene_30k.tsv").records
    tamer = Vocabulary.from_file(real_data / "dictionaries" / "tamer_hme100k_245.txt")
    report = check_vocabulary(records, tamer)
    captions = {record.id: record.reference for record in records}
    assert report.expressions == 30_000
    for item in report.unknown:
        for place in item.places:
            assert tamer.tokenize(captions[place.expression])[place.position] == item.token


def test_statistics_of_train_and_how_test_2014_differs(train, tests) -> None:
    counts = record_statistics(train)
    assert (counts.records, counts.unparsed, len(counts.tokens)) == (8835, 0, 110)
    assert counts.levels.total == counts.records
    other = record_statistics(tests["2014"])
    clear = {share.name for share in compare_statistics(counts, other).shares if share.is_clear}
    assert {r"\limits", "^"} <= clear


def test_stratified_parts_of_train_share_no_expression(train) -> None:
    shares = {"train": 0.8, "validation": 0.1, "test": 0.1}
    division = divide_records(train, shares, seed=1, group_by=by_expression, stratify_by=by_depth)
    assert division.leaks(by=by_tokens) == []
    assert sum(division.sizes.values()) == 8835
    for depth in "012":
        whole = sum(by_depth(record) == depth for record in train)
        for name, share in shares.items():
            part = sum(by_depth(record) == depth for record in division.parts[name])
            assert abs(part - share * whole) <= 2


def test_mixture_of_two_captions_files_holds_its_shares(real_data: Path) -> None:
    sources = (
        MixtureSource("crohme", str(real_data / "crohme" / "train" / "captions.tsv"), weight=2, max_tokens=50),
        MixtureSource("mne", str(real_data / "captions" / "mne_N1.tsv"), weight=1),
    )
    stream = Mixture(sources, size=3000, shuffle=100).stream()
    ids = Counter(record.id for record in stream)
    assert stream.report().given == {"crohme": 2000, "mne": 1000}
    assert sum(ids.values()) == 3000


def test_symbols_in_the_ink_of_crohme_2014_against_its_truths(real_data: Path) -> None:
    records = read_inkml(real_data / "inkml" / "crohme_test2014.tar.xz").records
    report = check_labels(records, checks=[ink_check()])
    assert (report.records, report.counts) == (986, {("ink", "other symbols in the ink"): 34})
    details = {item.id: item.fault.detail for item in report.findings}
    assert details["34_em_238"].startswith(r"extra symbol '\\ldots': right of '+'; missing symbol '\\cdots'")


def test_mixture_opens_every_format(real_data: Path) -> None:
    formulas = real_data / "captions" / "im2latex100k_val.norm.txt"
    sources = (
        MixtureSource("crohme", str(real_data / "crohme" / "test2014"), weight=1),
        MixtureSource("im2latex", str(formulas), format="formulas", weight=3),
    )
    stream = Mixture(sources, size=400).stream()
    pictures = Counter(record.image is not None for record in stream)
    assert pictures == {True: 100, False: 300}
