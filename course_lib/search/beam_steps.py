"""One step of a beam: of all continuations of its hypotheses, the best."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from course_lib.data.vocab import PAD
from course_lib.devices import settings


def continued(
    scores: Float[Array, " W"], log_p: Float[Array, "W V"], finished: Bool[Array, " W"]
) -> Float[Array, "W V"]:
    """log p of every hypothesis with every token behind it; a finished one is continued by padding
    alone, at no cost."""
    itself = jnp.where(jnp.arange(log_p.shape[1]) == PAD, 0.0, -jnp.inf)
    return scores[:, None] + jnp.where(finished[:, None], itself[None], log_p)


def best_of(
    scores: Float[Array, "W V"],
) -> tuple[Float[Array, " W"], Int[Array, " W"], Int[Array, " W"]]:
    """The W largest of a table, largest first, and their rows and columns. Of equal ones the
    earlier row goes first, then the earlier column."""
    best, place = jax.lax.top_k(scores.reshape(-1), scores.shape[0])
    return best, place // scores.shape[1], place % scores.shape[1]


def beam_step(
    scores: Float[Array, " W"], log_p: Float[Array, "W V"], finished: Bool[Array, " W"]
) -> Int[Array, "W 2"]:
    """The W best of all W V continuations, best first: (which hypothesis, which token) of each.

    `scores` are log p of the hypotheses, `log_p` those of the next tokens; their sum is ranked.
    ValueError for arrays of other axes.
    """
    settings.array("scores", scores, "W", settings.REAL)
    settings.array("log_p", log_p, "W V", settings.REAL)
    settings.array("finished", finished, "W", settings.TRUTH)
    return jnp.stack(best_of(continued(scores, log_p, finished))[1:], axis=1)


def constrained_step(
    scores: Float[Array, " W"],
    log_p: Float[Array, "W V"],
    finished: Bool[Array, " W"],
    allowed: Bool[Array, "W V"],
) -> Int[Array, "W 2"]:
    """`beam_step` among the continuations that are `allowed`; a finished hypothesis stays.

    Tokens that are not allowed get log p = -inf. What the model gives them is not shared out among
    the others: the sums stay log p under the model. ValueError for arrays of other axes.
    """
    settings.array("allowed", allowed, "W V", settings.TRUTH)
    settings.array("log_p", log_p, "W V", settings.REAL)
    return beam_step(scores, jnp.where(allowed, log_p, -jnp.inf), finished)
