"""The additive score of all targets on all positions, forward and backward, and what it holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from bench import compiler
from bench.results import Bar, Table, at_least, must_agree
from course_lib.devices.timing import in_turns
from course_lib.kernels.fused_additive import fused_additive


@dataclass(frozen=True)
class Shape:
    """B sources of J keys, T queries each, all K wide."""

    batch: int = 64
    target: int = 64
    source: int = 1024
    width: int = 256

    def __str__(self) -> str:
        return f"B {self.batch}, T {self.target}, J {self.source}, K {self.width}"


# The whole batch at once would need 4.3 GB an array of B x T x J x K, several of them: the forms
# that build it are timed on as many sources as memory allows, and so are all others.
FEW = Shape(batch=4)
WHOLE = Shape()
LONG = Shape(source=4096)
OURS, NAIVE = "the library, fused_additive", "naive JAX"
COMPILED, EAGER = "PyTorch, torch.compile", "PyTorch, eager"


def draw(shape: Shape) -> tuple[np.ndarray, ...]:
    """Queries, keys, v, and the loss's derivative by the scores."""
    rng = np.random.default_rng(0)
    queries = rng.standard_normal((shape.batch, shape.target, shape.width), np.float32)
    keys = rng.standard_normal((shape.batch, shape.source, shape.width), np.float32)
    v = rng.standard_normal(shape.width, np.float32) / shape.width**0.5
    g = rng.standard_normal((shape.batch, shape.target, shape.source), np.float32)
    return queries, keys, v, g


def naive(queries: Any, keys: Any, v: Any) -> Any:
    """As it stands in the paper, for one source."""
    return jnp.tanh(queries[:, None] + keys[None]) @ v


def both_ways(score: Callable[..., Any]) -> Any:
    """(scores, gradients of queries, keys and v), compiled, for a batch."""

    def run(queries: Any, keys: Any, v: Any, g: Any) -> Any:
        scores, back = jax.vjp(jax.vmap(score, (0, 0, None)), queries, keys, v)
        return scores, *back(g)

    return jax.jit(run)


def temporary(program: Any, shape: Shape) -> int:
    """The bytes that a compiled program takes beyond its inputs and results."""
    b, t, j, k = shape.batch, shape.target, shape.source, shape.width
    sizes = [jax.ShapeDtypeStruct(s, jnp.float32) for s in ((b, t, k), (b, j, k), (k,), (b, t, j))]
    return int(program.lower(*sizes).compile().memory_analysis().temp_size_in_bytes)


def peers(arrays: tuple[np.ndarray, ...]) -> dict[str, Callable[[], list[np.ndarray]]]:
    """PyTorch's variants: each gives the scores and the three gradients."""
    import torch

    queries, keys, v, g = (torch.from_numpy(array) for array in arrays)
    wanted = [part.requires_grad_() for part in (queries, keys, v)]

    def score(queries: Any, keys: Any, v: Any) -> Any:
        return torch.tanh(queries[:, :, None] + keys[:, None]) @ v

    def summed(queries: Any, keys: Any, v: Any) -> Any:
        # A product and a sum, which the compiler can make one loop with the tanh.
        return (torch.tanh(queries[:, :, None] + keys[:, None]) * v).sum(-1)

    def run(form: Callable[..., Any]) -> list[np.ndarray]:
        scores = form(queries, keys, v)
        grads = torch.autograd.grad(scores, wanted, g)
        return [scores.detach().numpy(), *(grad.numpy() for grad in grads)]

    forms = {EAGER: score}
    if compiler.available():
        forms[COMPILED] = torch.compile(summed, dynamic=False)
    return {name: (lambda form=form: run(form)) for name, form in forms.items()}


def measure_pairs(shape: Shape, rounds: int, with_peers: bool) -> Table:
    """The table of times, on as many sources as the naive forms can hold."""
    arrays = draw(shape)
    inside = tuple(map(jnp.asarray, arrays))
    fused, plain = both_ways(fused_additive), both_ways(naive)
    calls: dict[str, Callable[[], Any]] = {
        OURS: lambda: fused(*inside),
        NAIVE: lambda: plain(*inside),
    }
    if with_peers:
        calls |= peers(arrays)
    wanted, agreed = [np.asarray(part) for part in calls[OURS]()], {}
    for name in calls:
        if name != OURS:
            pairs = zip(calls[name](), wanted, strict=True)
            agreed[name] = max(must_agree(name, theirs, ours) for theirs, ours in pairs)
    seconds = in_turns(calls, rounds)
    bars = [
        *at_least(seconds, [OURS], [NAIVE], 8, "times naive JAX"),
        *at_least(seconds, [OURS], [COMPILED], 8, "times torch.compile"),
        *at_least(seconds, [OURS], [EAGER], 20, "times eager PyTorch"),
    ]
    title = f"Fused additive attention, forward and backward, {shape}"
    return Table(title, "ms a source", seconds, OURS, shape.batch, bars, agreed, compiler.notes())


def measure_whole(shape: Shape, limit: Shape, rounds: int) -> Table:
    """The fused form alone on the whole batch and on a longer source, and what each form holds."""
    fused, plain = both_ways(fused_additive), both_ways(naive)
    calls, notes = {}, []
    for one in (shape, limit):
        inside = tuple(map(jnp.asarray, draw(one)))
        calls[f"the library, {one}"] = lambda inside=inside: fused(*inside)
    seconds = in_turns(calls, rounds)
    takes = {name: temporary(program, shape) for name, program in ((OURS, fused), (NAIVE, plain))}
    for name, size in takes.items():
        notes.append(f"temporary memory at {shape}: {name} {size / 2**20:,.1f} MB")
    b, t, j, k = limit.batch, limit.target, limit.source, limit.width
    whole = temporary(fused, limit) + 2 * 4 * (b * t * k + b * j * k + k + b * t * j)
    share = takes[NAIVE] / max(takes[OURS], 1)
    bars = [
        Bar("naive JAX's temporary memory over the library's", 50, share),
        Bar(f"GB in all at J {j}: temporary, inputs, results", 1.0, whole / 1e9, at_least=False),
    ]
    ours = next(iter(calls))
    return Table(
        "Fused additive attention, the whole batch", "ms", seconds, ours, 1, bars, {}, notes
    )


def measure(
    rounds: int | None = None,
    peers: bool = True,
    shapes: tuple[Shape, Shape, Shape] = (FEW, WHOLE, LONG),
) -> list[Table]:
    """All tables of this part."""
    few, whole, long = shapes
    return [measure_pairs(few, rounds or 7, peers), measure_whole(whole, long, rounds or 3)]
