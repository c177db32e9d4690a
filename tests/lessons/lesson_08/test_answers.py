"""Lesson 08's checks: references against numbers worked out by hand, mistakes as students write."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.kernels.masks import masked_softmax
from course_lib.lessons import checks
from course_lib.model import attend, copy_mixture, look_back, next_query

softmax = jax.nn.softmax
LOG3 = math.log(3)
FACTS = np.array([[4.0, 0.0], [0.0, 8.0], [9.0, 9.0]])


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (checks.next_query, (np.array([1.0, 2.0]), np.array([3.0]), np.array([[10.0, -1.0]])),
         [31.0, -1.0]),
        # Two of three: the second question's largest weight lies on fact 0; the third has padding.
        (
            checks.supporting_share,
            (
                np.array([[0.2, 0.8, 0.0], [0.7, 0.1, 0.2], [0.4, 0.6, 9.0]]),
                np.array([3, 3, 2]),
                np.array([[1, -1], [2, 1], [0, 1]]),
            ),
            2 / 3,
        ),
        (
            checks.look_back,
            (
                np.array([[5.0, 5, 5, 5], [5, 5, 5, 5], [0, LOG3, 9, 9], [1, 1, 1, 1]]),
                np.array([True, True, True, False]),
            ),
            [[0, 0, 0, 0], [1, 0, 0, 0], [0.25, 0.75, 0, 0], [0, 0, 0, 0]],
        ),
        (
            checks.copy_mixture,
            (0.25, np.array([0.4, 0.6]), np.array([0.2, 0.5, 0.3]), np.array([2, 1, 2]), 4),
            [0.1, 0.15 + 0.375, 0.375, 0.0],
        ),
    ],
)  # fmt: skip
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, rtol=1e-6)


def test_a_read_by_hand():
    scores, mask = np.array([0.0, LOG3, 50.0]), np.array([True, True, False])
    context, weights = checks.read_facts.reference(scores, mask, FACTS)
    np.testing.assert_allclose(weights, [0.25, 0.75, 0.0], rtol=1e-6)
    np.testing.assert_allclose(context, [1.0, 6.0], rtol=1e-6)


@pytest.mark.thin(2)
@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (checks.read_facts, lambda scores, mask, facts: attend(scores, facts, mask)),
        (checks.next_query, next_query),
        (checks.look_back, look_back),
        (checks.copy_mixture, copy_mixture),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    result = exercise(library)
    assert result, result.message
    assert result.remark is None


def read(weigh):
    def answer(scores, mask, facts):
        weights = weigh(scores, mask)
        return weights @ facts, weights

    return answer


def share(hit):
    return lambda w, n, s: jnp.mean(
        jnp.stack([hit(w[k, : n[k]], s[k]) for k in range(len(n))]).astype(float)
    )


def before(real):
    return jnp.tril(jnp.outer(real, real), -1)


def mixed(copy):
    return lambda p, w, a, x, n: p * jnp.pad(w, (0, n - len(w))) + (1 - p) * copy(w, a, x, n)


def windowed(scores, real, width):
    places = jnp.arange(len(real))
    near = places[None, :] >= places[:, None] - width
    return masked_softmax(scores, before(real).astype(bool) & near)


def forgotten(p, w, a, x, n):
    made = jnp.zeros(n)
    made.at[: len(w)].set(p * w)
    made.at[x].add((1 - p) * a)
    return made


@pytest.mark.thin(5)
@pytest.mark.parametrize(
    ("name", "student", "mistake"),
    [
        ("read_facts", read(lambda e, m: softmax(e)), "mask ignored"),
        ("read_facts", read(lambda e, m: softmax(e) * m), "mask after the softmax"),
        ("read_facts", read(lambda e, m: softmax(e * m)), "score 0 for padding"),
        ("read_facts", read(lambda e, m: softmax(jnp.where(m, e, -100.0))),
         "padding not low enough"),
        ("read_facts", read(lambda e, m: softmax(jnp.where(m, -jnp.inf, e))), "mask inverted"),
        ("read_facts", read(lambda e, m: jnp.exp(e) * m / jnp.sum(jnp.exp(e) * m)), "overflow"),
        ("read_facts", read(lambda e, m: softmax(e - 1e3 * (1 - m))), "a penalty too small"),
        ("read_facts", lambda e, m, f: attend(e, f, m)[::-1], "weights first"),
        ("read_facts", lambda e, m, f: attend(e, f, m)[0], "the context alone"),
        ("read_facts", lambda e, m, f: (f @ attend(e, f, m)[1], attend(e, f, m)[1]), "wrong axis"),
        ("read_facts", lambda e, m, f: 3.0, "no pair"),
        ("supporting_share", lambda w, n, s: jnp.mean((w.argmax(1)[:, None] == s).any(1)),
         "the largest over padding"),
        ("supporting_share", share(lambda w, s: w.argmax() == s[0]),
         "the first supporting fact alone"),
        ("supporting_share", share(lambda w, s: (w.argmax() == s % len(w)).any()),
         "-1 is the last column"),
        ("supporting_share", share(lambda w, s: (w.argmin() == s).any()), "the smallest"),
        ("supporting_share", share(lambda w, s: (w.argmax() == s).mean()), "pairs counted"),
        ("supporting_share", share(lambda w, s: (w[:-1].argmax() == s).any()),
         "the last fact left out"),
        ("supporting_share", share(lambda w, s: ((w[s] > 0.5) & (s >= 0)).any()),
         "more than half of the weight"),
        ("supporting_share", share(lambda w, s: w[s].sum()), "the weight itself"),
        ("next_query", lambda q, c, w: c @ w, "replaced"),
        ("next_query", lambda q, c, w: q + w @ c, "weight transposed"),
        ("next_query", lambda q, c, w: q + c, "no weight"),
        ("next_query", lambda q, c, w: jnp.tanh(q + c @ w), "tanh"),
        ("look_back", lambda e, r: softmax(jnp.where(before(r), e, -jnp.inf)),
         "NaN in the first row"),
        ("look_back", lambda e, r: softmax(jnp.where(before(r), e, -1e30)),
         "the first row looks everywhere"),
        ("look_back", lambda e, r: jnp.tril(softmax(e), -1) * r * r[:, None],
         "mask after the softmax"),
        ("look_back", lambda e, r: jnp.nan_to_num(softmax(jnp.where(jnp.tril(jnp.outer(r, r)), e,
         -jnp.inf))), "sees itself"),
        ("look_back", lambda e, r: windowed(e, r, 5), "a window"),
        ("look_back", lambda e, r: softmax(jnp.tril(e, -1)) * before(r),
         "score 0 for what is not seen"),
        ("look_back", lambda e, r: look_back(e / jnp.sqrt(len(r)), r), "divided by a root"),
        ("next_query", lambda q, c, w: q + c @ w / jnp.sqrt(len(c)), "divided by a width"),
        ("copy_mixture", forgotten, "nothing kept"),
        ("copy_mixture", mixed(lambda w, a, x, n: jnp.zeros(n).at[jnp.where(x < len(w), x, 3)].add(
         a)), "lent words taken for <unk>"),
        ("copy_mixture", lambda p, w, a, x, n: jnp.where(p > 0.5, jnp.pad(w, (0, n - len(w))),
         jnp.zeros(n).at[x].add(a)), "a hard gate"),
        ("copy_mixture", mixed(lambda w, a, x, n: jnp.zeros(n).at[x].add(a * (x >= len(w)))),
         "only lent words copied"),
        ("copy_mixture", mixed(lambda w, a, x, n: jax.nn.one_hot(x[a.argmax()], n)),
         "only the best word copied"),
        ("copy_mixture", mixed(lambda w, a, x, n: jnp.zeros(n).at[x].set(a)),
         "a repeated word counted once"),
        ("copy_mixture", mixed(lambda w, a, x, n: jnp.pad(jnp.zeros_like(w).at[x].add(a),
         (0, n - len(w)))), "lent words lost"),
        ("copy_mixture", lambda p, w, a, x, n: jnp.pad(p * w, (0, n - len(w))).at[x].add(a),
         "copied in full"),
        ("copy_mixture", lambda p, w, a, x, n: (p * w).at[x].add((1 - p) * a),
         "the vocabulary alone"),
    ],
)  # fmt: skip
def test_a_usual_mistake_has_its_name(name, student, mistake):
    with jax.numpy_rank_promotion("allow"):  # as in a lesson
        result = checks.ALL[name](student, tell="all", seed=0)
    assert not result
    if mistake == "no pair":
        assert "wanted two arrays, (context [E], weights [J])" in result.broken
    else:
        assert result.misconception == mistake, result.message


def divided(scores, real):
    seen = before(real)
    top = jnp.where(seen.any(axis=1), jnp.where(seen, scores, -1e30).max(axis=1), 0.0)
    powers = jnp.exp(jnp.minimum(scores - top[:, None], 0.0)) * seen
    return jnp.nan_to_num(powers / powers.sum(axis=1, keepdims=True))


def test_a_look_that_cannot_be_trained_is_told():
    result = checks.look_back(divided)
    assert result, result.message
    assert "its gradient is NaN" in result.remark


STOP = jax.lax.stop_gradient


@pytest.mark.parametrize(
    ("name", "student", "argument"),
    [
        ("read_facts", lambda e, m, f: attend(STOP(e), f, m), "scores"),
        ("next_query", lambda q, c, w: q + STOP(c) @ w, "context"),
        ("look_back", lambda e, r: STOP(look_back(e, r)), "scores"),
        ("copy_mixture", lambda p, w, a, x, n: copy_mixture(p, w, STOP(a), x, n), "weights"),
    ],
)
def test_an_answer_through_which_nothing_is_learned_is_told(name, student, argument):
    with jax.numpy_rank_promotion("allow"):
        result = checks.ALL[name](student, seed=0)
    assert result, result.message
    assert f"no gradient reaches {argument}," in result.remark


def test_the_shapes_of_a_read_are_told_at_once():
    def cut_out(scores, mask, facts):
        return softmax(scores[mask]) @ facts[mask], softmax(scores[mask])

    assert (
        "[3], one for each real fact; padding keeps its place" in checks.read_facts(cut_out).broken
    )
    swapped = checks.read_facts(lambda e, m, f: attend(e, f, m)[::-1])
    assert "its context has shape [5]" in swapped.broken
    assert "here [3] and [5]" in swapped.broken
