"""Local attention: look at a window of 2R + 1 source positions (Luong et al. 2015, section 3.2).

R is the window's half-width, the paper's D; here D is the width of a state.

Where its centre p_t lies is the difference between the two kinds. `LocalM` ("monotonic") sets
p_t = t. `LocalP` ("predictive") asks the query, and favours positions near the centre.

The paper counts positions from 1, the library from 0: position j here is the paper's s = j + 1, and
what is called a centre here is the paper's p_t - 1. A window covers the positions with
|j - centre| <= R, fewer of them where it hangs over an end of the source; a window that lies
beyond the source altogether gives no weight and a context of zeros.

Each kind has two forms that compute the same. *Masked* scores the whole source and lets the
softmax see the window alone. *Gathered* first reads the window out of states and keys, by one
slice, so that a step costs the same however long the source is. A kind takes the form that is the
faster one for its source (`GATHER_FROM`); the names that end in `_masked` and `_gathered` insist.
"""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from flax import nnx
from jaxtyping import Array, Bool, Float, Int

from course_lib.kernels.parameters import glorot
from course_lib.model.alignments.aligned import Aligned
from course_lib.model.alignments.soft import Soft
from course_lib.model.alignments.windows import (
    gaussian_weights,
    in_window,
    log_gaussian,
    predicted_centre,
    window_weights,
)
from course_lib.model.memory import Prepared

# The padded length of a source from which on the window is gathered. On a CPU the two forms are
# level at 100 positions at most, forward and backward, one source or a batch of them, one query
# after the other (`make bench ARGS=local`).
GATHER_FROM = 128
# Where local-p looks, for a picture of it.
PLACED = r"p_t = J\,\sigma(v_p^\top\tanh(W_p @) / \sqrt{n})"


def window_start(centre: Float[Array, ""], window: int, size: int, length: int) -> Int[Array, ""]:
    """Where to read `size` neighbours out of `length` positions so that none in the window is lost.

    The window's first position, ceil(centre - R), moved inwards where the slice would hang over
    an end. What the slice then holds besides the window, `in_window` takes out again.
    """
    first = jnp.ceil(centre - window)
    return jnp.clip(first, 0, length - size).astype(jnp.int32)


class LocalM(Soft):
    """local-m: the window moves on by one position a step, p_t = t, and the softmax is within it.

    For a target that keeps the source's order and pace. Reports its `centre` in `aux`.
    """

    needs_source: ClassVar[bool] = True
    least_window: ClassVar[int | None] = 0
    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "window_weights", "read_context")
    title: ClassVar[str] = "local-m"
    short: ClassVar[str] = "local-m"
    equation: ClassVar[str] = r"|j - p_t| \leq R,\; p_t = t"
    gather_from: ClassVar[float] = GATHER_FROM

    def __init__(
        self,
        score: Any,
        *,
        width: int,
        window: int,
        rngs: nnx.Rngs,
        window_weights: Callable[..., Any] = window_weights,
        **others: Any,
    ):
        super().__init__(score, **others)
        self.window = window
        self.weights = window_weights

    def centre(
        self, query: Float[Array, " D"], prepared: Prepared, t: Int[Array, ""] | int
    ) -> Float[Array, ""]:
        """The middle of the window, counted from 0; float32 whatever the type of the states."""
        return jnp.asarray(t, jnp.float32)

    def weigh(
        self, scores: Float[Array, " W"], mask: Bool[Array, " W"], centre: Float[Array, ""]
    ) -> Float[Array, " W"]:
        """The weights of W positions, of which the first is position 0 of `centre`."""
        if self.weights in (window_weights, gaussian_weights):
            return self.weights(scores, mask, centre, self.window, softmax=self.masked_softmax)
        return self.weights(scores, mask, centre, self.window)

    def __call__(
        self,
        query: Float[Array, " D"],
        prepared: Prepared,
        carry: Any,
        t: Int[Array, ""] | int,
        key: Array | None,
    ) -> tuple[Aligned, Any]:
        keys, states, mask = prepared.keys, prepared.memory.states, prepared.memory.mask
        length = mask.shape[0]
        centre = self.centre(query, prepared, t)
        start: Int[Array, ""] | int = 0
        gathered = length >= self.gather_from
        if gathered:
            size = min(2 * self.window + 1, length)
            start = window_start(centre, self.window, size, length)
            keys, states, mask = jax.tree.map(
                lambda rows: jax.lax.dynamic_slice_in_dim(rows, start, size), (keys, states, mask)
            )
        weights = self.weigh(self.score(query, keys), mask, centre - start)
        context = self.read_context(weights, states)
        if gathered:
            # As long as the source, as all weights are. Where no one reads them, the compiler
            # leaves this out, and with it the only part that grows with the source.
            whole = jnp.zeros(length, weights.dtype)
            weights = jax.lax.dynamic_update_slice_in_dim(whole, weights, start, 0)
        return Aligned(context, weights, {"centre": centre}), carry


