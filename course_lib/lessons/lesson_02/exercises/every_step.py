"""Exercise: the other bridge, the source's summary beside every token that the decoder reads."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, steps: int, token: int, summary: int) -> Case:
        shapes = (steps, token), (summary,)
        one, other = (rng.choice([-1, 1], s) * rng.uniform(0.5, 2.0, s) for s in shapes)
        return Case(label, (one.astype(np.float32), other.astype(np.float32)))

    return [
        case("five steps", 5, 3, 4),
        case("a summary as wide as a token", 4, 3, 3),
        case("as many steps as numbers in the summary", 4, 2, 4),
        case("one step", 1, 2, 3),
    ]


def _tokens_first(args: Args, inputs: Array) -> str | None:
    embedded, _ = args
    if np.abs(inputs[:, : embedded.shape[1]] - embedded).max() > 1e-5:
        return f"the first {embedded.shape[1]} numbers of each row are those of the step's token"
    return None


def _summary_everywhere(args: Args, inputs: Array) -> str | None:
    embedded, summary = args
    for t, row in enumerate(inputs[:, embedded.shape[1] :]):
        if np.abs(row - summary).max() > 1e-5:
            return (
                f"every row ends in the summary, which begins with {number(summary[0])}; in row "
                f"{t} stands {number(row[0])}"
            )
    return None


def _tiled(embedded: Array, summary: Array) -> Array:
    return np.tile(summary, (len(embedded), 1))


def _loop(embedded: Array, summary: Array) -> list[list[float]]:
    return [[*map(float, row), *map(float, summary)] for row in embedded]


def _once(embedded: Array, summary: Array, at: int) -> Array:
    beside = np.zeros((len(embedded), len(summary)), np.float32)
    beside[at] = summary
    return np.concatenate([embedded, beside], axis=1)


every_step = Exercise(
    name="every_step",
    arguments=("embedded", "summary"),
    wanted=(
        "the embedded tokens [T, M] that the decoder reads and the summary [E] to its inputs "
        "[T, M + E]: in each row the token's numbers, then the summary's."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("the tokens first", _tokens_first),
        Property("the summary at every step", _summary_everywhere),
    ),
    wrong=(
        Misconception(
            "summary first",
            "the summary stands in front: the token's numbers come first",
            lambda x, z: np.concatenate([_tiled(x, z), x], axis=1),
        ),
        Misconception(
            "at the first step only",
            "the first step alone reads the summary, the others read zeros",
            lambda x, z: _once(x, z, 0),
        ),
        Misconception(
            "at the last step only",
            "the last step alone reads the summary, the others read zeros",
            lambda x, z: _once(x, z, -1),
        ),
        Misconception(
            "numbers repeated",
            "each number of the summary is repeated before the next one comes (np.repeat and a "
            "reshape): whole rows must be repeated",
            lambda x, z: np.concatenate([x, np.repeat(z, len(x)).reshape(len(x), len(z))], axis=1),
        ),
        Misconception(
            "tokens left out",
            "the summary alone comes out, [T, E]: the decoder must read the token, too",
            _tiled,
        ),
        Misconception(
            "summary left out",
            "the tokens alone come out, [T, M]: the source is not told",
            lambda x, z: x.copy(),
        ),
        Misconception(
            "a step more",
            "the summary is put in front as a step of its own: it belongs beside each token",
            lambda x, z: np.concatenate([z[None, : x.shape[1]], x]),
        ),
        Misconception(
            "steps and numbers swapped",
            "the steps are columns, [M + E, T]: each step is a row",
            lambda x, z: np.concatenate([x, _tiled(x, z)], axis=1).T,
        ),
        Misconception(
            "one long row",
            "one row comes out, all steps behind one another: each step is a row, [T, M + E]",
            lambda x, z: np.concatenate([x, _tiled(x, z)], axis=1).ravel(),
            also=(lambda x, z: np.concatenate([x.ravel(), z]),),
        ),
        Misconception(
            "joined along time",
            "concatenate joins along axis 0, the steps: side by side is axis 1",
            lambda x, z: np.concatenate([x, _tiled(x, z)], axis=0),
        ),
    ),
    right=(
        lambda embedded, summary: jnp.concatenate(
            [embedded, jnp.broadcast_to(summary, (len(embedded), len(summary)))], axis=1
        ),
        lambda embedded, summary: jnp.hstack([embedded, jnp.tile(summary, (len(embedded), 1))]),
        lambda embedded, summary: jnp.stack([jnp.concatenate([row, summary]) for row in embedded]),
        lambda embedded, summary: _loop(np.asarray(embedded), np.asarray(summary)),
    ),
    hint=(
        "jnp.tile(summary, (T, 1)) repeats the summary in T rows; jnp.concatenate with axis=1 puts "
        "two tables side by side."
    ),
    part=Part(goes="your model's second bridge", example=lambda *args: args),
)
