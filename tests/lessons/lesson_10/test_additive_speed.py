"""What is timed is what it says, and the fused form's memory; its seconds are the record's."""

import jax
import jax.numpy as jnp
import pytest

from course_lib.lessons.lesson_10.additive_speed import (
    additive_times,
    forward,
    largest_difference,
    program_bytes,
    training,
)

MEGABYTE = 10**6


@pytest.fixture
def optimised():
    """Programs as they run outside the tests: the memory that they need depends on it."""
    jax.config.update("jax_disable_most_optimizations", False)
    yield
    jax.config.update("jax_disable_most_optimizations", True)


@pytest.mark.parametrize("part", [forward, training])
def test_a_fiftieth_of_the_naive_forms_temporary_memory(optimised, part):
    """B 64, T 64, K 256, J 1024; an array of T x J x K for a single source is 67 MB."""
    naive, fused = (program_bytes(name, part, 64, 64, 1024, 256) for name in ("naive", "fused"))
    assert naive["temporary"] > 4000 * MEGABYTE
    assert 50 * fused["temporary"] < naive["temporary"]


def test_a_source_of_4096_positions_in_less_than_a_gigabyte(optimised):
    """With inputs, gradients and all; a copy of the keys alone would be 268 MB more."""
    assert program_bytes("fused", training, 64, 64, 4096, 256)["all"] < 800 * MEGABYTE
    assert program_bytes("naive", training, 64, 64, 4096, 256)["all"] > 30_000 * MEGABYTE


def test_both_forms_are_timed_and_compared():
    found = additive_times(batch=2, targets=3, source=4, width=5, rounds=1)
    programs = {f"{part} {name}" for part in ("forward", "training") for name in ("naive", "fused")}
    assert set(found["seconds"]) == programs
    assert all(seconds > 0 for seconds in found["seconds"].values())
    assert max(found["forward difference"], found["training difference"]) < 1e-5
    assert set(found["training bytes"]) == {"naive", "fused"}


def test_a_difference_is_a_share_of_the_largest_number():
    one = jnp.array([1.0, 4.0]), jnp.array([1.0])
    other = jnp.array([1.0, 3.0]), jnp.array([1.0])
    assert largest_difference(other, one) == 0.25
    assert largest_difference(one, one) == 0
