"""The fused additive score against the plain one: values, gradients, the bound, masks, memory."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tiny import check_gradient, close, same

from course_lib.kernels import fused_additive as module
from course_lib.kernels.fused_additive import (
    LIMIT,
    exponential,
    fused_additive,
    fused_attention,
    identity_holds,
    sum_units,
    tanh_of_product,
)
from course_lib.model.alignments import attend
from course_lib.model.score_functions import additive

ABOVE = float(np.nextafter(np.float32(LIMIT), np.float32(np.inf)))


def plain(queries, keys, v):
    """`score_functions.additive`, query by query: what is asked for."""
    return jax.vmap(lambda query: additive(query, keys, v))(queries)


def draw(seed=0, *, batch=(), queries=5, keys=7, width=19):
    """Queries, keys, v and the loss's derivative by the scores."""
    rng = np.random.default_rng(seed)
    shapes = (*batch, queries, width), (*batch, keys, width), (width,), (*batch, queries, keys)
    return [jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes]


def cancelling(query_size, key_size, width=19):
    """Queries up to `query_size` and keys up to `key_size` whose sums are often moderate."""
    queries, keys, v, g = draw(1, width=width)
    signs = jnp.sign(keys[:1])
    sizes = jnp.array([1.0, 0.99, 0.95, 0.5, 0.01])[:, None]
    queries = signs * query_size * sizes
    keys = jnp.clip(key_size * keys, -key_size, key_size).at[0].set(-signs[0] * key_size)
    return queries, keys.at[1].set(-signs[0] * min(query_size, key_size) * 0.97), v, g


def pulled(score, queries, keys, v, g, batched=False):
    """The scores and their three gradients, compiled."""
    many = jax.vmap(score, (0, 0, None)) if batched else score

    @jax.jit
    def both(queries, keys, v, g):
        scores, back = jax.vjp(many, queries, keys, v)
        return scores, back(g)

    return both(queries, keys, v, g)


def compare(found, wanted, v, g):
    """Each to 1e-5 of the largest that its sums could be: sum |v| for a score, and with |g| beside
    it for a gradient."""
    weight, loss = np.abs(v).sum(), np.abs(g)
    scores, (dq, dk, dv) = found
    wanted_scores, (wanted_dq, wanted_dk, wanted_dv) = wanted
    for a, b, scale in (
        (scores, wanted_scores, weight),
        (dq, wanted_dq, np.abs(v).max() * loss.sum(-1).max()),
        (dk, wanted_dk, np.abs(v).max() * loss.sum(-2).max()),
        (dv, wanted_dv, loss.sum()),
    ):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5 * scale)


def test_against_a_loop_in_float64():
    queries, keys, v, _ = draw(queries=2, keys=3, width=4)
    found = fused_additive(queries, keys, v)
    q, k, w = (np.asarray(a, np.float64) for a in (queries, keys, v))
    for t in range(2):
        for j in range(3):
            e = sum(w[i] * np.tanh(q[t, i] + k[j, i]) for i in range(4))
            assert abs(found[t, j] - e) < 1e-6


@pytest.mark.thin(3)
@pytest.mark.parametrize("width", [1, 16, 37])
@pytest.mark.parametrize("size", [0.1, 1.0, 8.0])
def test_values_and_gradients_are_the_plain_forms(width, size):
    queries, keys, v, g = draw(width=width, queries=18, keys=33)
    args = size * queries, size * keys, v, g
    compare(pulled(fused_additive, *args), pulled(plain, *args), v, g)


@pytest.mark.thin(4)
@pytest.mark.parametrize(
    ("query_size", "key_size", "holds"),
    [
        (1.0, LIMIT, True),
        (LIMIT, LIMIT, True),  # the edge
        (ABOVE, LIMIT, True),
        (43.0, LIMIT, True),
        (50.0, LIMIT, True),  # one side is clipped
        (1e4, LIMIT, True),
        (LIMIT, 1e4, True),
        (1e30, 1.0, True),
        (ABOVE, ABOVE, False),  # beyond the edge
        (60.0, 60.0, False),
        (1e4, 1e4, False),
    ],
)
def test_both_sides_of_the_bound_and_its_edge(query_size, key_size, holds):
    queries, keys, v, g = cancelling(query_size, key_size)
    assert bool(identity_holds(queries, keys)) == holds
    found, wanted = (pulled(f, queries, keys, v, g) for f in (fused_additive, plain))
    assert np.isfinite(found[0]).all()
    compare(found, wanted, v, g)


def test_beyond_the_bound_the_identity_would_be_wrong():
    """What the guard is for: a clipped sum is off by 1e-1 of sum |v|, an unclipped one is NaN."""
    queries, keys, v, _ = cancelling(60.0, 60.0)
    wanted = plain(queries, keys, v)
    clipped = sum_units(tanh_of_product, exponential(queries), exponential(keys), v)
    assert float(jnp.abs(clipped - wanted).max()) > 0.1 * float(jnp.abs(v).sum())
    assert jnp.isnan(sum_units(tanh_of_product, jnp.exp(2 * queries), jnp.exp(2 * keys), v)).any()


@pytest.mark.thin(3)
@pytest.mark.parametrize("tile", [1, 70, 2**14])  # groups of one source, of two, and of all six
def test_one_source_of_a_batch_beyond_the_bound(tile):
    queries, keys, v, g = draw(batch=(6,))
    queries, keys = queries.at[2].mul(50.0), keys.at[2].mul(50.0)
    holds = jax.vmap(identity_holds)(queries, keys)
    assert holds.tolist() == [True, True, False, True, True, True]
    score = functools.partial(fused_additive, tile=tile)
    found = pulled(score, queries, keys, v, g, batched=True)
    compare(found, pulled(plain, queries, keys, v, g, batched=True), v, g)


