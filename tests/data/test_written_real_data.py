"""The writers on the real pictures beside the checkout: what is read back is what was there, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hmer_kit.data import (
    read_captions,
    read_parquet,
    read_shards,
    write_captions,
    write_parquet,
    write_shards,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize("kind", ["captions", "zip", "parquet", "shards"])
def test_crohme_2016_comes_back_from_every_format(real_data: Path, tmp_path: Path, kind) -> None:
    pytest.importorskip("pyarrow")
    records = read_captions(real_data / "crohme" / "test2016").records
    target = tmp_path / "set"
    if kind == "parquet":
        report, result = write_parquet(target, records, row_group_bytes=2**17), read_parquet(target)
    elif kind == "shards":
        report, result = write_shards(target, records, shard_records=500), read_shards(target)
    else:
        report = write_captions(target, records, pictures="zip" if kind == "zip" else "folder")
        result = read_captions(target)
    assert (report.written, report.verified, report.skipped) == (1147, 1147, [])
    assert [skip for skip in result.skipped if "guessed" not in skip.reason] == []
    assert [(r.id, r.reference) for r in result.records] == [(r.id, r.reference) for r in records]
    for ours, theirs in zip(result.records, records, strict=True):
        assert ours.image.read() == theirs.image.read()
