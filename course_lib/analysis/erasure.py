"""Erase a source token and see what the output does: do the weights say what matters?"""

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data import Pair
from course_lib.data.batches import shift_right
from course_lib.data.vocab import END, SPECIAL, Vocab, pad
from course_lib.devices import settings
from course_lib.model.seq2seq import Seq2Seq, check_model
from course_lib.search import in_batches

WAYS = {
    "replace": "another letter stands there, and the source is encoded anew",
    "hide": "the position is masked for attention; its neighbours' states still know of it",
}
BATCH = 16  # sentences at once; each is read once for every position of its source


class Erased(NamedTuple):
    """What erasing each source token did to each target token of one sentence.

    `weights` is [T, J] before anything was erased; `drop` by how much the probability of the
    model's own choice fell, -1 to 1; `changed` whether another token became the likeliest. Rows and
    columns are letters or words only: a space that is gone joins two words.
    """

    weights: Float[np.ndarray, "T J"]
    drop: Float[np.ndarray, "T J"]
    changed: np.ndarray


def erase(
    model: Seq2Seq, pairs: Sequence[Pair], *, way: str = "replace", seed: int = 0
) -> list[Erased]:
    """Each letter, or word, of each source erased by itself, one of `WAYS`; the true target is
    given.

    ValueError for an unknown way, for a model without weights, and for no pair.
    """
    check_model(model)
    pairs = settings.several("pairs", pairs, Pair, "a Pair", least=1)
    seed = settings.whole("seed", seed, 0, settings.MOST_SEED)
    if not isinstance(way, str) or way not in WAYS:
        raise ValueError(f"way must be one of {', '.join(WAYS)}, got {way!r}")
    if not model.spec.wiring.weighs:
        raise ValueError(
            f"erasure compares attention weights with effects, and alignment "
            f"{model.spec.wiring.alignment!r} has none"
        )
    graph, params = nnx.split(model, nnx.Param)
    targets = [[*model.spec.target.encode(pair.target), END] for pair in pairs]
    rng, done = np.random.default_rng(seed), {}
    # Padded to the longest of them and no further: every position costs a reading of its own.
    reads, writes = model.spec.source, model.spec.target
    if reads is None:
        raise ValueError("erasure replaces tokens of a text, and this model reads no text")
    longest = max(len(reads.tokens(pair.source)) for pair in pairs)
    size = max(longest + 1, *map(len, targets))
    for chosen, rows, padded, _ in in_batches(model, [pair.source for pair in pairs], BATCH):
        source = padded[:, :longest]
        others = _others(source, reads, rng)
        target = pad([targets[i] for i in chosen], size)[rows]
        found = _effects(graph, params, source, target, others, way)
        weights, drop, changed = (np.asarray(part) for part in found)
        for row, i in enumerate(chosen):
            at = np.flatnonzero([token != " " for token in writes.tokens(pairs[i].target)])[:, None]
            to = np.flatnonzero([token != " " for token in reads.tokens(pairs[i].source)])[None]
            done[i] = Erased(*(part[row][at, to] for part in (weights, drop, changed)))
    return [done[i] for i in range(len(pairs))]


def _others(source: Int[np.ndarray, "B J"], vocab: Vocab, rng: np.random.Generator) -> np.ndarray:
    """For each source token another letter or word, any but itself."""
    signs = [(number, vocab.token(number)) for number in range(len(SPECIAL), len(vocab))]
    letters = np.array(
        [number for number, sign in signs if sign != " " and not vocab.unknown(sign)]
    )
    drawn = letters[rng.integers(0, len(letters) - 1, source.shape)]
    return np.where(drawn == source, letters[-1], drawn).astype(source.dtype)


@functools.partial(jax.jit, static_argnames=("graph", "way"))
def _effects(
    graph: Any,
    params: Any,
    source: Int[Array, "B J"],
    target: Int[Array, "B T"],
    others: Int[Array, "B J"],
    way: str,
) -> tuple[Array, Array, Array]:
    model = nnx.merge(graph, params)

    def probabilities(source: Array, inputs: Array, hidden: Array) -> tuple[Array, Array]:
        prepared = model.encode(source)
        mask = prepared.memory.mask & (jnp.arange(source.shape[0]) != hidden)
        prepared = prepared._replace(memory=prepared.memory._replace(mask=mask))
        output = model.decoder.forced(prepared, inputs)
        return jax.nn.softmax(model.decoder.logits(prepared, output)), output.weights

    def one(source: Array, inputs: Array, others: Array) -> tuple[Array, Array, Array]:
        before, weights = probabilities(source, inputs, jnp.asarray(-1))
        choice = before.argmax(axis=-1)

        def without(j: Array) -> tuple[Array, Array]:
            if way == "replace":
                after, _ = probabilities(source.at[j].set(others[j]), inputs, jnp.asarray(-1))
            else:
                after, _ = probabilities(source, inputs, j)
            taken = jnp.take_along_axis(before - after, choice[:, None], axis=1)[:, 0]
            return taken, after.argmax(axis=-1) != choice

        drop, changed = jax.vmap(without, out_axes=1)(jnp.arange(source.shape[0]))
        return weights, drop, changed

    return jax.vmap(one)(source, shift_right(target), others)


def summary(erased: Sequence[Erased], *, seed: int = 0) -> dict[str, Any]:
    """The mean `drop` and share `changed` at the most and the least attended letter of each step
    and, as a control, at a random one; and `spearman`, a number a sentence (see `rank_agreement`).

    ValueError for no sentence, and for what `erase` does not give.
    """
    erased = settings.several("erased", erased, Erased, "an Erased", least=1)
    seed = settings.whole("seed", seed, 0, settings.MOST_SEED)
    rng = np.random.default_rng(seed)
    picks: dict[str, list[np.ndarray]] = {"most": [], "least": [], "random": []}
    for one in erased:
        picks["most"].append(one.weights.argmax(axis=1))
        picks["least"].append(one.weights.argmin(axis=1))
        picks["random"].append(rng.integers(0, one.weights.shape[1], len(one.weights)))
    found: dict[str, Any] = {}
    for name, columns in picks.items():
        both = list(zip(erased, columns, strict=True))
        rows = [np.arange(len(column)) for column in columns]
        found[name] = {
            what: float(
                np.concatenate(
                    [
                        getattr(one, what)[row, column]
                        for (one, column), row in zip(both, rows, strict=True)
                    ]
                ).mean()
            )
            for what in ("drop", "changed")
        }
    found["spearman"] = [round(rank_agreement(one.weights, one.drop), 4) for one in erased]
    return found


def rank_agreement(weights: Float[np.ndarray, "T J"], drop: Float[np.ndarray, "T J"]) -> float:
    """Spearman's rank correlation of weights and drops over the source, meaned over target steps.

    1 if a larger weight always goes with a larger drop, 0 if they have nothing to do with each
    other. NaN where no step has two different weights and two different drops. ValueError for what
    is no matrix of numbers, and for two of different shapes.
    """
    weights = settings.numeric("weights", weights, "T J")
    drop = settings.numeric("drop", drop, "T J")
    if weights.shape != drop.shape:
        raise ValueError(f"drop must be {weights.shape}, as weights, got {drop.shape}")
    from scipy.stats import spearmanr  # here: it takes a second to import

    found = []
    for row, effect in zip(weights, drop, strict=True):
        if np.ptp(row) > 0 and np.ptp(effect) > 0:
            found.append(spearmanr(row, effect).statistic)
    return float(np.mean(found)) if found else float("nan")
