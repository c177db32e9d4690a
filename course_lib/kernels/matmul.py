"""`product`: x W for weights that a whole batch shares, with one plain product for dW.

Under `vmap`, JAX's own rule for dW of `x @ W` sums over two axes, the batch and the positions. On a
CPU XLA then writes a transposed copy of dy and multiplies it in an order that its fast kernels do
not know. The sum is the same with both axes laid end to end,

    dW = X^T dY,   X: [T B, I],   dY: [T B, O]

and needs no copy where the positions come first, as a scan leaves them. So `product` is a JAX
primitive of its own: a few rules in terms of plain products, and every transformation works.
"""

from typing import Any

import jax
import jax.numpy as jnp
from jax.extend.core import Primitive
from jax.interpreters import ad, batching, mlir
from jaxtyping import Array, Float

product_p = Primitive("product")


def product(
    inputs: Float[Array, "*batch I"], weight: Float[Array, "I O"]
) -> Float[Array, "*batch O"]:
    """W x over the last axis: `inputs @ weight`, with the gradient for `weight` as above."""
    dtype = jnp.result_type(inputs, weight)
    return product_p.bind(inputs.astype(dtype), weight.astype(dtype))


def _rows(values: Array) -> Array:
    """All axes but the last, laid end to end."""
    return values.reshape(-1, values.shape[-1])


def _multiply(inputs: Array, weight: Array) -> Array:
    return (_rows(inputs) @ weight).reshape(*inputs.shape[:-1], weight.shape[1])


def _shape(inputs: Any, weight: Any) -> Any:
    return inputs.update(shape=(*inputs.shape[:-1], weight.shape[1]))


def _gradient_inputs(found: Array, inputs: Any, weight: Array) -> Array:
    return product(found, weight.T)


def _gradient_weight(found: Array, inputs: Array, weight: Any) -> Array:
    return _rows(inputs).T @ _rows(found)


def _batch(arguments: tuple[Array, Array], axes: tuple[Any, Any]) -> tuple[Array, int]:
    (inputs, weight), (at, weight_at) = arguments, axes
    if weight_at is not None:  # a weight for each example: nothing is shared
        return jax.vmap(jnp.matmul, in_axes=(at, weight_at))(inputs, weight), 0
    # The new axis goes behind the positions.
    inputs = jnp.moveaxis(inputs, at, -2)
    return product(inputs, weight), inputs.ndim - 2


product_p.def_impl(jax.jit(_multiply))
product_p.def_abstract_eval(_shape)
mlir.register_lowering(product_p, mlir.lower_fun(_multiply, multiple_results=False))
ad.defbilinear(product_p, _gradient_inputs, _gradient_weight)
batching.primitive_batchers[product_p] = _batch
