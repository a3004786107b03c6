from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from hmer_kit.data import Mixture, MixtureSource, read_mixture
from hmer_kit.exceptions import DataError, InputError

if TYPE_CHECKING:
    from pathlib import Path

ONE = {"name": "a", "path": "train"}
BOMB = "a0: &a0 [1, 1]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))


def test_plain_values_make_the_same_mixture_again() -> None:
    sources = (
        MixtureSource("a", "train", count=3, max_tokens=9),
        MixtureSource("b", "made", repeat=0.5, split="train", format="captions", min_tokens=2),
    )
    mixture = Mixture(sources, seed=4, when_exhausted="repeat", shuffle=7)
    assert Mixture.from_dict(json.loads(json.dumps(mixture.to_dict()))) == mixture


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"sources": []}, "one or more"),
        ({"sources": ONE}, "expected sources of a mixture as a list"),
        ({"sources": [ONE], "sed": 1}, "did you mean 'seed'"),
        ({"sources": [{**ONE, "wieght": 1}]}, "did you mean 'weight'"),
        ({"sources": [{"name": "a"}]}, "expected path of a source, found none"),
        ({"sources": [ONE, ONE]}, "stand once"),
        ({"sources": [{**ONE, "weight": 0}]}, "above 0"),
        ({"sources": [{**ONE, "weight": float("nan")}]}, "above 0"),
        ({"sources": [{**ONE, "count": 1.5}]}, "expected count"),
        ({"sources": [{**ONE, "count": 1, "weight": 1}]}, "one amount"),
        ({"sources": [{**ONE, "split": 3}]}, "expected split"),
        ({"sources": [{**ONE, "name": " "}]}, "expected name"),
        ({"sources": [{**ONE, "count": 1}, {"name": "b", "path": "b", "weight": 1}]}, "both in one mixture"),
        ({"sources": [{**ONE, "count": 1}], "size": 3}, "both in one mixture"),
        ({"sources": [ONE], "when_exhausted": "drop"}, "'stop' or 'repeat'"),
        ({"sources": [ONE], "shuffle": 0}, "expected shuffle"),
        ({"sources": [ONE], "seed": "x"}, "expected seed"),
        (["sources"], "as a mapping"),
    ],
)
def test_what_is_wrong_is_said(values: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Mixture.from_dict(values)


@pytest.mark.parametrize("name", ["mixture.json", "mixture.yaml", "mixture.yml"])
def test_file_gives_the_mixture_with_paths_below_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text('{"sources": [{"name": "a", "path": "train", "weight": 2}], "seed": 5}')
    mixture = read_mixture(tmp_path / name)
    assert mixture == Mixture((MixtureSource("a", str(tmp_path / "train"), weight=2),), seed=5)


def test_yaml_reads_as_people_write_it(tmp_path: Path) -> None:
    text = "seed: 1\nsources:\n  - name: real\n    path: /data/crohme\n    weight: 3\n  - {name: made, path: made}\n"
    (tmp_path / "m.yaml").write_text(text)
    mixture = read_mixture(tmp_path / "m.yaml")
    assert [(source.name, source.amount, source.path) for source in mixture.sources] == [
        ("real", ("weight", 3), "/data/crohme"),
        ("made", ("weight", 1), str(tmp_path / "made")),
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("m.json", "{"),
        ("m.json", "[" * 100_000),
        ("m.json", '{"sources": [{"name": "a", "path": "b", "count": ' + "9" * 5000 + "}]}"),
        ("m.json", '{"sources": 3}'),
        ("m.json", "null"),
        ("m.yaml", "a: [b"),
        ("m.yaml", "sources: !!python/object/apply:os.system ['true']"),
        ("m.yaml", BOMB),
        ("m.yaml", "[" * 5000),
    ],
)
def test_broken_and_hostile_files_are_data_errors(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError):
        read_mixture(tmp_path / name)


def test_yaml_runs_nothing(tmp_path: Path) -> None:
    target = tmp_path / "made"
    (tmp_path / "m.yaml").write_text(f"sources: !!python/object/apply:os.mkdir ['{target}']")
    with pytest.raises(DataError, match="cannot read"):
        read_mixture(tmp_path / "m.yaml")
    assert not target.exists()
