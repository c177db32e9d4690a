"""What each lever of the training step buys: the same step with it and without it."""

import contextlib
import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any
from unittest import mock

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jaxtyping import Array, Float

from bench import ours
from bench.results import Table, must_agree
from bench.sizes import COURSE, MEDIUM, Size, batches, model
from course_lib.data import Batch
from course_lib.devices.timing import in_turns
from course_lib.kernels import parameters
from course_lib.kernels.losses import token_loss
from course_lib.lessons.lesson_05b.attention_speed import by_path
from course_lib.model import decoders, readouts, scores
from course_lib.model.score_functions import ACTIVATIONS
from course_lib.model.seq2seq import Seq2Seq
from course_lib.training.fit import Objective
from course_lib.training.recipe import optimizer
from course_lib.training.teacher_forcing import teacher_forced

# (row, size, steps a call): the second of these numbers is the usual one, the others beside it.
CASES: tuple[tuple[str, Size, tuple[int, ...]], ...] = (
    ("bahdanau", COURSE, (1, 10, 50)),
    ("luong_general", COURSE, (1, 10, 50)),
    ("luong_general_unfed", COURSE, (1, 10, 50)),
    ("bahdanau", MEDIUM, (1, 2)),
)


class KeysEachStep(nnx.Module):
    """A score that projects its keys at every step, as tutorials do."""

    def __init__(self, score: Any):
        self.score = score

    def keys(self, states: Float[Array, "J E"]) -> Float[Array, "J E"]:
        return states

    def __call__(self, query: Float[Array, " D"], keys: Float[Array, "J E"]) -> Float[Array, " J"]:
        # The barrier keeps the compiler from doing what the lever does: lifting it out of the loop.
        query, keys = jax.lax.optimization_barrier((query, keys))
        return self.score(query, self.score.keys(keys))


def keys_each_step(row: str, size: Size) -> Seq2Seq:
    """The row, but for its keys."""
    made = model(row, size)
    made.decoder.alignment.score = KeysEachStep(score_of(made))
    return made


def without(*swaps: tuple[Any, str, Any]) -> Objective:
    """`teacher_forced`, traced with some functions swapped: (module, name, a plainer one). The
    module may be one of Python's, or a function that finds it in the model."""

    def objective(made: Any, batch: Any, key: Array, step: Array) -> tuple[Array, Array]:
        called = set()

        def counted(plainer: Any) -> Any:
            @functools.wraps(plainer)
            def call(*args: Any) -> Any:
                called.add(plainer)
                return plainer(*args)

            return call

        with contextlib.ExitStack() as stack:
            for module, name, plainer in swaps:
                module = module(made) if inspect.isfunction(module) else module
                stack.enter_context(mock.patch.object(module, name, counted(plainer)))
            loss = teacher_forced(made, batch, key, step)
        if not called:
            raise RuntimeError(f"nothing calls {[name for _, name, _ in swaps]} any more")
        return loss

    return objective


def score_of(made: Seq2Seq) -> Any:
    return made.decoder.alignment.score


def stored(query: Array, keys: Array, v: Array, g: str = "tanh") -> Array:
    """`score_functions.additive` that keeps its hidden layer for the backward pass."""
    return ACTIVATIONS[g](query[None] + keys) @ v


def whole_loss(
    features: Array, weight: Array, bias: Array, target: Array, smoothing: float = 0.0
) -> tuple[Array, Array]:
    """`vocabulary_loss` that makes the logits of all tokens at once."""
    logits = parameters.affine(features, weight, bias).astype(jnp.float32)
    return token_loss(logits, target, smoothing)


plain_products = without(
    *((module, "product", jnp.matmul) for module in (parameters, decoders, readouts, scores))
)
EVERY: dict[str, Objective] = {
    "weight gradients by JAX's own rule": plain_products,
    # The same program where the vocabulary is small: there it shows the noise.
    "the logits of all tokens at once": without((readouts, "vocabulary_loss", whole_loss)),
}
# By row and name: the library's objective with one lever off.
OFF: dict[str, dict[str, Objective]] = {
    "bahdanau": EVERY | {"the score's tanh kept": without((score_of, "function", stored))},
    "luong_general": EVERY,
    "luong_general_unfed": EVERY | {"attention step by step": by_path("scanned")},
}


def by_nnx_jit(made: Seq2Seq, data: Batch) -> Callable[[], list[float]]:
    """The library's own step and optimiser, through `nnx.jit`, one step a call."""
    optimiser = nnx.Optimizer(made, optimizer(ours.RECIPE), wrt=nnx.Param)
    each = [jax.tree.map(lambda a, i=i: a[i], data) for i in range(data.source.shape[0])]
    key, number = jax.random.key(0), jnp.zeros((), int)

    @nnx.jit
    def step(made: Seq2Seq, optimiser: nnx.Optimizer, batch: Batch) -> Array:
        loss, grads = nnx.value_and_grad(lambda m: teacher_forced(m, batch, key, number)[0])(made)
        optimiser.update(made, grads)
        return loss

    return lambda: [float(step(made, optimiser, batch)) for batch in each]


def in_calls(
    made: Seq2Seq, data: Batch, chunk: int, objective: Objective = teacher_forced
) -> Callable[[], np.ndarray]:
    """All steps of `data`, `chunk` of them a call."""
    count = data.source.shape[0]
    parts = [jax.tree.map(lambda a, i=i: a[i : i + chunk], data) for i in range(0, count, chunk)]
    return ours.in_parts(made, parts, objective=objective)


def measure_row(row: str, size: Size, chunks: Sequence[int], rounds: int) -> Table:
    """One table: every variant makes as many steps as the largest chunk has."""
    data, usual = batches(size, max(chunks)), chunks[1]
    name = f"{usual} steps a call"
    calls: dict[str, Callable[[], Any]] = {
        f"{chunk} step{'s' if chunk > 1 else ''} a call": in_calls(model(row, size), data, chunk)
        for chunk in chunks
    }
    calls["one step a call, through nnx.jit"] = by_nnx_jit(model(row, size), data)
    if model(row, size).spec.wiring.loops:  # else all steps attend at once: there is no "every"
        calls[f"{name}, keys at every step"] = in_calls(keys_each_step(row, size), data, usual)
    for what, objective in OFF[row].items():
        calls[f"{name}, {what}"] = in_calls(model(row, size), data, usual, objective)
    wanted = calls[name]()
    agreed = {
        other: must_agree(other, call(), wanted, 1e-3)
        for other, call in calls.items()
        if other != name
    }
    seconds = in_turns(calls, rounds)
    title = f"Levers of the training step, row {row}, {size}"
    return Table(title, "ms a step", seconds, name, max(chunks), [], agreed)


def measure(
    rounds: int | None = None,
    peers: bool = True,
    cases: Sequence[tuple[str, Size, Sequence[int]]] = CASES,
) -> list[Table]:
    """All tables of this part; its peers are the library itself, without a lever."""
    return [measure_row(*case, rounds or 3) for case in cases]
