"""Lesson 03's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data import WORD_REVERSAL
from course_lib.data.pairs import word_reversal
from course_lib.lessons import checks
from course_lib.lessons.lesson_03.measures import exact_match
from course_lib.model import Parts, attend, build

HALF, LOG3 = np.log(2.0), np.log(3.0)


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.softmax_scores,
            (np.array([[0.0, LOG3, 9.0], [5.0, 5.0, -9.0]]), np.array([True, True, False])),
            [[0.25, 0.75, 0.0], [0.5, 0.5, 0.0]],
        ),
        (checks.softmax_scores, (np.ones((1, 2)), np.zeros(2, bool)), [[0.0, 0.0]]),
        (checks.last_state, (np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 2), [3.0, 4.0]),
        (
            checks.read_context,
            (np.array([[0.25, 0.75], [1.0, 0.0]]), np.array([[4.0, 0.0], [8.0, 2.0]])),
            [[7.0, 1.5], [4.0, 0.0]],
        ),
        (
            checks.exact_match,
            (
                np.array([[1, 2, 9], [1, 9, 3]]),
                np.array([[1, 2, 3], [1, 2, 3]]),
                np.array([[True, True, False], [True, True, True]]),
            ),
            0.5,
        ),
        (checks.gold_alignment, ("the cat",), [2, 1, 0, 3, 6, 5, 4]),
        (checks.gold_alignment, ("a b",), [0, 1, 2]),
        (
            checks.first_state,
            (np.array([1.0, 1.0]), np.array([[HALF, 0.0], [0.0, 1.0]]), np.array([0.0, -1.0])),
            [0.6, 0.0],  # tanh(log 2) = (2 - 1/2) / (2 + 1/2)
        ),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_attention_gives_what_a_hand_works_out():
    query, keys = np.array([1.0, 0.0]), np.array([[0.0, 5.0], [LOG3, -2.0], [9.0, 0.0]])
    states, mask = np.array([[4.0], [8.0], [100.0]]), np.array([True, True, False])
    context, weights = checks.attention.reference(query, keys, states, mask)
    np.testing.assert_allclose(weights, [0.25, 0.75, 0.0], atol=1e-12)
    np.testing.assert_allclose(context, [7.0], atol=1e-12)


def as_weights(found):
    """Attention with what `found` makes of scores and mask in the place of the weights."""

    def answer(query, keys, states, mask):
        weights = found(keys @ query, mask)
        return weights @ states, weights

    return answer


def reversed_words(sentence):
    return " ".join(word[::-1] for word in sentence.split())


@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (
            checks.exact_match,
            lambda p, g, m: ((p == g) | ~m | (g == 2)).all(axis=1).mean(),
            "end not counted",
        ),
        (
            checks.attention,
            as_weights(lambda e, m: jax.nn.log_softmax(jnp.where(m, e, -jnp.inf))),
            "logarithms of weights",
        ),
        (checks.attention, as_weights(lambda e, m: jax.nn.log_softmax(e)), "logarithms of weights"),
        (checks.gold_alignment, reversed_words, "the characters"),
        (checks.gold_alignment, lambda s: list(reversed_words(s)), "the characters"),
    ],
)
def test_a_slip_is_named(exercise, student, name):
    for seed in range(5):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_the_library_passes_its_own_check():
    assert checks.gold_alignment(word_reversal.alignment)
    assert checks.exact_match(exact_match)


def test_attention_that_passed_does_the_work_of_the_row():
    """What the lesson hands in gives the weights and the context that the library's part gives."""

    def answer(query, keys, states, mask):
        weights = jax.nn.softmax(jnp.where(mask, keys @ query, -jnp.inf))
        return weights @ states, weights

    checks.attention.reset()
    assert checks.attention(answer)
    own = checks.attention.yours_or(attend)
    models = [
        build("luong_general", WORD_REVERSAL.vocab, hidden=8, embedding=6, parts=parts)
        for parts in (Parts(), Parts(attend=own))
    ]
    source = jnp.array([*WORD_REVERSAL.vocab.encode("the cat"), 0, 0])
    inputs = jnp.array([1, *WORD_REVERSAL.vocab.encode("eht tac")])
    library, mine = (jax.tree.leaves(model.forced(source, inputs)) for model in models)
    for one, other in zip(library, mine, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


def scores_divided(query, keys, states, mask):
    scores = keys @ query / jnp.sqrt(query.shape[0])
    weights = jax.nn.softmax(jnp.where(mask, scores, -jnp.inf))
    return weights @ states, weights


def masked_by_product(query, keys, states, mask):
    weights = jax.nn.softmax(keys @ query * mask)
    return weights @ states, weights


def exp_of_all(query, keys, states, mask):
    powers = jnp.exp(keys @ query) * mask
    weights = powers / powers.sum()
    return weights @ states, weights


def keys_read(query, keys, states, mask):
    weights = jax.nn.softmax(jnp.where(mask, keys @ query, -jnp.inf))
    return weights @ keys, weights


def not_renormalised(query, keys, states, mask):
    weights = jax.nn.softmax(keys @ query) * mask
    return weights @ states, weights


def weights_before_context(query, keys, states, mask):
    weights = jax.nn.softmax(jnp.where(mask, keys @ query, -jnp.inf))
    return weights, weights @ states


@pytest.mark.parametrize(
    ("student", "name"),
    [
        (scores_divided, "scaled"),
        (masked_by_product, "score 0 for padding"),
        (exp_of_all, "overflow"),
        (keys_read, "keys read"),
        (not_renormalised, "mask after the softmax"),
        (weights_before_context, "weights first"),
    ],
)
def test_a_mistake_in_attention_is_named_as_a_student_would_write_it(student, name):
    for seed in range(3):
        result = checks.attention(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def softmax_over_targets(scores, mask):
    powers = jnp.exp(scores - scores.max(axis=0, keepdims=True)) * mask[None, :]
    return powers / powers.sum(axis=0, keepdims=True)


def softmax_without_maximum(scores, mask):
    powers = jnp.exp(scores) * mask[None, :]
    return powers / jnp.maximum(powers.sum(axis=1, keepdims=True), 1e-9)


def softmax_with_large_negative(scores, mask):
    return jax.nn.softmax(jnp.where(mask[None, :], scores, -1e9), axis=-1)


def softmax_with_minus_infinity(scores, mask):
    return jax.nn.softmax(jnp.where(mask[None, :], scores, -jnp.inf), axis=-1)


def words_from_zero(sentence):
    out = []
    for word in sentence.split():
        out += [*reversed(range(len(word))), len(out) + len(word)]
    return out[:-1]


def token_accuracy(predicted, gold, mask):
    return jnp.sum((predicted == gold) * mask) / jnp.sum(mask)


@pytest.mark.thin(6)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.softmax_scores, softmax_over_targets, "wrong axis"),
        (checks.softmax_scores, softmax_without_maximum, "overflow"),
        (checks.softmax_scores, softmax_with_large_negative, "all padding gives equal weights"),
        (checks.softmax_scores, softmax_with_minus_infinity, "all padding gives NaN"),
        (checks.softmax_scores, lambda s, m: jax.nn.softmax(s), "mask ignored"),
        (
            checks.softmax_scores,
            lambda s, m: jax.nn.softmax(s) * m[None, :],
            "mask after the softmax",
        ),
        (
            checks.softmax_scores,
            lambda s, m: jax.nn.softmax(s * m[None, :]),
            "score 0 for padding",
        ),
        (checks.last_state, lambda h, n: h[-1], "length ignored"),
        (checks.last_state, lambda h, n: h[n], "one too far"),  # JAX clips, NumPy raises
        (checks.last_state, lambda h, n: np.asarray(h)[n], "one too far"),
        (checks.last_state, lambda h, n: jnp.mean(h, axis=0), "mean of all"),
        (checks.last_state, lambda h, n: h[:n][-1:], "axis kept"),
        (checks.read_context, lambda w, h: w.T @ h, "weights transposed"),
        (checks.read_context, lambda w, h: np.asarray(w).T @ np.asarray(h), "weights transposed"),
        (checks.read_context, lambda w, h: jax.nn.softmax(w) @ h, "softmax twice"),
        (checks.read_context, lambda w, h: h[jnp.argmax(w, -1)], "hard pick"),
        (
            checks.read_context,
            lambda w, h: jnp.mean(w[:, :, None] * h[None, :, :], axis=1),
            "divided by J",
        ),
        (checks.exact_match, token_accuracy, "tokens, not sentences"),
        (
            checks.exact_match,
            lambda p, g, m: jnp.mean(jnp.all(p == g, axis=1)),
            "padding counted",
        ),
        (
            checks.exact_match,
            lambda p, g, m: jnp.mean(jnp.all(p * m == g, axis=1)),
            "padding counted as wrong",
        ),
        (checks.gold_alignment, lambda s: [*range(len(s))][::-1], "whole sentence reversed"),
        (checks.gold_alignment, words_from_zero, "counted within the word"),
        (checks.first_state, lambda s, w, b: s @ w + b, "no tanh"),
        (checks.first_state, lambda s, w, b: jax.nn.sigmoid(s @ w + b), "sigmoid"),
        (checks.first_state, lambda s, w, b: jnp.tanh(w @ s + b), "weight transposed"),
        (checks.first_state, lambda s, w, b: jnp.tanh(s @ w), "no bias"),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_the_example_of_the_course():
    checks.softmax_scores.reset()
    broken = checks.softmax_scores(softmax_over_targets, seed=0).broken
    assert broken.startswith("each column sums to 1 and the rows do not: row 0 sums to 0.")


def test_positions_are_whole_numbers():
    result = checks.gold_alignment(lambda s: [float(p) for p in word_reversal.alignment(s)])
    assert "float64; wanted whole numbers (int)" in result.broken


def infinite_on_the_way(query, keys, states, mask):
    """`where` hides the infinity of exp from the value, and not from the gradient."""
    scores = keys @ query
    largest = jnp.max(scores, where=mask, initial=-1e30)
    powers = jnp.where(mask, jnp.exp(scores - largest), 0.0)
    return powers @ states / powers.sum(), powers / powers.sum()


def let_off(query, keys, states, mask):
    context, weights = attend(jax.lax.stop_gradient(keys @ query), states, mask)
    return context, weights


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (infinite_on_the_way, "its gradient is NaN for padding far above the real scores"),
        (let_off, "no gradient reaches query and keys"),
    ],
)
def test_an_attention_that_could_not_be_trained_passes_and_is_told(answer, said):
    result = checks.attention(answer, seed=0)
    assert result, result.message
    assert said in result.remark
