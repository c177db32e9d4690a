"""What is timed is what it says; how long it takes is the record's matter."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import close, copies, fresh

from course_lib.lessons.lesson_05b import attention_speed
from course_lib.lessons.lesson_05b.attention_speed import by_path, kernel_times, look, step_times
from course_lib.training.teacher_forcing import teacher_forced


def test_looking_adds_up_the_contexts():
    alignment = attention_speed.make_alignment("local_m_gathered", 4, 1)
    source = attention_speed.make_source(alignment, 12, 4)
    queries = jax.random.normal(jax.random.key(1), (3, 4))
    wanted = sum(alignment(queries[i], source, None, 4 * i, None)[0].context for i in range(3))
    close(look(alignment, queries, source), wanted)


def test_a_batch_of_sources_looks_as_each_of_them():
    made = functools.partial(attention_speed.kernel_programs, (8,), width=4, window=1, queries=2)
    for kind in ("local_p_masked", "local_p_gathered"):
        one, three = (made(kinds=(kind,), batch=batch) for batch in (None, 3))
        alone, batched = (p[f"forward {kind} 8"]() for p in (one, three))
        close(batched, jnp.broadcast_to(alone, (3, 4)))
        loss, grads = three[f"training {kind} 8"]()
        assert float(loss) == pytest.approx(3 * float(one[f"training {kind} 8"]()[0]), rel=1e-5)
        assert grads[1].shape == (3, 8, 4)


def test_kernels_are_timed_for_every_source():
    kinds = ("soft", "local_p_gathered")
    found = kernel_times((8, 16), kinds=kinds, width=4, window=1, queries=2, rounds=1)
    assert found["sources"] == [8, 16]
    for part in ("forward", "training"):
        assert set(found[part]) == set(kinds)
        assert all(len(times) == 2 and min(times) > 0 for times in found[part].values())


def test_both_paths_have_the_loss_and_the_gradients_of_training():
    batch = copies(["abca", "cb", "a"])
    graph, params = nnx.split(fresh("luong_dot_unfed"), nnx.Param)

    def graded(objective):
        def loss(params):
            return objective(nnx.merge(graph, params), batch, jax.random.key(0), jnp.asarray(0))[0]

        value, grads = jax.jit(jax.value_and_grad(loss))(params)
        return value, nnx.to_pure_dict(grads)

    wanted = graded(teacher_forced)
    for path in ("batched", "scanned"):
        close(graded(by_path(path)), wanted)


@pytest.mark.long
def test_steps_are_timed_and_their_losses_compared():
    found = step_times((6,), hidden=8, batch=2, steps=2, rounds=1)
    assert found["lengths"] == [6]
    for name in ("batched", "scanned", "fed"):
        assert len(found[name]) == 1
        assert min(found[name]) > 0
    assert max(found["difference"]) < 1e-5
    assert not np.isnan(found["difference"]).any()


def test_a_row_that_loops_has_no_batched_path():
    with pytest.raises(ValueError, match="'luong_general' feeds back what it saw"):
        step_times((6,), row="luong_general")
