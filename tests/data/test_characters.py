"""Characters as tokens: numbers by hand, and clear errors for what cannot be encoded."""

import pytest
from jaxtyping import TypeCheckError

from course_lib.data import Characters

VOCAB = Characters("abc ")
# With the shape checker switched on (tests only) it speaks first about types; without, we do.
REFUSED = (ValueError, TypeCheckError)


def test_numbers_by_hand():
    assert VOCAB.encode("ba c") == [4, 3, 6, 5]
    assert VOCAB.tokens("ba c") == ["b", "a", " ", "c"]
    assert len(VOCAB) == 7
    assert VOCAB.token(6) == " "


def test_encode_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match=r"outside the vocabulary: \['!', 'X'\].*'abc '"):
        VOCAB.encode("aX!X")
    with pytest.raises(REFUSED, match="str"):
        VOCAB.encode(["a"])
    assert VOCAB.unknown("aX!X") == ["X", "!", "X"]


def test_a_vocabulary_refuses_to_be_empty_or_to_repeat():
    with pytest.raises(ValueError, match="empty string"):
        Characters("")
    with pytest.raises(ValueError, match="must differ, got 'aba'"):
        Characters("aba")


def test_the_characters_of_texts():
    assert Characters.from_texts(["cab", "é a"]) == Characters(" abcé")
    with pytest.raises(REFUSED, match="empty string"):
        Characters.from_texts([])
    with pytest.raises(ValueError, match="must be a list of strings, got one str: 'abc'"):
        Characters.from_texts("abc")
