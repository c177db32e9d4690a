"""What a beam held at each step, and where it lost greedy's target."""

import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.open_vocab import beside
from course_lib.data.vocab import PAD
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search.beam import Beam
from course_lib.search.exploring import Steps, check_beam, explore
from course_lib.search.transduce import check_finite, in_batches


class Kept(NamedTuple):
    """A hypothesis in the beam: its tokens so far, log p of them in nats, what it is ranked by."""

    tokens: tuple[str, ...]
    log_probability: float
    score: float


class Lost(NamedTuple):
    """Where a beam dropped the beginning of greedy's target.

    `step` is the number of tokens written then, `prefix` greedy's, the last of them in the beam no
    more, and `beam` what was kept instead, best first.
    """

    step: int
    prefix: Kept
    beam: list[Kept]


@functools.partial(jax.jit, static_argnames=("graph", "limit", "width", "step"))
def _steps(
    graph: Any,
    params: Any,
    source: Any,
    limit: int,
    width: int,
    length_penalty: Float[Array, ""],
    step: Callable[..., Any] | None,
    table: Int[Array, "N V"] | None,
) -> tuple[Steps, Int[Array, ""]]:
    model = nnx.merge(graph, params)
    return explore(model, source, limit, width, length_penalty, step=step, table=table)[1:]


def trace(model: Seq2Seq, text: str, *, search: Beam, limit: int | None = None) -> list[list[Kept]]:
    """The hypotheses in the beam after each step, best first, until all of them are finished.

    `limit` and errors as in `transduce`.
    """
    check_model(model)
    settings.instance("search", search, Beam, "a Beam")
    if limit is not None:
        settings.whole("limit", limit)
    graph, params = nnx.split(model, nnx.Param)
    ((_, _, source, room),) = in_batches(model, [text], 1)
    penalty = jnp.float32(search.length_penalty)
    one = jax.tree.map(lambda rows: jnp.asarray(rows[0]), source)
    limit = limit or model.spec.wiring.reading.limit(model.spec.sizes, room)
    check_beam(search.width, search.length_penalty, limit)
    table = None if search.words is None else jnp.asarray(search.words.table)
    steps, taken = _steps(graph, params, one, limit, search.width, penalty, search.step, table)
    vocab = beside(model.spec.target, text)
    tokens, parents, totals = (np.asarray(array) for array in steps[:3])
    check_finite(totals[: int(taken)], text)
    history: list[list[Kept]] = []
    before: list[tuple[str, ...]] = [()] * search.width
    for t in range(int(taken)):
        before = [
            before[parent] + ((vocab.token(token),) if token != PAD else ())
            for token, parent in zip(tokens[t], parents[t], strict=True)
        ]
        history.append(
            [
                Kept(written, float(total), float(total) / len(written) ** search.length_penalty)
                for written, total in zip(before, totals[t], strict=True)
                if np.isfinite(total)
            ]
        )
    return history


def lost(model: Seq2Seq, text: str, *, search: Beam, limit: int | None = None) -> Lost | None:
    """Where the beam dropped the beginning of greedy's target; None if it kept it to the end.

    A beam without length penalty ends with a lower log-probability than greedy search only if it
    lost greedy's target on the way: for one step its beginning was not among the `width` best.
    """
    # Greedy search is the beam of one.
    own = [kept for (kept,) in trace(model, text, search=Beam(1), limit=limit)]
    for t, beam in enumerate(trace(model, text, search=search, limit=limit)):
        prefix = own[min(t, len(own) - 1)]
        if prefix.tokens not in [kept.tokens for kept in beam]:
            return Lost(t + 1, prefix, beam)
    return None
