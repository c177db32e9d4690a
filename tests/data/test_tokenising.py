"""Written text to words and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import detokenise, tokenise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wait, he's asleep!", ["Wait", ",", "he's", "asleep", "!"]),
        ("T-Shirt (rot) für 3,50 €.", ["T-Shirt", "(", "rot", ")", "für", "3,50", "€", "."]),
        ("Um 8:15 Uhr ...", ["Um", "8:15", "Uhr", "..."]),
        ("der Ein- und Ausgang", ["der", "Ein-", "und", "Ausgang"]),
        ("Helm und -handschuhe", ["Helm", "und", "-handschuhe"]),
        ("Er sagt „nein“ dazu.", ["Er", "sagt", "„", "nein", "“", "dazu", "."]),
        ("rock &amp; roll", ["rock", "&amp;", "roll"]),
        ("u\u0308ber", ["über"]),
        (" \t\n", []),
    ],
    ids=str,
)  # fmt: skip
def test_words_by_hand(text, words):
    assert tokenise(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Wait, he's asleep!",
        'She said "no" and left.',
        "Er sagt „nein“ und „ja“.",
        "Er sagt „nein“.",
        "She said “no” and left (at 8:15).",
        "She said “no” and “yes”, and he “maybe”.",
        "Ein- und Ausgang, T-Shirt, 3,50 Euro: gut!",
        "«Oui», dit-il.",
        "It costs $3.50 ...",
    ],
)  # fmt: skip
def test_there_and_back(text):
    assert detokenise(tokenise(text)) == text.replace(" ...", "...")


def test_what_does_not_come_back():
    """The known losses: space before a sign, and an apostrophe at the end of a word."""
    assert detokenise(tokenise("a , b")) == "a, b"
    assert detokenise(tokenise("the boys' room")) == "the boys 'room"


@given(st.text())
def test_no_sign_is_lost_whatever_the_text(text):
    """All but space comes back, in its order."""
    words = tokenise(text)
    assert all(word and not any(sign.isspace() for sign in word) for word in words)
    again = "".join(detokenise(words).split())
    assert again == "".join(words)
