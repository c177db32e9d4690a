"""Reports and their headlines: a small summary, whose names no vocabulary knows."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

import numpy as np

from course_lib.data.drawing import one
from course_lib.data.open_vocab import OpenWords
from course_lib.data.splits import split_of
from course_lib.data.task import HasTestSet, Pair, Task
from course_lib.data.word_vocab import Words
from course_lib.devices import settings

TRIES = 2000  # reports written for one pair, before it is said that there is none
KNOWN = 40  # people, and as many towns, whose names are in the vocabulary
SHARE_KNOWN = 0.5  # of the names in reports to train on
NAMES = ("unseen", "known")
ONSETS = "b d f g k l m n p r s t v z br dr gr kl kr sk st tr".split()
VOWELS = "a e i o u".split()
PEOPLE_END, TOWNS_END = ("n", "s", "l", "ra", "ko", "mi"), ("burg", "dal", "ford", "vik", "stad")
# What happened, in the report and in the headline, and from which of the report's words.
EVENTS = (
    ("has won the lottery", "wins lottery", (1, 3)),
    ("has found an old coin", "finds old coin", (1, 3, 4)),
    ("has opened a new bakery", "opens new bakery", (1, 3, 4)),
    ("has lost a white horse", "loses white horse", (1, 3, 4)),
    ("has built a small bridge", "builds small bridge", (1, 3, 4)),
    ("has saved a young dog", "saves young dog", (1, 3, 4)),
    ("has written a long book", "writes long book", (1, 3, 4)),
    ("has sold the red house", "sells red house", (1, 3, 4)),
    ("has caught a large fish", "catches large fish", (1, 3, 4)),
    ("has painted the town hall", "paints town hall", (1, 3, 4)),
)
LEADS = (
    "on {day} , {who} of {where} {event} .",
    "{who} , who lives in {where} , {event} on {day} .",
    "in {where} , {who} {event} .",
    "the mayor of {where} said on {day} that {who} {event} .",
)
FILLERS = (
    "the neighbour {other} was surprised .",
    "{other} had said that it would rain .",
    "the news came to {elsewhere} in the evening .",
    "nobody in {elsewhere} knew of it before .",
    "{other} from {elsewhere} did not want to say anything .",
    "it was a cold and windy day .",
    "there will be a party at the weekend .",
)
HEADLINE = "{who} of {where} {event}"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_FILLERS = 3


def made_up(ends: Sequence[str], random: Random) -> str:
    """A name that nobody has, of three parts."""
    parts = [one(ONSETS, random) + one(VOWELS, random) for _ in range(2)]
    return "".join(parts) + one(ends, random)


def _of_split(split: str, ends: Sequence[str], random: Random) -> str:
    while True:
        name = made_up(ends, random)
        if split_of(name) == split:
            return name


@functools.cache
def known_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The people and the towns that the vocabulary holds; all are names to train on."""
    random, found = Random(0), []
    for ends in (PEOPLE_END, TOWNS_END):
        names = dict.fromkeys(_of_split("train", ends, random) for _ in range(2 * KNOWN))
        found.append(tuple(names)[:KNOWN])
    return found[0], found[1]


def _words() -> tuple[str, ...]:
    texts = [*LEADS, *FILLERS, HEADLINE, *DAYS, *(text for event in EVENTS for text in event[:2])]
    written = {word for text in texts for word in text.split() if "{" not in word}
    return tuple(sorted(written | {name for names in known_names() for name in names}))


OPEN = OpenWords(_words())
CLOSED = Words(_words())


@dataclass(frozen=True)
class Headlines(HasTestSet):
    """A report of a few sentences, and a headline: who, from where, did what.

    Other people and towns are in the report, too. The names of reports to train on are half of them
    of the `KNOWN` ones that the vocabulary holds, half made up anew. In "valid" and "test" they are
    of names that no training has ("unseen"), or of the known ones ("known"), as `names` says; a
    hash of a name decides to which split it belongs, and so does a hash of a report with known
    names. `open` chooses between the two vocabularies: one that lends numbers to unknown words
    (`OpenWords`), for models that copy, and the same words without that.

    ValueError for what cannot be.

    >>> pair = HEADLINES.test_set(1, (8, 50))[0]
    >>> len(pair.target.split()) == len(pair.alignment)
    True
    >>> words = pair.source.split()
    >>> words[pair.alignment[0]] == pair.target.split()[0]
    True
    """

    open: bool = True
    names: str = "unseen"

    name: ClassVar[str] = "headlines"

    def __post_init__(self) -> None:
        settings.flag("open", self.open)
        settings.one_of("names", self.names, NAMES)

    @property
    def source(self) -> Words:
        return OPEN if self.open else CLOSED

    @property
    def target(self) -> Words:
        return self.source

    def draw(
        self, count: int, split: str, lengths: tuple[int, int], rng: np.random.Generator
    ) -> list[Pair]:
        """Random pairs whose reports have `lengths` words (both ends included).

        ValueError for what cannot be, and for lengths that no report has.
        """
        low, high = Task.check(count, split, lengths)
        random = Random(int(settings.random("rng", rng).integers(2**62)))
        return [self._drawn(split, low, high, random) for _ in range(count)]

    def _drawn(self, split: str, low: int, high: int, random: Random) -> Pair:
        for _ in range(TRIES):
            pair = self._report(split, random)
            known = split != "train" and self.names == "known"
            if low <= len(pair.source.split()) <= high:
                if not known or split_of(pair.source) == split:
                    return pair
        raise ValueError(
            f"lengths must be those of reports, got {low} to {high}, which none of {TRIES} had"
        )

    def _names(self, split: str, random: Random) -> dict[str, str]:
        """Two people and two towns, all different."""
        names = list[str]()
        while len(set(names)) < 4:
            names = []
            for known, ends in zip(known_names(), (PEOPLE_END, TOWNS_END), strict=True):
                for _ in range(2):
                    share = SHARE_KNOWN if split == "train" else float(self.names == "known")
                    is_known = random.random() < share
                    names.append(one(known, random) if is_known else _of_split(split, ends, random))
        return dict(zip(("who", "other", "where", "elsewhere"), names, strict=True))

    def _report(self, split: str, random: Random) -> Pair:
        names = self._names(split, random)
        event, short, places = one(EVENTS, random)
        fillers = random.sample(FILLERS, random.randint(0, MOST_FILLERS))
        sentences = [one(LEADS, random).format(**names, event=event, day=one(DAYS, random))]
        at = random.randint(0, len(fillers))
        sentences = [*fillers[:at], *sentences, *fillers[at:]]
        words = " ".join(sentences).format(**names).split()
        began = words.index("has")
        alignment = (
            words.index(names["who"]),
            -1,
            words.index(names["where"]),
            *(began + place for place in places),
        )
        target = HEADLINE.format(who=names["who"], where=names["where"], event=short)
        return Pair(" ".join(words), target, alignment)


HEADLINES = Headlines()
"""Reports with names that were never seen, for a model that copies."""
