"""The whole chain of docs/reproduce.md in small: its own commands, a tiny random model, a CPU, some minutes.

What is run are the lines of the page between `<!-- chain -->` and `<!-- end of chain -->`, word for word, in a folder
where `crohme/train` and the test sets hold a dozen drawn expressions each. Only what is said aloud is replaced: the
3-billion model by a tiny one, GPUs by one process on the CPU, and the settings in `SMALLER`. It shows that the commands
fit together, and nothing of how well a model reads.

Run: python -m reproduce.rehearse [--keep DIR]
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from reproduce._paths import PAGE, ROOT

MODEL = "Qwen/Qwen2.5-VL-3B-Instruct"
CPU = ["--trainer.accelerator=cpu", "--trainer.devices=1", "--trainer.strategy=auto", "--trainer.precision=32-true"]
SMALLER = {
    "mine.py": ["--folds", "2", "--candidates", "2", "--accumulate", "1", "--longest", "8", "--precision", "32-true"],
    "train": [*CPU, "--trainer.accumulate_grad_batches=1", "--data.num_workers=0", "--data.max_tokens=null"],
    "predict": ["--max-new-tokens", "8", "--device", "cpu", "--quiet"],
}
"""What is added to a command, after its own options."""


def chain(page: Path = PAGE) -> list[list[str]]:
    """Return the commands of the page, as words."""
    text = page.read_text(encoding="utf-8")
    part = re.search(r"<!-- chain -->(.*?)<!-- end of chain -->", text, re.DOTALL)
    if part is None:
        raise ValueError(f"expected the marks <!-- chain --> and <!-- end of chain --> in {page.name}")
    joined = re.sub(r"\\\n\s*", "", part[1])
    return [shlex.split(line[2:], comments=True) for line in joined.splitlines() if line.startswith("$ ")]


def smaller(words: list[str], *, model: Path) -> list[str]:
    """Return a command of the page as it is rehearsed."""
    words = [str(model) if word == MODEL else word for word in words]
    words = [str(ROOT / word) if word.startswith("reproduce/") else word for word in words]
    if words[0] == "hmer-kit":
        named = f"--model.name={model}"
        added = SMALLER.get(words[1], [])
        return [sys.executable, "-m", "hmer_kit", *words[1:], *added, *([named] if words[1] == "train" else [])]
    return [sys.executable, *words[1:], *SMALLER.get(Path(words[1]).name, [])]


def prepare(folder: Path) -> Path:
    """Draw a corpus where the page expects CROHME, and make the tiny model."""
    import torch

    from hmer_kit import Grammar
    from hmer_kit.ink import synthesize
    from hmer_kit.vlm.small import small_chat_model

    grammar = Grammar(letters=("a", "x"), digits=("1", "2"), max_symbols=3)
    for seed, (part, number) in enumerate((("train", 12), ("test2014", 4), ("test2016", 4))):
        place = folder / "crohme" / part
        (place / "images").mkdir(parents=True)
        lines = []
        for item, (latex, image) in enumerate(synthesize(number, grammar=grammar, seed=seed, height=32, width=64)):
            image.load().save(place / "images" / f"{part}_{item}.png")
            lines.append(f"{part}_{item}\t{latex}\n")
        (place / "captions.tsv").write_text("".join(lines), encoding="utf-8")
    torch.manual_seed(0)
    model, processor = small_chat_model(grammar.vocabulary(), max_pixels=32 * 64)
    model.save_pretrained(folder / "tiny")
    processor.save_pretrained(folder / "tiny")
    return folder / "tiny"


def rehearse(folder: Path) -> int:
    """Run each command in turn; return the exit code of the first that fails, or 0."""
    model = prepare(folder)
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT / "src")}
    for words in chain():
        print("$", shlex.join(words), flush=True)
        done = subprocess.run(smaller(words, model=model), cwd=folder, env=environment, check=False, timeout=1200)  # noqa: S603
        if done.returncode:
            print(f"exit code {done.returncode}", file=sys.stderr)
            return done.returncode
    return 0


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, help="folder to work in, which stays; must not hold crohme/")
    kept = parser.parse_args().keep
    if kept is not None:
        return rehearse(kept.resolve())
    with tempfile.TemporaryDirectory() as place:
        return rehearse(Path(place))


if __name__ == "__main__":
    sys.exit(main())
