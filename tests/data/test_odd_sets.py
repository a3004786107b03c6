"""Whatever stands in a folder or an archive: records that keep their promises, or an error of our own."""

from __future__ import annotations

import gc
import io
import tempfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from hmer_kit.data import RECORD_FORMATS, Record, Skip, open_records
from hmer_kit.exceptions import HmerKitError


def _png() -> bytes:
    stored = io.BytesIO()
    Image.new("L", (3, 3)).save(stored, "PNG")
    return stored.getvalue()


TEXTS = (
    "captions.tsv", "caption.txt", "labels.csv", "metadata.jsonl", "train_labels.txt", "im2latex_formulas.lst",
    "im2latex_train.lst", "train_filter.lst", "formulas.norm.lst", "im2latex_train.csv", "math.txt", "train.csv",
    "a.txt", "a.tex", "images.pkl", "train.zip", "subset/easy.json", "train/caption.txt", "2014/caption.txt", "p.json",
)  # fmt: skip
PICTURES = (
    "a.png", "0.png", "train_images/train_0.jpg", "images/a.png", "train/a.png", "formula_images/a.png", "é/ü.bmp",
    "formula_images_processed/a.png", "2014/img/a.bmp",
)  # fmt: skip
PIECES = (
    b"a\tx\n", b"a.png\tx ^ 2\n", b"train_0.jpg\tx\n", b"formula,image\n", b"file_name,text\n", b"0 a basic\n",
    b'{"file_name": "a.png", "text": "x"}\n', b"a.png 0\n", b"\n", b"\r", b"\0", b"\xff\xfe", b"\xe9", b'"',
    b",", b"\t",
    b'[{"images": ["a.png"], "messages": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "x"}]}]',
    b'[{"gt": "x", "pred": "y", "img_id": 1}]', b"[", b"{", b"% c\n", b"$", b"\\frac {a}{b}\n", b"1\n", b"PK\3\4",
    b'{"file_name": 1e999, "text": "x"}\n', b"image,latex,id,split\n", b"a.png,x,1,val\n", b"\xef\xbb\xbf",
)  # fmt: skip
CONTENTS = st.lists(st.sampled_from(PIECES), max_size=6).map(b"".join)
FILES = st.tuples(
    st.dictionaries(st.sampled_from(TEXTS), CONTENTS, max_size=4),
    st.dictionaries(st.sampled_from(PICTURES), st.just(_png()), max_size=4),
    st.sampled_from(["", "X/"]),
).map(lambda drawn: {f"{drawn[2]}{name}": data for files in drawn[:2] for name, data in files.items()})


def _hold(path: Path, *, name: str | None) -> None:
    with warnings.catch_warnings():
        if name == "datasets":  # that package leaves the files that it gives up on to the garbage collector
            warnings.simplefilter("ignore", ResourceWarning)
        _hold_promises(path, name=name)
        if name == "datasets":
            gc.collect()


def _hold_promises(path: Path, *, name: str | None) -> None:
    seen: set[str] = set()
    with suppress(HmerKitError):
        for item in open_records(path, format=name).items():
            assert isinstance(item, Record | Skip)
            if isinstance(item, Record):
                assert item.id.strip()
                assert item.id not in seen
                assert name == "predictions" or item.reference.strip()
                forbidden = "\0" if name in {"datasets", "parquet"} else "\n\r\0"  # a cell may have several lines
                assert name == "predictions" or not set(forbidden) & set(item.id + item.reference)
                seen.add(item.id)


@settings(max_examples=60, deadline=None)
@given(files=FILES, name=st.sampled_from([None, *RECORD_FORMATS]))
@example(files={"caption.txt": b"\n"}, name="datasets")
@example(files={"metadata.jsonl": b""}, name="datasets")
@example(files={"captions.tsv": b"", "caption.txt": b"\0"}, name="datasets")
@example(files={"metadata.jsonl": b"", "a.png": _png()}, name="datasets")
def test_folders_of_anything(files: dict[str, bytes], name: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for file, data in files.items():
            place = Path(folder, file)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        _hold(Path(folder), name=name)
        for file in files:
            _hold(Path(folder, file), name=name)


@settings(max_examples=60, deadline=None)
@given(
    files=FILES,
    name=st.sampled_from([None, *RECORD_FORMATS]),
    flips=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=3),
)
def test_archives_of_anything_with_a_few_bytes_changed(
    files: dict[str, bytes], name: str | None, flips: list[tuple[int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "z.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, data in files.items():
                archive.writestr(file, data)
        data = bytearray(path.read_bytes())
        for place, byte in flips:
            data[place % len(data)] = byte
        path.write_bytes(bytes(data))
        _hold(path, name=name)
