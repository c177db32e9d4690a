"""Do XLA's threads and PyTorch's get in each other's way, as both live in one process?

Both keep a pool of threads, and a pool may spin for a while after its work in case there is more.
So each is timed alone, several calls running, and then in turns, where it follows the other.
"""

from bench import ours
from bench.parts.training import BEST, MOST, steppers
from bench.results import Table, times
from bench.sizes import COURSE, Size, batches, model
from course_lib.devices.timing import in_turns

ROW, STEPS = "bahdanau", 5
LIBRARY = "the library"


def measure(rounds: int | None = None, peers: bool = True, size: Size = COURSE) -> list[Table]:
    """The table of this part; none without its peer, with which it is all about."""
    if not peers:
        return []
    rounds = rounds or 9
    data, made = batches(size, STEPS), model(ROW, size)
    calls = {LIBRARY: ours.trainer(made, data)}
    theirs, agreed = steppers(made, size, data, calls[LIBRARY](), {BEST[0]: MOST[BEST[0]]})
    calls |= theirs
    seconds = {}
    for name, call in calls.items():
        seconds[f"{name}, alone"] = in_turns({name: call}, rounds)[name]
    seconds |= {f"{name}, in turns": some for name, some in in_turns(calls, rounds).items()}
    notes = [
        f"{name}: in turns {times(seconds, f'{name}, in turns', f'{name}, alone'):.2f} times alone"
        for name in calls
    ]
    title = f"One process for both: a training step, row {ROW}, {size}"
    return [Table(title, "ms a step", seconds, f"{LIBRARY}, in turns", STEPS, [], agreed, notes)]
