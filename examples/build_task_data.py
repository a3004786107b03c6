r"""Make training files of captions and pictures: vanilla, Tree-CoT and symbol counting, for any trainer.

Run ``python examples/build_task_data.py``; it prints

    3 records, 8 examples (3 vanilla, 2 tree_cot, 3 symbol_counting), 1 left out (1 × unclosed group)
    ['symbol_counting.json', 'tree_cot.json', 'vanilla.json']
    left out: record 'c', task tree_cot: unclosed group
    human: <image>I have an image of a handwritten mathematical expression. Please gene ...
    gpt: 'x\n\t2 (sup)\n+ (right)\n1 (right)\nx ^ { 2 } + 1'
"""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hmer_kit import Writer, read_captions, render
from hmer_kit.tasks import BuildPlan, build_task_files

CAPTIONS = {"a": "x ^ { 2 } + 1", "b": r"\frac { a } { b }", "c": "{ x"}  # the last has no tree


def write_folder(folder: Path) -> None:
    """Write captions.tsv and images/, the layout that ``--data`` takes; here with synthetic ink."""
    (folder / "images").mkdir(parents=True)
    for number, name in enumerate(CAPTIONS):
        picture = render(CAPTIONS["a"], writer=Writer.from_seed(number)).to_image(height=48, width=192)
        picture.save(folder / "images" / f"{name}.png")
    lines = [f"{name}\t{latex}\n" for name, latex in CAPTIONS.items()]
    (folder / "captions.tsv").write_text("".join(lines), encoding="utf-8")


with TemporaryDirectory() as place:
    write_folder(Path(place, "train"))
    records = read_captions(Path(place, "train")).records
    plan = BuildPlan(tasks=["vanilla", "tree_cot", "symbol_counting"])
    built = build_task_files(records, Path(place, "tasks"), plan=plan)
    print(built.summary())
    print(sorted(path.name for path in built.files.values()))
    for skip in built.skips():
        print("left out:", skip)
    first = json.loads(built.files["tree_cot"].read_text(encoding="utf-8"))[0]["messages"]
    print(f"{first[0]['from']}: {first[0]['value'][:76]} ...")
    print(f"{first[1]['from']}: {first[1]['value']!r}")
