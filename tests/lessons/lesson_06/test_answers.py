"""Lesson 06's checks: references against hands, the library's own parts, mistakes as written."""

from string import ascii_lowercase

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons import checks
from course_lib.lessons.lesson_06 import candidates
from course_lib.search import beam_step, constrained_step

STEPS = [("deletion", 1, "a"), ("substitution", 0, "k")]


def channel(side="right", number=None, **takes):
    """A student's `noisy` with another way to take some steps, or to draw."""

    def student(word, steps, rates, u):
        sums = np.cumsum(rates) / np.sum(rates)
        kind, i, letter = steps[int(np.searchsorted(sums, u if number is None else number, side))]
        if kind in takes:
            return takes[kind](word, i, letter)
        if kind == "insertion":
            return word[:i] + letter + word[i:]
        if kind == "deletion":
            return word[:i] + word[i + 1 :]
        if kind == "substitution":
            return word[:i] + letter + word[i + 1 :]
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]

    return student


def filtered(scores, log_p, finished, allowed):
    """The beam is chosen first, and what is not allowed of it is thrown away."""
    chosen = beam_step(*map(jnp.asarray, (scores, log_p, finished)))
    parent, token = chosen[:, 0], chosen[:, 1]
    return chosen[jnp.asarray(finished)[parent] | jnp.asarray(allowed)[parent, token]]


def dropped(scores, log_p, finished, allowed):
    """The same as a list, which is empty where nothing is left."""
    return np.array(list(np.asarray(filtered(scores, log_p, finished, allowed))))


def masked_by(fill):
    def student(scores, log_p, finished, allowed):
        masked = jnp.where(jnp.asarray(allowed), log_p, fill)
        return beam_step(jnp.asarray(scores), masked, jnp.asarray(finished))

    return student


def test_a_fill_that_no_word_can_reach_passes():
    assert checks.constrained_step(masked_by(-1e9))


def test_a_channel_in_jax_is_right_and_told_that_it_is_slow():
    def student(word, steps, rates, u):
        sums = jnp.cumsum(jnp.array(rates)) / jnp.sum(jnp.array(rates))
        drawn = steps[int(jnp.searchsorted(sums, u, "right"))]
        return checks.noisy.reference(word, [drawn], [1.0], 0.0)

    result = checks.noisy(student, seed=0)
    assert result
    assert "Write np for jnp" in result.remark
    assert checks.noisy(channel(), seed=0).remark is None


def test_a_difference_has_an_interval_too():
    """A count of what is not 0 would pass without it."""
    gained = np.array([1, 1, 0, -1])
    picks = np.array([[0, 1, 0, 1], [3, 3, 3, 3]])
    found = checks.interval.reference(gained, picks)
    np.testing.assert_allclose(found, [-0.95, 0.95])
    counted = checks.interval(
        lambda r, k: jnp.percentile((r[k] != 0).mean(axis=1), jnp.array([2.5, 97.5])), seed=0
    )
    assert "a difference of two" in counted.message


def test_one_step_by_hand():
    found = set(checks.one_step.reference("no", "a")) - {"no"}
    assert found == {"o", "n", "on", "ao", "na", "ano", "nao", "noa"}


@pytest.mark.parametrize(("u", "wrong"), [(0.0, "ct"), (0.24, "ct"), (0.26, "kat"), (0.99, "kat")])
def test_the_channel_by_hand(u, wrong):
    assert checks.noisy.reference("cat", STEPS, [0.1, 0.3], u) == wrong


def test_a_letter_that_may_not_be_written_is_told_as_such():
    result = checks.one_step(lambda w, c: candidates.one_step(w, w + c), seed=0)
    assert "was written into" in result.broken
    assert "none of `letters`" in result.broken
    assert "more than one step" not in result.broken


def test_an_interval_by_hand():
    right = np.array([True, False])
    picks = np.array([[0, 0], [0, 1], [1, 1], [1, 0]])
    np.testing.assert_allclose(checks.interval.reference(right, picks), [0.0375, 0.9625])


@pytest.mark.parametrize(
    ("exercise", "library"),
    [
        (checks.one_step, candidates.one_step),
        (checks.rescore, candidates.rescore),
        (checks.interval, candidates.interval),
        (checks.constrained_step, lambda *args: constrained_step(*map(jnp.asarray, args))),
    ],
)
def test_the_library_passes_its_own_check(exercise, library):
    assert exercise(library)


