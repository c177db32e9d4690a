"""Stacked frames against a loop."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.kernels.stacking import stack_frames


@pytest.mark.parametrize(("count", "stack"), [(6, 2), (7, 3), (5, 1), (2, 4), (0, 2)])
def test_frames_are_stacked_as_by_a_loop(count, stack):
    frames = np.random.default_rng(0).normal(size=(count, 3)).astype(np.float32)
    wanted = np.zeros((-(-count // stack), stack * 3), np.float32)
    for f, frame in enumerate(frames):
        at = (f % stack) * 3
        wanted[f // stack, at : at + 3] = frame
    np.testing.assert_array_equal(stack_frames(jnp.asarray(frames), stack), wanted)


def test_what_cannot_be_stacked_is_refused():
    with pytest.raises(ValueError, match="stack"):
        stack_frames(jnp.zeros((4, 2)), 0)
