"""Lesson 01's tasks: what their labels mean, where things stand, and that streams repeat."""

import numpy as np
import pytest

from course_lib.data.labelled.colour_word import COLOURS, ColourWord
from course_lib.data.labelled.examples import IGNORE, Again, Endless, Examples
from course_lib.data.labelled.recall import QUERY, Recall
from course_lib.data.labelled.shapes import FIRST, Backwards, Mood, Spelling, Tagging
from course_lib.data.labelled.stories import (
    LANGUAGES,
    NUMBER,
    Stories,
    decode,
    encode,
    gaps,
    last_words,
)
from course_lib.data.splits import TEST_SEED
from course_lib.data.vocab import PAD, SPECIAL


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_sentence_has_one_colour_and_it_is_the_label():
    task = ColourWord(positions=(2, 5))
    source, label = task.draw(300, rng())
    is_colour = (source >= len(SPECIAL)) & (source < len(SPECIAL) + len(COLOURS))
    assert (is_colour.sum(axis=1) == 1).all()
    assert set(is_colour.argmax(axis=1)) == {2, 5}
    assert (source[is_colour] - len(SPECIAL) == label).all()
    assert set(label) == set(range(8))
    assert source.max() < task.vocabulary
    everywhere = ColourWord().draw(300, rng()).source
    at = ((everywhere >= len(SPECIAL)) & (everywhere < len(SPECIAL) + 8)).argmax(axis=1)
    assert set(at) == set(range(12))


@pytest.mark.parametrize("place", ["random", "first"])
def test_recall_has_one_key_one_query_and_the_gap_between_them(place):
    task = Recall(longest=9, place=place)
    wanted = np.arange(1, 10).repeat(5)
    source, label = task.with_gaps(wanted, rng())
    is_key = (source > QUERY) & (source <= QUERY + task.keys)
    assert (is_key.sum(axis=1) == 1).all()
    assert ((source == QUERY).sum(axis=1) == 1).all()
    key, query = is_key.argmax(axis=1), (source == QUERY).argmax(axis=1)
    assert (query - key - 1 == wanted).all()
    assert (source[is_key] - QUERY - 1 == label).all()
    last = (source != PAD).sum(axis=1) - 1
    assert (query == last).all()
    if place == "first":
        assert (key == 0).all()
    else:
        assert len(set(key)) == 9
        assert (source != PAD).all()


def test_recall_draws_every_gap_and_no_other():
    source = Recall(longest=6, shortest=3).draw(200, rng()).source
    key = ((source > QUERY) & (source <= QUERY + 8)).argmax(axis=1)
    assert set(source.shape[1] - 2 - key) == {3, 4, 5, 6}


def test_a_story_asks_for_the_language_of_its_home():
    task = Stories()
    examples = task.draw(200, rng())
    between, (where, language) = gaps(examples), last_words(examples)
    visited = 0
    for row in range(200):
        words = decode(examples.source[row])
        home = words[words.index("up") + 2]
        answer = decode([language[row]])
        assert answer == [LANGUAGES[home]]
        assert words[-4:] == ["so", "i", "speak", "fluent"]
        assert len(words) - 1 - words.index(home) == between[row]
        assert where[row] == len(words) - 1
        assert not set(words) & set(LANGUAGES.values()), "the answer would be given away"
        visited += sum(word in LANGUAGES and word != home for word in words)
        assert words.count(home) == 1
    assert visited > 200, "distractors: more than one other country a story"
    assert between.min() <= 6
    assert between.max() >= 45


def test_the_label_of_a_word_is_the_next_one():
    source, target = Stories().draw(20, rng())
    real = source != PAD
    assert ((target == IGNORE) == ~real).all()
    assert (source[:, 1:][real[:, 1:]] == target[:, :-1][real[:, 1:]]).all()


def test_story_words_come_back_and_unknown_ones_are_named():
    assert decode(encode("i speak fluent french".split())) == ["i", "speak", "fluent", "french"]
    assert len(set(NUMBER.values())) == len(NUMBER)
    with pytest.raises(ValueError, match="'klingon'"):
        encode(["klingon"])


def test_spelling_by_hand():
    task = Spelling()
    text, labels = task.row(3)
    assert text.split() == ["3", "...", "...", "...", "...", "..."]
    assert labels == ["t", "h", "r", "e", "e", "."]
    source, target = task.draw(50, rng())
    assert source.shape == target.shape == (50, 6)
    assert (target == IGNORE).any(), "'two' ends early"


