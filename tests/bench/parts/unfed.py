"""The training step of Luong's row with nothing fed back: PyTorch's fused LSTM is at its best."""

from collections.abc import Callable
from typing import Any

from bench import ours, report
from bench.parts.training import FIRST, Kinds, steppers
from bench.results import Table, at_least, must_agree
from bench.sizes import COURSE, Size, batches, model
from course_lib.devices.timing import in_turns

ROW = "luong_general_unfed"
CORES = int(report.machine()["cores"])
FUSED = (
    "PyTorch, fused LSTM, batched attention",
    "PyTorch, fused LSTM, SDPA",
    f"PyTorch, fused LSTM, SDPA, 1/{CORES} of the batch a core",
)
KINDS: Kinds = {
    FUSED[0]: ("best", {}, 1e-4),
    FUSED[1]: ("sdpa", {}, 1e-4),
    FUSED[2]: ("sdpa", {"parts": CORES}, 1e-4),
}


def measure_case(size: Size, steps: int, rounds: int, with_peers: bool) -> Table:
    """One table."""
    data, made = batches(size, steps), model(ROW, size)
    name = f"the library, {steps} steps a call"
    calls: dict[str, Callable[[], Any]] = {
        name: ours.trainer(made, data),
        "the library, one step a call": ours.one_a_call(made, data),
    }
    agreed: dict[str, float] = {}
    wanted = calls[name]()
    if mesh := ours.cores():
        calls[ours.SPLIT] = ours.trainer(made, data, mesh=mesh)
        agreed[ours.SPLIT] = must_agree(ours.SPLIT, calls[ours.SPLIT]()[:FIRST], wanted[:FIRST])
    if with_peers:
        theirs, more = steppers(made, size, data, wanted, KINDS)
        calls |= theirs
        agreed |= more
    seconds = in_turns(calls, rounds)
    bars = at_least(seconds, (name, ours.SPLIT), FUSED, 1.0, "PyTorch's fused LSTM")
    title = f"Training step, nothing fed back (row {ROW}), {size}"
    return Table(title, "ms a step", seconds, name, steps, bars, agreed)


def measure(rounds: int | None = None, peers: bool = True, size: Size = COURSE) -> list[Table]:
    """The table of this part."""
    return [measure_case(size, 10, rounds or 9, peers)]
