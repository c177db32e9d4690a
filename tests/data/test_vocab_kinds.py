"""A vocabulary's way into a file and back."""

import json
from dataclasses import dataclass

import pytest

from course_lib.data import VOCABS, Characters, OpenWords, Subwords, Words
from course_lib.data.vocab_kinds import vocab_from_json, vocab_to_json

SOME = {
    "characters": Characters("ab é"),
    "words": Words(("the", "été")),
    "open_words": OpenWords(("the", "été")),
    "subwords": Subwords.from_texts(["der Hund", "der Hut"], size=14),
}


@pytest.mark.parametrize("kind", VOCABS)
def test_what_a_file_holds_is_the_vocabulary_and_its_kind(kind):
    held = json.loads(json.dumps(vocab_to_json(SOME[kind])))
    assert held["kind"] == kind
    back = vocab_from_json(held)
    assert (back, hash(back)) == (SOME[kind], hash(SOME[kind]))


def test_a_file_from_before_there_were_kinds_holds_characters():
    assert vocab_from_json({"characters": "abc"}) == Characters("abc")


@dataclass(frozen=True)
class Own(Characters):
    """A kind of somebody's own."""


def test_a_kind_outside_the_table_is_refused():
    with pytest.raises(
        ValueError, match=r"kind in VOCABS.*\(characters, words, subwords, open_words\), got a Own"
    ):
        vocab_to_json(Own("abc"))
    with pytest.raises(ValueError, match=r"one of characters, .*open_words, got 'bytes'"):
        vocab_from_json({"kind": "bytes", "words": []})


@pytest.mark.parametrize(
    "fields", [{"characters": "abc"}, {}, {"words": ["a"], "more": 1}], ids=str
)
def test_fields_of_another_kind_are_refused(fields):
    with pytest.raises(ValueError, match="no fields of a vocabulary of words"):
        vocab_from_json({"kind": "words", **fields})
