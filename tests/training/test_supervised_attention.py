"""The weights are told where to look, and where nobody tells them they are left alone."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.data import WORD_REVERSAL, Batches
from course_lib.model import build
from course_lib.training import Linear, Recipe, SupervisedAttention, fit, teacher_forced
from course_lib.training.supervised_attention import attention_loss

STREAM = Batches(WORD_REVERSAL, batch=8, lengths=(4, 6), edges=(6,), aligned=True)
BATCH = jax.tree.map(lambda array: array[0], STREAM.chunk(0, 1))
KEY = jax.random.key(0)


def fresh(row="luong", **sizes):
    return build(row, WORD_REVERSAL.vocab, hidden=16, embedding=8, max_length=8, **sizes)


def test_the_loss_by_a_loop():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(5), 7).astype(np.float32)
    gold = np.array([0, 4, -1, 2, 2, -1, -1])
    wanted = sum(-np.log(weights[t, j]) for t, j in enumerate(gold) if j >= 0)
    assert float(attention_loss(jnp.asarray(weights), jnp.asarray(gold))) == pytest.approx(
        wanted, rel=1e-5
    )


def test_batches_hold_the_gold_alignment():
    first = WORD_REVERSAL.vocab.decode(np.asarray(BATCH.source[0]))
    pair = WORD_REVERSAL.pair(first)
    assert BATCH.gold[0, : len(first)].tolist() == list(pair.alignment)
    assert (np.asarray(BATCH.gold)[np.asarray(BATCH.target) <= 2] == -1).all()


def test_the_whole_is_the_sum_of_its_parts():
    model = fresh()
    plain, accuracy = map(float, teacher_forced(model, BATCH, KEY, jnp.array(0)))
    none, same = map(float, SupervisedAttention(0.0)(model, BATCH, KEY, jnp.array(0)))
    assert (none, same) == (pytest.approx(plain), pytest.approx(accuracy))
    one, two = (
        float(SupervisedAttention(weight)(model, BATCH, KEY, jnp.array(0))[0])
        for weight in (1.0, 2.0)
    )
    assert one > plain
    assert two - plain == pytest.approx(2 * (one - plain), rel=1e-4)
    later = SupervisedAttention(1.0, Linear(100))(model, BATCH, KEY, jnp.array(100))[0]
    assert float(later) == pytest.approx(plain)


@pytest.mark.thin(3)
@pytest.mark.parametrize("row", ["bahdanau", "luong_general_unfed", "luong_local_p"])
def test_weights_learn_where_to_look(row):
    """A strong loss on the weights moves them to the gold positions in 160 steps."""
    model = fresh(row)
    recipe = Recipe(steps=160, warmup=5, chunk=20, learning_rate=2e-2)

    def on_gold(model):
        _, output = jax.vmap(lambda s, t: model.said(s, t))(BATCH.source, BATCH.target)
        known = BATCH.gold >= 0
        at = jnp.where(known, BATCH.gold, 0)[..., None]
        return (
            jnp.sum(jnp.take_along_axis(output.weights, at, axis=-1)[..., 0] * known) / known.sum()
        )

    before = on_gold(model)
    fit(model, STREAM, recipe, objective=SupervisedAttention(20.0), progress=False)
    assert on_gold(model) > before + 0.1


def test_a_loss_of_ones_own():
    model = fresh()
    twice = SupervisedAttention(loss=lambda weights, gold: 2 * attention_loss(weights, gold))
    plain, _ = teacher_forced(model, BATCH, KEY, jnp.array(0))
    mine = float(twice(model, BATCH, KEY, jnp.array(0))[0] - plain)
    ours = float(SupervisedAttention()(model, BATCH, KEY, jnp.array(0))[0] - plain)
    assert mine == pytest.approx(2 * ours, rel=1e-4)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="weight must be at least 0"):
        SupervisedAttention(-1.0)
    with pytest.raises(ValueError, match="schedule must be one of"):
        SupervisedAttention(schedule=Linear)
    bare = BATCH._replace(gold=None)
    with pytest.raises(ValueError, match="needs batches with aligned=True"):
        SupervisedAttention()(fresh(), bare, KEY, jnp.array(0))
    with pytest.raises(ValueError, match="a model with attention, got one without"):
        SupervisedAttention()(fresh("init_state"), BATCH, KEY, jnp.array(0))
