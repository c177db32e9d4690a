"""Bahdanau's score of all T queries on one source, without the array of T x J x K.

The derivation, on one page.

1. *The sum.* Query q_t and key k_j, both of K units, have the score

       e_tj = sum_k v_k h_tjk,    h_tjk = tanh(q_tk + k_jk).

   Written as arrays, h is T x J x K numbers, though only T x J are wanted. So we go through the
   units one after the other and add v_k h_k, a T x J array, to a running sum.

2. *The exponentials.* tanh(z) = (e^2z - 1) / (e^2z + 1) = 1 - 2 / (1 + e^2z), and e^2(q + k) is
   the product e^2q e^2k. With x_tk = e^(2 q_tk) and y_jk = e^(2 k_jk), made once,

       h_tjk = 1 - 2 / (1 + x_tk y_jk).

   T K + J K exponentials instead of T J K hyperbolic tangents. What is left for each of the
   T J K is a multiply, an add and a divide (and one more multiply and add to sum it up).

3. *The gradient.* Let G_tj be the loss's derivative by e_tj. As tanh' = 1 - tanh^2, let
   D_tjk = G_tj (1 - h_tjk^2). Then

       dq_tk = v_k sum_j D_tjk,    dk_jk = v_k sum_t D_tjk,    dv_k = sum_t sum_j G_tj h_tjk.

   The sums over j need h_j, a T x K array, of one position at a time; the sum over t needs h_t,
   J x K, of one query at a time. So the backward pass goes through the positions and then through
   the queries, computes h again, and keeps only the sums. Nothing but the inputs is stored.

4. *Where it holds.* In float32 e^z is finite up to z = 88.7, and full precision ends at z = -87.3.
   A product that overflows does no harm: 2 / inf = 0, and tanh is 1 there. But infinity times zero
   is NaN. So q and k are clipped to +-43, which keeps e^2q and e^2k finite and above zero. The clip
   changes nothing if the other side stays within +-34 in all units and positions: then the sum is
   beyond +-9 before the clip and after it, where tanh is 1 to 4e-8. So the identity holds if

       min(max |q|, max |k|) <= 34    (`LIMIT`; over one source, its queries and its keys).

   Where both sides are larger, `lax.cond` takes tanh itself, through the same loop over the units.

Source of the score: Bahdanau et al. 2014, appendix A.1.2. Steps 2 to 4 are the library's
own arrangement.
"""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from course_lib.kernels.masks import masked_softmax

LIMIT = 34.0
CLIP = 43.0
TILE = 2**14  # scores made at a time: so few that a core's cache holds all that they need
UNROLL = 16  # terms added to a sum between two writes of it to memory

Tanh = Callable[[Array, Array], Array]


def tanh_of_sum(queries: Array, keys: Array) -> Array:
    """h = tanh(q + k), as it stands."""
    return jnp.tanh(queries + keys)


def tanh_of_product(x: Array, y: Array) -> Array:
    """h from x = e^2q and y = e^2k (step 2)."""
    return 1.0 - 2.0 / (1.0 + x * y)


def add_up(term: Callable[..., Any], *parts: Array) -> Any:
    """The sum over i of term(parts[0][i], parts[1][i], ...), one term after the other."""

    def add(total: Any, part: tuple[Array, ...]) -> tuple[Any, None]:
        return jax.tree.map(jnp.add, total, term(*part)), None

    first = jax.eval_shape(term, *(part[0] for part in parts))
    nothing = jax.tree.map(lambda one: jnp.zeros(one.shape, one.dtype), first)
    # With fewer than 16 at a time the CPU's compiler puts the reading of each term into the inner
    # loop, and the loop is then not vectorised: measured with 4, 8 and 12, five times slower.
    return jax.lax.scan(add, nothing, parts, unroll=UNROLL)[0]


def sum_units(
    tanh: Tanh, x: Float[Array, "T K"], y: Float[Array, "J K"], v: Float[Array, " K"]
) -> Float[Array, "T J"]:
    """e = sum_k v_k h_k, one unit after the other (step 1)."""
    return add_up(lambda x, y, v: v * tanh(x[:, None], y[None, :]), x.T, y.T, v)


def gradients(
    tanh: Tanh,
    x: Float[Array, "T K"],
    y: Float[Array, "J K"],
    v: Float[Array, " K"],
    g: Float[Array, "T J"],
) -> tuple[Float[Array, "T K"], Float[Array, "J K"], Float[Array, " K"]]:
    """dq, dk and dv, one position and then one query after the other (step 3)."""

    def of_position(y: Array, g: Array) -> tuple[Array, Array]:
        h = tanh(x, y[None, :])
        return g[:, None] * (1.0 - h * h), g[:, None] * h

    def of_query(x: Array, g: Array) -> Array:
        h = tanh(x[None, :], y)
        return g[:, None] * (1.0 - h * h)

    dq, dv = add_up(of_position, y, g.T)
    return v[None] * dq, v[None] * add_up(of_query, x, g), dv.sum(0)


def identity_holds(queries: Float[Array, "T K"], keys: Float[Array, "J K"]) -> Bool[Array, ""]:
    """min(max |q|, max |k|) <= `LIMIT` (step 4); False where there is a NaN."""
    return jnp.minimum(jnp.abs(queries).max(), jnp.abs(keys).max()) <= LIMIT


