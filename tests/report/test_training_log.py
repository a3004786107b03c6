"""Training logs: what Lightning writes, and what else may be handed over."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import DataError
from hmer_kit.report import CurvePoint, read_training_log, write_training_log


@pytest.fixture
def log(tmp_path):
    def write(text, *, name="metrics.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_what_csvlogger_writes_is_read_back(tmp_path):
    from lightning.pytorch.loggers import CSVLogger

    logger = CSVLogger(tmp_path, name=None, version="run")
    logger.log_metrics({"train_loss": 2.5, "train_loss/vanilla": 2.4}, step=9)
    logger.log_metrics({"val_ExpRate": 0.25, "val_ExpRate/vanilla": 0.25, "val_ExpRate/tree_cot": 0.5}, step=10)
    logger.log_metrics({"lr-AdamW": 1e-4}, step=11)
    logger.log_metrics({"train_loss": math.nan}, step=19)
    logger.save()
    found = read_training_log(tmp_path / "run")
    assert found.skipped == []
    assert [(point.step, point.expression_rates) for point in found.records] == [
        (9, {}),
        (10, {"vanilla": 0.25, "tree_cot": 0.5}),
        (19, {}),
    ]
    assert found.records[0].loss == 2.5
    assert math.isnan(found.records[2].loss)


def test_a_rate_without_tasks_is_that_of_the_validation(log):
    found = read_training_log(log("step,val_ExpRate\n5,0.5\n"))
    assert found.records[0].expression_rates == {"validation": 0.5}


@pytest.mark.parametrize("column", ["train_loss", "train_loss_step", "train_loss_epoch", "loss"])
def test_a_loss_may_be_called_otherwise(log, column):
    assert read_training_log(log(f"step,{column}\n5,1.5\n")).records[0].loss == 1.5


def test_a_byte_order_mark_blank_lines_and_blanks_are_no_matter(log):
    found = read_training_log(log(b"\xef\xbb\xbf step , train_loss \r\n\r\n 5 , 1.5 \r\n"))
    assert [(point.step, point.loss) for point in found.records] == [(5, 1.5)]


def test_each_bad_cell_and_row_is_named_and_the_rest_is_read(log):
    text = (
        "step,train_loss,val_ExpRate/a,seconds\n"
        "1,abc,0.5,\n"  # the rate is still good
        "2,1.0\n"
        "x,1.0,,\n"
        "-3,1.0,,\n"
        "4.5,1.0,,\n"
        "5,1.0,52.5,\n"
        "6,1.0,nan,inf\n"
        "7,1.0,,42\n"
        "1e400,1.0,,\n"
    )
    found = read_training_log(log(text))
    assert [(point.step, point.loss, point.seconds) for point in found.records] == [
        (1, None, None),
        (5, 1.0, None),
        (6, 1.0, None),
        (7, 1.0, 42.0),
    ]
    assert [(skip.where.rpartition(" line ")[2], skip.reason) for skip in found.skipped] == [
        ("2", "expected a number as train_loss"),
        ("3", "as many cells as columns expected"),
        ("4", "expected a number as step"),
        ("4", "expected a whole number of 0 or more as step"),
        ("5", "expected a whole number of 0 or more as step"),
        ("6", "expected a whole number of 0 or more as step"),
        ("7", "expected a fraction 0..1 as val_ExpRate a"),
        ("8", "expected a finite number as val_ExpRate a"),
        ("8", "expected a finite number as seconds"),
        ("10", "expected a whole number of 0 or more as step"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("epoch,loss\n1,2\n", "no_step"),
        ("step,step,loss\n1,1,2\n", "no_step"),
        ("step,lr\n1,2\n", "no_curve"),
        (b"step,loss\n\xff,1\n", "not_csv"),
        ('step,loss\n"' + "1" * 200_000 + '",1\n', "not_csv"),
        ("\n\n", "no_step"),
    ],
)
def test_what_is_no_training_log_is_refused_with_its_reason(log, text, code):
    path = log(text)
    with pytest.raises(DataError, match=r"expected a training log") as caught:
        read_training_log(path)
    assert caught.value.code == code
    assert caught.value.path == str(path)


def test_no_file_is_said_to_be_missing(tmp_path):
    with pytest.raises(DataError, match="expected a training log, found no such file") as caught:
        read_training_log(tmp_path)
    assert caught.value.code == "missing_file"


POINTS = st.lists(
    st.builds(
        CurvePoint,
        st.integers(0, 2**40),
        seconds=st.none() | st.floats(0, 1e9),
        loss=st.floats(0, 1e9),
        expression_rates=st.dictionaries(st.sampled_from(["vanilla", "a,b", 'say "x"', "=1"]), st.floats(0, 1)),
    )
)


@given(points=POINTS)
def test_reading_gives_back_what_was_written(tmp_path_factory, points):
    path = tmp_path_factory.getbasetemp() / "round trip" / "metrics.csv"
    write_training_log(path, points)
    found = read_training_log(path)
    assert (found.records, found.skipped) == (points, [])


def test_a_log_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path):
    (tmp_path / "metrics.csv").mkdir()
    with pytest.raises(DataError, match="expected a place to write the training log to"):
        write_training_log(tmp_path / "metrics.csv", [])
    assert [place.name for place in tmp_path.iterdir()] == ["metrics.csv"]
