"""``hmer-kit symbol-bank``: symbols of real ink are cut, stored, and written with again."""

from __future__ import annotations

import json

from hmer_kit.cli import main
from hmer_kit.ink import SymbolBank, load_inkml

SEGMENTED = """<ink><annotation type="truth">$x y$</annotation><annotation type="writer">{writer}</annotation>
<trace id="0">0 0, 10 18, 30 30</trace><trace id="1">40 0, 50 20, 60 30</trace>
<traceGroup><traceGroup><annotation type="truth">x</annotation><traceView traceDataRef="0"/></traceGroup>
<traceGroup><annotation type="truth">y</annotation><traceView traceDataRef="1"/></traceGroup></traceGroup></ink>"""


def test_a_bank_is_cut_and_synthetic_ink_is_written_with_it(tmp_path, capsys):
    folder = tmp_path / "ink"
    folder.mkdir()
    for writer in ("w1", "w2"):
        (folder / f"{writer}.inkml").write_text(SEGMENTED.format(writer=writer), encoding="utf-8")
    bank = tmp_path / "bank.npz"
    assert main(["symbol-bank", str(folder), "--output", str(bank)]) == 0
    assert "4 specimens of 2 labels by 2 writers" in capsys.readouterr().out
    assert sorted(SymbolBank.load(bank).labels) == ["x", "y"]
    lines = tmp_path / "lines.txt"
    lines.write_text("x ^ { y }\n", encoding="utf-8")
    strokes = []
    for number, options in enumerate(([], ["--bank", str(bank)])):
        out = tmp_path / str(number)
        assert main(["synthesize", "--latex", str(lines), "--output", str(out), "--to", "inkml", *options]) == 0
        strokes.append(load_inkml(out / "1.inkml").strokes.points.tolist())
    assert strokes[0] != strokes[1]


def test_nothing_to_cut_is_an_error_and_leaves_no_file(ink_folder, captions, tmp_path, capsys):
    out = tmp_path / "bank.npz"
    assert main(["symbol-bank", captions("c.tsv", "x"), "--output", str(out)]) == 2
    assert not out.exists()
    out.write_text("mine", encoding="utf-8")
    assert main(["symbol-bank", str(ink_folder), "--output", str(out)]) == 2
    assert out.read_text(encoding="utf-8") == "mine"


def test_json_counts_labels_and_writers(tmp_path, capsys):
    (tmp_path / "a.inkml").write_text(SEGMENTED.format(writer="w1"), encoding="utf-8")
    out = tmp_path / "bank.npz"
    assert main(["symbol-bank", str(tmp_path / "a.inkml"), "--output", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["labels"], found["writers"]) == ({"x": 1, "y": 1}, 1)
