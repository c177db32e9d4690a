"""Words as tokens: unknown ones are read, counted and shown, never refused and never hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jaxtyping import TypeCheckError

from course_lib.data import END, START, UNK, Words

VOCAB = Words(("the", "cat", "sat"))
REFUSED = (ValueError, TypeCheckError)
texts = st.lists(st.sampled_from(["the", "cat", "dog", "x", "<unk>"]), min_size=1).map(" ".join)


def test_numbers_by_hand():
    assert UNK == 3
    assert len(VOCAB) == 7
    assert VOCAB.encode("cat the  sat\n") == [5, 4, 6]
    assert VOCAB.tokens(" cat the  sat\n") == ["cat", "the", "sat"]
    assert [VOCAB.token(n) for n in (3, 4, 6)] == ["<unk>", "the", "sat"]
    assert VOCAB.decode([START, 5, 6, END, 4]) == "cat sat"


def test_unknown_words_are_told():
    text = "the Cat sat on the on"
    assert VOCAB.unknown(text) == ["Cat", "on", "on"]
    assert VOCAB.encode(text) == [4, UNK, 6, UNK, 4, UNK]
    assert VOCAB.decode(VOCAB.encode(text)) == "the <unk> sat <unk> the <unk>"


@given(texts)
def test_a_way_there_and_back_changes_unknown_words_alone(text):
    tokens, back = VOCAB.tokens(text), VOCAB.decode(VOCAB.encode(text)).split(" ")
    unknown = VOCAB.unknown(text)
    assert len(tokens) == len(back) == len(VOCAB.encode(text))
    assert [t for t, b in zip(tokens, back, strict=True) if b == "<unk>"] == unknown
    assert all(t == b for t, b in zip(tokens, back, strict=True) if t not in unknown)


def test_a_special_sign_in_a_text_is_an_unknown_word():
    """No text can end a target, or start it."""
    assert VOCAB.encode("<pad> <s> </s> <unk>") == [UNK] * 4


def test_words_of_texts_by_frequency_then_by_alphabet():
    lines = ["b a c", "b a d", "b <unk> <unk> <unk> <unk>"]
    assert Words.from_texts(lines).words == ("b", "a", "c", "d")
    assert Words.from_texts(lines, least=2).words == ("b", "a")
    assert Words.from_texts(lines, most=3).words == ("b", "a", "c")
    assert Words.from_texts(iter(lines), least=2, most=1).words == ("b",)


@given(st.lists(texts, min_size=1), st.randoms())
def test_the_order_of_the_texts_does_not_matter(lines, random):
    lines = [*lines, "the"]
    again = list(lines)
    random.shuffle(again)
    assert Words.from_texts(lines) == Words.from_texts(again)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Words(()), "words must be at least one, got none"),
        (lambda: Words(("a", "b", "a", "c", "c")), r"more than one of \['a', 'c'\]"),
        (lambda: Words(("a", "b c")), r"no white space.*got \['b c'\]"),
        (lambda: Words(("", "</s>")), r"none of <pad>, <s>, </s>, <unk>, got \['', '</s>'\]"),
        (lambda: Words.from_texts("the cat"), "list of strings, got one str: 'the cat'"),
        (
            lambda: Words.from_texts(["a"], least=0),
            "least must be a whole number of at least 1, got 0",
        ),
        (
            lambda: Words.from_texts(["a"], most=0),
            "most must be a whole number of at least 1, got 0",
        ),
        (lambda: Words.from_texts(["a b"], least=2), "comes 2 times or more, got none"),
        (lambda: VOCAB.encode(" \t"), r"at least one word, got ' \\t'"),
    ],
)
def test_what_cannot_be_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_types_that_cannot_be_are_refused():
    with pytest.raises(REFUSED, match="tuple"):
        Words(["a"])
    with pytest.raises(REFUSED, match="str"):
        VOCAB.tokens(["the"])
