"""What every kind of vocabulary promises, and texts as padded arrays."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import (
    END,
    PAD,
    SPECIAL,
    START,
    VOCABS,
    Characters,
    OpenWords,
    Subwords,
    Vocab,
    Words,
    pad,
)
from course_lib.data.vocab import signs

# A kind's vocabulary, and texts that it knows.
KINDS = {
    "characters": (Characters("abc "), st.text("abc ", min_size=1)),
    "words": (
        Words(("the", "cat", "sat", "été")),
        st.lists(st.sampled_from(["the", "cat", "sat", "été"]), min_size=1).map(" ".join),
    ),
    "open_words": (
        OpenWords(("the", "cat", "sat", "été")),
        st.lists(st.sampled_from(["the", "cat", "sat", "été"]), min_size=1).map(" ".join),
    ),
    "subwords": (
        Subwords.from_texts(["the cat sat", "the été"], size=15),
        st.lists(st.sampled_from(["the", "cat", "sat", "été", "eat"]), min_size=1).map(" ".join),
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS)


def test_every_kind_is_tried_here():
    assert set(KINDS) == set(VOCABS)


@each_kind
def test_each_kind_is_a_vocabulary_and_plain_values(kind):
    vocab, _ = KINDS[kind]
    assert isinstance(vocab, Vocab)
    assert type(vocab) is VOCABS[kind]
    assert kind.removeprefix("open_") == f"{vocab.unit}s"
    twin = type(vocab)(**dataclasses.asdict(vocab))
    assert (twin, hash(twin)) == (vocab, hash(vocab))


def test_what_lacks_a_method_is_no_vocabulary():
    assert not isinstance("abc", Vocab)


@each_kind
@given(data=st.data())
def test_decode_undoes_encode_and_each_number_is_a_token(kind, data):
    vocab, texts = KINDS[kind]
    text = data.draw(texts)
    numbers = vocab.encode(text)
    assert vocab.decode(numbers) == text
    assert signs(vocab, numbers) == vocab.tokens(text)
    assert min(numbers) >= len(SPECIAL)
    assert max(numbers) < len(vocab)
    assert vocab.unknown(text) == []


@each_kind
def test_the_special_signs_come_first_and_are_never_read(kind):
    vocab, _ = KINDS[kind]
    assert (PAD, START, END) == (0, 1, 2)
    assert tuple(vocab.token(number) for number in range(3)) == SPECIAL
    first = len(vocab) - 1
    assert vocab.decode([START, first, PAD, first, END, first]) == vocab.decode([first, first])
    assert vocab.decode([]) == ""
    assert vocab.decode(np.array([first])) == vocab.token(np.int32(first))


@each_kind
@pytest.mark.parametrize("over", [0, None])
def test_other_numbers_are_refused(kind, over):
    vocab, _ = KINDS[kind]
    number = -1 if over is None else len(vocab) + over
    message = f"token number {number} is outside a vocabulary of {len(vocab)}"
    with pytest.raises(ValueError, match=message):
        vocab.decode([3, number])
    with pytest.raises(ValueError, match=message):
        vocab.token(number)


@each_kind
def test_a_text_needs_a_token(kind):
    vocab, _ = KINDS[kind]
    with pytest.raises(ValueError, match=f"at least one {vocab.unit}, got an empty string"):
        vocab.encode("")


def test_pad_by_hand():
    padded = pad([[3], [4, 5]], 3)
    assert padded.tolist() == [[3, 0, 0], [4, 5, 0]]
    assert padded.dtype == np.int32


@pytest.mark.parametrize(("sequences", "what"), [([[3], []], "1 has 0"), ([[3] * 4], "0 has 4")])
def test_pad_cuts_nothing_off_and_takes_nothing_empty(sequences, what):
    with pytest.raises(ValueError, match=f"sequence {what} tokens; wanted 1 to 3"):
        pad(sequences, 3)
