"""Laws that hold of many things alike (every row, every exercise), tried on some in `make test`.

`@pytest.mark.thin(3)` on a test with parameters keeps every third of its cases, the first one by
the name of its file: tests of one file look at the same rows and share what they compile, and other
files look at other rows, so that every row is looked at somewhere (`test_thinning.py`).
`@pytest.mark.long` leaves a test out whole: a training that a shorter test stands for, the code of
a recorded experiment, a lesson run as a whole. Nothing is left out with COURSE_TESTS=all:
`make test-all` sets it, and `make check` for the files of a change.
"""

import os
import zlib
from collections import defaultdict

import pytest

ALL = "all"


def everything() -> bool:
    """Whether nothing is to be left out. ValueError for another value of COURSE_TESTS than all."""
    value = os.environ.get("COURSE_TESTS", "")
    if value not in ("", ALL):
        raise ValueError(f"COURSE_TESTS must be {ALL} or not set, got {value!r}")
    return value == ALL


def kept(file: str, cases: int, every: int) -> list[int]:
    """The numbers of those cases of a test in `file` that run where one in `every` does."""
    every = min(every, cases)
    first = zlib.crc32(file.encode()) % every
    return list(range(first, cases, every))


def thin(items: list[pytest.Item]) -> list[pytest.Item]:
    """The items without the cases that are left out."""
    items = [item for item in items if not item.get_closest_marker("long")]
    marked = defaultdict(list)
    for item in items:
        if mark := item.get_closest_marker("thin"):
            marked[item.path, item.originalname, mark.args[0]].append(item)
    out = set()
    for (path, _, every), cases in marked.items():
        wanted = kept(path.stem, len(cases), every)
        out |= {case for number, case in enumerate(cases) if number not in wanted}
    return [item for item in items if item not in out]
