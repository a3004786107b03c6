"""The ten things that a newcomer wants, with nothing but what the README and the pages show.

The last tests hold that: every name imported here and every command used here stands in them. Nothing else of the
tests is used, so that the file runs against an installed wheel as well (``make package``).
"""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

HERE = Path(__file__).resolve()
PAGES = [HERE.parents[2] / "README.md", *(HERE.parents[2] / "docs").rglob("*.md")]
GUIDES = [page for page in PAGES if "reference" not in page.parts]

WRITTEN = {"a": r"x ^ { 2 } + 1", "b": r"\frac { a } { b }", "c": "x + x", "d": r"\sqrt { y }"}
READ = {"a": r"x ^ { 2 } + 1", "b": r"\frac { d } { b }", "c": "x + x", "d": r"\sqrt { y }"}
BASELINE = {"a": r"x 2 + 1", "b": r"\frac { d } { b }", "c": "X + X", "d": r"\sqrt { y }"}


def hmer_kit(*words: str | Path, cwd: Path, code: int = 0) -> str:
    """Run the command as a shell would."""
    command = [sys.executable, "-m", "hmer_kit", *map(str, words)]
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == code, run.stdout + run.stderr
    return run.stdout


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newcomer has: captions with pictures, and prediction files of two models."""
    from hmer_kit import Writer, render

    folder = tmp_path_factory.mktemp("work")
    (folder / "mine" / "images").mkdir(parents=True)
    for number, (name, latex) in enumerate(WRITTEN.items()):
        picture = render(latex, writer=Writer.from_seed(number)).to_image(height=32, width=64)
        picture.save(folder / "mine" / "images" / f"{name}.png")
    captions = "".join(f"{name}\t{latex}\n" for name, latex in WRITTEN.items())
    (folder / "mine" / "captions.tsv").write_text(captions, encoding="utf-8")
    for file, answers in (("predictions.json", READ), ("baseline.json", BASELINE)):
        rows = [{"img_id": name, "gt": WRITTEN[name], "pred": answer} for name, answer in answers.items()]
        (folder / file).write_text(json.dumps(rows), encoding="utf-8")
    return folder


def test_1_score_a_file(work: Path) -> None:
    scores = json.loads(hmer_kit("score", "predictions.json", "--json", cwd=work))
    assert scores["n"] == 4
    assert scores["expression_rate"]["0"] == 0.75
    assert "75.00" in hmer_kit("score", "predictions.json", cwd=work)


def test_2_compare_two_models(work: Path) -> None:
    (line,) = hmer_kit("score", "predictions.json", "--against", "baseline.json", "--json", cwd=work).splitlines()
    against = json.loads(line)["against"]
    assert sorted(against["gained"]) == ["a", "c"]
    assert against["lost"] == []


def test_3_parse_and_draw_a_tree() -> None:
    from hmer_kit import parse, to_latex
    from hmer_kit.latex import to_svg, tree_text

    tree = parse(r"\frac{a^2+1}{b}")
    assert [node.symbol for node in tree.walk() if node.symbol] == ["\\frac", "a", "2", "+", "1", "b"]
    assert to_latex(tree) == r"\frac { a ^ 2 + 1 } { b }"
    assert "above: a" in tree_text(tree)
    assert to_svg(tree).startswith("<svg")


def test_4_build_tree_cot_data_from_captions(work: Path) -> None:
    hmer_kit("build-tasks", "mine", "--tasks", "tree_cot", "--output", "tree_cot.json", cwd=work)
    rows = json.loads((work / "tree_cot.json").read_text(encoding="utf-8"))
    answers = {row["messages"][-1]["value"] for row in rows}
    assert len(rows) == 4
    assert "x\n\t2 (sup)\n+ (right)\n1 (right)\nx ^ { 2 } + 1" in answers


def test_5_count_symbols(work: Path) -> None:
    from hmer_kit import count_symbols

    assert hmer_kit("count", "x ^ { 2 } + x", cwd=work) == "x: 2, ^: 1, 2: 1, +: 1\n"
    assert count_symbols("x ^ { 2 } + x")["x"] == 2


def test_6_mine_confusions(work: Path) -> None:
    from hmer_kit import ConfusionTable, read_predictions

    records = read_predictions(work / "predictions.json").records
    table = ConfusionTable.from_pairs([record.prediction for record in records], [r.reference for r in records])
    ((pair, count),) = table.most_common(1)
    assert (pair.reference, pair.prediction, count) == ("a", "d", 1)


# What lightning says to whoever trains on two cores, and its own use of something deprecated.
@pytest.mark.filterwarnings("ignore:.*does not have many workers", "ignore:`isinstance\\(treespec:FutureWarning")
def test_7_fine_tune_on_a_folder_of_ones_own(work: Path) -> None:
    from lightning.pytorch import Trainer

    from hmer_kit import TaskDataModule, VLMModule
    from hmer_kit.vlm.small import small_chat_model

    model, processor = small_chat_model(sorted({token for latex in WRITTEN.values() for token in latex.split()}))
    VLMModule(model, processor).save_pretrained(work / "a_model")  # stands for a name on the hub

    module = VLMModule.from_pretrained(work / "a_model", lr=5e-3)
    before = {name: value.clone() for name, value in module.named_parameters() if value.requires_grad}
    data = TaskDataModule(work / "mine", work / "mine", collator=module.collator(), tasks={"vanilla": 1}, batch_size=4)
    quiet: dict[str, Any] = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    trainer = Trainer(accelerator="cpu", max_epochs=1, enable_checkpointing=False, num_sanity_val_steps=0, **quiet)
    trainer.fit(module, datamodule=data)
    assert 0 <= trainer.callback_metrics["val_ExpRate/vanilla"] <= 1
    assert any(not value.equal(before[name]) for name, value in module.named_parameters() if name in before)
    module.save_pretrained(work / "fine_tuned")
    VLMModule.from_pretrained(work / "fine_tuned")


def test_8_add_a_family_of_models() -> None:
    from hmer_kit import Record, SyntheticImage, TaskCollator, build_examples
    from hmer_kit.vlm.families import FamilyAdapter
    from hmer_kit.vlm.small import small_chat_model

    picture = SyntheticImage("x + 1", writer_seed=1, seed=1, height=32, width=64)
    examples = build_examples([Record("a", "x + 1", image=picture)], tasks=["vanilla"]).examples
    model, processor = small_chat_model(["x", "+", "1"])
    processor.chat_template = None
    adapter = FamilyAdapter(text_template="<|vision_start|><|image_pad|><|vision_end|>{prompt}\n")
    labels = TaskCollator(processor, model=model, adapter=adapter)(examples)["labels"][0]
    assert processor.tokenizer.decode(labels[labels != -100]) == "x + 1 </s>"


class Server(BaseHTTPRequestHandler):
    """Answers every picture alike, as a server of OpenAI's protocol does."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        message = {"role": "assistant", "content": "x + x"}
        body = {"id": "1", "object": "chat.completion", "model": "hmer", "created": 0}
        data = json.dumps({**body, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *args: object) -> None: ...


def test_9_predict_through_a_server(work: Path) -> None:
    pytest.importorskip("openai")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v1"
    hmer_kit(
        "predict", "--server", address, "--model", "hmer", "--data", "mine", "--output", "served.jsonl", cwd=work
    )  # fmt: skip
    server.shutdown()
    server.server_close()
    assert json.loads(hmer_kit("score", "served.jsonl", "--json", cwd=work))["expression_rate"]["0"] == 0.25


def test_10_write_a_report(work: Path) -> None:
    pytest.importorskip("jinja2")
    hmer_kit("report", "predictions.json", "--data", "mine", "--against", "baseline.json", cwd=work)
    page = (work / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "75.0" in page
    assert page.count("data:image/png;base64,") >= 4


def test_every_name_used_here_stands_in_the_readme_or_on_a_page() -> None:
    said = "\n".join(page.read_text(encoding="utf-8") for page in GUIDES)
    tree = ast.parse(HERE.read_text(encoding="utf-8"))
    taken = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "hmer_kit" in (node.module or "")]
    names = {(node.module, item.name) for node in taken for item in node.names}
    assert len(names) > 15
    shown = {
        (module, name.strip())
        for module, many in re.findall(r"from (hmer_kit[\w.]*) import (\([\w,\s]+|[\w, ]+)", said)
        for name in many.strip("(").split(",")
    }
    assert names - shown == set()


def test_every_command_used_here_stands_in_the_readme_or_on_a_page() -> None:
    said = "\n".join(page.read_text(encoding="utf-8") for page in GUIDES)
    used = set(re.findall(r'hmer_kit\(\s*"([\w-]+)"', HERE.read_text(encoding="utf-8")))
    assert used == {"score", "build-tasks", "count", "predict", "report"}
    assert {command for command in used if f"$ hmer-kit {command}" not in said} == set()
