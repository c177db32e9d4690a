"""Lesson 04's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks

LOG2, LOG3, LOG8 = np.log(2.0), np.log(3.0), np.log(8.0)
ALL, SOME = np.ones((1, 3), bool), np.array([[True, True, False]])
stop = jax.lax.stop_gradient


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (
            checks.look_up,
            (
                np.array([[LOG3, 0.0], [0.0, 0.0]]),
                np.array([[1.0, 0.0], [0.0, 1.0], [9.0, 9.0]]),
                np.array([[8.0], [4.0], [-100.0]]),
                np.array([True, True, False]),
            ),
            [[7.0], [6.0]],  # weights 3/4 and 1/4, then halves
        ),
        (
            checks.look_up,
            (np.ones((2, 1)), np.ones((1, 1)), np.ones((1, 3)), np.array([False])),
            np.zeros((2, 3)),
        ),
        # Noise -log(-log(1/e)) = 0 for all: the heaviest wins. Then one that is enough to turn it.
        (
            checks.sample_positions,
            (
                np.array([[0.2, 0.8], [0.2, 0.8], [1.0, 0.0]]),
                np.exp(-np.array([[1.0, 1.0], [0.2, 1.0], [5.0, 0.01]])),
            ),
            [1, 0, 0],
        ),
        (
            checks.reward_to_go,
            (np.array([[-1.0, -2.0, -4.0], [-1.0, -2.0, -4.0]]), np.vstack([ALL, SOME])),
            [[-7.0, -6.0, -4.0], [-3.0, -2.0, 0.0]],
        ),
        (checks.advantages, (np.array([-2.0, -2.0, 0.0]), -4.0, 0.5), [2.0, 1.0, 2.5]),
        (
            checks.mean_entropy,
            (
                np.array([[1.0, 0.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.25] * 4]),
                np.array([True, True, False]),
            ),
            LOG2 / 2,
        ),
        (checks.mean_entropy, (np.full((1, 8), 0.125), np.array([True])), LOG8),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-12)


def test_the_gradient_of_the_reference_is_what_a_hand_works_out():
    """Two steps: the rewards -3 and -2, the baselines -1 and -4."""
    args = [np.array(a, np.float32) for a in ([-0.5, -1], [-2, -0.1], [-3, -2], [-1, -4])]
    row = checks.reinforce_loss.judged(checks.reinforce_loss.reference)(*args)
    # d/dlog_p = -1; d/dlog_draw = -(r - b); nothing for the other two.
    np.testing.assert_allclose(row, [-1, -1, 2, -2, 0, 0, 0, 0], atol=1e-6)


def test_the_mean_of_the_reference_over_all_draws_is_the_gradient_of_the_mean():
    """Of one step with two positions, summed with their probabilities, whatever the baseline."""
    scores, values = jnp.array([0.3, -0.5]), jnp.array([-1.0, -2.5])
    weights = jax.nn.softmax(scores)

    def mean_reward(scores, values):
        return -jnp.sum(jax.nn.softmax(scores) * values)

    exact = jnp.concatenate(jax.grad(mean_reward, (0, 1))(scores, values))

    def mean(answer, baseline):
        def loss(scores, values, j):
            log_p = values[j][None]
            log_draw = jax.nn.log_softmax(scores)[j][None]
            return answer(log_p, log_draw, log_p, jnp.array([baseline]))

        rows = [jnp.concatenate(jax.grad(loss, (0, 1))(scores, values, j)) for j in (0, 1)]
        return weights[0] * rows[0] + weights[1] * rows[1]

    wrong = {known.name: known.answer for known in checks.reinforce_loss.wrong}
    for baseline in (0.0, -3.0):
        right = mean(checks.reinforce_loss.reference, baseline)
        np.testing.assert_allclose(right, exact, atol=1e-6)
        for name in ("reward not detached", "sign", "log p(y) not taught"):
            assert np.abs(mean(wrong[name], baseline) - exact).max() > 0.05, name


def surrogate(detach, sign=-1.0):
    return lambda p, z, r, b: sign * jnp.sum(p + detach(r, b) * z)


def batched_gumbel(weights, uniform):
    noise = -jnp.log(-jnp.log(uniform[0]))
    return jax.vmap(lambda w: jnp.argmax(jnp.log(w) + noise))(weights)


def moving(update_first):
    def answer(rewards, start, decay):
        def step(level, reward):
            after = decay * level + (1 - decay) * reward
            return after, reward - (after if update_first else level)

        return jax.lax.scan(step, jnp.float32(start), rewards)[1]

    return answer


def attention(axis=-1, after=False, fill=-jnp.inf):
    def answer(queries, keys, values, mask):
        scores = queries @ keys.T
        if not after:
            scores = jnp.where(mask[None], scores, fill)
        weights = jax.nn.softmax(scores, axis=axis)
        if after:
            weights = weights * mask[None]
        return weights @ values

    return answer


@pytest.mark.thin(5)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.look_up, attention(after=True), "mask after the softmax"),
        (checks.look_up, attention(axis=0, after=True), "softmax over the targets"),
        (checks.look_up, attention(), "all padding gives NaN"),
        (checks.look_up, attention(fill=-1e9), "all padding gives equal weights"),
        (
            checks.look_up,
            lambda q, k, v, m: jnp.einsum(
                "tj,je->e", jnp.nan_to_num(jax.nn.softmax(jnp.where(m[None], q @ k.T, -jnp.inf))), v
            ),
            "summed over the targets",
        ),
        (checks.look_up, lambda q, k, v, m: jax.nn.softmax(q @ k.T) @ v, "mask ignored"),
        (checks.sample_positions, batched_gumbel, "same noise for every step"),
        (
            checks.sample_positions,
            lambda w, u: jnp.argmax(w - jnp.log(-jnp.log(u)), axis=-1),
            "noise added to the weights",
        ),
        (
            checks.sample_positions,
            lambda w, u: jnp.argmax(jnp.log(w) + jnp.log(-jnp.log(u)), axis=-1),
            "sign of the noise",
        ),
        (
            checks.sample_positions,
            lambda w, u: jax.nn.softmax(jnp.log(w) - jnp.log(-jnp.log(u))),
            "softmax, not argmax",
        ),
        (checks.sample_positions, lambda w, u: jnp.argmax(jnp.log(w) + u, -1), "uniform noise"),
        (checks.reinforce_loss, surrogate(lambda r, b: r - b), "neither detached"),
        (checks.reinforce_loss, surrogate(lambda r, b: r - stop(b)), "reward not detached"),
        (checks.reinforce_loss, surrogate(lambda r, b: stop(r) - b), "baseline not detached"),
        (checks.reinforce_loss, surrogate(lambda r, b: stop(r - b), sign=1.0), "sign"),
        (checks.reinforce_loss, lambda p, z, r, b: -jnp.sum(p), "no score-function term"),
        (
            checks.reinforce_loss,
            lambda p, z, r, b: -jnp.sum(stop(r - b) * z),
            "log p(y) not taught",
        ),
        (
            checks.reinforce_loss,
            lambda p, z, r, b: -jnp.mean(p + stop(r - b) * z),
            "mean over the steps",
        ),
        (checks.reward_to_go, lambda r, m: jnp.cumsum(r * m, axis=1), "summed forwards"),
        (
            checks.reward_to_go,
            lambda r, m: jnp.cumsum(r[:, ::-1], axis=1)[:, ::-1] * m,
            "padding counted",
        ),
        (
            checks.reward_to_go,
            lambda r, m: jnp.cumsum((r * m)[::-1], axis=0)[::-1],
            "along the batch",
        ),
        (checks.advantages, moving(update_first=True), "updated before it is used"),
        (checks.advantages, lambda r, s, d: moving(False)(r, s, 1 - d), "shares swapped"),
        (checks.advantages, lambda r, s, d: moving(False)(r, 0.0, d), "start ignored"),
        (
            checks.mean_entropy,
            lambda w, m: jnp.mean(-jnp.sum(w * jnp.log(w), axis=1), where=m),
            "0 log 0",
        ),
        (
            checks.mean_entropy,
            lambda w, m: jax.scipy.special.entr(w).sum(axis=1).mean(),
            "padding averaged in",
        ),
        (
            checks.mean_entropy,
            lambda w, m: (jax.scipy.special.entr(w).sum(axis=1) * m).mean(),
            "divided by all steps",
        ),
    ],
)
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_what_is_said_of_a_gradient():
    checks.reinforce_loss.reset()
    broken = checks.reinforce_loss(surrogate(lambda r, b: stop(r) - b), seed=0).broken
    assert broken.startswith("no gradient may reach the baseline")
    each_step = checks.reinforce_loss(lambda p, z, r, b: -(p + stop(r - b) * z), tell="all")
    assert "its result has shape [5]; wanted one number" in each_step.broken
    checks.reinforce_loss.reset()


def test_positions_are_whole_numbers():
    result = checks.sample_positions(lambda w, u: jnp.argmax(jnp.log(w), axis=1).astype(float))
    assert "wanted whole numbers (int)" in result.broken
    checks.sample_positions.reset()
