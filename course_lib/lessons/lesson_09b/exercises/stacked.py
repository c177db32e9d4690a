"""Exercise: several frames of sound side by side, so that there are fewer positions."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number
from course_lib.lessons.checking.telling import drawn_until_telling
from course_lib.lessons.lesson_09b.stacked_mistakes import WRONG
from course_lib.lessons.lesson_09b.stacking_ways import loop

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    return drawn_until_telling(_cases, rng, loop, WRONG)


def _cases(rng: np.random.Generator) -> list[Case]:
    def case(label: str, count: int, bands: int, stack: int) -> Case:
        """Numbers that are all different, by .05 at least, and none of them near 0."""
        values = (rng.permutation(count * bands) + 4) / 10 + rng.uniform(0, 0.05)
        return Case(label, (values.reshape(count, bands).astype(np.float32), stack))

    return [
        case("one frame missing", 7, 2, 4),
        case("two frames missing", 7, 4, 3),
        case("nothing missing", 8, 3, 4),
        case("one row that lacks much", 2, 3, 5),
        case("pairs, and one frame left", 5, 3, 2),
        case("as many bands as a row has frames", 9, 3, 3),
        case("one band", 8, 1, 3),
        case("stack = 1, nothing changes", 4, 5, 1),
    ]


def _first(args: Args, rows: Array) -> str | None:
    frames, stack = args
    real = frames[:stack].reshape(-1)
    place = int(np.abs(rows[0, : len(real)] - real).argmax())
    if abs(rows[0, place] - real[place]) <= TOLERANCE * (1 + abs(real[place])):
        return None
    f, m = divmod(place, frames.shape[1])
    return (
        f"row 0 holds the first {stack} frames one after the other: its number {place} is "
        f"{number(rows[0, place])}, and band {m} of frame {f} is {number(real[place])}"
    )


def _starts(args: Args, rows: Array) -> str | None:
    frames, stack = args
    for j, row in enumerate(rows):
        if abs(row[0] - frames[j * stack, 0]) > TOLERANCE * (1 + abs(row[0])):
            right = number(frames[j * stack, 0])
            return (
                f"row {j} begins with frame {j} * stack = {j * stack}, which begins with {right}: "
                f"it begins with {number(row[0])}"
            )
    return None


def _zeros(args: Args, rows: Array) -> str | None:
    frames, _ = args
    rest = rows.reshape(-1)[frames.size :]
    if not rest.any():
        return None
    return (
        f"{len(rest) // frames.shape[1]} frames are missing in the last row, so that its last "
        f"{len(rest)} numbers are 0: there is {number(rest[rest != 0][0])}"
    )


def _padded(frames: Any, stack: int) -> Any:
    return jnp.pad(frames, ((0, -len(frames) % stack), (0, 0))).reshape(-1, stack * frames.shape[1])


def _joined(frames: Any, stack: int) -> Any:
    """Row by row, each filled by itself."""
    rows = [frames[f : f + stack].reshape(-1) for f in range(0, len(frames), stack)]
    wide = stack * frames.shape[1]
    return jnp.stack([jnp.concatenate([row, jnp.zeros(wide - len(row))]) for row in rows])


def _side_by_side(frames: Any, stack: int) -> Any:
    rows = (len(frames) + stack - 1) // stack
    whole = jnp.zeros((rows * stack, frames.shape[1])).at[: len(frames)].set(frames)
    return jnp.concatenate([whole[k::stack] for k in range(stack)], axis=1)


def _mapped(frames: Any, stack: int) -> Any:
    places = jnp.arange(-(-len(frames) // stack) * stack).reshape(-1, stack)

    def one(row: Any) -> Any:
        real = row < len(frames)
        found = jnp.asarray(frames)[jnp.where(real, row, 0)]
        return jnp.where(real[:, None], found, 0.0).reshape(-1)

    return jax.vmap(one)(places)


stacked = Exercise(
    name="stacked",
    arguments=("frames", "stack"),
    wanted=(
        "frames [F, M] and a whole number, stack, to rows [ceil(F / stack), stack * M]: every "
        "`stack` frames that follow each other stand side by side in one row, in their order, each "
        "frame whole; where frames are missing in the last row, zeros stand at its end."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("row 0", _first),
        Property("where rows begin", _starts),
        Property("zeros at the end", _zeros),
    ),
    wrong=WRONG,
    right=(
        _padded,
        _joined,
        _side_by_side,
        _mapped,
        lambda frames, stack: loop(np.asarray(frames), stack),
    ),
    hint=(
        "len(frames) % stack frames are over in the last row, and -len(frames) % stack are missing "
        "there. jnp.pad(frames, ((0, missing), (0, 0))) puts as many rows of zeros behind the "
        "frames, and adds no band; reshape(-1, stack * M) then joins every `stack` rows."
    ),
    remark=unreached(("frames", "stack")),
    part=Part(goes="Parts(stack_frames=...)", example=lambda *args: args),
)
