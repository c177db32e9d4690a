"""A corpus and its batches: every pair, in its bucket, again and again the same."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import END, PAD, Corpus, CorpusBatches, Pair, Words

# The source has 1 to 5 words and the target 1 to 7, each pair its own first words.
PAIRS = tuple(
    Pair(" ".join([f"s{n}", *"a" * (n % 5)]), " ".join([f"t{n}", *"b" * (n % 7)]))
    for n in range(70)
)
EDGES = ((2, 3), (5, 5), (5, 7))


def made(pairs=PAIRS, **changes):
    source = Words.from_texts(pair.source for pair in PAIRS)
    target = Words.from_texts(pair.target for pair in PAIRS)
    splits = {"train": tuple(pairs), "valid": (), "test": PAIRS[:20]}
    return Corpus("made", splits, source, target, **changes)


CORPUS = made()
BATCHES = CorpusBatches(CORPUS, EDGES, batch=4)


def rows_of(batch):
    """The pairs of a batch, decoded."""
    source, target = (np.asarray(side).reshape(-1, side.shape[-1]) for side in batch[:2])
    texts = zip(source, target, strict=True)
    return [Pair(CORPUS.source.decode(s), CORPUS.target.decode(t)) for s, t in texts]


def test_lengths_are_counted_in_tokens():
    assert CORPUS.lengths("train")[:8].tolist() == [
        [1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [1, 6], [2, 7], [3, 1],
    ]  # fmt: skip
    assert CORPUS.lengths("valid").shape == (0, 2)
    assert CORPUS.unknown("valid") == (0.0, 0.0)


def test_a_test_set_is_of_different_pairs_and_the_same_for_every_model():
    pairs = CORPUS.test_set(8)
    assert pairs == CORPUS.test_set(8)
    assert pairs != CORPUS.test_set(8, seed=1)
    assert len(set(pairs)) == 8
    assert set(CORPUS.test_set(20)) == set(PAIRS[:20])
    assert {len(pair.source.split()) for pair in CORPUS.test_set(8, (2, 3))} == {2, 3}
    with pytest.raises(ValueError, match="made: test has 20 pairs of 0 to 5 source tokens, want"):
        CORPUS.test_set(21)
    with pytest.raises(ValueError, match="test has 0 pairs of 8 to 9 source tokens, wanted 1"):
        CORPUS.test_set(1, (8, 9))


def test_a_line_tells_corpora_apart():
    """A checkpoint knows its data by it."""
    assert repr(CORPUS) == repr(made())
    assert len(repr(CORPUS)) < 200
    swapped = [PAIRS[1], PAIRS[0], *PAIRS[2:]]
    for other in (made(swapped), replace(CORPUS, source=Words.from_texts(["a"]))):
        assert repr(other) != repr(CORPUS)
    assert repr(CORPUS) in repr(BATCHES)


@given(st.integers(0, 200), st.integers(1, 4))
def test_a_chunk_is_of_one_bucket_and_depends_on_seed_and_number_alone(number, steps):
    chunk = BATCHES.chunk(number, steps)
    place = EDGES.index((chunk.source.shape[-1], chunk.target.shape[-1] - 1))
    assert chunk.source.shape == (steps, 4, EDGES[place][0])
    for pair in rows_of(chunk):
        assert pair in PAIRS
        size = len(pair.source.split()), len(pair.target.split())
        fits = [size[0] <= source and size[1] <= target for source, target in EDGES]
        assert fits.index(True) == place
    again = CorpusBatches(made(), EDGES, batch=4).chunk(number, steps)
    np.testing.assert_array_equal(again.source, chunk.source)
    np.testing.assert_array_equal(again.target, chunk.target)


def test_another_seed_gives_other_chunks():
    first, other = (CorpusBatches(CORPUS, EDGES, batch=4, seed=seed) for seed in (0, 1))
    assert any(rows_of(first.chunk(n, 2)) != rows_of(other.chunk(n, 2)) for n in range(5))


def test_all_pairs_come_and_buckets_as_often_as_they_have_pairs():
    seen, shapes = set(), []
    for number in range(300):
        chunk = BATCHES.chunk(number, 1)
        seen |= set(rows_of(chunk))
        shapes.append(chunk.source.shape[-1] + chunk.target.shape[-1])
    assert seen == set(PAIRS)
    counts = [len(bucket.target) for bucket in BATCHES.buckets]
    assert sum(counts) == len(PAIRS)
    for (source, target), count in zip(EDGES, counts, strict=True):
        share = shapes.count(source + target + 1) / len(shapes)
        assert share == pytest.approx(count / len(PAIRS), abs=0.1)


def test_no_pair_comes_twice_before_all_of_its_bucket_came_once():
    few = CorpusBatches(made(PAIRS[:5]), ((5, 7),), batch=5)
    rows = rows_of(few.chunk(0, 3))
    for first in (0, 5, 10):
        assert set(rows[first : first + 5]) == set(PAIRS[:5])


def test_targets_end_and_sources_do_not():
    chunk = BATCHES.chunk(0, 2)
    target = np.asarray(chunk.target)
    assert ((target == END).sum(axis=-1) == 1).all()
    assert (np.asarray(chunk.source) != END).all()
    assert chunk.tokens == (target != PAD).sum()


def test_an_edge_that_no_pair_is_in_is_no_harm():
    batches = CorpusBatches(CORPUS, ((5, 7), (9, 9)), batch=4)
    assert {batches.chunk(n, 1).source.shape for n in range(20)} == {(1, 4, 5)}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"edges": ((2, 3), (4, 6))}, r"longest pair, \(5, 7\) tokens.*22 of 70.*longest=\(4, 6\)"),
        ({"edges": ()}, "edges must be pairs"),
        ({"edges": ((0, 3),)}, "at least 1, got"),
        ({"edges": ((5, 7), (5, 7))}, "rise on at least one side"),
        ({"edges": ((2, 7), (5, 5))}, "fall on none"),
        ({"batch": 0}, "batch must be a whole number of at least 1, got 0"),
        ({"split": "dev"}, "unknown split 'dev'"),
        ({"split": "valid"}, "the split 'valid' has no pairs"),
    ],
    ids=str,
)
def test_batches_refuse_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        CorpusBatches(**{"corpus": CORPUS, "edges": EDGES, **options})


def test_a_corpus_refuses_to_lack_a_split_or_training_pairs():
    vocab = CORPUS.source
    with pytest.raises(ValueError, match="splits train, valid, test, got"):
        Corpus("half", {"train": PAIRS}, vocab, vocab)
    with pytest.raises(ValueError, match="made: pairs must hold some to train on, got none"):
        made(())


def test_an_epoch_holds_each_pair_once():
    """Over all buckets: when a bucket has gone round n times, each of its pairs came n times."""
    seen = {}
    for number in range(40):
        chunk = BATCHES.chunk(number, 1)
        counts = seen.setdefault(chunk.source.shape[-1] + chunk.target.shape[-1], {})
        for pair in rows_of(chunk):
            counts[pair] = counts.get(pair, 0) + 1
    for counts in seen.values():
        assert max(counts.values()) - min(counts.values()) <= 1
    total = [count for counts in seen.values() for count in counts.values()]
    assert sum(total) == 160
    assert len(total) == len(PAIRS)
    # 160 places for 70 pairs are two rounds and a bit: no bucket is a whole chunk behind.
    assert {1, 2, 3, 4} >= set(total)


def test_rounds_are_in_orders_of_their_own():
    few = CorpusBatches(made(PAIRS[:5]), ((5, 7),), batch=5)
    orders = {tuple(rows_of(few.chunk(number, 1))) for number in range(4)}
    assert len(orders) > 1


def test_a_chunk_may_be_asked_for_in_any_order():
    late = CorpusBatches(made(), EDGES, batch=4).chunk(17, 2)
    np.testing.assert_array_equal(late.source, BATCHES.chunk(17, 2).source)


def test_edges_are_found_for_buckets_of_a_size():
    edges = CORPUS.edges(3)
    batches = CorpusBatches(CORPUS, edges, batch=4)
    assert edges[-1] == (5, 7)
    assert sum(len(bucket.target) for bucket in batches.buckets) == len(PAIRS)
    assert 1 <= len(edges) <= 3
    assert CORPUS.edges(1) == ((5, 7),)
    with pytest.raises(ValueError, match="the split 'valid' has no pairs"):
        CORPUS.edges(2, "valid")


def test_gold_positions_come_with_aligned_batches():
    words = Words(("a", "b"))
    pairs = (Pair("a b", "b a", (1, 0)), Pair("b", "b", (-1,)))
    corpus = Corpus("aligned", {"train": pairs, "valid": (), "test": ()}, words, words)
    chunk = CorpusBatches(corpus, ((2, 2),), batch=2, aligned=True).chunk(0, 1)
    gold = {tuple(row) for row in np.asarray(chunk.gold[0]).tolist()}
    assert gold == {(1, 0, -1), (-1, -1, -1)}
    with pytest.raises(ValueError, match="aligned must be False: made has no gold alignments"):
        CorpusBatches(CORPUS, EDGES, aligned=True)
