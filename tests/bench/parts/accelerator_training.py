"""Training steps on the device that JAX has, beside PyTorch's where it finds the same device.

    PYTHONPATH=.:tests python -m bench accelerator_training

All products of both sides are in true float32, or in bfloat16 where a row says so.
"""

import jax

from bench import compiler, naive, ours
from bench.parts.accelerator import ROW, device
from bench.parts.training import FIRST, MOST, steppers
from bench.results import Table, must_agree
from bench.sizes import COURSE, MEDIUM, Size, batches, model
from course_lib.devices.timing import in_turns

CASES = ((COURSE, 10), (MEDIUM, 4))  # each with its steps a call


def measure_size(size: Size, steps: int, rounds: int, peers: bool, where: str = "cuda") -> Table:
    """The table of one size; the peers run on PyTorch's device `where`."""
    data, made = batches(size, steps), model(ROW, size)
    mine = f"the library, {steps} steps a call"
    # As PyTorch does by default. JAX lets a GPU round float32 before a product.
    with jax.default_matmul_precision("highest"):
        calls = {mine: ours.trainer(made, data)}
        wanted = calls[mine]()
        half, simple = ours.trainer(made, data, dtype="bfloat16"), naive.trainer(made, data)
        calls |= {
            "the library, one step a call": ours.one_a_call(made, data),
            "the library, bf16": half,
            "naive JAX, nnx.jit, one step a call": simple,
        }
        agreed = {
            "naive JAX": must_agree("naive JAX", simple()[:FIRST], wanted[:FIRST]),
            "the library, bf16": must_agree("the library, bf16", half(), wanted, 2e-2),
        }
        if peers:
            theirs, more = steppers(made, size, data, wanted, MOST, device=where)
            calls |= theirs
            agreed |= more
        seconds = in_turns(calls, rounds)
    title = f"Training step on the device {device()}, row {ROW}, {size}"
    return Table(title, "ms a step", seconds, mine, steps, [], agreed, compiler.notes())


def measure(rounds: int | None = None, peers: bool = True) -> list[Table]:
    """A table for each size. Without a GPU that PyTorch finds there are no peers."""
    if peers:
        import torch

        peers = torch.cuda.is_available()
    return [measure_size(*case, rounds or 5, peers) for case in CASES]
