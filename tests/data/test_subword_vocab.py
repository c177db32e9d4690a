"""Parts of words as tokens: every text comes back, and what cannot be read is told."""

import base64
import dataclasses
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import END, START, UNK, Subwords
from course_lib.data.pairs.english_german.task import EnglishGerman
from course_lib.data.word_vocab import SIGNS

TEXTS = [pair.target for pair in EnglishGerman().test_set(60, (4, 12))]
VOCAB = Subwords.from_texts(TEXTS, size=120)
letters = st.text(sorted(set("".join(TEXTS))), min_size=1).filter(str.strip)


def test_frequent_words_stay_whole_and_rare_ones_come_in_parts():
    assert len(VOCAB) == 120
    assert tuple(VOCAB.token(i) for i in range(4)) == SIGNS
    assert VOCAB.tokens("der") == ["▁der"]
    assert len(VOCAB.tokens("rednerin")) > 2
    assert "".join(VOCAB.tokens("rednerin der")) == "▁rednerin▁der"


@given(letters)
def test_every_text_comes_back_and_nothing_of_it_is_unknown(text):
    assert VOCAB.decode([START, *VOCAB.encode(text), END, 9]) == " ".join(text.split())
    assert VOCAB.unknown(text) == []


def test_what_no_text_had_is_unknown_and_told():
    assert VOCAB.unknown("der 猫 der") == ["猫"]
    numbers = VOCAB.encode("der 猫 der")
    assert numbers.count(UNK) == 1
    assert len(numbers) == len(VOCAB.tokens("der 猫 der"))
    assert VOCAB.decode(numbers) == "der <unk> der"


def test_capitals_and_letters_of_two_signs_are_read_alike():
    small = Subwords.from_texts(["Schöne Grüße"], size=18, lower=True)
    assert small.encode("SCHÖNE") == small.encode("scho\u0308ne")
    assert small.decode(small.encode("GRÜßE")) == "grüße"


def test_the_same_texts_make_the_same_vocabulary_and_its_values_make_it_again():
    assert Subwords.from_texts(iter(TEXTS), size=120) == VOCAB
    again = Subwords(**dataclasses.asdict(VOCAB))
    assert (again, hash(again)) == (VOCAB, hash(VOCAB))
    assert again.encode(TEXTS[0]) == VOCAB.encode(TEXTS[0])
    assert len(repr(VOCAB)) < 100


@pytest.mark.parametrize(
    ("texts", "size", "said"),
    [
        ([], 50, "texts must hold a word"),
        (["  "], 50, "texts must hold a word"),
        (["a b"], 4, "no 4 subwords can be made of these texts"),
        (["a b"], 400, "no 400 subwords can be made of these texts"),
        ("a b", 50, "texts must be a list of strings"),
        (["a b"], 0, "size must be"),
    ],
)
def test_texts_that_make_no_vocabulary_are_refused(texts, size, said):
    with pytest.raises(ValueError, match=said):
        Subwords.from_texts(texts, size=size)


@pytest.mark.parametrize("model", ["", "%", "abcd", base64.b64encode(b"no model").decode()])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(ValueError, match="model must be"):
        Subwords(model)


def test_a_model_with_other_special_numbers_is_refused(tmp_path):
    sentencepiece = pytest.importorskip("sentencepiece")
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS), model_prefix=str(tmp_path / "own"), vocab_size=120
    )
    model = base64.b64encode((tmp_path / "own.model").read_bytes()).decode()
    with pytest.raises(ValueError, match=r"numbers 0 to 3 to <pad>, <s>, </s>, <unk>, got"):
        Subwords(model)


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_text_is_refused(text):
    with pytest.raises(ValueError, match="at least one subword"):
        VOCAB.encode(text)


def test_without_the_package_the_message_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentencepiece", None)
    with pytest.raises(ValueError, match="pip install sentencepiece"):
        Subwords.from_texts(TEXTS, size=120)
