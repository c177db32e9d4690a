"""Exercise: from a text to the numbers of its words, with one number for all unknown ones."""

from collections.abc import Callable

import numpy as np

from course_lib.data.vocab import END, PAD, START
from course_lib.data.word_vocab import SIGNS, UNK
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise

Array = np.ndarray

FIRST = len(SIGNS)  # the number of words[0]
WORDS = (
    "the", "cat", "sleeps", "under", "old", "table", "green", "bird", "sings", "near", "river",
    "small", "dog", "waits", "for", "rain", "moon", "bread", "smiles", "blue",
)  # fmt: skip


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, pattern: str, known: int) -> Case:
        """A small letter in the pattern is a word of the vocabulary, a capital one is none."""
        names = [str(word) for word in rng.permutation(WORDS)]
        words, others = names[:known], names[known:]
        places = rng.permutation(known).tolist()
        said = [
            words[places["abcde".index(sign)]] if sign.islower() else others["XYZ".index(sign)]
            for sign in pattern
        ]
        return Case(label, (" ".join(said), words))

    small, other = (str(word) for word in rng.choice(WORDS, size=2, replace=False))
    return [
        case("every word known", "abcd", 6),
        case("a word that is not in the vocabulary", "aXbc", 5),
        case("two unknown words, and one of them twice", "aXYbX", 7),
        case("only unknown words", "XYZ", 4),
        case("a word that comes twice", "abcaed", 5),
        case("one word", "a", 5),
        Case("a capital letter makes another word", (f"{small} {small.upper()}", [other, small])),
        Case("a word within another", (f"{small}s {other}", [other, f"{small}sh", small])),
    ]


def _loop(text: str, words: list[str]) -> list[int]:
    found: list[int] = []
    for word in text.split():
        number = UNK
        for place, known in enumerate(words):
            if known == word:
                number = place + FIRST
        found.append(number)
    return found


def _numbers(text: str, words: list[str], first: int = FIRST, unknown: int = UNK) -> list[int]:
    return [words.index(w) + first if w in words else unknown for w in text.split()]


def _with(first: int = FIRST, unknown: int = UNK) -> Function:
    return lambda text, words: _numbers(text, words, first, unknown)


def _known_words(args: Args, numbers: Array) -> str | None:
    text, words = args
    for word, number in zip(text.split(), numbers, strict=True):
        if word in words and number != words.index(word) + FIRST:
            place = words.index(word)
            return (
                f"{word!r} is words[{place}], so its number is {place} + {FIRST} = "
                f"{place + FIRST}; it gets {number}"
            )
    return None


def _unknown_words(args: Args, numbers: Array) -> str | None:
    text, words = args
    for word, number in zip(text.split(), numbers, strict=True):
        if word not in words and number != UNK:
            return f"{word!r} is not in the vocabulary, so its number is {UNK}; it gets {number}"
    return None


def _numbered_as_met(text: str, words: list[str]) -> list[int]:
    met: dict[str, int] = {}
    for word in text.split():
        met.setdefault(word, len(met) + FIRST)
    return [met[word] for word in text.split()]


def _a_new_number_each(text: str, words: list[str]) -> list[int]:
    grown = [*words]
    for word in text.split():
        if word not in grown:
            grown.append(word)
    return _numbers(text, grown)


def _by_parts(like: Callable[[str, str], bool]) -> Function:
    """Each word gets the number of the first one of the vocabulary that it is like."""

    def answer(text: str, words: list[str]) -> list[int]:
        alike = ([k for k, known in enumerate(words) if like(word, known)] for word in text.split())
        return [found[0] + FIRST if found else UNK for found in alike]

    return answer


