"""Mistakes as students write them, in JAX: each is caught, and told by its name."""

import jax
import jax.numpy as jnp
import pytest

from course_lib.lessons import checks

softmax, stop = jax.nn.softmax, jax.lax.stop_gradient


def average_of_one_row(values):
    def step(carry, value):
        total, count = carry[0] + value, carry[1] + 1
        return (total, count), total / count

    return jax.lax.scan(step, (0.0, 0), values)[1]


def states_by_numbers(inputs, first, recurrent):
    def step(hidden, x):
        hidden = jnp.tanh(x + jnp.sum(hidden * recurrent, axis=1))
        return hidden, hidden

    return jax.lax.scan(step, first, inputs)[1]


def gates_in(order):
    def step(gates, memory):
        part = dict(zip(order, jnp.split(gates, 4), strict=True))
        memory = jax.nn.sigmoid(part["f"]) * memory + jax.nn.sigmoid(part["i"]) * jnp.tanh(
            part["g"]
        )
        return jnp.stack([jax.nn.sigmoid(part["o"]) * jnp.tanh(memory), memory])

    return step


def found_by_letters(sentence):
    out = []
    for word in sentence.split():
        start = sentence.index(word)
        out += [*range(start + len(word) - 1, start - 1, -1), start + len(word)]
    return out[:-1]


def reinforced(first=-1.0, second=-1.0, level=lambda b: b, looks=lambda z: z):
    def loss(log_p, log_draw, reward, baseline):
        advantage = stop(reward - level(baseline))
        return jnp.sum(first * log_p + second * advantage * looks(log_draw))

    return loss


def bahdanau(join):
    """A step whose output is made of what `join` puts side by side."""

    def step(previous, token, look, move, mix):
        context = look(previous)
        state = move(previous, jnp.concatenate([token, context]))
        return state, mix(jnp.concatenate(join(previous, token, context, state)))

    return step


def below(scores, mask, largest):
    powers = jnp.exp(scores - largest) * mask
    return powers / powers.sum(axis=1, keepdims=True)


def masked_softmax(q, k, m, fill=-jnp.inf):
    return softmax(jnp.where(m[None], q @ k.T, fill))


def from_zero(sentence):
    words = sentence.split(" ")
    return [k for word in words for k in (*range(len(word))[::-1], len(word))][:-1]


def halves(s, w, b):
    return jnp.split(jnp.tanh(s @ w + b), 2)


def at_a_price(scores, log_p, finished):
    writes = jnp.arange(log_p.shape[1]) > 0
    total = scores[:, None] + jnp.where(finished[:, None] & writes, -jnp.inf, log_p)
    index = jax.lax.top_k(total.ravel(), len(scores))[1]
    return jnp.stack(jnp.divmod(index, log_p.shape[1]), axis=1)