class LocalP(LocalM):
    """local-p: the query predicts the centre, and a Gaussian around it scales the weights.

        p_t = S sigmoid(v_p . tanh(W_p s_t) / sqrt(n))                                 (eq. 9)
        alpha_j = softmax(e_j) exp(-(j + 1 - p_t)^2 / (2 sigma^2)),  sigma = R / 2     (eq. 10)

    S is the true length of the source, not the padded one. The softmax is over the window, so the
    weights sum to less than one, as in the paper. The window's edges have no gradient: the centre
    learns through the Gaussian alone, and only from what the window already covers.

    The paper has no sqrt(n), n the width of a query. It belongs to the scale of v_p and changes
    nothing that can be computed; but a step of Adam moves each of the n numbers of v_p by as much
    as the learning rate, all at once, and without it p_t by several positions of a long source.
    """

    made_of: ClassVar[tuple[str, ...]] = (
        "masked_softmax",
        "predicted_centre",
        "gaussian_weights",
        "read_context",
    )
    asks_query: ClassVar[bool] = True
    least_window: ClassVar[int | None] = 1  # the Gaussian of R = 0 has no width
    title: ClassVar[str] = "local-p"
    short: ClassVar[str] = "local-p"
    equation: ClassVar[str] = rf"|j - p_t| \leq R,\; {PLACED}"

    def __init__(
        self,
        score: Any,
        *,
        width: int,
        window: int,
        rngs: nnx.Rngs,
        predicted_centre: Callable[..., Any] = predicted_centre,
        gaussian_weights: Callable[..., Any] = gaussian_weights,
        **others: Any,
    ):
        super().__init__(score, width=width, window=window, rngs=rngs, **others)
        self.position_weight = glorot(rngs, width, width)
        self.position_v = glorot(rngs, width, 1)
        self.predicted = predicted_centre
        self.weights = gaussian_weights

    def centre(
        self, query: Float[Array, " D"], prepared: Prepared, t: Int[Array, ""] | int
    ) -> Float[Array, ""]:
        """p_t - 1, between -1 and S - 1 and seldom a whole number."""
        v = self.position_v[...][:, 0]
        return self.predicted(query, self.position_weight[...], v, prepared.length)


class LocalPRenormalised(LocalP):
    """local-p with weights that sum to one, to compare: alpha_j = softmax(e_j + log Gaussian_j)."""

    made_of: ClassVar[tuple[str, ...]] = ("masked_softmax", "predicted_centre", "read_context")
    variant: ClassVar[str] = ", renormalised"

    def weigh(
        self, scores: Float[Array, " W"], mask: Bool[Array, " W"], centre: Float[Array, ""]
    ) -> Float[Array, " W"]:
        positions = jnp.arange(mask.shape[0])
        bell = log_gaussian(positions, centre, self.window / 2)
        seen = mask & self.seen(positions, centre)
        return self.masked_softmax(scores.astype(bell.dtype) + bell, seen)

    def seen(self, positions: Int[Array, " W"], centre: Float[Array, ""]) -> Bool[Array, " W"]:
        """Which positions may have weight: those in the window."""
        return in_window(positions, centre, self.window)


class LocalPUncut(LocalPRenormalised):
    """`LocalPRenormalised` without the window's edges: a soft attention that prefers a place.

    Nothing is cut off, so the centre has a gradient from every position, and a high score can
    overrule the Gaussian at any distance: a model of this row need not be local. Not the paper's,
    but what a program computes that adds the log Gaussian to the scores and forgets the window.
    It has no gathered form.
    """

    title: ClassVar[str] = "local-p, uncut"
    variant: ClassVar[str] = ""
    short: ClassVar[str] = "local-p-uncut"
    equation: ClassVar[str] = PLACED
    gather_from: ClassVar[float] = math.inf

    def seen(self, positions: Int[Array, " W"], centre: Float[Array, ""]) -> Bool[Array, " W"]:
        return jnp.ones(positions.shape, bool)


def always(kind: type[LocalM], form: str) -> type[LocalM]:
    """The kind in one form, "masked" or "gathered", whatever the length."""
    start = {"masked": math.inf, "gathered": 0}[form]
    facts = {"gather_from": start, "variant": f"{kind.variant}, {form}"}
    return type(f"{form.capitalize()}{kind.__name__}", (kind,), facts)


TWO_FORMS = {"local_m": LocalM, "local_p": LocalP, "local_p_renormalised": LocalPRenormalised}
LOCAL: dict[str, type[LocalM]] = {
    **TWO_FORMS,
    **{
        f"{name}_{form}": always(kind, form)
        for name, kind in TWO_FORMS.items()
        for form in ("masked", "gathered")
    },
    "local_p_uncut": LocalPUncut,
}
