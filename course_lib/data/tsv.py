"""A corpus from a text file: a pair on each line, its sides in columns with tabs between them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from course_lib.data.corpus import Corpus
from course_lib.data.splits import SPLITS, split_of
from course_lib.data.task import Pair
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

# A vocabulary, or what makes one of texts.
Making = Vocab | Callable[[Sequence[str]], Vocab]
SHOWN = 10  # bad lines that an error tells the fault of; of more it tells the numbers


class Row(NamedTuple):
    """What one line of a file holds, and the line's number, from 1."""

    line: int
    pair: Pair
    split: str


def read_tsv(
    path: str | Path,
    *,
    columns: tuple[int, int] = (0, 1),
    split: int | None = None,
    shares: Mapping[str, float] = SPLITS,
    source: Making = Words.from_texts,
    target: Making = Words.from_texts,
    longest: tuple[int, int] | None = None,
    header: bool = False,
    name: str | None = None,
) -> Corpus:
    """The pairs of a UTF-8 file with tabs between its columns.

    `columns` are those of the source and the target, counted from 0. `split` is the column that
    names each line's split ("train", "valid" or "test"); without one, a hash of the source decides,
    in these `shares`: always the same, and a source that comes twice is in one split only.
    `source` and `target` are vocabularies, or make one of the texts of the training split, as

        read_tsv("eng-deu.tsv", source=partial(Words.from_texts, most=5000), longest=(12, 14))

    Pairs of more tokens than `longest` (source, target) are left out, and `Corpus.dropped` counts
    them. With a `header`, the first line is skipped. `name` is by default the file's.

    ValueError if the file is missing, for every line that has too few columns, no text, no known
    split or is no UTF-8, and for texts that a vocabulary cannot encode: with their line numbers.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp(), "numbers.tsv")
    >>> _ = path.write_text("one\\teins\\ntwo\\tzwei\\n")
    >>> corpus = read_tsv(path, shares={"train": 1.0, "valid": 0.0, "test": 0.0})
    >>> corpus.pairs["train"][0]
    Pair(source='one', target='eins', alignment=None, possible=None)
    >>> corpus.target.encode("zwei")
    [5]
    """
    path = settings.path("path", path)
    if not path.is_file():
        raise ValueError(f"there is no file {path.name} in {path.parent.name or '.'}/")
    check_shares(shares)
    if len(settings.wholes("columns", columns, 0)) != 2:
        raise ValueError(f"columns must be two, of source and target, got {columns}")
    if split is not None:
        settings.whole("split", split, 0)
    if longest is not None and len(settings.wholes("longest", longest)) != 2:
        raise ValueError(f"longest must be two numbers, of source and target, got {longest}")
    settings.flag("header", header)
    for side, making in (("source", source), ("target", target)):
        if not callable(making):
            check_vocab(side, making)
    if name is not None:
        settings.text("name", name)
    rows, faults = [], []
    for number, line in enumerate(_lines(path), 1):
        if header and number == 1:
            continue
        try:
            rows.append(_row(number, line, columns, split, shares))
        except ValueError as error:
            faults.append((number, str(error)))
    _report(path, faults)
    vocabs = _vocabularies(path, rows, source, target)
    dropped = 0
    if longest is not None:
        fits = [row for row in rows if _fits(row.pair, vocabs, longest)]
        dropped, rows = len(rows) - len(fits), fits
        # What only the others held is not in the corpus.
        vocabs = _vocabularies(path, rows, source, target)
    _report(path, list(_unencodable(rows, vocabs)), "; give a vocabulary that knows them all")
    pairs = {key: tuple(row.pair for row in rows if row.split == key) for key in SPLITS}
    return Corpus(path.stem if name is None else name, pairs, *vocabs, dropped)


def check_shares(shares: Mapping[str, float]) -> None:
    """ValueError unless these are the splits, each with a share of 0 or more, 1 in all."""
    fine = isinstance(shares, Mapping) and set(shares) == set(SPLITS)
    total = sum(settings.share("shares", value) for value in shares.values()) if fine else 0.0
    if abs(total - 1) > 1e-6:
        raise ValueError(f"shares must be those of {', '.join(SPLITS)} and sum to 1, got {shares}")


def _lines(path: Path) -> list[bytes]:
    """The lines of a file, undecoded, so that one that is damaged has a number."""
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


def _row(
    number: int,
    line: bytes,
    columns: tuple[int, int],
    split: int | None,
    shares: Mapping[str, float],
) -> Row:
    """One line's pair. ValueError that says what is wrong with it."""
    try:
        fields = line.decode().removesuffix("\r").split("\t")
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8 ({error.reason} at byte {error.start})") from error
    wanted = max(*columns, -1 if split is None else split) + 1
    if len(fields) < wanted:
        raise ValueError(f"wanted at least {wanted} columns, got {len(fields)}")
    source, target = (fields[column].strip() for column in columns)
    if not source or not target:
        raise ValueError(f"wanted a text on both sides, got {source!r} and {target!r}")
    place = split_of(source, shares) if split is None else fields[split].strip()
    if place not in SPLITS:
        raise ValueError(f"wanted a split, one of {', '.join(SPLITS)}, got {place!r}")
    return Row(number, Pair(source, target), place)


def _report(path: Path, faults: list[tuple[int, str]], advice: str = "") -> None:
    """ValueError that names every bad line; nothing if there is none."""
    if not faults:
        return
    told = [f"line {line}: {fault}" for line, fault in faults[:SHOWN]]
    if len(faults) > SHOWN:
        rest = ", ".join(str(line) for line, _ in faults[SHOWN:])
        told.append(f"and {len(faults) - SHOWN} more, lines {rest}")
    count = "1 bad line" if len(faults) == 1 else f"{len(faults)} bad lines"
    raise ValueError(f"{path.name} has {count}: {'; '.join(told)}{advice}")


def _vocabularies(
    path: Path, rows: Sequence[Row], source: Making, target: Making
) -> tuple[Vocab, Vocab]:
    """Those that were given, or those of the training texts."""
    training = [row.pair for row in rows if row.split == "train"]
    if not training:
        raise ValueError(f"{path.name} must hold a line to train on, got none of {len(rows)}")

    def made(what: str, making: Making, texts: Sequence[str]) -> Vocab:
        if isinstance(making, type):
            raise ValueError(
                f"{what} must be a vocabulary, or make one of texts, such as Words.from_texts, got "
                f"the class {making.__name__}"
            )
        return making(texts) if callable(making) else making

    return (
        made("source", source, [pair.source for pair in training]),
        made("target", target, [pair.target for pair in training]),
    )


def _fits(pair: Pair, vocabs: tuple[Vocab, Vocab], longest: tuple[int, int]) -> bool:
    sides = zip(vocabs, pair[:2], longest, strict=True)
    return all(len(vocab.tokens(text)) <= most for vocab, text, most in sides)


def _unencodable(rows: Sequence[Row], vocabs: tuple[Vocab, Vocab]) -> Iterator[tuple[int, str]]:
    for row in rows:
        try:
            for vocab, text in zip(vocabs, row.pair[:2], strict=True):
                vocab.encode(text)
        except ValueError as error:
            yield row.line, f"({row.split}) {error}"
