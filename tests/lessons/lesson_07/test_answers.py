"""Lesson 07's checks: references against numbers worked out by hand, mistakes as students write."""

import math
from collections import Counter

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.analysis.alignment_metrics import alignment_error_rate
from course_lib.data.word_vocab import Words
from course_lib.lessons import checks
from course_lib.training.supervised_attention import attention_loss

SPLITS = {
    "train": ["b a b", "a c", "d"],
    "valid": ["c"],
    "test": ["d d d"],
}
LINKS = np.array([[True, False, True], [False, True, False]])
SURE = np.array([[True, False, False], [False, False, True]])
POSSIBLE = np.array([[False, False, True], [False, False, False]])


@pytest.mark.parametrize(("least", "words"), [(1, ["a", "b", "c", "d"]), (2, ["a", "b"]), (3, [])])
def test_a_vocabulary_by_hand(least, words):
    assert checks.vocabulary.reference(SPLITS, least) == words


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (checks.encode, ("the cow sleeps", ["sleeps", "the"]), [5, 3, 4]),
        (checks.encode, ("the the", ["the"]), [4, 4]),
        # Papineni et al. (2002): seven times "the", which the reference has twice.
        (
            checks.clipped_matches,
            (["the"] * 7, "the cat is on the mat".split(), 1),
            [2, 7],
        ),
        (
            checks.clipped_matches,
            ("the cat sat on the cat".split(), "the cat is on the mat".split(), 2),
            [2, 5],  # "the cat" once of twice, "on the"
        ),
        (checks.clipped_matches, (["the"], ["the", "cat"], 3), [0, 0]),
        (checks.brevity_penalty, (5, 10), math.exp(-1)),
        (checks.brevity_penalty, (10, 10), 1.0),
        (checks.brevity_penalty, (12, 10), 1.0),
        # Three links: one sure, one possible, one wrong; two sure ones.
        (checks.alignment_error, (LINKS, SURE, POSSIBLE), 1 - (1 + 2) / (3 + 2)),
        (checks.alignment_error, (SURE, SURE, POSSIBLE), 0.0),
        (
            checks.attention_loss,
            (np.array([[0.5, 0.5], [0.2, 0.8], [0.9, 0.1]]), np.array([1, 0, -1])),
            math.log(2) + math.log(5),
        ),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, rtol=1e-6)


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (
            checks.vocabulary,
            lambda splits, least: Words.from_texts(splits["train"], least=least).words,
        ),
        (checks.encode, lambda text, words: Words(tuple(words)).encode(text)),
        (checks.alignment_error, alignment_error_rate),
        (checks.attention_loss, attention_loss),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    assert exercise(library)


def by_count(counts, least):
    return sorted((w for w in counts if counts[w] >= least), key=lambda w: (-counts[w], w))


def counted(texts):
    return Counter(word for text in texts for word in text.split())


def everything(splits):
    return [text for texts in splits.values() for text in texts]


def most_common(splits, least):
    return [word for word, n in counted(splits["train"]).most_common() if n >= least]


def reverse(splits, least):
    counts = counted(splits["train"])
    return sorted(most_common(splits, least), key=lambda w: (counts[w], w), reverse=True)


def grams(words, n):
    return Counter(tuple(words[k : k + n]) for k in range(len(words) - n + 1))


def by_zip(written, reference, n):
    ours = [*zip(*(written[k:] for k in range(n)), strict=False)]
    theirs = [*zip(*(reference[k:] for k in range(n)), strict=False)]
    return len([gram for gram in ours if gram in theirs]), len(ours)


def aer(links, sure, possible):
    hits = jnp.sum(links & sure) + jnp.sum(links & possible)
    return 1 - hits / (links.sum() + sure.sum())


def picked(weights, gold):
    return weights[jnp.arange(len(gold)), gold]


