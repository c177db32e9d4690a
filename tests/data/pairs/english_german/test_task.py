"""English to German: what is drawn keeps the rules of both languages, its splits and lengths."""

import unicodedata
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from course_lib.data import ENGLISH_GERMAN, SPLITS, Batches, EnglishGerman, PairTask
from course_lib.data.pairs.english_german import task as task_file
from course_lib.data.pairs.english_german.lexicon import ADJECTIVES, NOUNS
from course_lib.data.pairs.english_german.verbs import BE, VERBS
from course_lib.data.pairs.english_german.words import COMBINATIONS, UNSEEN
from course_lib.data.splits import split_of

ONE, THREE = EnglishGerman(clauses=(1, 1)), EnglishGerman(clauses=(3, 3))
SUBORDINATING = {
    "because": "weil", "although": "obwohl", "if": "wenn", "while": "während", "that": "dass",
}  # fmt: skip
MODALS = "kann können muss müssen sollte sollten wird werden will wollen".split()
FINITE = {*MODALS, "hat", "haben", "ist", "sind"}
FINITE |= {v.prefix + form for v in VERBS for form in v.german[:2]}
PARTED = {*MODALS, "hat", "haben", "ist", "sind", *(f for v in VERBS for f in v.german[:2])}


def drawn(task, count, lengths, split="train", seed=0):
    return task.draw(count, split, lengths, np.random.default_rng(seed))


@pytest.fixture(scope="module")
def pairs():
    return drawn(ENGLISH_GERMAN, 1500, (3, 30)) + drawn(THREE, 500, (9, 40))


def test_every_target_word_has_a_link_and_every_source_word_one(pairs):
    for pair in pairs:
        read, written = pair.source.split(), pair.target.split()
        assert len(written) == len(pair.alignment) == len(pair.possible)
        for word, sure, possible in zip(written, pair.alignment, pair.possible, strict=True):
            assert 0 <= sure < len(read) or (sure == -1 and word == ",")
            assert all(0 <= place < len(read) for place in possible)
            assert sure not in possible
            assert len(set(possible)) == len(possible)
        linked = {*pair.alignment, *(place for each in pair.possible for place in each)}
        assert linked - {-1} == set(range(len(read)))


def test_a_sentence_has_one_translation(pairs):
    target = {}
    for pair in pairs + drawn(ENGLISH_GERMAN, 1000, (3, 8)):
        assert target.setdefault(pair.source, pair) == pair


def test_the_vocabularies_are_the_words_that_come(pairs):
    found = pairs + drawn(ONE, 2500, (4, 9)) + ONE.test_set(200, (4, 9))
    read = {word for pair in found for word in pair.source.split()}
    written = {word for pair in found for word in pair.target.split()}
    assert read == set(ENGLISH_GERMAN.source.words)
    # These two are rare: "a new letter is small". Both are among the sentences by hand.
    assert written | {"neuer", "roter"} == set(ENGLISH_GERMAN.target.words)


def test_how_many_words_there_are():
    assert len(ENGLISH_GERMAN.source.words) == 140
    assert len(ENGLISH_GERMAN.target.words) == 191


def test_words_are_lower_case_and_composed():
    for word in ENGLISH_GERMAN.source.words + ENGLISH_GERMAN.target.words:
        assert word == word.lower() == unicodedata.normalize("NFC", word)
    assert {"tür", "weiß", "große", "bücher"} < set(ENGLISH_GERMAN.target.words)


def german_clauses(target):
    """The clauses of a German sentence: each a conjunction or "", and its words behind it."""
    found = [["", []]]
    for word in target.split()[:-1]:
        if word in ("und", "aber", *SUBORDINATING.values()):
            found.append([word, []])
        elif word == ",":
            found.append(["", []])
        else:
            found[-1][1].append(word)
    return [(conjunction, words) for conjunction, words in found if words]


def first_part(words):
    """How many words the first part of a clause has: a time, a pronoun or a noun phrase."""
    if words[0] in ("heute", "jetzt", "morgen", "er", "sie", "wir"):
        return 1
    if words[0] in ("am", "jeden"):
        return 2
    nouns = {form for noun in NOUNS for form in noun.german}
    return 1 + next(place for place, word in enumerate(words) if word in nouns)


