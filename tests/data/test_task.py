"""Tasks: targets and gold alignments, words kept apart, batches that can be had again."""

import itertools
import runpy
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import (
    COPY,
    FULL_REVERSAL,
    LINKS,
    RUNS,
    SORTING,
    TASKS,
    UNK,
    WORD_REVERSAL,
    Batch,
    Batches,
    Characters,
    Pair,
    PairTask,
    Words,
    pairs_to_batch,
)
from course_lib.data.batches import stacked
from course_lib.data.splits import SPLITS
from course_lib.data.task import known_alignment
from course_lib.data.vocab import END, PAD
from course_lib.data.words import DATASETS, draw_sentence, place, read_words, split_words

sentences = st.text("abc ", min_size=1, max_size=20)


def words_of(splits):
    return {word for split in splits for words in split_words(split).values() for word in words}


def test_word_reversal_by_hand():
    pair = WORD_REVERSAL.pair("the cat sat on the mat")
    assert pair.target == "eht tac tas no eht tam"
    assert pair.alignment[:8] == (2, 1, 0, 3, 6, 5, 4, 7)


def test_the_controls_by_hand():
    assert COPY.pair("the cat")[1:3] == ("the cat", (0, 1, 2, 3, 4, 5, 6))
    assert FULL_REVERSAL.pair("the cat")[1:3] == ("tac eht", (6, 5, 4, 3, 2, 1, 0))


@given(sentences)
def test_word_reversal_equals_python_and_keeps_every_space(sentence):
    wanted = " ".join(word[::-1] for word in sentence.split(" "))
    assert WORD_REVERSAL.pair(f"{sentence}").target == wanted


@pytest.mark.parametrize("task", [WORD_REVERSAL, COPY, FULL_REVERSAL, RUNS], ids=lambda t: t.name)
@given(sentence=sentences)
def test_alignment_uses_each_source_character_once(task, sentence):
    pair = task.pair(sentence)
    assert sorted(pair.alignment) == list(range(len(sentence)))
    assert pair.target == "".join(sentence[j] for j in pair.alignment)


@pytest.mark.parametrize(("sentence", "message"), [("", "empty"), ("A b", "'A'"), ("é", "'é'")])
def test_sentences_outside_the_vocabulary_are_refused(sentence, message):
    with pytest.raises(ValueError, match=message):
        WORD_REVERSAL.pair(sentence)


def test_words_of_the_splits_are_disjoint_also_when_reversed():
    parts = {split: words_of([split]) for split in SPLITS}
    assert words_of(SPLITS) == set(read_words(DATASETS / "words.txt"))
    for split, words in parts.items():
        others = words_of(set(SPLITS) - {split})
        assert not words & others
        assert not {word[::-1] for word in words} & others
    total = sum(map(len, parts.values()))
    for split, share in SPLITS.items():
        assert len(parts[split]) / total == pytest.approx(share, abs=0.03)


def test_a_word_stays_in_its_split_whatever_the_list():
    assert place("saw") == place("was")
    assert all(place(word) == "test" for word in split_words("test")[5])


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("length", [3, 10, 37, 60])
def test_sentences_have_their_length_and_words_of_their_split(split, length):
    words, known = split_words(split), words_of([split])
    for seed in range(5):
        sentence = draw_sentence(words, length, np.random.default_rng(seed))
        assert len(sentence) == length
        assert set(sentence.split(" ")) <= known


def test_lengths_that_no_words_fill_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="2"):
        draw_sentence({3: ("the",)}, 2, rng)
    with pytest.raises(ValueError, match="fill 5 characters"):
        draw_sentence({3: ("the",)}, 5, rng)
    with pytest.raises(ValueError, match="1 <= low <= high"):
        COPY.draw(1, "train", (5, 4), rng)
    with pytest.raises(ValueError, match="unknown split 'dev'; known are train, valid, test"):
        COPY.draw(1, "dev", (4, 5), rng)


