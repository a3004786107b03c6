"""The commands of docs/reproduce.md: every training parses, and the chain is what the rehearsal runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from hmer_kit.cli import main
from reproduce import mine
from reproduce._paths import PAGE, ROOT
from reproduce.rehearse import chain, smaller

TEXT = re.sub(r"\\\n\s*", "", PAGE.read_text(encoding="utf-8"))
TRAININGS = list(dict.fromkeys(re.findall(r"hmer-kit (train fit --config paper_8_gpus[^`\n]*)", TEXT)))
ROWS = sorted(path.stem for path in (ROOT / "reproduce" / "recipes").glob("*.yaml"))


def test_every_row_has_a_command_on_the_page() -> None:
    named = {Path(word).stem for line in TRAININGS for word in shlex.split(line) if word.startswith("reproduce/")}
    assert sorted(named) == ROWS == ["all_tasks", "error_driven", "symbol_counting", "tree_cot", "vanilla"]


@pytest.mark.parametrize("line", TRAININGS)
def test_every_training_of_the_page_parses(line: str, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as stop:
        main([*shlex.split(line), "--print_config"])
    assert stop.value.code == 0
    printed = yaml.safe_load(capsys.readouterr().out)
    assert printed["trainer"]["accumulate_grad_batches"] * printed["trainer"]["devices"] * 4 == 512
    files = printed["data"]["init_args"]["train"]
    assert len(files) == (26 if "recipes/" not in line else len(set(files)))
    folders = [callback["init_args"]["folder"] for callback in printed["trainer"]["callbacks"]]
    name = re.search(r"recipes/(\w+)\.yaml", line)
    run = f"runs/{name[1]}" if name else "runs/paper_8_gpus"
    assert [folders, printed["trainer"]["logger"]["init_args"]["save_dir"]] == [[run, f"{run}/model"], run]


def test_the_rows_differ_in_their_tasks() -> None:
    files = {
        name: yaml.safe_load((ROOT / "reproduce" / "recipes" / f"{name}.yaml").read_text("utf-8")) for name in ROWS
    }
    tasks = {name: {Path(file).stem for file in values["data"]["init_args"]["train"]} for name, values in files.items()}
    assert tasks["vanilla"] == {"vanilla"}
    assert tasks["all_tasks"] == set.union(*tasks.values()) == {
        "vanilla", "tree_cot", "symbol_counting", "error_detection", "error_correction",
    }  # fmt: skip


def test_the_chain_goes_from_captions_to_scores() -> None:
    assert [words[1] for words in chain()] == [
        "build-tasks", "reproduce/mine.py", "build-errors", "train", "predict", "predict", "score", "score",
    ]  # fmt: skip


def test_the_rehearsal_replaces_the_model_and_keeps_every_other_word(tmp_path: Path) -> None:
    for words in chain():
        made = smaller(words, model=tmp_path)
        kept = [str(tmp_path) if word.startswith("Qwen/") else word for word in words[1:]]
        kept = [str(ROOT / word) if word.startswith("reproduce/") else word for word in kept]
        start = made.index(kept[0])
        assert made[start : start + len(kept)] == kept


def test_the_mining_of_the_page_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    (words,) = (words for words in chain() if words[1].endswith("mine.py"))
    monkeypatch.setattr("sys.argv", words[1:])
    args = mine.options()
    assert (args.folds, args.candidates, args.temperature, args.batch * args.accumulate) == (5, 4, 1.0, 512)


def test_scripts_that_the_page_names_are_there() -> None:
    named = set(re.findall(r"python (reproduce/\w+\.py)", TEXT)) | {
        f"{module.replace('.', '/')}.py" for module in re.findall(r"python -m (reproduce\.\w+)", TEXT)
    }
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
