"""The real misspellings: whole, divided by word, and with frequencies."""

import pytest
from jaxtyping import TypeCheckError

from course_lib.data.spelling import misspellings as module
from course_lib.data.spelling.misspellings import (
    FREQUENCIES,
    MISSPELLINGS,
    PARTS,
    commonest,
    misspellings,
    part_of,
    read_columns,
    zipf,
)
from course_lib.data.words import DATASETS, place, read_words

REFUSED = (ValueError, TypeCheckError)
LEXICON = read_words(DATASETS / "words.txt")


def test_the_files_speak_of_the_course_s_words_and_are_sorted():
    pairs = read_columns(MISSPELLINGS)
    assert len(pairs) == len(set(pairs)) == 26_359
    assert {right for _, right in pairs} <= set(LEXICON)
    assert not {wrong for wrong, _ in pairs} & set(LEXICON)
    assert pairs == sorted(pairs, key=lambda pair: pair[::-1])
    assert tuple(word for word, _ in read_columns(FREQUENCIES)) == LEXICON


def test_no_word_of_the_unseen_part_is_in_training():
    parts = misspellings()
    assert tuple(parts) == PARTS
    assert sum(map(len, parts.values())) == 26_359
    words = {part: {pair.target for pair in pairs} for part, pairs in parts.items()}
    assert not words["unseen"] & (words["train"] | words["valid"] | words["known"])
    assert {place(word) for word in words["known"] | words["train"]} == {"train"}
    texts = [{pair.source for pair in pairs} for pairs in parts.values()]
    assert len(set.union(*texts)) == sum(map(len, texts))
    # Nearly all "known" words have other misspellings in training.
    assert len(words["known"] - words["train"]) / len(words["known"]) < 0.1


def test_some_words_alone():
    words = commonest(1000)
    parts = misspellings(words)
    assert {pair.target for pairs in parts.values() for pair in pairs} <= set(words)
    for part, pairs in parts.items():
        assert set(pairs) <= set(misspellings()[part])
        assert all(part_of(*pair[:2]) == part for pair in pairs)


@pytest.mark.parametrize("words", [[], ["the", 3], "the", ["zzz"]])
def test_words_without_misspellings_are_refused(words):
    with pytest.raises(REFUSED, match="words"):
        misspellings(words)


def test_frequencies():
    assert zipf("the") > zipf("spelling") > 0
    assert commonest(3) == ("the", "and", "for")
    assert commonest(3, least=1)[0:3] == ("the", "to", "and")
    with pytest.raises(ValueError, match="word must be in the course's list of words, got 'teh'"):
        zipf("teh")
    with pytest.raises(ValueError, match="count must be at most"):
        commonest(10_000)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "words.tsv is empty"),
        (b"teh the\n", "words.tsv has 1 bad line: line 1: wanted letters a to z, a tab"),
        (b"teh\tthe\nTeh\tthe\n", "line 2: wanted letters a to z"),
        (b"teh\t\n", "line 1"),
        (b"a\tb\tc\n", "line 1"),
    ],
)
def test_a_damaged_file_is_told_by_its_line(tmp_path, content, told):
    path = tmp_path / "words.tsv"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=told):
        read_columns(path)


def test_a_frequency_that_is_no_number_is_told(tmp_path, monkeypatch):
    path = tmp_path / "frequencies.tsv"
    path.write_text("the\tmuch\n")
    monkeypatch.setattr(module, "FREQUENCIES", path)
    module._frequencies.cache_clear()
    with pytest.raises(ValueError, match=r"frequencies\.tsv is damaged"):
        zipf("the")
    module._frequencies.cache_clear()