def test_two_digits_have_more_letters_than_digits():
    text, labels = Spelling(2).row(2, 6)
    assert text.split() == ["2", "6", *["..."] * 10]
    assert labels == ["", *"twosix."]
    source, target = Spelling(2).draw(50, rng())
    assert source.shape == target.shape == (50, 12)
    assert (target[:, 0] == IGNORE).all(), "nothing is written before all is read"
    assert (target[:, 1:7] != IGNORE).all()  # the shortest names have three letters
    with pytest.raises(ValueError, match="digits must be 2, got 1"):
        Spelling(2).row(2)


def test_moods_turn_behind_a_not():
    task = Mood()
    source, target = task.draw(300, rng())
    assert target.shape == (300,)
    for numbers, label in zip(source, target, strict=True):
        words = task.decode(numbers[numbers != PAD])
        (at,) = [k for k, w in enumerate(words) if w in (*task.friendly, *task.hostile)]
        turned = at > 0 and words[at - 1] in task.turning
        assert ((words[at] in task.friendly) != turned) == bool(label)
    assert 0.2 < np.mean([(row >= FIRST).sum() > 0 for row in source]) <= 1


def test_tags_need_the_words_before():
    task = Tagging()
    source, target = task.draw(300, rng())
    tags = {}
    for word, tag in zip(source[target != IGNORE], target[target != IGNORE], strict=True):
        tags.setdefault(task.decode([word])[0], set()).add(task.labels[tag])
    assert all(tags[word] == {"noun", "verb"} for word in task.both)
    assert tags["we"] == {"pronoun"}
    assert tags["long"] == {"adjective"}


def test_backwards_by_hand():
    source, target = Backwards(length=5).draw(3, rng())
    assert (source - FIRST == target[:, ::-1]).all()


@pytest.mark.parametrize("stream", [Endless(Recall(longest=5), 4), Again(ColourWord(), 10, 4)])
def test_a_chunk_is_a_function_of_its_number(stream):
    one, same, other = stream.chunk(3, 2), stream.chunk(3, 2), stream.chunk(4, 2)
    assert one.source.shape[:2] == (2, 4)
    assert one.target.shape == (2, 4)
    np.testing.assert_array_equal(one.source, same.source)
    assert (one.source != other.source).any()
    assert one.tokens == (one.source != PAD).sum()


def test_again_uses_each_example_once_before_any_twice():
    stream = Again(ColourWord(), 12, 4, seed=3)
    rows = {row.tobytes() for row in stream.examples.source}
    seen = [row.tobytes() for row in stream.chunk(0, 3).source.reshape(12, -1)]
    assert len(rows) == 12
    assert set(seen) == rows
    assert Again(ColourWord(), 12, 4, seed=4).chunk(0, 3).source.tobytes() not in seen


@pytest.mark.parametrize("seed", range(4))
def test_no_seed_of_again_draws_the_words_of_a_test(seed):
    """Drawn with the same numbers, 11 words of 12 are the same, and the labels are not: a net that
    learned them by heart is then at chance on what the test measures first."""
    task = ColourWord(others=300)
    words = Again(task, 400, 4, seed=seed).examples.source
    for other in (*range(4), *((TEST_SEED, k) for k in range(4))):
        drawn = task.draw(400, rng(other))
        assert (words == drawn.source).mean() < 0.05  # 0.85 and more where they are


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ColourWord(positions=(12,)), "positions must be 0 to 11"),
        (lambda: ColourWord(positions=()), "positions must be one or more"),
        (lambda: ColourWord(length=0), "length"),
        (lambda: Recall(place="last"), "place must be"),
        (lambda: Recall(keys=0), "keys"),
        (
            lambda: Recall(shortest=9, longest=8),
            "shortest must be a whole number of at most 8, got 9",
        ),
        (lambda: Recall(longest=5).with_gaps(np.array([6]), rng()), "from 1 to 5"),
        (lambda: Recall().with_gaps(np.array([0]), rng()), "from 1 to 100"),
        (lambda: Stories(sentences=1), "sentences must be .* at least 2, got 1"),
        (lambda: Stories(visits=1.5), "visits"),
        (lambda: Stories(longest=5), "longest must be .* at least 24, got 5"),  # would never end
        (lambda: Mood().encode("the zebra"), "'zebra'"),
        (lambda: Again(ColourWord(), 3, 4), "batch must be 1 to count = 3, got 4"),
    ],
)
def test_errors_name_what_came(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_examples_count_their_tokens():
    assert Examples(np.array([[3, 4, 0], [3, 0, 0]]), np.array([0, 1])).tokens == 3
