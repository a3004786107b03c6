"""Rows written and made the short way, against the long one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.error_mining.corpus import Band, ErrorRecord, Origin
from hmer_kit.error_mining.corpus._lines import line_of
from hmer_kit.error_mining.corpus._made import made_origin, made_record
from hmer_kit.error_mining.corpus._row_text import record_line
from hmer_kit.error_mining.corpus._rows import ORIGIN_FIELDS, record_to_row

TEXTS = st.text(st.sampled_from('x+\\{} "\n\té\u2028𝒳\x00'), max_size=9)
COUNTS = st.integers(0, 2**53)
NUMBERS = st.none() | st.floats(-1e300, 1e300, allow_nan=False) | st.sampled_from([0, 1, -0.0, 1e-7, 1e16])
ORIGINS = st.builds(
    Origin,
    TEXTS,
    fold=st.none() | COUNTS,
    sample=COUNTS,
    temperature=NUMBERS,
    decoding=TEXTS,
    confidence=NUMBERS,
    synthetic=st.booleans(),
)
RECORDS = st.builds(
    ErrorRecord,
    TEXTS,
    TEXTS,
    TEXTS,
    st.sampled_from(Band),
    *[COUNTS | st.sampled_from([True, 1.5])] * 5,
    st.booleans(),
    st.booleans(),
    st.lists(ORIGINS, max_size=3).map(tuple),
)


@given(RECORDS)
def test_line_is_that_of_the_row(record: ErrorRecord):
    assert record_line(record) == line_of(record_to_row(record))


@given(RECORDS)
def test_record_that_is_made_is_the_one_that_is_called(record: ErrorRecord):
    made = made_record(
        record.key,
        record.band,
        edits=record.edits,
        tokens=record.tokens,
        counts=(record.replaced, record.inserted, record.deleted),
        flags=(record.unbalanced, record.same_ink),
        origins=record.origins,
    )
    assert type(made) is ErrorRecord
    assert made == record
    assert (repr(made), hash(made)) == (repr(record), hash(record))


@given(ORIGINS, st.sets(st.sampled_from(ORIGIN_FIELDS)))
def test_origin_that_is_made_is_the_one_that_is_called(origin: Origin, left_out: set[str]):
    row = {name: getattr(origin, name) for name in ORIGIN_FIELDS if name not in left_out}
    made = made_origin(row)
    assert type(made) is Origin
    assert (repr(made), hash(made)) == (repr(Origin(**row)), hash(Origin(**row)))