def test_vmap_over_queries_alone_and_over_two_axes():
    queries, keys, v, _ = draw(batch=(6,))
    shared = jax.vmap(fused_additive, (0, None, None))(queries, keys[0], v)
    close(shared, jnp.stack([plain(q, keys[0], v) for q in queries]))
    vs = jnp.stack([v, -2.0 * v])
    twice = jax.vmap(jax.vmap(fused_additive, (0, 0, None)), (None, None, 0))(queries, keys, vs)
    close(twice[0], jax.vmap(plain, (0, 0, None))(queries, keys, v))
    close(twice[1], -2.0 * twice[0])


@pytest.mark.parametrize("beyond", [False, True])
def test_the_plain_form_runs_only_where_it_must(monkeypatch, beyond):
    """Under `vmap` too, forwards and backwards; a plain `lax.cond` there runs both its branches."""
    runs = []
    tanh = module.tanh_of_sum

    def counted(queries, keys):
        jax.debug.callback(lambda: runs.append(1))
        return tanh(queries, keys)

    monkeypatch.setattr(module, "tanh_of_sum", counted)
    queries, keys, v, g = draw(batch=(2,), queries=2, keys=2, width=3)
    if beyond:
        queries, keys = queries.at[1].set(40.0), keys.at[1].set(-40.0)
    jax.block_until_ready(pulled(fused_additive, queries, keys, v, g, batched=True))
    jax.effects_barrier()
    assert bool(runs) == beyond


def test_gradients_against_finite_differences():
    queries, keys, v, _ = draw(queries=2, keys=3, width=4)
    check_gradient(lambda *args: jnp.sin(fused_additive(*args)).sum(), queries, keys, v)


def test_gradients_of_contexts_against_finite_differences():
    queries, keys, v, _ = draw(queries=2, keys=4, width=3)
    states, mask = (
        jnp.asarray(np.random.default_rng(2).normal(size=(4, 2)), "f4"),
        jnp.arange(4) < 3,
    )

    def total(queries, keys, v, states):
        return jnp.sin(fused_attention(queries, keys, v, states, mask)[0]).sum()

    check_gradient(total, queries, keys, v, states)


def attended(queries, keys, v, states, mask):
    """The same, query by query, with the plain score."""
    return jax.vmap(lambda query: attend(additive(query, keys, v), states, mask))(queries)


def test_contexts_and_weights_are_those_of_soft_attention():
    queries, keys, v, _ = draw()
    states = jnp.asarray(np.random.default_rng(2).normal(size=(7, 3)), jnp.float32)
    mask = jnp.arange(7) < 5
    found = fused_attention(queries, keys, v, states, mask)
    close(found, attended(queries, keys, v, states, mask))
    assert (found[1][:, 5:] == 0).all()
    np.testing.assert_allclose(found[1].sum(1), 1.0, atol=1e-5)


@pytest.mark.thin(3)
@pytest.mark.parametrize("poison", [1e30, -50.0, jnp.nan])
def test_what_stands_on_padding_changes_nothing(poison):
    """With queries beyond the bound, huge padding would also send the source to the plain form."""
    queries, keys, v, _ = draw()
    queries = 40.0 * queries
    states = jnp.asarray(np.random.default_rng(2).normal(size=(7, 3)), jnp.float32)
    mask = jnp.arange(7) < 5
    states = states.at[5:].set(0.0)

    def run(keys, states, mask):
        def total(queries, keys, v):
            contexts, weights = fused_attention(queries, keys, v, states, mask)
            return jnp.sin(contexts).sum(), weights

        return jax.jit(jax.value_and_grad(total, (0, 1, 2), has_aux=True))(queries, keys, v)

    (value, weights), (dq, dk, dv) = run(keys[:5], states[:5], mask[:5])
    padded = run(keys.at[5:].set(poison), states, mask)
    more = (0, 2), (0, 0)
    wanted = (value, jnp.pad(weights, more[::-1])), (dq, jnp.pad(dk, more), dv)
    close(padded, wanted, 1e-6)
    assert (padded[1][1][5:] == 0).all()
    assert same(padded, run(keys.at[5:].set(1.0), states, mask))


def test_a_source_that_is_all_padding_gives_zeros():
    queries, keys, v, _ = draw()

    def total(queries, keys, v):
        contexts, weights = fused_attention(queries, keys, v, keys, jnp.zeros(7, bool))
        return contexts.sum() + weights.sum()

    value, grads = jax.value_and_grad(total, (0, 1, 2))(queries, keys, v)
    assert value == 0
    assert all((grad == 0).all() for grad in grads)


def test_bfloat16_is_computed_in_float32():
    """The scores are those of the rounded inputs; computed in bfloat16 they are off by 1e-3."""
    halves = [a.astype(jnp.bfloat16) for a in draw()]
    wholes = [a.astype(jnp.float32) for a in halves]
    found = pulled(fused_additive, *halves[:3], wholes[3])
    wanted = pulled(fused_additive, *wholes)
    assert found[0].dtype == jnp.float32
    close(found[0], wanted[0], 1e-6)
    for half, whole in zip(found[1], wanted[1], strict=True):
        assert half.dtype == jnp.bfloat16
        close(half, whole.astype(jnp.bfloat16), 1e-2)
    rough = plain(*halves[:3]).astype(jnp.float32)
    assert float(jnp.abs(rough - wanted[0]).max()) > 1e-3 * float(jnp.abs(wholes[2]).sum())


def test_widths_must_agree():
    queries, keys, _, _ = draw()
    with pytest.raises(ValueError, match=r"the same width K, got \(19, 19, 3\)"):
        module.fused_additive.__wrapped__(queries, keys, jnp.ones(3))
