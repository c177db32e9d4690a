"""Pairs of submissions that share unusual code (`make similar PS=ps1`).

copydetect makes the fingerprints (winnowing of code with its names and spaces taken off, as MOSS
does). What was released, and what many of the class write, is not unusual and does not count. A
pair on this list is a question, never an answer.
"""

import io
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from copydetect import CodeFingerprint

from course_lib.lessons.coursework.grading.classbook import ASSIGNMENTS, GRADING

LENGTH = 25  # characters of a fingerprint, once names and spaces are taken off
COMMON = 0.1  # of a class: what more of it write, everybody could have written
FEWEST = 20  # fingerprints that two must share; fewer are chance
SHOWN = 30  # pairs


class Pair(NamedTuple):
    """Two students; the share of the smaller one's unusual code that the other has too; lines."""

    one: str
    other: str
    share: float
    lines: list[str]


def code_of(notebook: Mapping[str, Any]) -> str:
    """All code of a notebook, without its graded tests and given cells."""
    own = []
    for cell in notebook["cells"]:
        mark = cell.get("metadata", {}).get("nbgrader", {})
        if cell["cell_type"] == "code" and (not mark or mark.get("solution")):
            own.append("".join(cell["source"]))
    return "\n\n".join(own)


def pairs(codes: Mapping[str, str], released: str = "") -> list[Pair]:
    """The pairs that share unusual code, most first."""
    known = set(_prints("released", released).hashes)
    prints = {student: _prints(student, code) for student, code in codes.items()}
    count = Counter(one for found in prints.values() for one in set(found.hashes))
    many = max(2, COMMON * len(codes))
    known |= {one for one, times in count.items() if times > many}
    own = {student: set(found.hashes) - known for student, found in prints.items()}
    found = []
    for one, other in combinations(sorted(codes), 2):
        shared = own[one] & own[other]
        if len(shared) >= FEWEST:
            share = len(shared) / min(len(own[one]), len(own[other]))
            found.append(Pair(one, other, share, _lines(codes[one], codes[other], released)))
    return sorted(found, key=lambda pair: -pair.share)


def page(found: Sequence[Pair]) -> str:
    """The pairs in Markdown."""
    lines = ["# Pairs that share unusual code", ""]
    if not found:
        lines.append("None.")
    for pair in found[:SHOWN]:
        lines.append(f"## {pair.one} and {pair.other}: {pair.share:.0%} of the smaller")
        same = pair.lines[:15] or ["(no whole line is the same: names were changed)"]
        lines += ["", "Lines that are the same:", "", "```python", *same, "```", ""]
    return "\n".join(lines) + "\n"


def _prints(name: str, code: str) -> CodeFingerprint:
    return CodeFingerprint(f"{name}.py", LENGTH, 1, fp=io.StringIO(code or "\n"))


def _lines(one: str, other: str, released: str) -> list[str]:
    given = {line.strip() for line in released.splitlines()}
    theirs = {line.strip() for line in other.splitlines()} - given
    mine = (line.strip() for line in one.splitlines())
    return list(dict.fromkeys(line for line in mine if len(line) > 12 and line in theirs))


def main(problem_set: str) -> None:
    """Writes the page for a set whose submissions were collected by `make grade`."""
    released = json.loads((ASSIGNMENTS / f"{problem_set}.ipynb").read_text("utf-8"))
    codes = {}
    for path in sorted((GRADING / "reports" / problem_set).glob("*.ipynb")):
        codes[path.stem] = code_of(json.loads(path.read_text("utf-8")))
    target = GRADING / f"{problem_set}_similar.md"
    target.write_text(page(pairs(codes, code_of(released))), "utf-8")
    print(target)


if __name__ == "__main__":
    main(sys.argv[1])
