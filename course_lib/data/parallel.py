"""A corpus from two parallel files: line 7 of one is the translation of line 7 of the other."""

from collections.abc import Mapping
from pathlib import Path

from course_lib.data.assembling import (
    WORDS,
    Making,
    Row,
    assemble,
    check_longest,
    check_makings,
    check_shares,
    two_texts,
)
from course_lib.data.corpus import Corpus
from course_lib.data.lines import Faults, TextFile, name_of, numbered, read_lines
from course_lib.data.splits import SPLITS, split_of
from course_lib.data.task import Pair
from course_lib.devices import settings


def read_parallel(
    train: tuple[TextFile, TextFile],
    valid: tuple[TextFile, TextFile] | None = None,
    test: tuple[TextFile, TextFile] | None = None,
    *,
    shares: Mapping[str, float] = SPLITS,
    source: Making = WORDS,
    target: Making = WORDS,
    longest: tuple[int, int] | None = None,
    skip: bool = False,
    name: str | None = None,
) -> Corpus:
    """The pairs of two UTF-8 files (source, target), given as paths or open, a sentence a line.

    Each split has two files of its own, and one that is not given is empty; where neither `valid`
    nor `test` is given, a hash of the source divides the pairs of `train` in these `shares`. All
    else is as in `read_tsv`. ValueError as there, with the line's number; and if two files have not
    as many lines.

        read_parallel(("train.de", "train.en"), ("val.de", "val.en"), ("test.de", "test.en"))
    """
    check_shares(shares)
    check_longest(longest)
    check_makings(source, target)
    if name is not None:
        settings.text("name", name)
    given = {"train": train, "valid": valid, "test": test}
    rows: list[Row] = []
    faults = {}
    for split, files in given.items():
        if files is None and split != "train":
            continue
        read, faults[split] = _read(split, files, skip)
        for number, pair in read:
            alone = valid is None and test is None
            rows.append(Row(number, pair, split_of(pair.source, shares) if alone else split))
    for split in SPLITS:
        faults.setdefault(split, faults["train"])
    if name is None:
        name = Path(name_of("train[0]", train[0])).stem
    return assemble(name, rows, faults, source, target, longest)


def _read(
    split: str, files: tuple[TextFile, TextFile] | None, skip: bool
) -> tuple[list[tuple[int, Pair]], Faults]:
    """The pairs of two files with their line numbers, and what is wrong with the others."""
    if not isinstance(files, list | tuple) or len(files) != 2:
        raise ValueError(f"{split} must be two files, of source and target, got {files!r}")
    sides, names = [], [name_of(f"{split}[{i}]", file) for i, file in enumerate(files)]
    found = [read_lines(f"{split}[{i}]", file) for i, file in enumerate(files)]
    if len(found[0]) != len(found[1]):
        raise ValueError(
            f"{names[0]} and {names[1]} must have as many lines, got {len(found[0])} and "
            f"{len(found[1])}"
        )
    faults = Faults(f"{names[0]} with {names[1]}", skip)
    for lines, name in zip(found, names, strict=True):
        own = Faults(name)
        sides.append(dict(numbered(lines, own)))
        for number, fault in own.found.items():
            faults.add(number, f"{name} {fault}")
    pairs = []
    for number in sorted(set(sides[0]) & set(sides[1])):
        try:
            pairs.append((number, two_texts(sides[0][number], sides[1][number])))
        except ValueError as error:
            faults.add(number, error)
    faults.report()
    return pairs, faults
