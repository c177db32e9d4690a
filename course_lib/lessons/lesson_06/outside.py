"""What lesson 06 tests on: the course's own misspellings, and two lists that are no part of it."""

import os

from course_lib.data import Pair, misspellings
from course_lib.data.downloads import VARIABLE, data_folder
from course_lib.data.spelling.misspellings import MISSPELLINGS, ranked, read_columns
from course_lib.devices import settings

OUTSIDE = ("norvig1", "wikipedia")


def outside(name: str) -> tuple[Pair, ...]:
    """The pairs of `COURSE_DATA/misspellings/NAME.tsv` ("wrong<TAB>right" a line); none if there is
    no such file.

    Norvig's first test set (norvig.com/spell-correct.html) or Wikipedia's list of common
    misspellings. Left out are the pairs that the course's own list holds, and words that are not in
    its lexicon. ValueError for another name.
    """
    settings.one_of("name", name, OUTSIDE)
    path = data_folder() / "misspellings" / f"{name}.tsv"
    if not os.environ.get(VARIABLE) or not path.is_file():
        return ()
    own, lexicon = set(read_columns(MISSPELLINGS)), set(ranked(1))
    lines = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    pairs = [Pair(line[0], line[1]) for line in lines if len(line) == 2]
    return tuple(
        pair
        for pair in pairs
        if pair[:2] not in own and pair.target in lexicon and pair.source.isascii()
        and pair.source.isalpha() and pair.source.islower()
    )  # fmt: skip


def test_sets() -> dict[str, tuple[Pair, ...]]:
    """The misspellings to test with; those from outside where they are at hand."""
    parts = misspellings()
    found = {"known": parts["known"], "unseen": parts["unseen"]}
    return found | {name: pairs for name in OUTSIDE if (pairs := outside(name))}