@pytest.mark.thin(3)
@pytest.mark.parametrize(
    ("exercise", "answer", "name"),
    [
        (
            checks.constrained_step,
            lambda s, p, f, a: beam_step(*map(jnp.asarray, (s, p, f))),
            "the list ignored",
        ),
        (
            checks.constrained_step,
            lambda s, p, f, a: beam_step(
                jnp.asarray(s), jnp.where(jnp.asarray(a), p, 0.0), jnp.asarray(f)
            ),
            "zero for what is not allowed",
        ),
        (
            checks.rescore,
            lambda p, d, z, w: np.argsort(p - w[0] * d + w[1] * z),
            "the worst first",
        ),
        (
            checks.interval,
            lambda r, k: np.percentile(r[k].mean(0), [2.5, 97.5]),
            "the other axis",
        ),
        (
            checks.one_step,
            lambda w, c: {w[:i] + w[i + 1 :] for i in range(len(w))},
            "the four at once",
        ),
        (
            checks.noisy,
            lambda w, s, r, u: checks.noisy.reference(w, s, [1.0] * len(r), u),
            "rates ignored",
        ),
        (
            checks.noisy,
            channel(deletion=lambda w, i, c: w.replace(c, "", 1)),
            "the first such letter left out",
        ),
        (
            checks.noisy,
            channel(deletion=lambda w, i, c: w.replace(c, "")),
            "all such letters left out",
        ),
        (
            checks.noisy,
            channel(substitution=lambda w, i, c: w.replace(w[i], c, 1)),
            "the first such letter replaced",
        ),
        (
            checks.noisy,
            channel(insertion=lambda w, i, c: w[:i] + c + w[i:] if i < len(w) else w),
            "nothing put in at the end",
        ),
        (checks.noisy, channel(side="left"), "a sum that equals u"),
        (
            checks.noisy,
            channel(number=np.random.default_rng(0).random()),
            "a random number of its own",
        ),
        (checks.noisy, lambda w, s, r, u: s[0], "the step comes out"),
        (
            checks.one_step,
            lambda w, c: candidates.one_step(w, ascii_lowercase),
            "letters is ignored",
        ),
        (checks.constrained_step, filtered, "chosen first, masked then"),
        (checks.constrained_step, dropped, "chosen first, masked then"),
        (checks.constrained_step, masked_by(-10.0), "not low enough"),
        (checks.constrained_step, masked_by(-100.0), "not low enough"),
        (
            checks.constrained_step,
            lambda s, p, f, a: masked_by(-jnp.inf)(s, p, f, jnp.broadcast_to(a.any(0), a.shape)),
            "one row for all",
        ),
        (
            checks.noisy,
            lambda w, s, r, u: checks.noisy.reference(
                w, s, (np.exp(r) / np.exp(r).sum()).tolist(), u
            ),
            "a softmax",
        ),
        (
            checks.noisy,
            channel(transposition=lambda w, i, c: w[:i] + w[i + 1] + w[i]),
            "the rest lost after a swap",
        ),
        (checks.noisy, channel(insertion=lambda w, i, c: w[:i] + c + w[i + 1 :]), "put in instead"),
        (checks.rescore, lambda p, d, z, w: np.argsort(-(p - w[0] * d)), "frequency left out"),
        (checks.rescore, lambda p, d, z, w: np.argsort(w[0] * d - w[1] * z), "the model left out"),
        (checks.rescore, lambda p, d, z, w: np.argsort(-(p - d + z)), "weights ignored"),
        (
            checks.one_step,
            lambda w, c: (
                candidates.one_step(w, c) - ({w[:-2] + w[-1] + w[-2]} if len(w) > 1 else set())
            ),
            "the last two not swapped",
        ),
        (
            checks.interval,
            lambda r, k: jnp.percentile(jnp.invert(r)[k].mean(axis=1), jnp.array([2.5, 97.5])),
            "wrong ones counted",
        ),
        (
            checks.interval,
            lambda r, k: jnp.array(
                [r.mean() + s * 1.96 * r[k].mean(axis=1).std() for s in (-1, 1)]
            ),
            "mean and deviation",
        ),
        (
            checks.interval,
            lambda r, k: jnp.round(
                jnp.percentile(r[k].mean(axis=1), jnp.array([2.5, 97.5])), decimals=2
            ),
            "rounded",
        ),
        (
            checks.constrained_step,
            lambda s, p, f, a: beam_step(
                jnp.asarray(s), jnp.where(jnp.asarray(a), -jnp.inf, p), jnp.asarray(f)
            ),
            "turned round",
        ),
        (
            checks.interval,
            lambda r, k: jnp.percentile(r[k].sum(axis=1), jnp.array([2.5, 97.5])),
            "summed",
        ),
        (
            checks.interval,
            lambda r, k: jnp.array(
                [
                    r.mean() + s * 1.96 * jnp.sqrt(r.mean() * (1 - r.mean()) / len(r))
                    for s in (-1, 1)
                ]
            ),
            "the formula",
        ),
    ],
)
def test_mistakes_as_they_are_written_get_their_name(exercise, answer, name):
    exercise.reset()
    assert exercise(answer, tell="all", seed=1).misconception == name