def exponential(values: Float[Array, "N K"]) -> Float[Array, "N K"]:
    """e^2z, of z clipped so that the result is neither infinity nor zero."""
    return jnp.exp(2.0 * jnp.clip(values, -CLIP, CLIP))


def guarded(through: Callable[..., Any], tile: int) -> Callable[..., Any]:
    """`through(tanh, queries, keys, v, ...)` with the identity, or with tanh where it must be.

    Under `vmap` a `cond` would become a `where`, and both forms would always run. So `vmap` has a
    rule of its own here: it goes through the sources in groups, each of as many as make `tile`
    scores, and a group takes the identity if it holds for all its sources.
    """

    def fused(queries: Array, keys: Array, *rest: Array) -> Any:
        return through(tanh_of_product, exponential(queries), exponential(keys), *rest)

    def plain(*args: Array) -> Any:
        return through(tanh_of_sum, *args)

    def guard(axes: Any) -> Callable[..., Any]:
        """The choice for one source, or for a group of them where `axes` are its arrays' axes."""
        many = (lambda f: f) if axes is None else functools.partial(jax.vmap, in_axes=axes)
        holds = many(lambda queries, keys, *_: identity_holds(queries, keys))
        forms = many(fused), many(plain)
        return lambda *args: jax.lax.cond(holds(*args).all(), *forms, *args)

    one = jax.custom_batching.custom_vmap(guard(None))

    @one.def_vmap
    def in_groups(sources: int, batched: list[bool], *args: Array) -> Any:
        axes = [0 if moves else None for moves in batched]
        scores = args[0].shape[-2] * args[1].shape[-2]  # T J, of one source
        fitting = min(max(1, tile // scores), sources)
        size = max(n for n in range(1, fitting + 1) if sources % n == 0)
        if size == 1:  # without an axis of length 1, for which the compiler would copy all keys
            found = jax.vmap(jax.custom_batching.sequential_vmap(guard(None)), axes)(*args)
        else:
            group = jax.custom_batching.sequential_vmap(guard(axes))
            split = [
                arg.reshape(-1, size, *arg.shape[1:]) if moves else arg
                for arg, moves in zip(args, batched, strict=True)
            ]
            found = jax.vmap(group, axes)(*split)
            found = jax.tree.map(lambda a: a.reshape(sources, *a.shape[2:]), found)
        return found, jax.tree.map(lambda _: True, found)

    return one


@functools.partial(jax.custom_vjp, nondiff_argnums=(3,))
def _scores(queries: Array, keys: Array, v: Array, tile: int) -> Array:
    return guarded(sum_units, tile)(queries, keys, v)


def _forward(queries: Array, keys: Array, v: Array, tile: int) -> tuple[Array, tuple[Array, ...]]:
    return _scores(queries, keys, v, tile), (queries, keys, v)


def _backward(tile: int, saved: tuple[Array, ...], g: Array) -> tuple[Array, ...]:
    return guarded(gradients, tile)(*saved, g)


_scores.defvjp(_forward, _backward)


def fused_additive(
    queries: Float[Array, "T K"],
    keys: Float[Array, "J K"],
    v: Float[Array, " K"],
    tile: int = TILE,
) -> Float[Array, "T J"]:
    """e_tj = v . tanh(q_t + k_j) for all T queries of one source, both already projected.

    `score_functions.additive` of each query, to 1e-5 of sum_k |v_k|, for inputs of any size, and
    with its gradients; the module's page says how. `vmap` adds the sources, and works through them
    in groups that make `tile` scores together, or of one source that makes more: a device with many
    cores and much memory wants a larger `tile`. Memory beyond inputs and results: a few times the
    inputs and scores of one group. Where the sources of a batch lie on several devices, each device
    must call it with its own (`shard_map`), or one group must hold them all.
    Computed, and given, in float32 or what is finer among the inputs. First derivatives only, in
    reverse mode. ValueError if the three do not have the same K.
    """
    widths = queries.shape[-1], keys.shape[-1], v.shape[-1]
    if len(set(widths)) > 1:
        raise ValueError(f"queries, keys and v must have the same width K, got {widths}")
    dtype = jnp.promote_types(jnp.result_type(queries, keys, v), jnp.float32)
    return _scores(queries.astype(dtype), keys.astype(dtype), v.astype(dtype), tile)


def fused_attention(
    queries: Float[Array, "T K"],
    keys: Float[Array, "J K"],
    v: Float[Array, " K"],
    states: Float[Array, "J E"],
    mask: Bool[Array, " J"],
    tile: int = TILE,
) -> tuple[Float[Array, "T E"], Float[Array, "T J"]]:
    """All T contexts and weights of one source: c_t = sum_j alpha_tj h_j, alpha_t = softmax(e_t).

    The softmax is over the real positions. What stands in the keys of the others is not read: it
    changes nothing, nor whether the identity holds.
    """
    scores = fused_additive(queries, jnp.where(mask[:, None], keys, 0.0), v, tile)
    weights = jax.vmap(masked_softmax, (0, None))(scores, mask)
    return weights.astype(states.dtype) @ states, weights
