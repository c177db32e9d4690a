"""Exercise: where a token stands, as sines and cosines."""

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp
import numpy as np

from course_lib.kernels.positions import position_code as library
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number

Array = np.ndarray
NEAR = 2e-4  # float32 has the angle of position 60 to about 4e-6


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, position: int, width: int) -> Case:
        return Case(label, (np.array(position, np.int32), width))

    return [
        case("the first position", 0, 6),
        case("the second position", 1, 8),
        case("a position further on", int(rng.integers(3, 12)), 10),
        case("two numbers", int(rng.integers(2, 6)), 2),
        case("a late position", int(rng.integers(30, 60)), 16),
    ]


def _waves(
    speed: Callable[[int, int], float] = lambda i, width: 10_000.0 ** (-2 * i / width),
    first: Callable[[float], float] = np.sin,
    second: Callable[[float], float] = np.cos,
) -> Callable[[Any, int], Array]:
    """Pairs of waves, the i-th of a speed."""

    def answer(position: Any, width: int) -> Array:
        code = []
        for i in range(width // 2):
            angle = float(position) * speed(i, width)
            code += [first(angle), second(angle)]
        return np.array(code)

    return answer


loop = _waves()


def _later(position: Any, width: int) -> Array:
    return loop(position + 1, width)


def _each_its_own(position: Any, width: int) -> Array:
    angles = float(position) * 10_000.0 ** (-np.arange(width) / width)
    return np.where(np.arange(width) % 2 == 0, np.sin(angles), np.cos(angles))


def _sines_first(position: Any, width: int) -> Array:
    both = loop(position, width)
    return np.concatenate([both[::2], both[1::2]])


def _raw(position: Any, width: int) -> Array:
    return np.repeat(float(position) * 10_000.0 ** (-np.arange(0, width, 2) / width), 2)


def _start(args: Args, code: Array) -> str | None:
    if args[0] != 0 or np.allclose(code, loop(*args), atol=NEAR):
        return None
    return (
        f"at position 0 every angle is 0, so that the code is 0, 1, 0, 1, ...: yours begins with "
        f"{', '.join(number(one) for one in code[:4])}"
    )


def _circle(args: Args, code: Array) -> str | None:
    """Each pair of neighbours is a sine and a cosine of one angle."""
    sizes = code[::2] ** 2 + code[1::2] ** 2
    i = int(np.abs(sizes - 1).argmax())
    if abs(sizes[i] - 1) < 1e-3:
        return None
    return (
        f"numbers {2 * i} and {2 * i + 1} are sine and cosine of one angle, so their squares add "
        f"up to 1: yours to {number(sizes[i])}"
    )


def _stacked(position: Any, width: int) -> Any:
    angles = position / 10_000 ** (jnp.arange(0, width, 2) / width)
    return jnp.stack([jnp.sin(angles), jnp.cos(angles)], axis=1).reshape(-1)


def _filled(position: Any, width: int) -> Any:
    angles = position * jnp.exp(-jnp.log(10_000.0) * jnp.arange(0, width, 2) / width)
    return jnp.zeros(width).at[0::2].set(jnp.sin(angles)).at[1::2].set(jnp.cos(angles))


def _shifted(position: Any, width: int) -> Any:
    e = jnp.arange(width)
    return jnp.sin(position / 10_000 ** ((e - e % 2) / width) + (e % 2) * jnp.pi / 2)


position_code = Exercise(
    name="position_code",
    arguments=("position", "width"),
    wanted=(
        "a position j (a whole number, from 0) and an even width E to its code [E]: numbers 2i and "
        "2i + 1 are the sine and the cosine of j / 10000^(2i / E)."
    ),
    draw=_draw,
    reference=loop,
    properties=(
        Property("the first position", _start),
        Property("a sine and its cosine side by side", _circle),
    ),
    wrong=(
        Misconception(
            "exponent i",
            "the exponent is i / E with i counting the pairs: it is 2i / E, so that the slowest "
            "wave is nearly 10000 times as slow as the fastest",
            _waves(lambda i, width: 10_000.0 ** (-i / width)),
        ),
        Misconception(
            "one wave fewer",
            "the exponent runs up to 1 exactly: it is 2i / E, and stops short of it",
            _waves(lambda i, width: 10_000.0 ** (-i / max(width / 2 - 1, 1))),
        ),
        Misconception(
            "faster and faster",
            "the angle is multiplied by 10000^(2i / E): it is divided by it",
            _waves(lambda i, width: 10_000.0 ** (2 * i / width)),
        ),
        Misconception(
            "one speed",
            "all pairs have the same wave: each next one is slower",
            _waves(lambda i, width: 1.0),
        ),
        Misconception(
            "another base",
            "the base is another number: it is 10000",
            _waves(lambda i, width: 1_000.0 ** (-2 * i / width)),
            also=(_waves(lambda i, width: np.e ** (-2 * i / width)),),
        ),
        Misconception(
            "each its own wave",
            "a cosine has a wave of its own: numbers 2i and 2i + 1 share one angle",
            _each_its_own,
        ),
        Misconception(
            "cosine first",
            "the cosine comes first: the sine does",
            _waves(first=np.cos, second=np.sin),
        ),
        Misconception(
            "sines alone",
            "both of a pair are sines: the second is a cosine, without which two codes cannot tell "
            "how far apart they are",
            _waves(second=np.sin),
        ),
        Misconception(
            "whole turns",
            "the angle is multiplied by 2 pi: sine and cosine are of the angle itself",
            _waves(lambda i, width: 2 * np.pi * 10_000.0 ** (-2 * i / width)),
        ),
        Misconception("counted from 1", "positions are counted from 1: the first is 0", _later),
        Misconception("no waves", "these are the angles: take their sine and cosine", _raw),
        Misconception(
            "one pair",
            "only the first pair is given: the code has E numbers",
            lambda position, width: loop(position, width)[:2] if width > 2 else np.zeros(1),
        ),
    ),
    right=(_stacked, _filled, _shifted, lambda p, w: library(jnp.asarray(p), w), loop),
    harmless=(
        Misconception(
            "sines first",
            "all sines come first, then all cosines. A model that learns does not care in which "
            "order the numbers stand; the paper has them in pairs",
            _sines_first,
        ),
    ),
    hint=(
        "jnp.arange(0, width, 2) / width are the exponents 2i / E of all pairs. Divide the "
        "position by 10000 to these powers, stack sine and cosine along a new last axis, and "
        "reshape(-1)."
    ),
    part=Part(goes="Parts(position_code=...)", example=lambda *args: args, taught=False),
)
