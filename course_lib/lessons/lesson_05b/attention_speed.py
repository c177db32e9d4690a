"""How long looking takes: kernels by the length of the source, training steps by their path.

Times are medians of calls taken in turns: on a busy machine one program's calls would otherwise
meet another load than the next one's. Compare times of one call of these functions only.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float, Int

from course_lib.data import WORD_REVERSAL, Batch, Batches
from course_lib.data.batches import shift_right
from course_lib.devices.timing import in_turns, medians
from course_lib.kernels.losses import token_loss
from course_lib.model.alignments import ALIGNMENTS
from course_lib.model.memory import Memory, Prepared
from course_lib.model.scores import SCORES
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import MODELS, build
from course_lib.training.fit import Carry, Objective, train_chunk
from course_lib.training.recipe import Recipe, optimizer
from course_lib.training.teacher_forcing import teacher_forced

KERNELS = ("soft", "local_m_masked", "local_m_gathered", "local_p_masked", "local_p_gathered")


def make_alignment(kind: str, width: int, window: int) -> Any:
    """An alignment with a general score; `window` counts for those that have one."""
    rngs = nnx.Rngs(0)
    score = SCORES["general"](width, width, max_length=1, rngs=rngs)
    return ALIGNMENTS[kind](score, width=width, memory_width=width, window=window, rngs=rngs)


def make_source(alignment: Any, length: int, width: int) -> Prepared:
    """A random source without padding, prepared: what is done once a source is not timed."""
    states = jax.random.normal(jax.random.key(length), (length, width))
    memory = Memory(states, jnp.ones(length, bool), jnp.zeros(width))
    return Prepared(memory, alignment.keys(states), jnp.zeros(4 * width), memory.length)


def look(alignment: Any, queries: Float[Array, "T D"], prepared: Prepared) -> Float[Array, " E"]:
    """The sum of the contexts of T queries, one after the other, as a decoder with feeding looks.

    The queries' steps are spread over the source. The weights are not used, as in training.
    """
    count, length = queries.shape[0], prepared.memory.mask.shape[0]

    def one(
        total: Float[Array, " E"], at: tuple[Float[Array, " D"], Int[Array, ""]]
    ) -> tuple[Float[Array, " E"], None]:
        query, t = at
        return total + alignment(query, prepared, start, t, None)[0].context, None

    start = alignment.start(prepared)
    steps = jnp.arange(count) * length // count
    return jax.lax.scan(one, jnp.zeros(prepared.memory.summary.shape), (queries, steps))[0]


def kernel_programs(
    sources: Sequence[int],
    *,
    kinds: Sequence[str] = KERNELS,
    width: int = 128,
    window: int = 4,
    queries: int = 64,
    batch: int | None = None,
) -> dict[str, Callable[[], Any]]:
    """Programs by "part kind length", each all `queries` of one source, or of a `batch` of them.

    The part `forward` is the context alone; `training` is the forward and the backward pass, down
    to the gradients of queries, states and keys.
    """

    def each(leaf: Array) -> Array:
        return leaf if batch is None else jnp.broadcast_to(leaf, (batch, *leaf.shape))

    asked = each(jax.random.normal(jax.random.key(0), (queries, width)))
    programs: dict[str, Callable[[], Any]] = {}
    for kind in kinds:
        alignment = make_alignment(kind, width, window)
        looks = functools.partial(look, alignment)
        looks = looks if batch is None else jax.vmap(looks)
        forward = jax.jit(looks)

        def loss(q: Array, states: Array, keys: Array, prepared: Prepared, looks: Any = looks):
            memory = prepared.memory._replace(states=states)
            return jnp.sum(looks(q, prepared._replace(memory=memory, keys=keys)) ** 2)

        training = jax.jit(jax.value_and_grad(loss, (0, 1, 2)))
        for length in sources:
            source = jax.tree.map(each, make_source(alignment, length, width))
            parts = asked, source.memory.states, source.keys, source
            programs[f"forward {kind} {length}"] = functools.partial(forward, asked, source)
            programs[f"training {kind} {length}"] = functools.partial(training, *parts)
    return programs


def kernel_times(
    sources: Sequence[int] = (256, 512, 1024, 2048, 4096),
    *,
    kinds: Sequence[str] = KERNELS,
    width: int = 128,
    window: int = 4,
    queries: int = 64,
    rounds: int = 15,
) -> dict[str, Any]:
    """Microseconds a query of each alignment on one source, by the number of its positions.

    The parts are those of `kernel_programs`.
    """
    programs = kernel_programs(sources, kinds=kinds, width=width, window=window, queries=queries)
    taken = medians(in_turns(programs, rounds))
    return {
        "sources": list(sources),
        **{
            part: {
                kind: [round(taken[f"{part} {kind} {n}"] / queries * 1e6, 3) for n in sources]
                for kind in kinds
            }
            for part in ("forward", "training")
        },
    }


@functools.cache  # one object a path, so that equal programs are compiled once
def by_path(path: str) -> Objective:
    """`teacher_forced` without dropout, through `Decoder.batched` or through `Decoder.scanned`."""

    def objective(
        model: Seq2Seq, batch: Batch, key: Array, step: Int[Array, ""]
    ) -> tuple[Float[Array, ""], Float[Array, ""]]:
        def logits(source: Int[Array, " J"], inputs: Int[Array, " T"]) -> Float[Array, "T V"]:
            decoder = model.decoder
            prepared = model.encode(source)
            output = getattr(decoder, path)(prepared, decoder.embed(inputs), None)
            return decoder.logits(prepared, output)

        return token_loss(jax.vmap(logits)(batch.source, shift_right(batch.target)), batch.target)

    return objective


def step_times(
    lengths: Sequence[int] = (10, 20, 40, 60),
    *,
    row: str = "luong_general_unfed",
    fed: str = "luong_general",
    hidden: int = 128,
    batch: int = 64,
    steps: int = 3,
    rounds: int = 7,
) -> dict[str, Any]:
    """Milliseconds of one training step of `row` through each path, by the length of the source.

    `batched` attends for all target steps in one product, `scanned` step by step; `fed` is the step
    of the row `fed`, which can only be scanned. `difference` is the largest one between the losses
    of the two paths over the `steps` optimiser steps that are timed. ValueError if `row` loops.
    """
    if MODELS[row].loops:
        raise ValueError(f"row {row!r} feeds back what it saw: its steps cannot be batched")
    recipe = Recipe(warmup=0)  # so that the first steps move far, and losses can differ
    programs, losses = {}, {}
    for length in lengths:
        stream = Batches(WORD_REVERSAL, batch=batch, lengths=(length, length), edges=(length,))
        batches = stream.chunk(0, steps)
        for name, model, objective in (
            ("batched", row, by_path("batched")),
            ("scanned", row, by_path("scanned")),
            ("fed", fed, teacher_forced),
        ):
            made = build(model, WORD_REVERSAL.vocab, hidden=hidden)
            graph, params = nnx.split(made, nnx.Param)
            begin = Carry(
                params, optimizer(recipe).init(params), jnp.zeros((), int), jnp.zeros((), bool)
            )
            root = jax.random.key(0)
            program = functools.partial(train_chunk, graph, recipe, objective, root, begin, batches)
            programs[f"{name} {length}"] = program
            losses[name, length] = np.asarray(program()[1][0])
    taken = medians(in_turns(programs, rounds))
    return {
        "lengths": list(lengths),
        **{
            name: [round(taken[f"{name} {n}"] / steps * 1e3, 3) for n in lengths]
            for name in ("batched", "scanned", "fed")
        },
        "difference": [
            float(np.abs(losses["batched", n] - losses["scanned", n]).max()) for n in lengths
        ],
    }
