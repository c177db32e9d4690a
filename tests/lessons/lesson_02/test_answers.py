"""Lesson 02's checks: references against numbers worked out by hand, mistakes as students write."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data.batches import shift_right
from course_lib.data.vocab import END, START
from course_lib.kernels.losses import token_loss
from course_lib.lessons import checks
from course_lib.lessons.lesson_02 import pieces
from course_lib.model.cells import lstm_step

LOG2, LOG4 = np.log(2.0), np.log(4.0)
TARGET = np.array([[5, 6, 2, 0], [7, 8, 9, 2]])


@pytest.mark.parametrize(
    ("exercise", "args", "answer"),
    [
        (checks.decoder_inputs, (TARGET,), [[1, 5, 6, 2], [1, 7, 8, 9]]),
        # p of the two real tokens: 1/2 and 1/4; the padding would cost nothing.
        (
            checks.sequence_loss,
            (
                np.array([[[0.0, 0.0, -99.0], [LOG2, 0.0, 0.0], [99.0, 0.0, 0.0]]]),
                np.array([[1, 2, 0]]),
            ),
            (LOG2 + LOG4) / 2,
        ),
        (
            checks.mixed_inputs,
            (
                TARGET,
                TARGET + 10,
                np.array([[0.0, 0.1, 0.9, 0.2], [0.0, 0.3, 0.31, 0.0]]),
                0.3,
            ),
            [[1, 5, 16, 2], [1, 17, 18, 9]],
        ),
        (
            checks.length_normalised,
            (np.array([[5, 2, 0, 0], [5, 6, 7, 8]]), np.array([-2.0, -2.0]), 0.5),
            [-np.sqrt(2.0), -1.0],
        ),
        # totals: 0 + log(.6), log(.4); -1 + log(.9), log(.1): the best two come from both rows
        (
            checks.beam_step,
            (
                np.array([0.0, -0.1]),
                np.log(np.array([[1e-9, 0.6, 0.4], [1e-9, 0.1, 0.9]])),
                np.array([False, False]),
            ),
            [[1, 2], [0, 1]],
        ),
        (
            checks.beam_step,
            (
                np.array([-0.5, -0.1]),
                np.log(np.array([[1e-9, 0.6, 0.4], [1e-9, 0.1, 0.9]])),
                np.array([True, False]),
            ),
            [[1, 2], [0, 0]],
        ),
        (checks.tempered, (np.array([0.0, LOG2]), 0.5), [0.2, 0.8]),
        (checks.tempered, (np.array([3.0, 4.0, -1.0]), 0.0), [0.0, 1.0, 0.0]),
    ],
)
def test_a_reference_gives_what_a_hand_works_out(exercise, args, answer):
    np.testing.assert_allclose(exercise.reference(*args), answer, atol=1e-9)


def test_reading_by_hand():
    """One number of state: all gates half open, then padding."""
    gates = np.array([[0.0, 0.0, 100.0, 0.0], [0.0, 0.0, 100.0, 0.0], [9.0, 9.0, 9.0, 9.0]])
    mask = np.array([True, True, False])
    recurrent = np.zeros((1, 4))
    # The memory: 1/2, then 1/4 + 1/2.
    wanted = [0.5 * np.tanh(0.75)]
    np.testing.assert_allclose(checks.read_source.reference(gates, mask, recurrent), wanted)


def test_greedy_decoding_by_hand():
    """From 1 comes 4, from 4 comes 3, from 3 the end; the state counts the steps."""
    follows = {1: 4, 4: 3, 3: END}

    def step(state, token):
        logits = np.zeros(6)
        logits[follows.get(int(token), 5)] = 1.0
        return state + 1, logits

    assert checks.greedy_tokens.reference(step, 0, 5).tolist() == [4, 3, END, 0, 0]
    assert checks.greedy_tokens.reference(step, 0, 2).tolist() == [4, 3]


def test_what_the_lesson_uses_where_a_check_has_not_passed_passes_it():
    for name in ("read_source", "every_step", "greedy_tokens"):
        assert checks.ALL[name](getattr(pieces, name))


def runs_on(gates, mask, recurrent):
    def step(state, now):
        return lstm_step(now, *state, recurrent), None

    zeros = jnp.zeros(len(recurrent))
    return jax.lax.scan(step, (zeros, zeros), gates)[0][0]


def erased(gates, mask, recurrent):
    hidden = memory = jnp.zeros(len(recurrent))
    for now, real in zip(gates, mask):  # noqa: B905 (as a student writes it)
        hidden, memory = lstm_step(now, hidden, memory, recurrent)
        hidden, memory = hidden * real, memory * real
    return hidden


def both_parts(gates, mask, recurrent):
    hidden = memory = jnp.zeros(len(recurrent))
    for now, real in zip(gates, mask):  # noqa: B905
        if real:
            hidden, memory = lstm_step(now, hidden, memory, recurrent)
    return jnp.stack([hidden, memory])


def one_too_far(gates, mask, recurrent):
    def step(state, now):
        state = lstm_step(now, *state, recurrent)
        return state, state[0]

    zeros = jnp.zeros(len(recurrent))
    return jax.lax.scan(step, (zeros, zeros), gates)[1][jnp.sum(mask)]


def never_ends(step, first, limit):
    def one(carry, _):
        state, logits = step(*carry)
        token = jnp.argmax(logits)
        return (state, token), token

    return jax.lax.scan(one, (first, jnp.int32(START)), length=limit)[1]


def breaks(step, first, limit):
    token, written = START, []
    while len(written) < limit and token != END:
        first, logits = step(first, token)
        token = int(jnp.argmax(logits))
        written.append(token)
    return jnp.array(written)


def starts_again(step, first, limit):
    token, written = START, []
    for _ in range(limit):
        _, logits = step(first, token)
        token = 0 if END in written else int(jnp.argmax(logits))
        written.append(token)
    return jnp.array(written)


def test_the_library_passes_its_own_checks():
    assert checks.decoder_inputs(shift_right)
    assert checks.sequence_loss(lambda logits, target: token_loss(logits, target)[0])


def rolled(target):
    return jnp.roll(target, 1, axis=1)


def start_over_the_first(target):
    return target.at[:, 0].set(START)


def losses(logits, target):
    log_p = jax.nn.log_softmax(logits, axis=-1)
    return -jnp.take_along_axis(log_p, target[..., None], axis=-1)[..., 0]


def sentence_means(logits, target):
    mask = target != 0
    each = jnp.sum(losses(logits, target) * mask, axis=1) / jnp.sum(mask, axis=1)
    return jnp.mean(each)


def mixed(target, predicted, coin):
    chosen = jnp.where(coin[:, 1:], target[:, :-1], predicted[:, :-1])
    return jnp.concatenate([jnp.full_like(target[:, :1], START), chosen], axis=1)


def one_coin(target, predicted, uniform, rate):
    source = target if uniform[0, 0] < rate else predicted
    return shift_right(source)


def one_coin_a_step(target, predicted, uniform, rate):
    return mixed(target, predicted, jnp.tile(uniform[0] < rate, (len(target), 1)))


def finished_only(tokens, log_p, power):
    lengths = jnp.sum(tokens != 0, axis=1)
    finished = jnp.any(tokens == END, axis=1)
    return jnp.where(finished, log_p / lengths**power, log_p)


def flat(scores, log_p):
    """The beam step without a thought for finished hypotheses."""
    total = (scores[:, None] + log_p).reshape(-1)
    index = jax.lax.top_k(total, scores.shape[0])[1]
    return jnp.stack([index // log_p.shape[1], index % log_p.shape[1]], axis=1)


def totals(scores, log_p, finished):
    stay = jnp.where(jnp.arange(log_p.shape[1]) == 0, 0.0, -jnp.inf)
    return scores[:, None] + jnp.where(finished[:, None], stay, log_p)


def top(scores, log_p, finished, parent, token):
    index = jax.lax.top_k(totals(scores, log_p, finished).reshape(-1), scores.shape[0])[1]
    return jnp.stack([parent(index, log_p.shape), token(index, log_p.shape)], axis=1)


def best_of_each(scores, log_p, finished):
    tokens = jnp.argmax(totals(scores, log_p, finished), axis=1)
    return jnp.stack([jnp.arange(len(scores)), tokens], axis=1)


@pytest.mark.thin(8)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.read_source, runs_on, "padding is read"),
        (checks.read_source, erased, "state lost on padding"),
        (checks.read_source, one_too_far, "one position too far"),
        (checks.read_source, both_parts, "memory and hidden state"),
        (
            checks.every_step,
            lambda x, z: jnp.concatenate([jnp.tile(z, (len(x), 1)), x], axis=1),
            "summary first",
        ),
        (
            checks.every_step,
            lambda x, z: jnp.concatenate([x, jnp.repeat(z, len(x)).reshape(len(x), -1)], axis=1),
            "numbers repeated",
        ),
        (checks.greedy_tokens, never_ends, "goes on after the end"),
        (checks.greedy_tokens, breaks, "cut at the end token"),
        (checks.greedy_tokens, starts_again, "state not carried"),
        (checks.decoder_inputs, lambda y: y, "not shifted"),
        (checks.decoder_inputs, rolled, "rolled"),
        (checks.decoder_inputs, lambda y: jnp.roll(y, 1), "rolled through the batch"),
        (checks.decoder_inputs, start_over_the_first, "start over the first token"),
        (checks.decoder_inputs, lambda y: jnp.pad(y, ((0, 0), (1, 0)))[:, :-1], "start missing"),
        (checks.decoder_inputs, lambda y: jnp.pad(y, ((0, 0), (0, 1)))[:, 1:], "shifted left"),
        (checks.decoder_inputs, lambda y: y[:, :-1], "one too short"),
        (
            checks.sequence_loss,
            lambda z, y: jnp.mean(losses(z, y) * (y != 0)),
            "padding in the divisor",
        ),
        (checks.sequence_loss, lambda z, y: jnp.mean(losses(z, y)), "padding is a token"),
        (checks.sequence_loss, sentence_means, "mean of sentence means"),
        (checks.sequence_loss, lambda z, y: jnp.sum(losses(z, y) * (y != 0)), "summed"),
        (
            checks.sequence_loss,
            lambda z, y: jnp.sum(losses(z, y) * (y != 0)) / z.shape[0],
            "a mean over sentences",
        ),
        (
            checks.sequence_loss,
            lambda z, y: (
                -jnp.log(jnp.take_along_axis(jax.nn.softmax(z), y[..., None], -1))[..., 0][
                    y != 0
                ].mean()
            ),
            "log of a softmax",
        ),
        (checks.mixed_inputs, one_coin, "one coin per batch"),
        (
            checks.mixed_inputs,
            lambda y, p, u, r: mixed(y, p, jnp.tile(u[:, :1], (1, y.shape[1])) < r),
            "one coin per sentence",
        ),
        (
            checks.mixed_inputs,
            one_coin_a_step,
            "one coin per step",
        ),
        (checks.mixed_inputs, lambda y, p, u, r: mixed(y, p, u > r), "rate turned round"),
        (checks.mixed_inputs, lambda y, p, u, r: jnp.where(u < r, y, p), "not shifted"),
        (checks.length_normalised, finished_only, "finished only"),
        (
            checks.length_normalised,
            lambda y, s, a: s / y.shape[-1] ** a,
            "length of the table",
        ),
        (
            checks.length_normalised,
            lambda y, s, a: s * jnp.sum(y != 0, axis=1) ** a,
            "multiplied",
        ),
        (checks.length_normalised, lambda y, s, a: s / jnp.sum(y > END, axis=1) ** a,
         "end not counted"),
        (checks.beam_step, best_of_each, "one for each hypothesis"),
        (checks.beam_step, lambda s, p, f: flat(s, p), "finished extended"),
        (
            checks.beam_step,
            lambda s, p, f: top(s, p, f, lambda i, n: i % n[1], lambda i, n: i // n[1]),
            "parent and token swapped",
        ),
        (
            checks.beam_step,
            lambda s, p, f: top(s, p, f, lambda i, n: i % n[0], lambda i, n: i % n[1]),
            "parent by remainder",
        ),
        (
            checks.beam_step,
            lambda s, p, f: flat(jnp.zeros(len(s)), totals(jnp.zeros(len(s)), p, f)),
            "running score forgotten",
        ),
        (checks.tempered, lambda z, t: jax.nn.softmax(z * t), "multiplied"),
        (checks.tempered, lambda z, t: jax.nn.softmax(z) / t, "probabilities divided"),
        (checks.tempered, lambda z, t: jax.nn.softmax(z / t), "zero divides"),
        (checks.tempered, lambda z, t: jnp.exp(z / t) / jnp.sum(jnp.exp(z / t)), "overflow"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_as_a_student_would_write_it(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def read_twice(gates, mask, recurrent):
    def step(state, at):
        now, real = at
        new = lstm_step(now + state[0] @ recurrent, *state, recurrent)
        return tuple(jnp.where(real, a, b) for a, b in zip(new, state)), None  # noqa: B905

    zeros = jnp.zeros(len(recurrent))
    return jax.lax.scan(step, (zeros, zeros), (gates, mask))[0][0]


def ending(ends):
    """The solution of the lesson, but for what says that a text has ended."""

    def answer(step, first, limit):
        def one(carry, _):
            state, old, ended = carry
            state, logits = step(state, old)
            token = jnp.where(ended, 0, jnp.argmax(logits))
            return (state, token, ends(ended, old, token)), token

        start = first, jnp.int32(START), jnp.bool_(False)
        return jax.lax.scan(one, start, length=limit)[1]

    return answer


def of_table(table, order=lambda best: best):
    """The last lines of the solution: the best of a table, taken apart."""

    def answer(scores, log_p, finished):
        total = table(scores[:, None], log_p, finished[:, None])
        best = order(jax.lax.top_k(total.reshape(-1), len(scores))[1])
        return jnp.stack([best // log_p.shape[1], best % log_p.shape[1]], axis=1)

    return answer


def staying(log_p):
    return jnp.where(jnp.arange(log_p.shape[1]) == 0, 0.0, -jnp.inf)


def summed(scores, log_p, finished):
    return scores + jnp.where(finished, staying(log_p), log_p)


def one_alone(scores, log_p, finished):
    best = jax.lax.top_k(scores[0] + log_p[0], len(scores))[1]
    return jnp.stack([jnp.zeros_like(best), best], axis=1)


def picked(z, y):
    return jax.nn.one_hot(y, z.shape[-1]) * jax.nn.log_softmax(z)


@pytest.mark.thin(3)
@pytest.mark.parametrize(
    ("exercise", "student", "name"),
    [
        (checks.read_source, read_twice, "recurrent product twice"),
        (checks.greedy_tokens, ending(lambda was, old, new: new == END), "the end forgotten"),
        (
            checks.greedy_tokens,
            ending(lambda was, old, new: was | (old == END)),
            "the end a step late",
        ),
        (checks.beam_step, of_table(lambda s, p, f: jnp.exp(summed(s, p, f))), "probabilities"),
        (
            checks.beam_step,
            of_table(lambda s, p, f: jnp.where(f, staying(p), s + p)),
            "finished at 0",
        ),
        (checks.beam_step, of_table(lambda s, p, f: s + (1 - f) * p), "finished with every token"),
        (checks.beam_step, one_alone, "the first hypothesis alone"),
        (checks.beam_step, of_table(summed, jnp.sort), "in the order of the table"),
        (
            checks.sequence_loss,
            lambda z, y: losses(jnp.where((y != 0)[..., None], z, 0), y).mean(),
            "logits masked",
        ),
        (
            checks.sequence_loss,
            lambda z, y: -picked(z, y)[y != 0].mean(),
            "mean over the vocabulary",
        ),
        (checks.sequence_loss, lambda z, y: -picked(z, y).mean(), "mean over the vocabulary"),
    ],
)
def test_a_slip_in_the_solution_is_named(exercise, student, name):
    for seed in range(3):
        result = exercise(student, tell="all", seed=seed)
        assert not result
        assert result.misconception == name, result.message


def test_a_coin_seen_on_one_token_names_the_token():
    broken = checks.mixed_inputs(one_coin_a_step, seed=0).broken
    assert "below the rate 0.25, and step" in broken
    assert broken.count("uniform[") == 1