encode = Exercise(
    name="encode",
    arguments=("text", "words"),
    wanted=(
        "a text (str, words between spaces) and words, the vocabulary (a list of str), to a list "
        f"of int, one for each word of the text: words[i] has the number i + {FIRST}, and a word "
        f'that is not there has {UNK}. encode("the cow sleeps", ["sleeps", "the"]) is [5, 3, 4].'
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("the number of a known word", _known_words),
        Property("the number of an unknown word", _unknown_words),
    ),
    wrong=(
        Misconception(
            "padding for an unknown word",
            f"an unknown word gets {PAD}, the number of padding: the model would take no notice of "
            f"it. Unknown words have a number of their own, {UNK}",
            _with(unknown=PAD),
        ),
        Misconception(
            "start or end for an unknown word",
            f"an unknown word gets the number of the start ({START}) or the end ({END}): a text "
            f"would seem to stop there. Its own number is {UNK}",
            _with(unknown=END),
            also=(_with(unknown=START),),
        ),
        Misconception(
            "minus one for an unknown word",
            f"an unknown word gets -1, and no row of a table of embeddings has that number: it "
            f"is {UNK}",
            _with(unknown=-1),
        ),
        Misconception(
            "small letters",
            "capital letters are made small: a word that the vocabulary does not hold as it stands "
            f"has the number {UNK}",
            lambda text, words: _numbers(text.lower(), words),
        ),
        Misconception(
            "unknown words left out",
            f"unknown words are left out: the model would read another sentence. Each has its "
            f"place, with the number {UNK}",
            lambda text, words: [n for n in _numbers(text, words) if n != UNK],
        ),
        Misconception(
            "a new number for an unknown word",
            "an unknown word gets a number after those of the vocabulary: the model has no "
            f"embedding for it. All unknown words share {UNK}",
            lambda text, words: _numbers(text, words, unknown=len(words) + FIRST),
            also=(_a_new_number_each,),
        ),
        Misconception(
            "numbers from 0",
            f"the vocabulary is numbered from 0, where padding, start, end and the unknown word "
            f"are: words[i] has the number i + {FIRST}",
            _with(first=0),
            also=(_with(first=0, unknown=PAD), _with(first=0, unknown=-1)),
        ),
        Misconception(
            "numbers from 3",
            f"the vocabulary is numbered from {UNK}, so that its first word looks like the unknown "
            f"one: words[i] has the number i + {FIRST}",
            _with(first=3),
            also=(_with(first=3, unknown=PAD), _with(first=3, unknown=2)),
        ),
        Misconception(
            "numbers from 5",
            f"the vocabulary is counted from 1, and {FIRST} added: words[0] has the number {FIRST}",
            _with(first=5),
        ),
        Misconception(
            "numbers from 1",
            f"the vocabulary is numbered from 1: 1 to {UNK} are taken, and words[i] has the number "
            f"i + {FIRST}",
            _with(first=1),
            also=(_with(first=1, unknown=PAD),),
        ),
        Misconception(
            "an end token",
            "a special token is added (a start, an end or both): here one number for each word is "
            "asked for, and the batch adds the rest",
            lambda text, words: [*_numbers(text, words), END],
            also=(
                lambda text, words: [START, *_numbers(text, words), END],
                lambda text, words: [START, *_numbers(text, words)],
            ),
        ),
        Misconception(
            "parts of words",
            "a word is found within a longer one of the vocabulary, or the other way round: with "
            "strings, `in` looks for a part. Look the whole word up",
            _by_parts(lambda word, known: word in known),
            also=(
                _by_parts(lambda word, known: known in word),
                _by_parts(lambda word, known: known.startswith(word)),
            ),
        ),
        Misconception(
            "characters",
            "every character gets a number: a loop over a text gives its characters, one over "
            "text.split() its words",
            lambda text, words: [words.index(c) + FIRST if c in words else UNK for c in text],
            also=(lambda text, words: [ord(c) for c in text],),
        ),
        Misconception(
            "places in the text",
            "the words are numbered as the text has them: the number comes of the place in the "
            "vocabulary",
            _numbered_as_met,
            also=(lambda text, words: [k + FIRST for k, _ in enumerate(text.split())],),
        ),
        Misconception(
            "each word once",
            "a word that comes twice is there once: every word of the text has its number",
            lambda text, words: [*dict.fromkeys(_numbers(text, words))],
            also=(lambda text, words: _numbers(" ".join(dict.fromkeys(text.split())), words),),
        ),
        Misconception(
            "the vocabulary's order",
            "the loop runs over the vocabulary and not over the text: the numbers come in the "
            "order of the vocabulary",
            lambda text, words: [k + FIRST for k, word in enumerate(words) if word in text.split()],
            also=(lambda text, words: sorted(_numbers(text, words)),),
        ),
    ),
    right=(
        lambda text, words: [
            {word: number for number, word in enumerate(words, 4)}.get(word, 3)
            for word in text.split()
        ],
        lambda text, words: [words.index(w) + 4 if w in words else 3 for w in text.split(" ")],
        _loop,
    ),
    hint=(
        "Make a dict from each word to its number once, with enumerate(words, 4). Then "
        "numbers.get(word, 3) for each word of text.split(): get gives 3 where the word is not "
        "there."
    ),
)
