"""What is said for a number, and which word each written digit is heard in."""

from collections.abc import Sequence
from typing import NamedTuple

from course_lib.data.sounds.voices import TENS, UNITS
from course_lib.devices import settings

MOST = 9999


class Said(NamedTuple):
    """The words that are said for a written number; for each of its digits the word that says it,
    -1 for a zero that nobody says, and further words that speak of its place."""

    text: str
    words: tuple[str, ...]
    alignment: tuple[int, ...]
    possible: tuple[tuple[int, ...], ...]


def say_number(number: int) -> Said:
    """A number from 0 to 9,999 as it is said; ValueError for any other.

    One word may say two digits ("twelve"), two words one ("two hundred"), and a zero inside a
    number is not said at all:

    >>> two_hundred_five = say_number(205)
    >>> two_hundred_five.words, two_hundred_five.alignment, two_hundred_five.possible
    (('two', 'hundred', 'five'), (0, -1, 2), ((1,), (), ()))
    >>> say_number(1012).alignment  # one thousand twelve
    (0, -1, 2, 2)
    """
    text = str(settings.whole("number", number, 0, MOST))
    words: list[str] = []
    alignment = [-1] * len(text)
    possible: list[tuple[int, ...]] = [()] * len(text)
    for place, name in ((4, "thousand"), (3, "hundred")):
        digit = int(number) // 10 ** (place - 1) % 10
        if digit:
            at = len(text) - place
            alignment[at], possible[at] = len(words), (len(words) + 1,)
            words += [UNITS[digit], name]
    below = int(number) % 100
    if 9 < below < 20:
        alignment[-2:] = [len(words)] * 2
        words.append(UNITS[below])
    else:
        ten, unit = divmod(below, 10)
        if ten:
            alignment[-2] = len(words)
            words.append(TENS[ten - 2])
        if unit or not words:
            alignment[-1] = len(words)
            words.append(UNITS[unit])
    return Said(text, tuple(words), tuple(alignment), tuple(possible))


def say_digits(text: str) -> Said:
    """A text of digits, one by one. ValueError for one that is empty or has other signs.

    >>> say_digits("707").words
    ('seven', 'zero', 'seven')
    """
    settings.text("text", text)
    if not text or not all(sign in "0123456789" for sign in text):
        raise ValueError(f"text must be digits, at least one, got {text!r}")
    each = tuple(range(len(text)))
    return Said(text, tuple(UNITS[int(sign)] for sign in text), each, ((),) * len(text))


def words_for(said: Said, digit: int) -> Sequence[int]:
    """All words that speak of a written digit, those that say it first."""
    settings.instance("said", said, Said, "a Said")
    digit = settings.whole("digit", digit, 0, len(said.text) - 1)
    sure = said.alignment[digit]
    return [*([sure] if sure >= 0 else []), *said.possible[digit]]
