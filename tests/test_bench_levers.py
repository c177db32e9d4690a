"""The levers' "without" really are without, and compute the same."""

import jax
import jax.numpy as jnp
import pytest
from bench.levers import LEVERS
from flax import nnx
from tiny import close, copies, fresh

from course_lib import vocabulary_loss
from course_lib.training import teacher_forced


def program():
    """A gradient of training, compiled anew: its text and its value."""
    graph, params = nnx.split(fresh("luong_dot_unfed"), nnx.Param)
    batch = copies(["ab", "c", "abc"], 4)

    def loss(params):
        model = nnx.merge(graph, params)
        return teacher_forced(model, batch, jax.random.key(0), jnp.zeros((), int))[0]

    jax.clear_caches()
    lowered = jax.jit(jax.grad(loss)).lower(params)
    return lowered.as_text(), lowered.compile()(params)


@pytest.mark.parametrize("lever", LEVERS)
def test_without_is_another_program_with_the_same_gradient(lever, monkeypatch):
    monkeypatch.setattr(vocabulary_loss, "WHOLE", 1)
    monkeypatch.setattr(vocabulary_loss, "CHUNK", 40)
    text, found = program()
    with LEVERS[lever]():
        plain, wanted = program()
    assert text != plain
    close(jax.tree.leaves(found), jax.tree.leaves(wanted))