@pytest.mark.thin(8)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.vocabulary, most_common, "ties in the order of the texts"),
        (checks.vocabulary, reverse, "ties against the alphabet"),
        (
            checks.vocabulary,
            lambda s, n: by_count(counted(everything(s)), n),
            "made of all splits",
        ),
        (checks.vocabulary, lambda s, n: by_count(counted(s["test"]), n), "made of the test texts"),
        (
            checks.vocabulary,
            lambda s, n: by_count(counted(s["train"]), n + 1),
            "more than least",
        ),
        (
            checks.vocabulary,
            lambda s, n: by_count(Counter(w for t in s["train"] for w in {*t.split()}), n),
            "once a text",
        ),
        (checks.vocabulary, lambda s, n: {*most_common(s, n)}, "a set"),
        (checks.vocabulary, lambda s, n: counted(s["train"]), "words with their counts"),
        (
            checks.vocabulary,
            lambda s, n: counted(s["train"]).most_common(),
            "words with their counts",
        ),
        (checks.vocabulary, lambda s, n: [*counted(s["train"]).values()], "counts come out"),
        (checks.vocabulary, lambda s, n: print(most_common(s, n)), "no return"),
        (
            checks.encode,
            lambda t, w: [w.index(x) + 4 for x in t.split()],
            "an item that is not there",
        ),
        (
            checks.encode,
            lambda t, w: [{x: k for k, x in enumerate(w, 4)}[x] for x in t.split()],
            "a key that is not there",
        ),
        (
            checks.encode,
            lambda t, w: [{x: k for k, x in enumerate(w, 4)}.get(x, 0) for x in t.split()],
            "padding for an unknown word",
        ),
        (
            checks.encode,
            lambda t, w: [{x: k for k, x in enumerate(w)}.get(x, 3) for x in t.split()],
            "numbers from 0",
        ),
        (
            checks.encode,
            lambda t, w: [w.index(x) + 4 for x in t.split() if x in w],
            "unknown words left out",
        ),
        (checks.encode, lambda t, w: [w.index(x) + 4 if x in w else 3 for x in t], "characters"),
        (checks.clipped_matches, by_zip, "not clipped"),
        (
            checks.clipped_matches,
            lambda w, r, n: (len(grams(w, n).keys() & grams(r, n).keys()), len(grams(w, n))),
            "sets",
        ),
        (
            checks.clipped_matches,
            lambda w, r, n: ((grams(w, n) & grams(r, n)).total(), len(w) - n + 1),
            "less than none",
        ),
        (
            checks.clipped_matches,
            lambda w, r, n: ((grams(w, n) & grams(r, n)).total(), grams(r, n).total()),
            "total of the reference",
        ),
        (checks.brevity_penalty, lambda w, r: jnp.exp(1 - r / w), "long texts rewarded"),
        (
            checks.brevity_penalty,
            lambda w, r: jnp.minimum(1.0, jnp.exp(1 - w / r)),
            "long texts punished",
        ),
        (checks.brevity_penalty, lambda w, r: min(1.0, w / r), "plain ratio"),
        (checks.alignment_error, aer, "possible without sure"),
        (
            checks.alignment_error,
            lambda a, s, p: aer(a, p, s),
            "sure and possible swapped",
        ),
        (checks.alignment_error, lambda a, s, p: 1 - aer(a, s, p | s), "1 - missing"),
        (
            checks.attention_loss,
            lambda w, g: -jnp.sum(jnp.log(picked(w, g))),
            "-1 is the last position",
        ),
        (
            checks.attention_loss,
            lambda w, g: -jnp.mean(jnp.log(jnp.where(g >= 0, picked(w, g), 1.0))),
            "a mean",
        ),
        (
            checks.attention_loss,
            lambda w, g: -jnp.sum(jnp.where(g >= 0, jnp.log(picked(w, g)), 0.0)),
            "the logarithm of what is left out",
        ),
        (
            checks.attention_loss,
            lambda w, g: -jnp.sum(jax.nn.one_hot(g, w.shape[1]) * jnp.log(w)),
            "the logarithm of all, then a mask",
        ),
        (
            checks.attention_loss,
            lambda w, g: -jnp.log(jnp.where(g >= 0, picked(w, g), 1.0)),
            "a loss that is not one number",
        ),
        (
            checks.attention_loss,
            lambda w, g: -sum(math.log(w[t, j]) for t, j in enumerate(g) if j >= 0),
            "NumPy inside JAX",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


@pytest.mark.parametrize(
    ("exercise", "student", "said"),
    [
        (
            checks.vocabulary,
            lambda s, n: by_count(counted(everything(s)), n),
            "is in the list and in no training text",
        ),
        (
            checks.vocabulary,
            lambda s, n: by_count(counted(s["train"]), n + 1),
            "is missing: it comes",
        ),
        (checks.vocabulary, lambda s, n: sorted(most_common(s, n)), "stands before"),
        (checks.vocabulary, most_common, "in the order of the alphabet"),
        (checks.encode, lambda t, w: [w.index(x) + 4 if x in w else 0 for x in t.split()],
         "is not in the vocabulary, so its number is 3; it gets 0"),
        (checks.clipped_matches, by_zip, "stands 5 times in the text and twice in the reference"),
        (checks.brevity_penalty, lambda w, r: math.exp(1 - r / w), "are not too few, so"),
        (checks.alignment_error, lambda a, s, p: 1 - aer(a, s, p | s), "so nothing is wrong"),
        (
            checks.attention_loss,
            lambda w, g: -jnp.sum(jnp.where(g >= 0, jnp.log(picked(w, g)), 0.0)),
            "1 of the 35 numbers of its gradient are NaN or infinite",
        ),
        (
            checks.attention_loss,
            lambda w, g: jnp.sum(jnp.log(jnp.where(g >= 0, picked(w, g), 1.0))),
            "more weight on the gold position must make the loss smaller",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_what_was_seen(exercise, student, said):
    assert said in exercise(student, seed=0).broken


def test_a_vocabulary_of_other_kinds_of_list_passes():
    def words(splits, least):
        return by_count(counted(splits["train"]), least)

    for form in (list, tuple, np.array):
        assert checks.vocabulary(lambda splits, least, form=form: form(words(splits, least)))


def test_an_order_left_to_chance_never_passes():
    for seed in range(3):
        assert not checks.vocabulary(lambda s, n: list({*most_common(s, n)}), seed=seed)
