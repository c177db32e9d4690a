"""The mistakes that the bank of `vocabulary` knows, and the parts that they are made of."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from course_lib.data.word_vocab import SIGNS
from course_lib.lessons.checking.bank import Misconception

Splits = dict[str, list[str]]


Order = Callable[[dict[str, int], str], Any]  # from the counts and a word to what it sorts by


def counted(texts: Iterable[str]) -> dict[str, int]:
    """How often each word comes; the words in the order of the texts."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text.split():
            counts[word] = counts.get(word, 0) + 1
    return counts


def _documents(texts: Iterable[str]) -> dict[str, int]:
    """In how many texts each word comes."""
    return counted(" ".join(dict.fromkeys(text.split())) for text in texts)


def by_count(counts: dict[str, int], word: str) -> tuple[int, str]:
    return -counts[word], word


def kept(counts: dict[str, int], least: int, order: Order | None = by_count) -> list[str]:
    words = [word for word in counts if counts[word] >= least]
    return words if order is None else sorted(words, key=lambda word: order(counts, word))


def loop(splits: Splits, least: int) -> list[str]:
    counts = counted(splits["train"])
    found: list[str] = []
    for count in range(max(counts.values()), least - 1, -1):
        found += sorted(word for word in counts if counts[word] == count)
    return found


def _letters(splits: Splits, least: int) -> list[str]:
    return kept(Counter("".join(splits["train"])), least)


def _again_and_again(splits: Splits, least: int) -> list[str]:
    counts = counted(splits["train"])
    words = [word for text in splits["train"] for word in text.split() if counts[word] >= least]
    return sorted(words, key=lambda word: (-counts[word], word))


def _pairs(splits: Splits, least: int) -> list[tuple[str, int]]:
    counts = counted(splits["train"])
    return [(word, counts[word]) for word in kept(counts, least)]


WRONG = (
    Misconception(
        "made of the test texts",
        "the words of the test texts are counted: they stand for what nobody has seen yet, so "
        'count those of splits["train"]',
        lambda s, n: kept(counted(s["test"]), n),
    ),
    Misconception(
        "made of all splits",
        "the texts of other splits are counted as well: then the test is no longer of words "
        'that nobody has seen. Count those of splits["train"] alone',
        lambda s, n: kept(counted([*s["train"], *s["valid"], *s["test"]]), n),
        also=(
            lambda s, n: kept(counted([*s["train"], *s["valid"]]), n),
            lambda s, n: kept(counted([*s["train"], *s["test"]]), n),
        ),
    ),
    Misconception(
        "small letters",
        "capital letters are made small: here the words stand in the list as they stand in the "
        "texts, and whoever wants small letters prepares the texts",
        lambda s, n: kept(counted(text.lower() for text in s["train"]), n),
    ),
    Misconception(
        "more than least",
        "words that come exactly `least` times are left out: at least is >=, and not >",
        lambda s, n: kept(counted(s["train"]), n + 1),
    ),
    Misconception(
        "least ignored",
        "every word of the training texts is in the list: rare ones must go, and `least` says "
        "which",
        lambda s, n: kept(counted(s["train"]), 1),
    ),
    Misconception(
        "once a text",
        "it counts in how many texts a word comes: a word that stands twice in one text counts "
        "twice",
        lambda s, n: kept(_documents(s["train"]), n),
    ),
    Misconception(
        "the rarest first",
        "the words are right, and the rarest stands first: sort by minus the count, or turn "
        "the order of the counts round",
        lambda s, n: kept(counted(s["train"]), n, lambda c, w: (c[w], w)),
        also=(lambda s, n: loop(s, n)[::-1],),
    ),
    Misconception(
        "ties against the alphabet",
        "equally frequent words stand from z to a: reverse=True turns round their alphabet as "
        "well. Sort by (-count, word)",
        lambda s, n: sorted(
            sorted(loop(s, n), reverse=True), key=lambda w: -counted(s["train"])[w]
        ),
    ),
    Misconception(
        "ties in the order of the texts",
        "equally frequent words stand in the order in which the texts have them (as "
        "most_common leaves them): sort by (-count, word)",
        lambda s, n: kept(counted(s["train"]), n, lambda c, w: -c[w]),
    ),
    Misconception(
        "by alphabet alone",
        "the words are right, and sorted by alphabet alone: the count comes first, and the "
        "alphabet decides between equal counts",
        lambda s, n: kept(counted(s["train"]), n, lambda c, w: w),
    ),
    Misconception(
        "not sorted",
        "the words are right, and stand in the order of the texts: sort them by (-count, word)",
        lambda s, n: kept(counted(s["train"]), n, None),
    ),
    Misconception(
        "a set",
        "a set has no order, and its words no numbers: make it a list, sorted by (-count, word)",
        lambda s, n: set(loop(s, n)),
        also=(lambda s, n: frozenset(loop(s, n)),),
    ),
    Misconception(
        "counts come out",
        "the counts come out: they are for sorting, and the words themselves are asked for",
        lambda s, n: [count for _, count in _pairs(s, n)],
    ),
    Misconception(
        "words with their counts",
        "each word comes with its count (a dict, a Counter, or pairs): the words alone are "
        "asked for, in a list",
        _pairs,
        also=(
            lambda s, n: dict(_pairs(s, n)),
            lambda s, n: Counter(dict(_pairs(s, n))),
            lambda s, n: [[word, count] for word, count in _pairs(s, n)],
        ),
    ),
    Misconception(
        "special tokens in front",
        "padding, start, end and the unknown word stand in the list: their numbers are given, "
        "0 to 3, and the list holds words of the texts alone",
        lambda s, n: [*SIGNS, *loop(s, n)],
        also=(lambda s, n: [*SIGNS[:3], *loop(s, n)],),
    ),
    Misconception(
        "letters counted",
        "letters are counted and not words: a loop over a text gives its characters, one over "
        "text.split() its words",
        _letters,
        also=(lambda s, n: kept(Counter("".join(s["train"]).replace(" ", "")), n),),
    ),
    Misconception(
        "again and again",
        "a word stands in the list as often as in the texts: once is enough",
        _again_and_again,
        also=(
            lambda s, n: [
                word
                for text in s["train"]
                for word in text.split()
                if counted(s["train"])[word] >= n
            ],
        ),
    ),
)
