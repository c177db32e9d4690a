"""How parameters begin, and how an unknown name is refused."""

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from course_lib.kernels.parameters import affine, choose, glorot, orthogonal, zeros


def test_glorot_stays_within_its_bound_and_fills_it():
    matrix = np.asarray(glorot(nnx.Rngs(0), 30, 20)[...])
    bound = np.sqrt(6 / 50)
    assert matrix.shape == (30, 20)
    assert 0.95 * bound < np.abs(matrix).max() <= bound
    assert abs(matrix.mean()) < 0.1 * bound


def test_every_block_is_orthogonal_and_each_its_own():
    blocks = np.split(np.asarray(orthogonal(nnx.Rngs(0), 4, 3)[...]), 3, axis=1)
    for block in blocks:
        np.testing.assert_allclose(block @ block.T, np.eye(4), atol=1e-5)
    assert not np.allclose(blocks[0], blocks[1])


def test_equal_seeds_give_equal_parameters_and_others_do_not():
    first, second, other = (np.asarray(glorot(nnx.Rngs(s), 3, 3)[...]) for s in (0, 0, 1))
    np.testing.assert_array_equal(first, second)
    assert (first != other).any()


def test_affine_by_hand_with_and_without_other_axes():
    weight, bias = jnp.array([[1.0, 2.0]]), jnp.array([10.0, 20.0])
    assert affine(jnp.array([3.0]), weight, bias).tolist() == [13.0, 26.0]
    assert affine(jnp.array([[3.0], [0.0]]), weight, bias).tolist() == [[13.0, 26.0], [10.0, 20.0]]
    assert zeros(2)[...].tolist() == [0.0, 0.0]


def test_choose_finds_suggests_and_lists():
    table = {"general": 1, "dot": 2}
    assert choose(table, "dot", "score") == 2
    with pytest.raises(ValueError, match=r"unknown score 'genral'; did you mean 'general'\? Known"):
        choose(table, "genral", "score")
    with pytest.raises(ValueError, match=r"unknown score 'zzz'\. Known: general, dot"):
        choose(table, "zzz", "score")
