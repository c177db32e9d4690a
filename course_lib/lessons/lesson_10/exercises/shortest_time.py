"""Exercise: the shortest time that a kernel can take, by the roofline."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, rate: float, bandwidth: float, low: float = 0.1) -> Case:
        intensity = np.exp(rng.uniform(np.log(low), np.log(200), count))
        moved = rng.uniform(1.0, 9.0, count)
        work = (np.maximum(intensity * moved, 1.0)).astype(np.float32)
        return Case(label, (work, moved.astype(np.float32), rate, bandwidth))

    rate, bandwidth = float(rng.uniform(20, 60)), float(rng.uniform(2, 6))
    both = case("one kernel on each side of the ridge", 2, rate, bandwidth)
    both.args[0][:], both.args[1][:] = (1.0, 100.0), (50.0, 2.0)
    return [
        case("many kernels", 8, rate, bandwidth),
        both,
        case("one kernel", 1, 10.0, 4.0),
        case("memory as fast as arithmetic", 5, 8.0, 8.0),
        case("slow memory", 4, 50.0, 0.5, low=20.0),
    ]


def _loop(operations: Array, moved: Array, rate: float, bandwidth: float) -> Array:
    pairs = zip(operations, moved, strict=True)
    return np.array([max(float(n) / rate, float(m) / bandwidth) for n, m in pairs])


def _too_fast(amounts: Array, speed: float, seconds: Array, what: str) -> str | None:
    fast = amounts / speed * (1 - TOLERANCE) - TOLERANCE > seconds
    if fast.any():
        at = int(fast.argmax())
        return (
            f"kernel {at} takes {number(seconds[at])} s, less than its {number(amounts[at])} "
            f"{what} need at {number(speed)} per second"
        )
    return None


def _computes(args: Args, seconds: Array) -> str | None:
    return _too_fast(args[0], args[2], seconds, "operations")


def _moves(args: Args, seconds: Array) -> str | None:
    return _too_fast(args[1], args[3], seconds, "bytes")


shortest_time = Exercise(
    name="shortest_time",
    arguments=("operations", "moved", "rate", "bandwidth"),
    wanted=(
        "operations [N], moved [N] (bytes), rate (operations per second) and bandwidth (bytes per "
        "second) to the shortest seconds of each kernel, [N]."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("time for the arithmetic", _computes),
        Property("time for the bytes", _moves),
    ),
    wrong=(
        Misconception(
            "added",
            "the two times are added, as if the machine stopped computing while it moves bytes",
            lambda n, m, r, w: n / r + m / w,
        ),
        Misconception(
            "the shorter one",
            "the shorter of the two times is taken; the kernel has to wait for both",
            lambda n, m, r, w: np.minimum(n / r, m / w),
        ),
        Misconception("arithmetic alone", "the bytes do not count in it", lambda n, m, r, w: n / r),
        Misconception(
            "memory alone", "the operations do not count in it", lambda n, m, r, w: m / w
        ),
        Misconception(
            "rate for time",
            "it gives operations per second, the height of the roof; the seconds are asked for",
            lambda n, m, r, w: np.minimum(r, n / m * w),
        ),
        Misconception(
            "intensity upside down",
            "the intensity is bytes per operation; it is operations per byte",
            lambda n, m, r, w: n / np.minimum(r, m / n * w),
        ),
        Misconception(
            "one kernel for all",
            "all kernels get the time of the slowest; each has a roof of its own",
            lambda n, m, r, w: np.full(n.shape, np.maximum(n / r, m / w).max()),
        ),
        Misconception(
            "rate and bandwidth swapped",
            "operations are divided by the bandwidth and bytes by the rate: each amount has its "
            "own speed",
            lambda n, m, r, w: np.maximum(n / w, m / r),
        ),
        Misconception(
            "root of the squares",
            "the root of the sum of the two squared times is taken: the longer one decides alone",
            lambda n, m, r, w: np.hypot(n / r, m / w),
        ),
        Misconception(
            "multiplied",
            "amounts are multiplied by their speeds: a time is an amount divided by a speed",
            lambda n, m, r, w: np.maximum(n * r, m * w),
        ),
        Misconception(
            "averaged",
            "the mean of the two times is taken: the longer one decides",
            lambda n, m, r, w: (n / r + m / w) / 2,
        ),
    ),
    right=(
        lambda operations, moved, rate, bandwidth: jnp.maximum(
            operations / rate, moved / bandwidth
        ),
        lambda operations, moved, rate, bandwidth: (
            operations / jnp.minimum(rate, operations / moved * bandwidth)
        ),
        lambda operations, moved, rate, bandwidth: jax.vmap(
            lambda n, m: jnp.where(n / m > rate / bandwidth, n / rate, m / bandwidth)
        )(operations, moved),
    ),
    hint=(
        "Two times, one for the arithmetic and one for the bytes. They overlap: which of the two "
        "decides?"
    ),
    part=Part("the roof of the figure", lambda n, m, r, w: (n, m, r, w), taught=False),
)