def test_the_verb_is_second_in_main_clauses_and_last_in_others(pairs):
    kinds = Counter()
    for pair in pairs:
        clauses = german_clauses(pair.target)
        for number, (conjunction, words) in enumerate(clauses):
            if conjunction in SUBORDINATING.values():
                assert words[-1] in FINITE, pair
                kinds["last"] += 1
            elif not conjunction and number:  # the subordinate clause took the first place
                assert clauses[0][0] in SUBORDINATING.values()
                assert words[0] in PARTED, pair
                kinds["inverted"] += 1
            else:
                place = first_part(words)
                assert words[place] in PARTED, pair
                kinds["front" if words[0] in ("heute", "jetzt", "am") else "second"] += 1
    assert min(kinds.values()) > 100, kinds


def test_conjunctions_are_translated_in_their_order(pairs):
    for pair in pairs:
        read = [SUBORDINATING[word] for word in pair.source.split() if word in SUBORDINATING]
        assert read == [word for word in pair.target.split() if word in SUBORDINATING.values()]


NOUN = {form: noun.english[0] for noun in NOUNS for form in noun.english if form}
VERB = {form: v.english[0] for v in VERBS if v is not BE for form in v.english}
ADJECTIVE = {adjective.english for adjective in ADJECTIVES}


def pairs_of_words(source):
    """The pairs of words that may be unseen ones, read off the English."""
    found, subject, done = [], None, False
    words = source.split()
    for place, word in enumerate(words):
        if word in ("and", "but", ",", *SUBORDINATING):
            subject, done = None, False
        elif word in NOUN or word in ("he", "she", "we", "they"):
            subject = subject or NOUN.get(word, "nobody")
            if words[place - 1] in ADJECTIVE:
                found.append(f"{words[place - 1]} {NOUN[word]}")
        elif word in VERB and not done:
            done = True
            found.append(f"{subject} {VERB[word]}")
        elif word in ("is", "are"):
            said = next(each for each in words[place:] if each in ADJECTIVE)
            found.append(f"{said} {subject}")
    return [each for each in found if "nobody" not in each]


def test_training_never_holds_an_unseen_combination(pairs):
    seen = {each for pair in pairs for each in pairs_of_words(pair.source)}
    assert not seen & UNSEEN
    # Nearly all the others do come: the reading off works.
    assert len(seen) > 0.95 * (len(COMBINATIONS) - len(UNSEEN))
    assert seen <= set(COMBINATIONS)


def test_tests_hold_unseen_combinations_as_wanted():
    unseen = replace(ENGLISH_GERMAN, combinations="unseen").test_set(25, (4, 20))
    assert all(UNSEEN & set(pairs_of_words(pair.source)) for pair in unseen)
    seen = replace(ENGLISH_GERMAN, combinations="seen").test_set(80, (4, 20))
    assert not any(UNSEEN & set(pairs_of_words(pair.source)) for pair in seen)
    both = [UNSEEN & set(pairs_of_words(p.source)) for p in ENGLISH_GERMAN.test_set(150, (4, 20))]
    assert 5 < sum(map(bool, both)) < 75


def test_every_word_of_an_unseen_combination_is_seen_in_other_company():
    assert 0.05 < len(UNSEEN) / len(COMBINATIONS) < 0.15
    seen = Counter(word for each in set(COMBINATIONS) - UNSEEN for word in each.split())
    assert all(seen[word] >= 2 for each in UNSEEN for word in each.split())
    kinds = {each.split()[0] in ADJECTIVE for each in UNSEEN}
    assert kinds == {True, False}


@pytest.mark.parametrize("split", SPLITS)
def test_a_sentence_is_in_the_split_of_its_source(split):
    found = drawn(ENGLISH_GERMAN, 50, (5, 20), split)
    assert {split_of(pair.source) for pair in found} == {split}


def test_lengths_are_exact_and_all_come():
    for low, high in ((3, 3), (7, 7), (5, 20), (36, 60)):
        found = Counter(
            len(pair.source.split()) for pair in drawn(ENGLISH_GERMAN, 200, (low, high))
        )
        assert set(found) == set(range(low, min(high, ENGLISH_GERMAN.reach[1]) + 1))
    assert min(Counter(len(p.source.split()) for p in drawn(ONE, 800, (4, 11))).values()) > 60


