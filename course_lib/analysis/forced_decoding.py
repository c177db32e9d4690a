"""Forced decoding: a given target read back through the model, for its probability and weights."""

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data.batches import shift_right
from course_lib.data.open_vocab import beside
from course_lib.data.vocab import END, pad
from course_lib.devices import settings
from course_lib.kernels.losses import negative_log_likelihood
from course_lib.model.alignments import Looks
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import in_batches
from course_lib.search.transduce import check_finite


class Forced(NamedTuple):
    """One target under the model, its end token included.

    `log_probability` is log p(y | x) in nats; `right` says of each token whether it was the
    likeliest given the true ones before it; `weights` is [T, J], None without attention; `centre`
    is where each step's window lay, [T], None for a model without a window; `looks` are the weights
    of every look of a step, [T, H, J], None where there is one.
    """

    log_probability: float
    right: np.ndarray
    weights: np.ndarray | None
    centre: np.ndarray | None = None
    looks: np.ndarray | None = None
    gate: np.ndarray | None = None


@functools.partial(jax.jit, static_argnames="graph")
def _forced_batch(
    graph: Any, params: Any, source: Any, target: Int[Array, "B T"]
) -> tuple[Float[Array, "B T"], Array, dict[str, Array | None]]:
    model = nnx.merge(graph, params)
    logits, output = jax.vmap(model.forced)(source, shift_right(target))
    right = logits.argmax(axis=-1) == target
    told = output.aux if isinstance(output.aux, dict) else {}
    looks = output.aux.weights if isinstance(output.aux, Looks) else None
    each = {"weights": output.weights, "looks": looks}
    each |= {name: told.get(name) for name in ("centre", "gate")}
    return negative_log_likelihood(logits, target), right, each


def force_all(model: Seq2Seq, pairs: Sequence[tuple[Any, str]], *, batch: int = 64) -> list[Forced]:
    """Each (source, target) pair under teacher forcing; the order is kept.

    A source is a text, or what the model's reader takes. ValueError for empty texts, for characters
    that the model does not know, for sources of more tokens than it was built for, and for a model
    whose probabilities are not finite.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, tuple | list, "(source, target)")
    for place, pair in enumerate(pairs):
        if len(pair) != 2:
            raise ValueError(f"pairs[{place}] must be (source, target), got {pair!r}")
    batch = settings.whole("batch", batch)
    graph, params = nnx.split(model, nnx.Param)
    reading, sizes = model.spec.wiring.reading, model.spec.sizes
    targets = []
    for place, (source, text) in enumerate(pairs):
        try:
            targets.append([*beside(model.spec.target, source).encode(text), END])
        except ValueError as error:
            raise ValueError(f"target {place} of {len(pairs)}: {error}") from error
    done: dict[int, Forced] = {}
    for chosen, rows, source, room in in_batches(model, [source for source, _ in pairs], batch):
        longest, rounds = max(len(targets[i]) for i in chosen), model.spec.target.rounds
        size = min(-(-(longest - 1) // rounds) * rounds, reading.limit(sizes, room) - 1) + 1
        target = pad([targets[i] for i in chosen], max(longest, size))
        losses, right, each = jax.device_get(_forced_batch(graph, params, source, target[rows]))
        for row, i in enumerate(chosen):
            length = len(targets[i])
            places = len(reading.shown(sizes, pairs[i][0]))
            total = -float(losses[row, :length].sum())
            check_finite(np.array(total), pairs[i][0])
            said = {name: one[row, :length] for name, one in each.items() if one is not None}
            for name in {"weights", "looks"} & said.keys():
                said[name] = said[name][..., :places]
            done[i] = Forced(total, right[row, :length], said.pop("weights", None), **said)
    return [done[i] for i in range(len(pairs))]
