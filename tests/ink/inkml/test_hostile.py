"""Files made to do harm: refused or counted, within bounded time and memory, and nothing outside is read."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkLimits, load_inkml, parse_inkml

if TYPE_CHECKING:
    from pathlib import Path

BODY = "<ink><annotation type='truth'>&{};</annotation></ink>"


def code_of(data: bytes | str, **limits: int) -> str | None:
    with pytest.raises(DataError) as caught:
        parse_inkml(data.encode() if isinstance(data, str) else data, limits=InkLimits(**limits))
    return caught.value.code


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE ink><ink/>",
        "<!DOCTYPE ink SYSTEM 'http://localhost:1/a.dtd'><ink/>",
        "<!DOCTYPE ink PUBLIC '-//W3C//DTD' 'file:///etc/hostname'><ink/>",
        "<!DOCTYPE ink [<!ENTITY a 'x'>]>" + BODY.format("a"),
        "<!DOCTYPE ink [<!ENTITY % p SYSTEM 'file:///etc/hostname'> %p;]><ink/>",
        "<!DOCTYPE ink [<!ENTITY % p '<!ENTITY a \"x\">'> %p;]>" + BODY.format("a"),
        "<!DOCTYPE ink [<!ATTLIST trace id CDATA 'x'>]><ink><trace>1 2</trace></ink>",
        "<!DOCTYPE ink [<!NOTATION n SYSTEM 'n'><!ENTITY a SYSTEM 'a' NDATA n>]><ink/>",
    ],
)
def test_a_document_type_declaration_is_refused(text: str) -> None:
    assert code_of(text) == "forbidden_xml"


def test_a_billion_laughs_are_not_heard() -> None:
    entities = "".join(f"<!ENTITY a{index} '{f'&a{index - 1};' * 10}'>" for index in range(1, 12))
    assert code_of(f"<!DOCTYPE ink [<!ENTITY a0 'ha'>{entities}]>{BODY.format('a11')}") == "forbidden_xml"


def test_an_external_entity_does_not_read_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    file = tmp_path / "a.inkml"
    file.write_text(f"<!DOCTYPE ink [<!ENTITY a SYSTEM '{secret.as_uri()}'>]>{BODY.format('a')}", encoding="utf-8")
    with pytest.raises(DataError, match=r"without a document type declaration, found one in line 1 of .*; remove it"):
        load_inkml(file)


def test_xinclude_and_schema_references_are_passed_over() -> None:
    text = (
        "<?xml-stylesheet href='file:///etc/hostname'?>"
        "<ink xmlns:xi='http://www.w3.org/2001/XInclude' xmlns:s='http://www.w3.org/2001/XMLSchema-instance' "
        "s:schemaLocation='x file:///etc/hostname'><xi:include href='file:///etc/hostname' parse='text'/></ink>"
    )
    assert parse_inkml(text.encode()).annotations == ()


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("<ink/>   ", {"max_bytes": 8}, "too_large"),
        ("<ink><a/><a/></ink>", {"max_elements": 2}, "too_many_elements"),
        ("<ink><a><a/></a></ink>", {"max_depth": 2}, "too_deep"),
        ("<ink><trace>1 2</trace><trace>1 2</trace></ink>", {"max_strokes": 1}, "too_many_strokes"),
        ("<ink><trace/><trace/></ink>", {"max_strokes": 1}, "too_many_strokes"),
        ("<ink><trace>1 2</trace><trace>1 2, 3 4</trace></ink>", {"max_points": 2}, "too_many_points"),
    ],
)
def test_a_limit_is_held_and_what_fits_it_is_read(text: str, limits: dict[str, int], code: str) -> None:
    assert code_of(text, **limits) == code
    parse_inkml(text.encode(), limits=InkLimits(**{name: value + 1 for name, value in limits.items()}))


def test_an_error_of_a_limit_names_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.inkml"
    file.write_text("<ink>\n<trace>1 2</trace>\n<trace>1 2</trace></ink>", encoding="utf-8")
    with pytest.raises(
        DataError, match=r"expected at most 1 strokes, got more in line 3 of .*a\.inkml; raise"
    ) as caught:
        load_inkml(file, limits=InkLimits(max_strokes=1))
    assert (caught.value.path, caught.value.line) == (str(file), 3)


_WORKER = """
import json, resource
from hmer_kit.exceptions import DataError
from hmer_kit.ink import InkLimits, parse_inkml

resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
large = InkLimits(max_bytes=2**27)
view = '<traceView traceDataRef="{}"/>'
chain = ''.join(f'<traceGroup xml:id="g{i}">{view.format(f"#g{i-1}") * 2}</traceGroup>' for i in range(1, 20_000))
files = {
    "points of 10^7": ("<ink><trace>" + "1 2," * 10**7 + "</trace></ink>", large),
    "numbers of 10^7 in a point": ("<ink><trace>" + "1 " * 10**7 + "</trace></ink>", large),
    "strokes of 10^6": ("<ink>" + "<trace>1 2</trace>" * 10**6 + "</ink>", large),
    "groups of 10^6": ("<ink>" + "<traceGroup/>" * 10**6 + "</ink>", large),
    "levels of 10^5": ("<ink>" + "<traceGroup>" * 10**5 + "</traceGroup>" * 10**5 + "</ink>", large),
    "levels of 10^5 in MathML": ("<ink><annotationXML><math>" + "<mrow>" * 10**5 + "</mrow>" * 10**5
        + "</math></annotationXML></ink>", large),
    "levels that are allowed": ("<ink><annotationXML><math>" + "<msqrt>" * 10**5 + "</msqrt>" * 10**5
        + "</math></annotationXML></ink>", InkLimits(max_depth=10**6, max_elements=10**6)),
    "attributes of 10^6": ("<ink " + " ".join(f'a{i}="1"' for i in range(10**6)) + "/>", large),
    "a comment of 50 MB": ("<ink><!--" + "-x" * (25 * 10**6) + "--></ink>", large),
    "an attribute of 50 MB": ("<ink a='" + "x" * (50 * 10**6) + "'/>", large),
    "text of 50 MB": ("<ink>" + "x" * (50 * 10**6) + "</ink>", large),
    "references in a chain": ("<ink><trace id='g0'>1 2</trace>" + chain + "</ink>", large),
    "a file over the limit": (" " * (2**24 + 1), InkLimits()),
}
found = {}
for name, (text, limits) in files.items():
    try:
        document = parse_inkml(text.encode(), limits=limits)
        found[name] = f"read, {len(document.strokes)} strokes"
    except DataError as error:
        found[name] = error.code
print(json.dumps(found))
"""


@pytest.mark.slow
def test_large_files_are_refused_in_a_gigabyte_and_a_minute() -> None:
    command = [sys.executable, "-c", _WORKER]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "points of 10^7": "too_many_points",
        "numbers of 10^7 in a point": "read, 1 strokes",
        "strokes of 10^6": "too_many_strokes",
        "groups of 10^6": "too_many_elements",
        "levels of 10^5": "too_deep",
        "levels of 10^5 in MathML": "too_deep",
        "levels that are allowed": "read, 0 strokes",
        "attributes of 10^6": "too_long_tag",
        "a comment of 50 MB": "too_long_tag",
        "an attribute of 50 MB": "too_long_tag",
        "text of 50 MB": "read, 0 strokes",
        "references in a chain": "too_many_references",
        "a file over the limit": "too_large",
    }


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(DataError):
        assert parse_inkml(data).name == "InkML"


_PIECES = st.sampled_from(
    [
        "<ink>", "</ink>", "<trace>", "</trace>", "1 2, 3 4", "<trace id='0'/>", "<traceGroup>", "</traceGroup>",
        "<traceGroup xml:id='g'>", "<traceView traceDataRef='0'/>", "<traceView traceDataRef='#g'/>",
        "<annotation type='truth'>", "</annotation>", "<annotationXML href='x'/>", "<annotationXML>",
        "</annotationXML>", "<math>", "</math>", "<mi xml:id='x'>", "</mi>", "<msub>", "</msub>", "<mfrac xml:id='f'>",
        "</mfrac>", "<traceFormat>", "</traceFormat>", "<channel name='X'/>", "<context>", "</context>", "x", "&amp;",
        "<definitions>", "</definitions>", "<channel/>", "<traceView/>", "</wrong>",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=40))
def test_any_order_of_elements_is_read_or_refused(pieces: list[str]) -> None:
    text = "".join(pieces)
    for whole in (text, f"<ink>{text}</ink>"):
        with suppress(DataError):
            document = parse_inkml(whole.encode())
            assert all(0 <= index < len(document.strokes) for item in document.symbols for index in item.strokes)
