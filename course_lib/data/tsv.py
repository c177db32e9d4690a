"""A corpus from a text file: a pair on each line, its sides in columns with tabs between them."""

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
from course_lib.devices import settings


def read_tsv(
    path: TextFile,
    *,
    columns: tuple[int, int] = (0, 1),
    split: int | None = None,
    shares: Mapping[str, float] = SPLITS,
    source: Making = WORDS,
    target: Making = WORDS,
    longest: tuple[int, int] | None = None,
    header: bool = False,
    skip: bool = False,
    name: str | None = None,
) -> Corpus:
    """The pairs of a UTF-8 file, given as a path or open, with tabs between its columns.

    `columns` are those of the source and the target, counted from 0. `split` is the column that
    names each line's split ("train", "valid" or "test"); without one, a hash of the source decides,
    in these `shares`: always the same, and a source that comes twice is in one split only.
    `source` and `target` are vocabularies, or make one of the texts of the training split, as

        read_tsv("eng-deu.tsv", source=partial(Words.from_texts, most=5000), longest=(12, 14))

    Pairs of more tokens than `longest` (source, target) are left out, and `Corpus.dropped` counts
    them. With a `header`, the first line is skipped. `name` is by default the file's.

    ValueError if the file is missing, for every line that has too few columns, no text, no known
    split, a NUL byte or is no UTF-8, and for texts that a vocabulary cannot encode: with their line
    numbers. With `skip=True` such lines are left out, and `Corpus.skipped` counts them.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "numbers.tsv")
    >>> _ = path.write_text("one\\teins\\ntwo\\tzwei\\n")
    >>> corpus = read_tsv(path, shares={"train": 1.0, "valid": 0.0, "test": 0.0})
    >>> corpus.pairs["train"][0]
    Pair(source='one', target='eins', alignment=None, possible=None)
    >>> corpus.target.encode("zwei")
    [5]
    """
    check_shares(shares)
    if len(settings.wholes("columns", columns, 0)) != 2:
        raise ValueError(f"columns must be two, of source and target, got {columns}")
    if split is not None:
        settings.whole("split", split, 0)
    check_longest(longest)
    settings.flag("header", header)
    check_makings(source, target)
    if name is not None:
        settings.text("name", name)
    file = name_of("path", path)
    rows, faults = [], Faults(file, skip)
    lines = read_lines("path", path)
    for number, line in numbered(lines[header:], faults, first=1 + header):
        try:
            rows.append(_row(number, line, columns, split, shares))
        except ValueError as error:
            faults.add(number, error)
    faults.report()
    name = Path(file).stem if name is None else name
    return assemble(name, rows, dict.fromkeys(SPLITS, faults), source, target, longest)


def _row(
    number: int,
    line: str,
    columns: tuple[int, int],
    split: int | None,
    shares: Mapping[str, float],
) -> Row:
    """One line's pair. ValueError that says what is wrong with it."""
    fields = line.split("\t")
    wanted = max(*columns, -1 if split is None else split) + 1
    if len(fields) < wanted:
        raise ValueError(f"wanted at least {wanted} columns, got {len(fields)}")
    pair = two_texts(*(fields[column] for column in columns))
    place = split_of(pair.source, shares) if split is None else fields[split].strip()
    if place not in SPLITS:
        raise ValueError(f"wanted a split, one of {', '.join(SPLITS)}, got {place!r}")
    return Row(number, pair, place)
