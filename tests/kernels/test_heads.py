"""Several heads: against a loop over heads and positions, and against the attention of Flax."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient

from course_lib.kernels import multi_head

J, REAL = 6, 4
MASK = jnp.arange(J) < REAL


def arrays(width=6, values=9):
    rng = np.random.default_rng(0)
    shapes = ((width,), (J, width), (J, values))
    return tuple(jnp.asarray(rng.normal(size=shape), jnp.float32) for shape in shapes)


@pytest.mark.parametrize("heads", [1, 3])
def test_heads_equal_a_loop(heads):
    query, keys, values = arrays()
    found, weights = multi_head(query, keys, values, MASK, heads)
    q, k, v = (np.asarray(one, np.float64) for one in (query, keys, values))
    wide, read = q.size // heads, v.shape[1] // heads
    for head in range(heads):
        mine, own = slice(head * wide, (head + 1) * wide), slice(head * read, (head + 1) * read)
        powers = [np.exp(q[mine] @ k[j, mine] / np.sqrt(wide)) for j in range(REAL)]
        alpha = np.array(powers) / sum(powers)
        np.testing.assert_allclose(weights[head], [*alpha, 0, 0], atol=1e-6)
        wanted = sum(a * v[j, own] for j, a in enumerate(alpha))
        np.testing.assert_allclose(found[own], wanted, atol=1e-5)


def test_it_is_the_attention_of_flax_with_the_same_weights():
    """To 1e-5, every query of a source at once; without the scale they are .1 apart."""
    width, heads = 16, 4
    theirs = nnx.MultiHeadAttention(
        num_heads=heads, in_features=width, use_bias=False, decode=False, rngs=nnx.Rngs(0)
    )
    square = lambda layer: layer.kernel[...].reshape(width, width)  # noqa: E731
    states = jax.random.normal(jax.random.key(1), (J, width))
    seen = jnp.broadcast_to(MASK, (1, J, J))
    wanted = theirs(states, mask=seen)
    keys, values = states @ square(theirs.key), states @ square(theirs.value)
    ask = lambda query: multi_head(query, keys, values, MASK, heads)[0]  # noqa: E731
    found = jax.vmap(ask)(states @ square(theirs.query)) @ square(theirs.out)
    np.testing.assert_allclose(found, wanted, atol=1e-5)
    unscaled = jax.vmap(ask)(2.0 * states @ square(theirs.query)) @ square(theirs.out)
    assert np.abs(unscaled - wanted).max() > 0.1


def test_more_padding_changes_nothing_and_no_source_gives_zeros():
    query, keys, values = arrays()
    short = multi_head(query, keys[:REAL], values[:REAL], MASK[:REAL], 3)
    long = multi_head(query, keys, values, MASK, 3)
    np.testing.assert_allclose(long[0], short[0], atol=1e-6)
    np.testing.assert_allclose(long[1][:, :REAL], short[1], atol=1e-6)
    assert not np.asarray(long[1])[:, REAL:].any()
    nothing = multi_head(query, keys, values, jnp.zeros(J, bool), 3)
    assert not any(np.asarray(one).any() for one in nothing)


def test_gradients_against_finite_differences():
    check_gradient(lambda q, k, v: jnp.sin(multi_head(q, k, v, MASK, 3)[0]).sum(), *arrays())


@pytest.mark.parametrize(("width", "values", "name"), [(5, 9, "query"), (6, 7, "values")])
def test_a_width_that_the_heads_do_not_divide_is_refused(width, values, name):
    with pytest.raises(ValueError, match=f"heads must divide the width of {name}, got 3 and"):
        multi_head(*arrays(width, values), MASK, 3)
