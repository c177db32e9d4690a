"""The loss in chunks: the plain loss, to the last token, without all logits in memory."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import check_gradient, close, copies, fresh

from course_lib.data.vocab import PAD
from course_lib.kernels import vocabulary_loss as chunks
from course_lib.kernels.losses import token_loss
from course_lib.kernels.parameters import affine
from course_lib.kernels.vocabulary_loss import chunked_loss, vocabulary_loss
from course_lib.training.teacher_forcing import teacher_forced

B, T, A, V = 3, 4, 5, 7


def draw(dtype=jnp.float32):
    rng = np.random.default_rng(0)
    arrays = (rng.normal(size=shape) * 2 for shape in ((B, T, A), (A, V), (V,)))
    target = jnp.asarray([[3, 4, 2, PAD], [6, 2, PAD, PAD], [1, 5, 3, 2]])
    return *(jnp.asarray(array, dtype) for array in arrays), target


def plain(features, weight, bias, target):
    return token_loss(affine(features, weight, bias).astype(jnp.float32), target)


def value_and_gradients(loss, target):
    """Of the loss times 3: the cotangent of a loss that is part of another is not 1."""

    def scaled(*arrays):
        value, right = loss(*arrays, target)
        return 3 * value, right

    return jax.value_and_grad(scaled, (0, 1, 2), has_aux=True)


@pytest.mark.parametrize("rows", [1, 5, 6, 12, 100])
def test_equals_the_plain_loss_and_its_gradients(rows):
    *arrays, target = draw()
    found = value_and_gradients(functools.partial(chunked_loss, rows=rows), target)(*arrays)
    close(found, value_and_gradients(plain, target)(*arrays))
    # and where nothing is differentiated
    close(chunked_loss(*arrays, target, rows), plain(*arrays, target))


def test_bfloat16_is_summed_in_float32():
    *arrays, target = draw(jnp.bfloat16)
    found = value_and_gradients(functools.partial(chunked_loss, rows=5), target)(*arrays)
    wanted = value_and_gradients(plain, target)(*arrays)
    assert [g.dtype for g in found[1]] == [jnp.bfloat16] * 3
    assert found[0][0].dtype == jnp.float32
    close(found, wanted, 2e-2)  # bfloat16 has 8 bits


def test_gradients_against_finite_differences():
    *arrays, target = draw()
    check_gradient(lambda f, w, b: chunked_loss(f, w, b, target, 5)[0], *arrays)


def test_padding_changes_nothing():
    features, weight, bias, target = draw()
    longer = jnp.pad(features, [(0, 0), (0, 3), (0, 0)], constant_values=9.0)
    after = jnp.pad(target, [(0, 0), (0, 3)])
    close(chunked_loss(longer, weight, bias, after, 5), chunked_loss(*draw(), 5), 1e-6)
    gradient = jax.grad(lambda f: chunked_loss(f, weight, bias, after, 5)[0])(longer)
    assert (gradient[:, T:] == 0).all()
    assert (gradient[:, :1] != 0).all()


def test_a_batch_of_padding_has_no_loss_and_no_gradient():
    *arrays, target = draw()
    nothing = jnp.full_like(target, PAD)
    found = value_and_gradients(functools.partial(chunked_loss, rows=5), nothing)(*arrays)
    assert all((leaf == 0).all() for leaf in jax.tree.leaves(found))


def test_huge_logits_stay_finite():
    features, weight, bias, target = draw()
    found = value_and_gradients(functools.partial(chunked_loss, rows=5), target)
    assert all(
        jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(found(features * 1e20, weight, bias))
    )


def test_no_row_is_refused():
    with pytest.raises(ValueError, match="rows must be at least 1, got 0"):
        chunked_loss(*draw(), 0)


def whole_arrays(loss):
    """How often the gradient's program names an array of the size of all logits."""
    *arrays, target = draw()
    program = jax.jit(jax.grad(lambda *a: loss(*a, target)[0], (0, 1, 2)))
    return program.lower(*arrays).as_text().count(f"tensor<{B}x{T}x{V}xf32>")


def test_the_logits_of_all_tokens_are_never_held(monkeypatch):
    """Above a size, which the loss knows; the plain form holds several such arrays."""
    monkeypatch.setattr(chunks, "CHUNK", 14)  # two rows
    assert whole_arrays(vocabulary_loss) > 0
    monkeypatch.setattr(chunks, "WHOLE", B * T * V - 1)
    assert whole_arrays(vocabulary_loss) == 0


@pytest.mark.thin(3)
@pytest.mark.parametrize("name", ["luong_general", "luong_dot_unfed", "bahdanau"])
def test_training_by_chunks_is_the_same_training(name, monkeypatch):
    model, batch = fresh(name, dropout=0.3), copies(["ab", "c", "abc"], 4)

    def gradients():
        def loss(model):
            return teacher_forced(model, batch, jax.random.key(0), jnp.zeros((), int))

        return nnx.jit(nnx.value_and_grad(loss, has_aux=True))(model)

    value, grads = gradients()
    monkeypatch.setattr(chunks, "WHOLE", 1)
    monkeypatch.setattr(chunks, "CHUNK", 40)
    jax.clear_caches()
    again, others = gradients()
    close(again, value)
    close(jax.tree.leaves(others), jax.tree.leaves(grads))
