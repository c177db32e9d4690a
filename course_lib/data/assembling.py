"""From the pairs of a file to a corpus: vocabularies are made, what cannot be is refused."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from course_lib.data.corpus import Corpus
from course_lib.data.lines import Faults
from course_lib.data.splits import SPLITS
from course_lib.data.task import Pair
from course_lib.data.vocab import Vocab, check_vocab
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

# A vocabulary, or what makes one of texts.
Making = Vocab | Callable[[Sequence[str]], Vocab]
WORDS: Making = Words.from_texts


class Row(NamedTuple):
    """What one line of a file holds, and the line's number, from 1."""

    line: int
    pair: Pair
    split: str


def check_shares(shares: Mapping[str, float]) -> None:
    """ValueError unless these are the splits, each with a share of 0 or more, 1 in all."""
    fine = isinstance(shares, Mapping) and set(shares) == set(SPLITS)
    if fine:
        for split, share in shares.items():
            settings.share(f"shares[{split!r}]", share)
    if not fine or abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"shares must be those of {', '.join(SPLITS)} and sum to 1, got {shares}")


def check_longest(longest: tuple[int, int] | None) -> None:
    """ValueError unless it is None or two numbers of at least 1."""
    if longest is not None and len(settings.wholes("longest", longest)) != 2:
        raise ValueError(f"longest must be two numbers, of source and target, got {longest}")


def check_makings(source: Making, target: Making) -> None:
    """ValueError unless each is a vocabulary, or a function that makes one."""
    for side, making in (("source", source), ("target", target)):
        if not callable(making):
            check_vocab(side, making)


def two_texts(source: str, target: str) -> Pair:
    """A pair of two texts, without the space around them. ValueError if one is empty."""
    source, target = source.strip(), target.strip()
    if not source or not target:
        raise ValueError(f"wanted a text on both sides, got {source!r} and {target!r}")
    return Pair(source, target)


def assemble(
    name: str,
    rows: Sequence[Row],
    faults: Mapping[str, Faults],
    source: Making,
    target: Making,
    longest: tuple[int, int] | None,
) -> Corpus:
    """A corpus of all rows that are not longer than `longest`; the others are counted.

    `faults` has the file of each split, for those that a vocabulary cannot encode. ValueError as
    the readers of files tell.
    """
    vocabs = _vocabularies(name, rows, source, target)
    fits = [row for row in rows if longest is None or _fits(row.pair, vocabs, longest)]
    dropped = len(rows) - len(fits)
    if dropped:  # what only the others held is not in the corpus
        vocabs = _vocabularies(name, fits, source, target)
    for row, error in _unencodable(fits, vocabs):
        faults[row.split].add(row.line, f"({row.split}) {error}")
    files = list({id(one): one for one in faults.values()}.values())
    for one in files:
        one.report("; give a vocabulary that knows them all, or skip and count them with skip=True")
    bad = {split: set(one.found) for split, one in faults.items()}
    pairs = {
        key: tuple(row.pair for row in fits if row.split == key and row.line not in bad[key])
        for key in SPLITS
    }
    return Corpus(name, pairs, *vocabs, dropped, sum(len(one.found) for one in files))


def _vocabularies(
    name: str, rows: Sequence[Row], source: Making, target: Making
) -> tuple[Vocab, Vocab]:
    """Those that were given, or those of the training texts."""
    training = [row.pair for row in rows if row.split == "train"]
    if not training:
        raise ValueError(f"{name} must hold a line to train on, got none of {len(rows)}")

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


def _unencodable(
    rows: Sequence[Row], vocabs: tuple[Vocab, Vocab]
) -> Iterator[tuple[Row, ValueError]]:
    for row in rows:
        try:
            for vocab, text in zip(vocabs, row.pair[:2], strict=True):
                vocab.encode(text)
        except ValueError as error:
            yield row, error