def test_a_test_set_is_the_same_for_every_model_and_of_unseen_words():
    pairs = COPY.test_set(40, (10, 60))
    assert pairs == COPY.test_set(40, (10, 60))
    assert pairs != COPY.test_set(40, (10, 60), seed=1)
    assert [p.source for p in pairs] == [p.source for p in WORD_REVERSAL.test_set(40, (10, 60))]
    assert all(10 <= len(p.source) <= 60 for p in pairs)
    assert {word for p in pairs for word in p.source.split()} <= words_of(["test"])


def test_pairs_become_padded_arrays_and_only_the_target_ends():
    vocab = COPY.vocab
    assert vocab == COPY.source == COPY.target
    batch = pairs_to_batch([COPY.pair("ab"), COPY.pair("c")], vocab, 3)
    a, b, c = vocab.encode("abc")
    assert batch.source.tolist() == [[a, b, PAD], [c, PAD, PAD]]
    assert batch.target.tolist() == [[a, b, END, PAD], [c, END, PAD, PAD]]
    with pytest.raises(ValueError, match="sequence 0 has 2 tokens; wanted 1 to 1"):
        pairs_to_batch([COPY.pair("ab")], vocab, 1)


def test_each_side_has_a_vocabulary_and_a_size_of_its_own():
    source, target = Words(("one", "two")), Characters("en tw")
    pairs = [Pair("one two", "een twee"), Pair("three", "ew")]
    batch = pairs_to_batch(pairs, source, 3, target=target, target_size=10)
    assert batch.source.tolist() == [[4, 5, PAD], [UNK, PAD, PAD]]
    e, n, space, t, w = (target.encode(c)[0] for c in "en tw")
    assert batch.target[0].tolist() == [e, e, n, space, t, w, e, e, END, PAD]
    assert batch.tokens == 9 + 3
    with pytest.raises(ValueError, match="sequence 0 has 9 tokens; wanted 1 to 4"):
        pairs_to_batch(pairs, source, 3, target=target)


SMALL = {"batch": 4, "lengths": (5, 20), "edges": (8, 14, 20)}


def test_batches_depend_on_seed_and_number_alone():
    first, again = (Batches(WORD_REVERSAL, **SMALL).chunk(3, 2) for _ in range(2))
    np.testing.assert_array_equal(first.source, again.source)
    np.testing.assert_array_equal(first.target, again.target)
    for other in (Batches(WORD_REVERSAL, **SMALL, seed=1).chunk(3, 2),
                  Batches(WORD_REVERSAL, **SMALL).chunk(4, 2)):  # fmt: skip
        assert not np.array_equal(other.source, first.source)


def test_batches_come_from_their_bucket_and_all_buckets_come():
    batches = Batches(WORD_REVERSAL, **SMALL)
    known, seen = words_of(["train"]), set()
    assert batches.buckets == [(5, 8), (9, 14), (15, 20)]
    for number in range(30):
        batch = batches.chunk(number, 2)
        size = batch.source.shape[-1]
        low, high = next(bucket for bucket in batches.buckets if bucket[1] == size)
        assert batch.source.shape == (2, 4, size)
        assert batch.target.shape == (2, 4, size + 1)
        for ids in np.asarray(batch.source).reshape(-1, size):
            text = WORD_REVERSAL.vocab.decode(ids)
            assert low <= len(text) <= high
            assert set(text.split()) <= known
            seen.add(len(text))
    assert seen == set(range(5, 21))


def test_targets_of_batches_are_the_tasks():
    vocab = WORD_REVERSAL.vocab
    batch = Batches(WORD_REVERSAL, **SMALL).chunk(0, 1)
    for source, target in zip(batch.source[0], batch.target[0], strict=True):
        assert vocab.decode(target) == WORD_REVERSAL.pair(vocab.decode(source)).target
        assert END in target
        assert END not in source


class Counting:
    """A task that moves no characters: numbers of words, written twice as long."""

    source = Words(("x",))
    target = Characters("x")

    def draw(self, count, split, lengths, rng):
        sizes = rng.integers(lengths[0], lengths[1] + 1, count)
        return [Pair(" ".join("x" * n), "xx" * n) for n in sizes.tolist()]