def test_targets_are_little_longer():
    """By a prefix for each clause and a comma between two."""
    for task, clauses in ((ONE, 1), (ENGLISH_GERMAN, 2), (THREE, 3)):
        more = [
            len(pair.target.split()) - len(pair.source.split())
            for pair in drawn(task, 250, (3, 24))
        ]
        assert max(more) <= 2 * clauses - 1
        assert min(more) < 0 < max(more)


def test_numbers_of_clauses():
    def clauses(task):
        return {len(german_clauses(pair.target)) for pair in drawn(task, 100, (3, 40))}

    assert clauses(ONE) == {1}
    assert clauses(ENGLISH_GERMAN) == {1, 2}
    assert clauses(THREE) == {3}
    assert THREE.reach[0] < ENGLISH_GERMAN.reach[1] < THREE.reach[1]


def test_draws_depend_on_the_random_numbers_alone():
    assert drawn(ENGLISH_GERMAN, 30, (5, 20)) == drawn(EnglishGerman(), 30, (5, 20))
    assert drawn(ENGLISH_GERMAN, 30, (5, 20)) != drawn(ENGLISH_GERMAN, 30, (5, 20), seed=1)
    tests = ENGLISH_GERMAN.test_set(30, (5, 20))
    assert tests == ENGLISH_GERMAN.test_set(30, (5, 20))
    assert tests != ENGLISH_GERMAN.test_set(30, (5, 20), seed=1)


def test_it_trains_in_batches():
    assert isinstance(ENGLISH_GERMAN, PairTask)
    assert repr(ENGLISH_GERMAN) == "EnglishGerman(clauses=(1, 2), combinations='any')"
    stream = Batches(ENGLISH_GERMAN, batch=4, lengths=(4, 16), edges=(8, 16), target_edges=(11, 19))
    shapes = {tuple(array.shape for array in stream.chunk(number, 2)[:2]) for number in range(12)}
    assert shapes == {((2, 4, 8), (2, 4, 12)), ((2, 4, 16), (2, 4, 20))}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"clauses": (0, 1)}, r"clauses\[0\] must be a whole number of at least 1, got 0"),
        ({"clauses": (2, 1)}, "clauses must be .low, high. with 1 <= low <= high"),
        ({"clauses": (1, 4)}, r"clauses\[1\] must be a whole number of at most 3, got 4"),
        ({"combinations": "new"}, "combinations must be one of any, seen, unseen, got 'new'"),
    ],
    ids=str,
)
def test_settings_that_cannot_be_are_refused(setting, message):
    with pytest.raises(ValueError, match=message):
        EnglishGerman(**setting)


@pytest.mark.parametrize(
    ("count", "split", "lengths", "message"),
    [
        (0, "train", (4, 8), "count must be a whole number of at least 1, got 0"),
        (1, "dev", (4, 8), "unknown split 'dev'; known are train, valid, test"),
        (1, "train", (8, 4), "lengths must be .low, high. with 1 <= low <= high"),
        (1, "train", (1, 2), r"lengths must meet 3 to 39 tokens.*1 to 2 clauses.*got \(1, 2\)"),
        (1, "train", (40, 50), r"lengths must meet 3 to 39 tokens.*got \(40, 50\)"),
    ],
)
def test_draws_that_cannot_be_are_refused(count, split, lengths, message):
    with pytest.raises(ValueError, match=message):
        drawn(ENGLISH_GERMAN, count, lengths, split)


def test_unseen_combinations_are_not_for_training():
    unseen = EnglishGerman(combinations="unseen")
    with pytest.raises(ValueError, match=r"split must be valid or test .* got 'train'"):
        drawn(unseen, 1, (4, 8))


def test_a_length_without_sentences_of_the_split_is_refused(monkeypatch):
    monkeypatch.setattr(task_file, "PLANS", 0)
    with pytest.raises(ValueError, match="found none of 5 tokens"):
        drawn(ENGLISH_GERMAN, 1, (5, 5))
