"""Tokens: texts to numbers and back, and clear errors for what cannot be encoded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.data.vocab import END, PAD, START, Vocab, pad

VOCAB = Vocab("abc ")
# With the shape checker switched on (tests only) it speaks first about types; without, we do.
REFUSED = (ValueError, TypeCheckError)


def test_numbers_by_hand():
    assert (PAD, START, END) == (0, 1, 2)
    assert VOCAB.encode("ba c") == [4, 3, 6, 5]
    assert len(VOCAB) == 7


@given(st.text("abc ", min_size=1))
def test_decode_undoes_encode(text):
    assert VOCAB.decode(VOCAB.encode(text)) == text


def test_decode_stops_at_the_end_and_leaves_specials_out():
    assert VOCAB.decode([START, 3, PAD, 4, END, 5]) == "ab"
    assert VOCAB.decode(np.array([4, 3])) == "ba"
    assert VOCAB.decode([]) == ""


@pytest.mark.parametrize("number", [7, -1])
def test_decode_refuses_other_numbers(number):
    with pytest.raises(ValueError, match=f"token number {number} is outside a vocabulary of 7"):
        VOCAB.decode([3, number])


def test_encode_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="at least one character, got an empty string"):
        VOCAB.encode("")
    with pytest.raises(ValueError, match=r"outside the vocabulary: \['!', 'X'\].*'abc '"):
        VOCAB.encode("aX!")
    with pytest.raises(REFUSED, match="str"):
        VOCAB.encode(["a"])


def test_vocabulary_refuses_to_be_empty_or_to_repeat():
    with pytest.raises(ValueError, match="empty string"):
        Vocab("")
    with pytest.raises(ValueError, match="must differ, got 'aba'"):
        Vocab("aba")


def test_pad_by_hand():
    padded = pad([[3], [4, 5]], 3)
    assert padded.tolist() == [[3, 0, 0], [4, 5, 0]]
    assert padded.dtype == np.int32


@pytest.mark.parametrize(("sequences", "what"), [([[3], []], "1 has 0"), ([[3] * 4], "0 has 4")])
def test_pad_cuts_nothing_off_and_takes_nothing_empty(sequences, what):
    with pytest.raises(ValueError, match=f"sequence {what} tokens; wanted 1 to 3"):
        pad(sequences, 3)
