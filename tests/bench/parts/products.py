"""Dot and general attention, all queries of a batch at once, beside PyTorch's own kernels."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding

from bench import ours
from bench.results import Bar, Table, at_least, must_agree
from course_lib.devices.sharding import EVERYWHERE, ROWS, by_rows
from course_lib.devices.timing import in_turns
from course_lib.kernels.matmul import product
from course_lib.model.alignments.aligned import attend
from course_lib.model.score_functions import dot


@dataclass(frozen=True)
class Shape:
    """B sources of J states of width K, T queries each."""

    batch: int
    target: int
    source: int
    width: int

    def __str__(self) -> str:
        return f"B {self.batch}, T {self.target}, J {self.source}, K {self.width}"


SHAPES = (Shape(64, 24, 24, 128), Shape(64, 64, 256, 128))
KERNELS = ("PyTorch, its attention kernel (SDPA)", "PyTorch, two batched products")
OURS = "the library"
# Calls in a row, a turn. The threads of the variant before spin on for a while after its last call:
# with a single call of less than a millisecond one would time them too (see the part `threads`).
IN_A_ROW = 10
Arrays = tuple[Any, ...]


def draw(shape: Shape) -> Arrays:
    """Queries, states, a mask with sources of several lengths, and a matrix W_a."""
    rng = np.random.default_rng(0)
    queries = rng.standard_normal((shape.batch, shape.target, shape.width), np.float32)
    states = rng.standard_normal((shape.batch, shape.source, shape.width), np.float32)
    lengths = rng.integers(shape.source // 2, shape.source + 1, shape.batch)
    mask = np.arange(shape.source)[None] < lengths[:, None]
    matrix = rng.standard_normal((shape.width, shape.width), np.float32) / shape.width**0.5
    return queries / shape.width**0.5, states, mask, matrix


def library(score: str, cores: Mesh | None = None) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """(contexts, gradients of queries, states and matrix of the sum of their squares)."""

    def contexts(queries: Any, states: Any, matrix: Any, mask: Any) -> Any:
        whole = by_rows(rows, cores) if cores else rows
        return whole(matrix, queries, states, mask)

    def rows(matrix: Any, queries: Any, states: Any, mask: Any) -> Any:
        def one(queries: Any, states: Any, mask: Any) -> Any:
            keys = product(states, matrix) if score == "general" else states
            return jax.vmap(lambda query: attend(dot(query, keys), states, mask)[0])(queries)

        return jax.vmap(one)(queries, states, mask)

    def loss(*parts: Any) -> Any:
        return jnp.sum(contexts(*parts) ** 2)

    return jax.jit(contexts), jax.jit(jax.grad(loss, (0, 1, 2)))


def peers(score: str, arrays: Arrays, gradient: bool) -> dict[str, Callable[[], list[np.ndarray]]]:
    """PyTorch's variants: each gives the contexts, or the gradients."""
    import torch
    import torch.nn.functional as F

    queries, states, mask, matrix = (torch.from_numpy(np.ascontiguousarray(a)) for a in arrays)
    wanted = [part.requires_grad_(gradient) for part in (queries, states, matrix)]
    open_ = mask[:, None]

    def kernel(keys: Any) -> Any:
        return F.scaled_dot_product_attention(queries, keys, states, attn_mask=open_, scale=1.0)

    def four_axes(keys: Any) -> Any:
        found = F.scaled_dot_product_attention(
            queries[:, None], keys[:, None], states[:, None], attn_mask=open_[:, None], scale=1.0
        )
        return found[:, 0]

    def products(keys: Any) -> Any:
        scores = torch.bmm(queries, keys.transpose(1, 2)).masked_fill(~open_, float("-inf"))
        return torch.bmm(F.softmax(scores, dim=-1), states)

    def run(attention: Callable[[Any], Any]) -> list[np.ndarray]:
        with torch.set_grad_enabled(gradient):
            found = attention(states @ matrix if score == "general" else states)
            if not gradient:
                return [found.numpy()]
            # A dot score does not read the matrix: its gradient is then None.
            grads = torch.autograd.grad((found**2).sum(), wanted, allow_unused=True)
            return [grad.numpy() for grad in grads if grad is not None]

    ways = {KERNELS[0]: four_axes, KERNELS[1]: products, "PyTorch, SDPA on three axes": kernel}
    return {name: (lambda way=way: run(way)) for name, way in ways.items()}


def in_a_row(call: Callable[[], Any]) -> Callable[[], None]:
    """`IN_A_ROW` calls, each of which is waited for."""

    def calls() -> None:
        for _ in range(IN_A_ROW):
            jax.block_until_ready(call())

    return calls


def measure_case(shape: Shape, score: str, gradient: bool, rounds: int, with_peers: bool) -> Table:
    """One table."""
    arrays = draw(shape)
    queries, states, mask, matrix = map(jnp.asarray, arrays)

    def program(cores: Mesh | None, *arrays: Any) -> Callable[[], Any]:
        return functools.partial(library(score, cores)[1 if gradient else 0], *arrays)

    def parts(found: Any) -> list[np.ndarray]:
        return [np.asarray(part) for part in (found if gradient else [found])]

    calls = {OURS: program(None, queries, states, matrix, mask)}
    agreed: dict[str, float] = {}
    wanted = parts(calls[OURS]())
    if cores := ours.cores():
        split = NamedSharding(cores, ROWS)
        halves = [jax.device_put(array, split) for array in (queries, states)]
        whole = jax.device_put(matrix, NamedSharding(cores, EVERYWHERE))
        calls[ours.SPLIT] = program(cores, *halves, whole, jax.device_put(mask, split))
        pairs = zip(parts(calls[ours.SPLIT]()), wanted, strict=True)
        agreed[ours.SPLIT] = max(must_agree(ours.SPLIT, *pair) for pair in pairs)
    if with_peers:
        for name, call in peers(score, arrays, gradient).items():
            # A dot score leaves the matrix alone, so PyTorch has no gradient for it.
            pairs = zip(call(), wanted, strict=False)
            agreed[name] = max(must_agree(name, theirs, part) for theirs, part in pairs)
            calls[name] = call
    seconds = in_turns({name: in_a_row(call) for name, call in calls.items()}, rounds)
    mine = (OURS, ours.SPLIT)
    names = [name for name in calls if name not in mine]
    what = "with gradient" if gradient else "forward"
    bars: list[Bar] = at_least(
        seconds, mine, names, 1.0 if gradient else 0.8, f"{score} {what}, PyTorch's best"
    )
    return Table(
        f"Attention by {score}, {what}, {shape}", "ms", seconds, OURS, IN_A_ROW, bars, agreed
    )


def measure(
    rounds: int | None = None, peers: bool = True, shapes: tuple[Shape, ...] = SHAPES
) -> list[Table]:
    """All tables of this part."""
    return [
        measure_case(shape, score, gradient, rounds or 15, peers)
        for shape in shapes
        for score in ("dot", "general")
        for gradient in (False, True)
    ]
