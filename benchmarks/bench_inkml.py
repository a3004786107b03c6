"""InkML files a second of one core: ours, guarded and checked, in turns with a plain reader of the same strokes.

The plain reader is what a script does: ElementTree of the standard library, which is in C and believes the file, and a
float for every number. It reads no segmentation, no MathML and no format, and falls over what is broken. Files are
those of CROHME, where the real data is beside the checkout, and made-up ones with and without times.

Run: python benchmarks/bench_inkml.py [--quick] [--json FILE]
"""

from __future__ import annotations

import random
import tarfile
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
from _measure import Ratio, arguments, compare, table, write_json
from _rows import faster

from hmer_kit.ink import InkDocument, InkSymbol, Strokes, parse_inkml, to_inkml
from hmer_kit.latex import Relation

ARCHIVE = Path(__file__).resolve().parents[2] / "shared" / "data" / "inkml" / "crohme_test2014.tar.xz"
FILES, QUICK_FILES = 400, 40
ROUNDS, QUICK_ROUNDS = 7, 2
SPACE = "{http://www.w3.org/2003/InkML}"


def plain(data: bytes) -> list[np.ndarray]:
    """Read strokes as a script does."""
    strokes = []
    for element in ET.fromstring(data):  # noqa: S314 - what it is compared with
        if element.tag.removeprefix(SPACE) == "trace":
            points = (element.text or "").strip().split(",")
            strokes.append(
                np.array([[float(value) for value in point.split()[:2]] for point in points if point.strip()])
            )
    return strokes


def made_up(count: int, *, width: int) -> list[bytes]:
    """Make files of 5 to 30 symbols in a row, one stroke each, of the length that CROHME has."""
    rng = random.Random(0)
    files = []
    for number in range(count):
        strokes = [
            [tuple(round(rng.uniform(0, 1000), 2) for _ in range(width)) for _ in range(rng.randint(5, 60))]
            for _ in range(rng.randint(5, 30))
        ]
        symbols = tuple(InkSymbol(rng.choice("abcxyz123+-="), (index,), f"s_{index}") for index in range(len(strokes)))
        relations = tuple((index, index + 1, Relation.RIGHT) for index in range(len(strokes) - 1))
        truth = " ".join(symbol.label for symbol in symbols)
        document = InkDocument(str(number), Strokes.of(strokes), truth, symbols, relations)
        files.append(to_inkml(document).encode())
    return files


def crohme(count: int) -> list[bytes]:
    """Return the first files of the 2014 test set, or none."""
    if not ARCHIVE.is_file():
        print("REAL DATA ABSENT: made-up files only")
        return []
    files: list[bytes] = []
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None and len(files) < count:
                files.append(stream.read())
    return files


def measured(files: list[bytes], *, rounds: int) -> Ratio:
    """Compare both readers, after a check that they read the same strokes."""
    for data in files:
        ours = parse_inkml(data).strokes.split()
        assert all(np.array_equal(one, other) for one, other in zip(ours, plain(data), strict=True))
    return compare(parse_inkml, plain, items=files, reference_items=files, rounds=rounds)


def main() -> None:
    options = arguments(__doc__).parse_args()
    count, rounds = (QUICK_FILES, QUICK_ROUNDS) if options.quick else (FILES, ROUNDS)
    sets = {
        "CROHME 2014": crohme(count),
        "made up, x y": made_up(count, width=2),
        "made up, x y t": made_up(count, width=3),
    }
    ratios = {name: measured(files, rounds=rounds) for name, files in sets.items() if files}
    rows = [
        (name, len(sets[name]), f"{1e6 / ratio.microseconds:.0f}", f"{1 / ratio.median:.1f}")
        for name, ratio in ratios.items()
    ]
    print(table(("files", "count", "files/s", "CPU time over the plain reader's"), rows))
    report = [faster(f"parse_inkml, {name}", ratio, against="plain reader") for name, ratio in ratios.items()]
    figures = [{"files": name, "ratio": ratio} for name, ratio in ratios.items()]
    write_json(options.json, {"rows": figures}, report=report)


if __name__ == "__main__":
    main()
