"""Stories: "i grew up in france ... i speak fluent french", for language models.

The home stands somewhere among other sentences, some of which name countries that were only
visited. So a model must know *which* country counts, and keep it until the last word. With the
home always in front, and no other country, it would be the naive design of `recall`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import SupportsInt

import numpy as np

from course_lib.data.labelled.examples import IGNORE, Examples
from course_lib.data.vocab import PAD, SPECIAL
from course_lib.devices import settings

LANGUAGES = {
    "france": "french",
    "spain": "spanish",
    "italy": "italian",
    "poland": "polish",
    "sweden": "swedish",
    "greece": "greek",
    "turkey": "turkish",
    "finland": "finnish",
}
HOME = "i grew up in {} ."
VISITS = ("i visited {} once .", "we spent a week in {} .", "my friends moved to {} .")
FILLERS = (
    "i like music .",
    "my sister plays the piano in the evening .",
    "we have a small dog .",
    "the house was old and cold .",
    "it rained .",
    "my father worked in a bank and my mother in a school .",
    "every summer we went to the sea .",
    "i read many books .",
    "the train to the city was always late .",
    "we played football after school .",
)
END = "so i speak fluent {}"


def _words() -> tuple[str, ...]:
    texts = (HOME, *VISITS, *FILLERS, END, *LANGUAGES, *LANGUAGES.values())
    return tuple(sorted({word for text in texts for word in text.split()} - {"{}"}))


WORDS = _words()
# Home, any one other sentence, and the end: a story has room for two sentences of any kind.
SHORTEST = sum(max(len(t.split()) for t in texts) for texts in ((HOME,), VISITS + FILLERS, (END,)))
# Stories are drawn again until they are short enough: of many more sentences, hardly one is.
MOST_SENTENCES = 200
NUMBER = {word: number for number, word in enumerate(WORDS, len(SPECIAL))}


@dataclass(frozen=True)
class Stories:
    """Stories of at most `longest` words, a number of sentences uniform from 2 to `sentences`.

    One sentence says where home is, each of the others names a visited country with probability
    `visits`, or is a filler. The label of each word is the word after it: a language model.
    ValueError for fewer than two sentences, a probability outside 0 to 1, and a `longest` below
    `SHORTEST`, in which not every story of two sentences has room.
    """

    sentences: int = 12
    visits: float = 0.3
    longest: int = 72

    def __post_init__(self) -> None:
        settings.put(
            self,
            sentences=settings.whole("sentences", self.sentences, 2, MOST_SENTENCES),
            visits=settings.share("visits", self.visits),
            longest=settings.whole("longest", self.longest, SHORTEST),
        )

    @property
    def vocabulary(self) -> int:
        """How many token numbers there are, the special ones among them."""
        return len(SPECIAL) + len(WORDS)

    @property
    def classes(self) -> int:
        return self.vocabulary

    def story(self, rng: np.random.Generator) -> list[str]:
        """The words of one story, drawn again until it is short enough."""
        countries = list(LANGUAGES)
        while True:
            home, *others = rng.permutation(len(countries))
            count = int(rng.integers(2, self.sentences + 1))
            at = int(rng.integers(count))
            text = []
            for number in range(count):
                if number == at:
                    text.append(HOME.format(countries[home]))
                elif rng.random() < self.visits:
                    visited = countries[others[rng.integers(len(others))]]
                    text.append(VISITS[rng.integers(len(VISITS))].format(visited))
                else:
                    text.append(FILLERS[rng.integers(len(FILLERS))])
            words = " ".join([*text, END.format(LANGUAGES[countries[home]])]).split()
            if len(words) <= self.longest:
                return words

    def draw(self, count: int, rng: np.random.Generator) -> Examples:
        """`count` stories without their last word, and each word's next, both [count, J].

        J is `longest` - 1. The label of the last real word is the language; padding's is `IGNORE`.
        """
        source = np.full((count, self.longest - 1), PAD, np.int32)
        target = np.full_like(source, IGNORE)
        for row in range(count):
            numbers = encode(self.story(rng))
            source[row, : len(numbers) - 1] = numbers[:-1]
            target[row, : len(numbers) - 1] = numbers[1:]
        return Examples(source, target)


def encode(words: list[str]) -> list[int]:
    """The numbers of known words. ValueError that names an unknown one."""
    for word in words:
        if word not in NUMBER:
            raise ValueError(f"the stories do not know the word {word!r}")
    return [NUMBER[word] for word in words]


def decode(numbers: Iterable[SupportsInt]) -> list[str]:
    """The words of token numbers, the special ones (padding) left out."""
    return [WORDS[n - len(SPECIAL)] for n in map(int, numbers) if n >= len(SPECIAL)]


def gaps(examples: Examples) -> np.ndarray:
    """For each story, how many words stand between the home and the language: [count]."""
    source = np.asarray(examples.source)
    up = NUMBER["up"]  # "grew up in X": the country stands two words on
    home = (source == up).argmax(axis=1) + 2
    return (source != PAD).sum(axis=1) - 1 - home


def last_words(examples: Examples) -> tuple[np.ndarray, np.ndarray]:
    """Where each story's last label stands, and that label, the language: [count], [count]."""
    where = (np.asarray(examples.source) != PAD).sum(axis=1) - 1
    return where, np.asarray(examples.target)[np.arange(len(where)), where]