MISTAKES = [
    ("running_average", lambda v: v / v.sum(axis=1), "shapes that do not fit"),
    ("running_average", average_of_one_row, "the function of one row"),
    ("masked_mean", lambda v, m: v[m].sum() / (m.sum() + 1), "one too many counted"),
    ("masked_mean", lambda v, m: v.mean(dim=1), "PyTorch's names for axes"),
    ("rnn_states", states_by_numbers, "matrix turned round"),
    ("lstm_step", gates_in("ifog"), "output and candidate swapped"),
    ("lstm_step", gates_in("igfo"), "forget and candidate swapped"),
    ("lstm_step", lambda z, c: gates_in("ifgo")(z, c).T, "rows for columns"),
    (
        "lstm_step",
        lambda z, c: gates_in("ifgo")(z.reshape(-1, 4).T.ravel(), c),
        "numbers dealt out",
    ),
    (
        "sequence_loss",
        lambda z, y: jnp.exp(checks.sequence_loss.right[0](z, y)),
        "perplexity",
    ),
    (
        "sequence_loss",
        lambda z, y: -(jax.nn.log_softmax(z)[..., y] * (y > 0)).sum() / (y > 0).sum(),
        "indexed by a table",
    ),
    ("beam_step", at_a_price, "padding at a price"),
    ("first_state", lambda s, w, b: halves(s, w, b)[0], "half of the state"),
    ("first_state", halves, "a pair"),
    ("first_state", lambda s, w, b: jnp.concatenate(halves(s, w, b)[::-1]), "halves swapped"),
    ("gold_alignment", from_zero, "counted within the word"),
    (
        "length_normalised",
        lambda y, s, a: s / ((5 + (y != 0).sum(axis=1)) / 6) ** a,
        "Wu's penalty",
    ),
    (
        "softmax_scores",
        lambda s, m: below(s, m, s.max(axis=1, keepdims=True)),
        "maximum over padding",
    ),
    (
        "softmax_scores",
        lambda s, m: below(s, m, jnp.where(m, s, -1e30).max()),
        "one maximum for all rows",
    ),
    (
        "softmax_scores",
        lambda s, m: softmax(jnp.where(m, s, -100.0)) * m,
        "padding not low enough",
    ),
    ("first_state", lambda s, w, b: jnp.tanh(jnp.tanh(s) @ w + b), "tanh before and after"),
    ("last_state", lambda h, n: h[n // 2], "the middle"),
    ("last_state", lambda h, n: h[n - 2], "one too early"),
    ("last_state", lambda h, n: h[n / 2], "an index that is no whole number"),
    ("gold_alignment", found_by_letters, "words found by their letters"),
    (
        "exact_match",
        lambda p, g, m: (jnp.sort(p * m) == jnp.sort(g * m)).all(axis=1).mean(),
        "a bag of tokens",
    ),
    ("exact_match", lambda p, g, m: ((p * m).sum(1) == (g * m).sum(1)).mean(), "sums compared"),
    (
        "exact_match",
        lambda p, g, m: (((p == g) & m).sum(1) / m.sum(1) > 0.5).mean(),
        "more than half",
    ),
    ("exact_match", lambda p, g, m: (((p == g) & m).sum(1) / m.sum(1) > 0.9).mean(), "nearly all"),
    ("look_up", lambda q, k, v, m: masked_softmax(q, k, ~m) @ v, "mask inverted"),
    ("look_up", lambda q, k, v, m: masked_softmax(q, k, m, -100.0) @ v, "padding not low enough"),
    (
        "look_up",
        lambda q, k, v, m: below(q @ k.T, m, (q @ k.T).max()) @ v,
        "one maximum for all queries",
    ),
    ("reinforce_loss", reinforced(second=1.0), "minus on the first term only"),
    ("reinforce_loss", reinforced(first=1.0), "minus on the second term only"),
    ("reinforce_loss", reinforced(looks=jnp.exp), "probability, not its logarithm"),
    ("reinforce_loss", reinforced(level=jnp.mean), "mean of the baseline"),
    ("reward_to_go", lambda r, m: jnp.cumsum((r * m)[::-1], axis=1)[::-1], "summed forwards"),
    (
        "sample_positions",
        lambda w, u: jnp.argmax(jax.nn.log_softmax(w) - jnp.log(-jnp.log(u)), axis=1),
        "noise added to the weights",
    ),
    ("bahdanau_step", bahdanau(lambda s, y, c, new: [y, s, c]), "token first in the output"),
    ("bahdanau_step", bahdanau(lambda s, y, c, new: [new, y, c]), "the new state read out"),
    (
        "gaussian_weights",
        lambda e, p, d, n: (
            softmax(
                jnp.where((abs(far := jnp.arange(len(e)) - p) < d) & (far + p < n), e, -jnp.inf)
            )
            * jnp.exp(-2 * (far / d) ** 2)
        ),
        "edge left out",
    ),
    (
        "location_weights",
        lambda q, w, m: softmax((q @ w)[: len(m)][m]),
        "cut to the real positions",
    ),
    ("maxout", lambda x, w, b: jnp.sort(x @ w + b)[len(b) // 2 :], "the largest half"),
    ("shortest_time", lambda n, m, r, w: jnp.maximum(n / w, m / r), "rate and bandwidth swapped"),
    ("shortest_time", lambda n, m, r, w: jnp.hypot(n / r, m / w), "root of the squares"),
]  # fmt: skip


@pytest.mark.thin(6)
@pytest.mark.parametrize(("name", "student", "mistake"), MISTAKES)
def test_a_usual_mistake_has_its_name(name, student, mistake):
    exercise = checks.ALL[name]
    with jax.numpy_rank_promotion("allow"):  # as in a lesson
        result = exercise(student, tell="all", seed=0)
    assert not result
    assert result.misconception == mistake, result.message


def ends_taken_out(target):
    inputs = checks.decoder_inputs.right[0](target)
    return jnp.where(inputs == 2, 0, inputs)


def cleaned_up_after(weights, mask):
    terms = jnp.where(weights > 0, weights * jnp.log(weights), 0.0)
    return jnp.mean(-terms.sum(axis=1), where=mask)


@pytest.mark.thin(2)
@pytest.mark.parametrize(
    ("name", "student", "said"),
    [
        ("decoder_inputs", ends_taken_out, "It does no harm"),
        ("mean_entropy", cleaned_up_after, "its gradient is NaN"),
        (
            "additive_scores",
            lambda q, h, w, u, v: (
                (1 - 2 / (1 + jnp.exp(2 * q @ w)[:, None] * jnp.exp(2 * h @ u)[None])) @ v
            ),
            None,  # the faster way: no "slow"
        ),
        (
            "additive_scores",
            lambda q, h, w, u, v: jnp.stack(
                [jnp.stack([jnp.tanh(jnp.concatenate([a, b]) @ jnp.concatenate([w, u])) @ v
                            for b in h]) for a in q]
            ),
            "make them once",
        ),
    ],
)  # fmt: skip
def test_a_right_answer_with_something_to_say(name, student, said):
    with jax.numpy_rank_promotion("allow"):
        result = checks.ALL[name](student, tell="all", seed=0)
    assert result.passed, result.message
    assert (said is None) == (result.remark is None)
    assert said is None or said in result.remark
