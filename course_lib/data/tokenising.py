"""Written text to words and back: what a word is in a sentence that somebody wrote.

    "Wait, he's asleep!"  ->  Wait   ,   he's   asleep   !

A word keeps what stands inside it (he's, T-Shirt, 3.50), every other sign is a token of its own.
`detokenise` is the way back: it knows on which side a sign stands close. It is no exact inverse:
"a , b" comes back as "a, b", and an apostrophe after a word ("the boys' room") is taken for a
quotation mark. BLEU is judged on detokenised text, so a way back is needed.
"""

import re
import unicodedata
from collections.abc import Iterable

from course_lib.devices import settings

# A hyphen may end a word (Ein- und Ausgang) or begin one (Vor- oder -nachname).
TOKEN = re.compile(
    r"""
    &\#?\w+;                                # an entity that was left in the text: &amp;
    | (?<!\S)-(?=\w) \w+ (?:[-'’&/.,:]\w+)* # -nachname
    | \w+ (?:[-'’&/.,:]\w+)* (?:-(?!\S))?   # asleep, he's, T-Shirt, 3.50, Ein-
    | \.\.\. | [^\w\s]                      # any other sign
    """,
    re.VERBOSE,
)
BEFORE = frozenset([*".,!?;:)]}»”’…%", "..."])
"""Signs that stand close to what is before them."""
AFTER = frozenset("([{«„‚¿¡$€£#@")
"""Signs that stand close to what follows."""
BOTH = frozenset("\"'“‘")
"""Quotation marks that open one time and close the next; German closes with what English opens."""
OPENED_BY = {"“": "„", "‘": "‚", "”": "„", "’": "‚"}
"""The sign under which a pair of marks is open, whoever opened it: „German“ or “English”."""


def normalise(text: str) -> str:
    """One way to write each letter (Unicode's NFC): "ü" may also come as "u" and two dots."""
    return unicodedata.normalize("NFC", text)


def tokenise(text: str) -> list[str]:
    """The words and signs of a written text. ValueError for what is no string.

    >>> tokenise("Der Bus, sagte sie, kommt um 8:15 Uhr!")
    ['Der', 'Bus', ',', 'sagte', 'sie', ',', 'kommt', 'um', '8:15', 'Uhr', '!']
    """
    if not isinstance(text, str):
        raise ValueError(f"a text must be a string, got {type(text).__name__}: {text!r}")
    return TOKEN.findall(normalise(text))


def detokenise(words: Iterable[str]) -> str:
    """A text of words and signs, with spaces where a writer puts them. ValueError for what is no
    list of them.

    >>> detokenise(["Wait", ",", "he's", "asleep", "!"])
    "Wait, he's asleep!"
    """
    text, close = "", True
    opened: set[str] = set()
    for word in settings.several("words", words, str, "a word"):
        mark = OPENED_BY.get(word, word)
        if word in BOTH:
            closes = mark in opened
            opened ^= {mark}
            text += word if close or closes else " " + word
            close = not closes
            continue
        if word in OPENED_BY:
            opened.discard(mark)
        elif word in OPENED_BY.values():
            opened.add(word)
        text += word if close or word in BEFORE else " " + word
        close = word in AFTER
    return text