def test_batches_of_a_task_with_two_vocabularies():
    assert isinstance(Counting(), PairTask)
    assert isinstance(COPY, PairTask)
    stream = Batches(Counting(), batch=4, lengths=(1, 6), edges=(3, 6), target_edges=(6, 12))
    shapes = set()
    for number in range(20):
        batch = stream.chunk(number, 2)
        shapes.add((batch.source.shape, batch.target.shape))
        words, written = (np.asarray(side != PAD).sum(axis=-1) for side in batch[:2])
        np.testing.assert_array_equal(written, 2 * words + 1)
    assert shapes == {((2, 4, 3), (2, 4, 7)), ((2, 4, 6), (2, 4, 13))}


def test_a_task_of_two_vocabularies_has_not_one():
    two = replace(COPY, target=Characters("abc"))
    assert (len(two.source), len(two.target)) == (30, 6)
    with pytest.raises(ValueError, match="task 'copy' has two vocabularies"):
        _ = two.vocab


def test_a_source_may_be_any_tree_of_arrays():
    source = {"image": np.arange(24).reshape(4, 2, 3), "question": (np.ones((4, 5)), np.arange(4))}
    batch = stacked(Batch(source, np.array([[3, END], [END, PAD]] * 2)), 2)
    assert batch.source["image"].shape == (2, 2, 2, 3)
    assert [a.shape for a in batch.source["question"]] == [(2, 2, 5), (2, 2)]
    assert batch.source["question"][1].tolist() == [[0, 1], [2, 3]]
    assert batch.target.shape == (2, 2, 2)
    assert batch.tokens == 6  # of the target alone


def test_an_alignment_may_be_unknown():
    assert Pair("the cat", "die katze").alignment is None
    with pytest.raises(ValueError, match="alignment must be known, got None for 'the cat'"):
        known_alignment(Pair("the cat", "die katze"))
    assert known_alignment(COPY.pair("ab")) == (0, 1)


@pytest.mark.parametrize(
    ("sizes", "buckets"),
    [
        ({"lengths": (10, 60)}, [(10, 20), (21, 40), (41, 60)]),
        ({"lengths": (25, 50)}, [(25, 40), (41, 50)]),
        ({"lengths": (20, 20)}, [(20, 20)]),
    ],
)
def test_buckets_cover_the_lengths_once(sizes, buckets):
    assert Batches(COPY, **sizes).buckets == buckets


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"batch": 0}, "batch must be a whole number of at least 1, got 0"),
        ({"edges": (20, 40)}, "reach the longest length 60"),
        ({"edges": (40, 20, 60)}, "edges must rise"),
        ({"edges": ()}, "edges"),
        ({"lengths": (0, 60)}, "lengths"),
        ({"lengths": (30, 10)}, "lengths"),
        ({"target_edges": (20, 60)}, r"as many as edges, 3, got \(20, 60\)"),
    ],
    ids=str,
)
def test_batches_refuse_what_cannot_be(sizes, message):
    with pytest.raises(ValueError, match=message):
        Batches(COPY, **sizes)


def test_the_word_list_is_what_its_maker_makes():
    words = read_words(DATASETS / "words.txt")
    maker = runpy.run_path(str(DATASETS / "make_words.py"))
    assert list(words) == sorted(set(words))
    assert all(len(word) <= 10 and word.isascii() and word.islower() for word in words)
    assert {word for word in words if len(word) == 1} == {"a"}
    assert not set(words) & maker["LEFT_OUT"]
    assert len(words) > 5000


def test_the_maker_keeps_its_rules(tmp_path):
    maker = runpy.run_path(str(DATASETS / "make_words.py"))
    for name in maker["LISTS"]:
        (tmp_path / name).write_text("the\nThe\nit's\ncafé\nx\na\nextraordinary\n", "latin-1")
    (tmp_path / maker["LISTS"][0]).write_text("cat\nbastard\n", "latin-1")
    assert maker["words"](tmp_path) == ["a", "cat", "the"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "words.txt is empty"),
        (b"cat\n\ndog\n", "words.txt, line 2: wanted letters a to z, got ''"),
        (b"cat\nDog\n", "words.txt, line 2: wanted letters a to z, got 'Dog'"),
        (b"cat\ncaf\xe9\n", "words.txt is damaged"),
        (None, "words.txt is missing from"),
    ],
)
def test_a_damaged_word_list_is_refused(tmp_path, content, message):
    path = tmp_path / "words.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_words(path)


