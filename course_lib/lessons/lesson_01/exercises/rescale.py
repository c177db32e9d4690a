"""Exercise: a recurrent matrix with a spectral radius of choice."""

import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def normal(width: int) -> Array:
        return rng.normal(size=(width, width)).astype(np.float32)

    turn = np.array([[0.0, -2.0], [2.0, 0.0]], np.float32)  # its eigenvalues are 2i and -2i
    negative = np.diag(np.array([-3.0, 1.0, 0.5], np.float32))
    negative[0, 2] = float(rng.uniform(1.0, 2.0))
    late = np.array([[0.5, rng.uniform(1.0, 2.0)], [0.0, -3.0]], np.float32)
    return [
        Case("a random matrix", (normal(5), 0.9)),
        Case("made larger", (normal(4) / 4, 1.5)),
        Case("eigenvalues that are not real", (turn * float(rng.uniform(0.5, 2)), 1.2)),
        Case("the largest eigenvalue is negative", (negative, 1.0)),
        Case("the largest eigenvalue stands last", (late, 0.9)),
        Case("one number", (np.array([[-0.5]], np.float32), 0.7)),
    ]


def _radius(matrix: Array) -> float:
    return float(np.abs(np.linalg.eigvals(np.asarray(matrix, np.float64))).max())


def _radius_is(args: Args, new: Array) -> str | None:
    _, radius = args
    if abs(_radius(new) - radius) > 1e-3 * max(radius, 1.0):
        return f"the new spectral radius must be {number(radius)}; it is {number(_radius(new))}"
    return None


def _a_multiple(args: Args, new: Array) -> str | None:
    matrix, _ = args
    factor = float((new * matrix).sum() / (matrix * matrix).sum())
    if np.abs(new - factor * matrix).max() > 1e-3:
        return "the new matrix must be the old one times one number; it is not"
    if factor <= 0:
        return f"that number must be positive: it is {number(factor)}"
    return None


def _by_power(matrix: Array, radius: float) -> Array:
    """Gelfand: the radius is the limit of |M^n|^(1/n); by repeated squaring, with its logarithm."""
    power, log = np.asarray(matrix, np.float64), 0.0
    steps = 40
    for _ in range(steps):
        size = np.linalg.norm(power)
        power, log = (power / size) @ (power / size), 2 * (log + np.log(size))
    own = np.exp((log + np.log(np.linalg.norm(power))) / 2.0**steps)
    return np.asarray(matrix) * (radius / own)


def _plain(matrix: Array, radius: float, own: float) -> Array:
    return np.asarray(matrix, np.float64) * (radius / own)


rescale = Exercise(
    name="rescale",
    arguments=("matrix", "radius"),
    wanted="matrix [D, D] and a radius to the matrix times a number, [D, D], with that radius.",
    draw=_draw,
    reference=lambda matrix, radius: _plain(matrix, radius, _radius(matrix)),
    properties=(Property("a multiple", _a_multiple), Property("the radius", _radius_is)),
    wrong=(
        Misconception(
            "multiplied, not rescaled",
            "the matrix is multiplied with the wanted radius, and its own is not divided out",
            lambda m, r: m * r,
        ),
        Misconception(
            "largest singular value",
            "the largest singular value (the 2-norm) is used: how much a vector can grow in one "
            "step, not in many",
            lambda m, r: _plain(m, r, float(np.linalg.norm(m, 2))),
        ),
        Misconception(
            "Frobenius norm",
            "the root of the sum of squares is used, which no eigenvalue needs to reach",
            lambda m, r: _plain(m, r, float(np.linalg.norm(m))),
        ),
        Misconception(
            "largest entry",
            "the largest number in the matrix is used, not its largest eigenvalue",
            lambda m, r: _plain(m, r, np.abs(m).max()),
        ),
        Misconception(
            "real part",
            "only the real parts of the eigenvalues are looked at: a rotation has none",
            lambda m, r: _plain(m, r, np.abs(np.linalg.eigvals(np.asarray(m, float)).real).max()),
        ),
        Misconception(
            "divided the wrong way round",
            "the own radius is divided by the wanted one",
            lambda m, r: _plain(m, _radius(m), r),
        ),
        Misconception(
            "entries clipped",
            "each number is cut off at the radius by itself, as in a clipped gradient",
            lambda m, r: np.clip(m, -r, r),
        ),
        Misconception(
            "unchanged",
            "the matrix comes back as it was",
            lambda m, r: m,
        ),
        Misconception(
            "no absolute value",
            "the largest eigenvalue is taken with its sign, or as a complex number: -3 is "
            "larger in size than 1, and 2i is as large as 2",
            lambda m, r: _plain(m, r, np.linalg.eigvals(np.asarray(m, complex)).real.max()),
            also=(lambda m, r: m * (r / np.sort(np.linalg.eigvals(np.asarray(m, complex)))[-1]),),
        ),
        Misconception(
            "first eigenvalue",
            "the first eigenvalue of the list is used: they come in no order, and the largest "
            "may stand anywhere",
            lambda m, r: _plain(m, r, np.abs(np.linalg.eigvals(np.asarray(m, complex)))[0]),
        ),
        Misconception(
            "as if it were symmetric",
            "eigvalsh is for symmetric matrices and looks at one half of this one: use eigvals",
            lambda m, r: _plain(m, r, np.abs(np.linalg.eigvalsh(m)).max()),
        ),
        Misconception(
            "determinant",
            "the determinant is used: it is the product of all eigenvalues",
            lambda m, r: _plain(m, r, np.abs(np.linalg.det(m))),
        ),
    ),
    right=(
        lambda matrix, radius: matrix * (radius / np.abs(np.linalg.eigvals(matrix)).max()),
        _by_power,
        lambda matrix, radius: (
            jnp.asarray(matrix) / max(abs(v) for v in np.linalg.eigvals(np.array(matrix))) * radius
        ),
    ),
    hint=(
        "Eigenvalues scale with the matrix. Find the largest absolute value among them (they may "
        "be complex), and multiply by wanted over found."
    ),
)
