"""Numbers in words: by hand, and against num2words in both languages."""

from collections import Counter

import numpy as np
import pytest
from num2words import num2words

from course_lib.data import NUMBER_WORDS, SPLITS, Batches, NumberWords, PairTask
from course_lib.data.splits import split_of

# English, German, and for each German word its source position.
GOLD = {
    0: ("zero", "null", "0"),
    1: ("one", "eins", "0"),
    16: ("sixteen", "sechzehn", "0"),
    21: ("twenty one", "ein und zwanzig", "1 -1 0"),
    30: ("thirty", "dreißig", "0"),
    100: ("one hundred", "ein hundert", "0 1"),
    101: ("one hundred and one", "ein hundert eins", "0 1 3"),
    161: ("one hundred and sixty one", "ein hundert ein und sechzig", "0 1 4 -1 3"),
    1000: ("one thousand", "ein tausend", "0 1"),
    1005: ("one thousand and five", "ein tausend fünf", "0 1 3"),
    47_000: ("forty seven thousand", "sieben und vierzig tausend", "1 -1 0 2"),
    101_000: ("one hundred and one thousand", "ein hundert ein tausend", "0 1 3 4"),
    1_000_000: ("one million", "eine million", "0 1"),
    2_000_012: ("two million and twelve", "zwei millionen zwölf", "0 1 3"),
    201_000_000: ("two hundred and one million", "zwei hundert eine millionen", "0 1 3 4"),
    3_000_700: ("three million seven hundred", "drei millionen sieben hundert", "0 1 2 3"),
}


@pytest.mark.parametrize("number", GOLD)
def test_numbers_by_hand(number):
    source, target, places = GOLD[number]
    pair = NUMBER_WORDS.pair(number)
    assert pair[:3] == (source, target, tuple(int(place) for place in places.split()))


def numbers():
    """All below 1,200, and 4,000 more of four to nine digits, with the rare groups among them."""
    rng = np.random.default_rng(0)
    more = [int(10**power) for power in rng.uniform(3, 9, 3800)]
    more += [int(rng.integers(1, 10)) * 100_000 + 1000 + int(n) for n in rng.integers(0, 1000, 100)]
    return [*range(1200), *more, *(100 * 10**6 * n % 10**9 + 10**6 + 5 for n in range(100))]


