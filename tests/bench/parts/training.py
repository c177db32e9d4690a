"""The training step: forward, loss, backward, clip, Adam. One table a row and size."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bench import compiler, naive, ours
from bench.results import Bar, Table, at_least, must_agree
from bench.sizes import COURSE, MEDIUM, Size, batches, model
from course_lib.data import Batch
from course_lib.data.batches import shift_right
from course_lib.devices.timing import in_turns
from course_lib.model.seq2seq import Seq2Seq
from course_lib.model.table import MODELS

TUTORIAL = "PyTorch, the tutorials' loop"
BEST = (
    "PyTorch, keys once, eager",
    "PyTorch, keys once, torch.compile of the step",
    "PyTorch, keys once, torch.compile of all",
)
# (row, size, times the tutorials' loop, times PyTorch's best float32, steps a call, rounds)
CASES: tuple[tuple[str, Size, float, float, int, int], ...] = (
    ("bahdanau", COURSE, 3.5, 1.2, 10, 9),
    ("luong_general", COURSE, 3.5, 1.2, 10, 9),
    ("bahdanau", MEDIUM, 3.8, 1.3, 1, 5),
)


# By name: (the way to compute the logits, options of `stepper`, tolerance of the losses). With the
# option "parts", those of `split_stepper`.
Kinds = dict[str, tuple[str, dict[str, Any], float]]
MOST: Kinds = {
    TUTORIAL: ("tutorial", {"fused": False}, 1e-4),
    BEST[0]: ("best", {}, 1e-4),
    BEST[1]: ("best", {"compiled": "step"}, 1e-4),
    "PyTorch, keys once, torch.compile of the step, bf16": (
        "best",
        {"compiled": "step", "bf16": True},
        2e-2,
    ),
}
# Unrolled, the loop of a large model compiles for minutes.
EVERY: Kinds = MOST | {BEST[2]: ("best", {"compiled": "all"}, 1e-4)}

# The losses of so many steps must agree. Adam divides each gradient by its own size: what is
# rounding in a small one is a whole step after it, and after a few steps two runs part for good.
FIRST = 3


def steppers(
    made: Seq2Seq,
    size: Size,
    data: Batch,
    losses: np.ndarray,
    kinds: Kinds,
    device: str = "cpu",
) -> tuple[dict[str, Callable[[], Any]], dict[str, float]]:
    """PyTorch's variants by name, on its `device`, and by how much each differs from the library.

    Each is first compared with the library: the logits of the first batch, then the losses of all
    steps.
    """
    import torch

    from bench.peers.seq2seq import ROWS
    from bench.peers.stepping import split_stepper, stepper
    from bench.peers.weights import copy_into

    torch.compiler.reset()  # what was compiled for other sizes would count against this one
    row = next(name for name in ROWS if MODELS[name] == made.spec.wiring)
    source, target = (
        torch.from_numpy(np.array(array)).long().to(device) for array in (data.source, data.target)
    )
    inputs = np.array(shift_right(data.target[0]))
    logits = ours.logits(made, data.source[0], inputs)
    calls: dict[str, Callable[[], Any]] = {}
    agreed: dict[str, float] = {}
    for name, (way, options, tolerance) in kinds.items():
        if options.get("compiled") and not compiler.available():
            continue
        peer = ROWS[row](size.vocabulary, size.embedding, size.hidden)
        copy_into(peer, ours.weights(made))
        peer.to(device)
        forward = getattr(peer, way)
        with torch.no_grad():
            found = forward(source[0], torch.from_numpy(inputs).long().to(device)).cpu().numpy()
        agreed[f"{name}, logits"] = must_agree(f"{name}, logits", found, logits)
        make = split_stepper if "parts" in options else stepper
        step = make(
            peer,
            forward,
            learning_rate=ours.RECIPE.learning_rate,
            clip=ours.RECIPE.clip,
            **options,
        )

        def run(step: Any = step) -> list[float]:
            return [step(x, y) for x, y in zip(source, target, strict=True)]

        first = min(FIRST, len(losses))
        what = f"{name}, losses of {first} step{'s' if first > 1 else ''}"
        agreed[what] = must_agree(what, run()[:first], losses[:first], tolerance)
        calls[name] = run
    return calls, agreed


def measure_case(
    row: str,
    size: Size,
    tutorial: float,
    best: float,
    steps: int,
    rounds: int,
    with_peers: bool,
) -> Table:
    """One table."""
    data = batches(size, steps)
    made = model(row, size)
    ours_name = f"the library, {steps} step{'s' if steps > 1 else ''} a call"
    train = ours.trainer(made, data)
    wanted = train()
    half = ours.trainer(made, data, dtype="bfloat16")
    simple = naive.trainer(made, data)
    agreed = {
        "naive JAX": must_agree("naive JAX", simple()[:FIRST], wanted[:FIRST]),
        "the library, bf16": must_agree("the library, bf16", half(), wanted, 2e-2),
    }
    calls: dict[str, Callable[[], Any]] = {ours_name: train}
    if mesh := ours.cores():
        calls[ours.SPLIT] = ours.trainer(made, data, mesh=mesh)
        agreed[ours.SPLIT] = must_agree(ours.SPLIT, calls[ours.SPLIT]()[:FIRST], wanted[:FIRST])
    calls |= {
        "the library, bf16": half,
        "naive JAX, nnx.jit, one step a call": simple,
    }
    if with_peers:
        theirs, more = steppers(made, size, data, wanted, EVERY if size == COURSE else MOST)
        calls |= theirs
        agreed |= more
    seconds = in_turns(calls, rounds)
    mine = (ours_name, ours.SPLIT)
    bars: list[Bar] = [
        *at_least(seconds, mine, [TUTORIAL], tutorial, "times the tutorials' loop"),
        *at_least(seconds, mine, BEST, best, "times PyTorch's best in float32"),
    ]
    title = f"Training step, row {row}, {size}"
    return Table(title, "ms a step", seconds, ours_name, steps, bars, agreed, compiler.notes())


def measure(
    rounds: int | None = None, peers: bool = True, cases: tuple[Any, ...] = CASES
) -> list[Table]:
    """All tables of this part."""
    return [measure_case(*case[:5], rounds or case[5], peers) for case in cases]