def test_runs_are_long_and_their_neighbours_differ():
    for pair in RUNS.test_set(50, (10, 60)):
        runs = ["".join(group) for _, group in itertools.groupby(pair.source)]
        assert pair.target == pair.source
        assert set(pair.source) <= set("abcd")
        assert all(3 <= len(run) <= 12 for run in runs[:-1])
        assert 1 <= len(runs[-1]) <= 12
    lengths = {len(pair.source) for pair in RUNS.test_set(300, (10, 14))}
    assert lengths == {10, 11, 12, 13, 14}
    found = "".join(pair.source for pair in RUNS.test_set(300, (30, 40)))
    sizes = {sum(1 for _ in group) for _, group in itertools.groupby(found)}
    assert sizes >= set(range(3, 13))


def test_sorting_writes_every_letter_once_in_the_order_of_the_alphabet():
    assert SORTING.pair("badab")[1:3] == ("aabbd", (1, 3, 0, 4, 2))
    pairs = SORTING.test_set(200, (6, 20))
    assert {letter for pair in pairs for letter in pair.source} == set("abcdef")
    assert {len(pair.source) for pair in pairs} == set(range(6, 21))
    for pair in pairs:
        assert pair.target == "".join(sorted(pair.source))
        assert sorted(pair.alignment) == list(range(len(pair.source)))
    with pytest.raises(ValueError, match="letters must be two or more different ones"):
        replace(SORTING, letters="aa")


def test_links_by_hand():
    assert LINKS.pair("kfqbfq")[1:3] == ("aza", (1, 5, 3))
    assert LINKS.pair("nm")[1:3] == ("a", (1,))
    assert LINKS.pair("mn")[1:3] == ("z", (1,))


def test_links_make_one_path_from_the_first_link_through_all():
    for pair in LINKS.test_set(50, (2, 20)):
        links = dict(zip(pair.source[::2], pair.source[1::2], strict=True))
        letter, path = pair.source[0], []
        while letter in links:
            letter = links.pop(letter)
            path.append(letter)
        assert not links
        assert [pair.source[j] for j in pair.alignment] == path
        assert pair.target == "".join("a" if c <= "m" else "z" for c in path)


def test_links_are_shuffled_but_for_the_first():
    """So that no place follows from the number of the step."""
    pairs = LINKS.test_set(200, (12, 12))
    seconds = {pair.alignment[1] for pair in pairs}
    assert {pair.alignment[0] for pair in pairs} == {1}
    assert seconds == {3, 5, 7, 9, 11}


@pytest.mark.parametrize("text", ["abc", "abac", "abcdef", "abbacddc"])
def test_links_that_make_no_path_are_refused(text):
    with pytest.raises(ValueError, match=repr(text)):
        LINKS.pair(text)


@pytest.mark.parametrize("lengths", [(1, 8), (8, 52)])
def test_paths_of_lengths_that_cannot_be_are_refused(lengths):
    with pytest.raises(ValueError, match="wanted 2 to 51"):
        LINKS.test_set(1, lengths)


@pytest.mark.parametrize("task", [RUNS, LINKS, SORTING], ids=lambda t: t.name)
def test_drawn_tasks_check_their_split_and_lengths(task):
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="unknown split 'tset'; known are train"):
        task.draw(1, "tset", (4, 8), rng)
    with pytest.raises(ValueError, match="1 <= low <= high"):
        task.draw(1, "test", (8, 4), rng)


def test_every_task_is_in_the_table_under_its_name():
    assert {name: task.name for name, task in TASKS.items()} == {name: name for name in TASKS}
    assert len(TASKS) == 6