def test_german_is_that_of_num2words_but_for_its_fault():
    """It writes "hunderteinstausend" and "hunderteins Millionen" for "hunderteintausend" and
    "hunderteine Millionen". Numbers with such groups are compared with that put right."""
    faults = 0
    for number in numbers():
        wanted = num2words(number, lang="de")
        groups = [number // 1000 % 1000, number // 10**6]
        if any(group > 100 and group % 100 == 1 for group in groups):
            faults += 1
            right = wanted.replace("einstausend", "eintausend")
            right = right.replace("eins Millionen", "eine Millionen")
            assert right != wanted
            wanted = right
        found = NUMBER_WORDS.pair(number).target
        assert found.replace(" ", "") == wanted.replace(" ", "").lower()
    assert 100 < faults < 400


def test_english_is_that_of_num2words():
    for number in numbers():
        wanted = num2words(number, lang="en_GB").replace(",", "").replace("-", " ")
        assert NUMBER_WORDS.pair(number).source == wanted


def drawn(task, count, lengths, split="train", seed=0):
    return task.draw(count, split, lengths, np.random.default_rng(seed))


def test_words_of_the_same_meaning_are_linked():
    meaning: dict[str, set[str]] = {}
    for pair in drawn(NUMBER_WORDS, 1500, (1, 17)):
        read, written = pair.source.split(), pair.target.split()
        assert len(written) == len(pair.alignment) == len(pair.possible)
        for word, sure, possible in zip(written, pair.alignment, pair.possible, strict=True):
            if word == "und":
                tens, unit = possible
                assert (sure, unit) == (-1, tens + 1)
            else:
                assert possible == ()
                meaning.setdefault(read[sure], set()).add(word)
        linked = {read[place] for place in set(range(len(read))) - set(pair.alignment)}
        assert linked <= {"and"}
    assert meaning.pop("one") == {"eins", "ein", "eine"}
    assert meaning.pop("million") == {"million", "millionen"}
    assert {len(words) for words in meaning.values()} == {1}


def test_the_vocabularies_are_the_words_that_come():
    found = [pair for split in SPLITS for pair in drawn(NUMBER_WORDS, 400, (2, 17), split)]
    found.append(NUMBER_WORDS.pair(0))
    assert {word for pair in found for word in pair.source.split()} == {*NUMBER_WORDS.source.words}
    assert {word for pair in found for word in pair.target.split()} == {*NUMBER_WORDS.target.words}
    assert (len(NUMBER_WORDS.source.words), len(NUMBER_WORDS.target.words)) == (32, 35)


def test_numbers_are_in_their_split():
    number = {NUMBER_WORDS.pair(n).source: n for n in range(2000)}
    small = NumberWords(groups=1)
    for split in SPLITS:
        for pair in drawn(small, 60, (1, 5), split):
            assert split_of(str(number[pair.source])) == split


def test_lengths_are_exact_and_each_is_as_likely():
    assert [NumberWords(groups=n).reach for n in (1, 2, 3)] == [(1, 5), (1, 11), (1, 17)]
    found = Counter(len(pair.source.split()) for pair in drawn(NUMBER_WORDS, 1700, (1, 30)))
    assert set(found) == set(range(1, 18))
    assert min(found.values()) > 60


def test_numbers_of_a_length_are_equally_likely():
    """Of two words are 72 of tens and units, 9 hundreds, 27 thousands and 27 millions."""
    pairs = drawn(NUMBER_WORDS, 3000, (2, 2))
    found = Counter(pair.source.split()[1] for pair in pairs)
    kinds = {"hundred": 9, "thousand": 27, "million": 27}
    units = 3000 - sum(found[word] for word in kinds)
    assert units / 3000 == pytest.approx(72 / 135, abs=0.08)
    for word, count in kinds.items():
        assert found[word] / 3000 == pytest.approx(count / 135, abs=0.06)


def test_draws_depend_on_the_random_numbers_alone():
    assert drawn(NUMBER_WORDS, 20, (3, 9)) == drawn(NumberWords(), 20, (3, 9))
    tests = NUMBER_WORDS.test_set(20, (3, 9))
    assert tests == NUMBER_WORDS.test_set(20, (3, 9)) != NUMBER_WORDS.test_set(20, (3, 9), seed=1)


def test_it_trains_in_batches():
    assert isinstance(NUMBER_WORDS, PairTask)
    assert repr(NUMBER_WORDS) == "NumberWords(groups=3)"
    stream = Batches(NUMBER_WORDS, batch=4, lengths=(2, 9), edges=(9,), target_edges=(12,))
    assert stream.chunk(0, 2).target.shape == (2, 4, 13)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: NumberWords(groups=0), "groups must be a whole number of at least 1, got 0"),
        (lambda: NumberWords(groups=4), "groups must be a whole number of at most 3, got 4"),
        (lambda: NUMBER_WORDS.pair(-1), "number must be a whole number of at least 0, got -1"),
        (lambda: NumberWords(groups=1).pair(1000), "number must be .* at most 999, got 1000"),
        (lambda: drawn(NUMBER_WORDS, 0, (2, 3)), "count must be"),
        (lambda: drawn(NUMBER_WORDS, 1, (2, 3), "dev"), "unknown split 'dev'"),
        (lambda: drawn(NUMBER_WORDS, 1, (18, 20)), r"lengths must meet 1 to 17 .* got \(18, 20\)"),
    ],
)
def test_what_cannot_be_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_length_without_numbers_of_the_split_is_refused(monkeypatch):
    monkeypatch.setattr("course_lib.data.pairs.number_words.TRIES", 0)
    with pytest.raises(ValueError, match="split 'test': found none of 2 tokens"):
        drawn(NUMBER_WORDS, 1, (2, 2), "test")
