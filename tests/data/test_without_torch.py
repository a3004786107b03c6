"""Tables and shards in a process that never sees torch, and pyarrow only once a table is opened."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

CODE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from hmer_kit.data import Record, Skip, iter_parquet, iter_shards, load_records, write_parquet, write_shards, Columns
folder = sys.argv[1]
write_shards(folder + "/shards", [Record("a", "x")])
before = [name for name in ("pyarrow", "datasets") if name in sys.modules]
write_parquet(folder + "/a.parquet", iter_shards(folder + "/shards"))
from datasets import Dataset
Dataset.from_dict({"latex": ["x"]}).save_to_disk(folder + "/saved")
found = [load_records(folder + "/saved", columns=Columns(image=None))[0].reference]
found += [item.reference for item in iter_parquet(folder + "/a.parquet") if isinstance(item, Record)]
print(json.dumps([before, found, [name for name in ("torch", "transformers") if name in sys.modules]]))
"""


def test_tables_and_shards_need_no_torch(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("datasets")
    command = [sys.executable, "-c", CODE, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == [[], ["x", "x"], []]
