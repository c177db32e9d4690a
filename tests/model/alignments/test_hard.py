"""Hard attention: the draw, the one state read, and the two compromises."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import VOCAB, close, copies, fresh

from course_lib.data.batches import shift_right
from course_lib.model.alignments import HalfSoft, Hard, Soft, StraightThrough
from course_lib.model.alignments.hard import (
    HARD,
    at_step,
    choose_position,
    gumbel,
    log_weight,
    read,
)
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import Dot
from course_lib.model.table import build

STATES = jnp.array([[1.0, 0.0], [0.0, 1.0], [-1.0, 2.0], [9.0, 9.0]])
MASK = jnp.array([True, True, True, False])
PREPARED = Prepared(Memory(STATES, MASK, jnp.zeros(2)), STATES, jnp.zeros(4), MASK.sum())
QUERY = jnp.array([0.3, 0.8])  # scores .3, .8, 1.3, and a masked 9.9
WEIGHTS = np.exp([0.3, 0.8, 1.3]) / np.exp([0.3, 0.8, 1.3]).sum()
MANY = jax.random.split(jax.random.key(0), 20000)


def looks(alignment, keys=MANY, query=QUERY):
    return jax.vmap(lambda key: alignment(query, PREPARED, None, 0, key)[0])(keys)


def test_draws_follow_the_weights_and_never_fall_on_padding():
    found = looks(Hard(Dot(2, 2)))
    shares = np.bincount(found.aux.position, minlength=4) / len(MANY)
    assert shares[3] == 0
    # Within 4.5 standard errors of each; a draw that ignores the scores is off by twenty.
    errors = np.sqrt(WEIGHTS * (1 - WEIGHTS) / len(MANY))
    assert (np.abs(shares[:3] - WEIGHTS) < 4.5 * errors).all()
    assert (np.abs(1 / 3 - WEIGHTS) > 20 * errors).any()


def test_without_a_key_the_likeliest_real_position_is_read():
    for made in HARD.values():
        found = made(Dot(2, 2))(QUERY, PREPARED, None, 0, None)[0]
        assert found.aux.position == 2
        np.testing.assert_array_equal(found.context, STATES[2])
        np.testing.assert_allclose(found.aux.log_probability, np.log(WEIGHTS[2]), rtol=1e-5)


@pytest.mark.parametrize("made", [Hard, StraightThrough])
def test_the_context_is_the_drawn_state_and_the_weights_are_those_of_soft(made):
    found = looks(made(Dot(2, 2)), MANY[:50])
    soft = Soft(Dot(2, 2))(QUERY, PREPARED, None, 0, None)[0]
    np.testing.assert_array_equal(found.context, STATES[found.aux.position])
    for weights in found.weights:
        np.testing.assert_array_equal(weights, soft.weights)
    expected = np.log(WEIGHTS)[np.asarray(found.aux.position)]
    np.testing.assert_allclose(found.aux.log_probability, expected, rtol=1e-5)
    assert len(set(found.aux.position.tolist())) == 3


def gradient_of(made, key):
    def value(query):
        return made(Dot(2, 2))(query, PREPARED, None, 0, key)[0].context @ jnp.array([1.0, -2.0])

    return jax.grad(value)(QUERY)


def test_only_straight_through_lets_a_gradient_through_the_draw():
    assert not gradient_of(Hard, MANY[0]).any()
    np.testing.assert_allclose(
        gradient_of(StraightThrough, MANY[0]), gradient_of(Soft, None), rtol=1e-5
    )
    assert gradient_of(Soft, None).any()


def test_half_soft_has_the_gradient_of_soft_where_it_reads_the_mean_and_none_elsewhere():
    soft, found = gradient_of(Soft, None), [gradient_of(HalfSoft, key) for key in MANY[:12]]
    same = [bool(jnp.allclose(gradient, soft, atol=1e-6)) for gradient in found]
    none = [not gradient.any() for gradient in found]
    assert any(same)
    assert any(none)
    assert all(a != b for a, b in zip(same, none, strict=True))


def test_the_drawn_state_alone_gets_the_gradient_of_the_context():
    def value(states):
        position = jnp.asarray(1)
        return read(states, MASK, position).sum()

    assert jax.grad(value)(STATES).tolist() == [[0, 0], [1, 1], [0, 0], [0, 0]]


def test_the_log_probability_has_the_gradient_of_a_log_softmax():
    grad = jax.grad(lambda e: log_weight(e, MASK, jnp.asarray(1)))(STATES @ QUERY)
    np.testing.assert_allclose(grad[:3], np.array([0, 1, 0]) - WEIGHTS, atol=1e-6)
    assert grad[3] == 0


def test_half_soft_reads_the_mean_in_half_of_the_sentences_and_for_all_their_steps():
    half, soft = HalfSoft(Dot(2, 2)), Soft(Dot(2, 2))(QUERY, PREPARED, None, 0, None)[0]
    steps = jnp.arange(3)
    found = jax.vmap(lambda k: jax.vmap(lambda t: half(QUERY, PREPARED, None, t, k)[0])(steps))(
        MANY[:4000]
    )
    mean = np.isclose(found.context, soft.context, atol=1e-5).all(axis=-1)
    assert (mean == mean[:, :1]).all()
    assert abs(mean[:, 0].mean() - 0.5) < 4.5 * 0.5 / np.sqrt(4000)
    assert (np.asarray(found.aux.log_probability)[mean] == 0).all()
    drawn = np.asarray(found.aux.position)[~mean[:, 0]]
    shares = np.bincount(drawn.ravel(), minlength=4) / drawn.size
    np.testing.assert_allclose(shares[:3], WEIGHTS, atol=0.03)  # the coin says nothing of the draw
    assert (drawn[:, 0] != drawn[:, 1]).any()


@pytest.mark.parametrize("made", HARD.values())
@pytest.mark.parametrize("key", [None, MANY[0]])
def test_a_source_of_padding_alone_is_no_nan(made, key):
    nothing = PREPARED._replace(memory=PREPARED.memory._replace(mask=jnp.zeros(4, bool)))

    def value(query):
        found = made(Dot(2, 2))(query, nothing, None, 0, key)[0]
        return found.context.sum() + found.aux.log_probability + found.weights.sum()

    total, grad = jax.value_and_grad(value)(QUERY)
    assert total == 0
    assert grad.tolist() == [0, 0]


def test_a_longer_padding_changes_no_draw():
    np.testing.assert_array_equal(gumbel(MANY[0], 4), gumbel(MANY[0], 9)[:4])
    scores = jnp.array([0.1, 0.2, 0.3, 5.0, 5.0])
    for key in MANY[:50]:
        short = choose_position(scores[:3], jnp.ones(3, bool), key)
        assert short == choose_position(scores, jnp.arange(5) < 3, key)


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", HARD)
def test_a_longer_padding_changes_no_draw_of_a_whole_model(name):
    model = build("luong_general", VOCAB, alignment=name, hidden=8, embedding=6, max_length=12)
    texts, key = ["abca", "cb"], jax.random.key(3)
    logits = []
    for batch in (copies(texts), copies(texts, longest=7)):
        run = jax.jit(jax.vmap(lambda s, i: model.forced(s, i, key)))
        found, output = run(batch.source, shift_right(batch.target))
        logits.append((found[0, :5], found[1, :3], output.aux.position[0, :5]))
    close(*logits)


def test_each_step_draws_anew_and_padding_of_the_target_changes_nothing():
    assert at_step(None, 3) is None
    assert (at_step(MANY[0], 3) == jax.random.fold_in(MANY[0], 3)).all()
    model, batch = fresh("luong_general_hard"), copies(["abcabcabcabc"])
    looked = jax.jit(lambda inputs: model.forced(batch.source[0], inputs, MANY[1])[1].aux.position)
    inputs = shift_right(batch.target)[0]
    whole, beginning = looked(inputs), looked(inputs[:5])
    assert len(set(beginning.tolist())) > 1
    np.testing.assert_array_equal(whole[:5], beginning)


def test_the_context_in_bfloat16_keeps_its_type():
    states = STATES.astype(jnp.bfloat16)
    low = Prepared(Memory(states, MASK, jnp.zeros(2)), states, jnp.zeros(4), MASK.sum())
    for made in HARD.values():
        found = made(Dot(2, 2))(QUERY.astype(jnp.bfloat16), low, None, 0, MANY[0])[0]
        assert found.context.dtype == jnp.bfloat16
        assert found.weights.dtype == found.aux.log_probability.dtype == jnp.float32
