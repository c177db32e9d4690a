"""The mistakes that the bank of `thinned` knows, and how an answer of two matrices is read."""

from collections.abc import Callable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Misconception
from course_lib.lessons.checking.running import Unread, describe, pair

Array = Any  # NumPy's in the bank, JAX's in a check
Two = tuple[Array, Array]


def product(output: Any, args: Args) -> Any:
    """down @ up.T, whatever the two are made of; Unread if they are not [D, R] and [E, R]."""
    if output is None:
        return None
    weight, rank = args
    d, e = weight.shape
    wanted = f"wanted a tuple of two, down [{d}, {rank}] and up [{e}, {rank}]"
    if hasattr(output, "shape"):
        kind = f"one array {_against(output.shape, args)}"
        raise Unread(kind, f"it returns {describe(output)}; {wanted}")
    two = [np.asarray(one) for one in pair(output, wanted)]
    shapes = [(width, rank) for width in weight.shape]
    if [one.shape for one in two] != shapes or any(one.dtype.kind not in "fiu" for one in two):
        kind = " and ".join(_against(one.shape, args) for one in two)
        raise Unread(kind, f"it returns {describe(two[0])} and {describe(two[1])}; {wanted}")
    return two[0].astype(np.float64) @ two[1].astype(np.float64).T


def _against(shape: tuple[int, ...], args: Args) -> str:
    """A shape in letters: two returns are alike if they have the same letters."""
    weight, rank = args
    letters = {weight.shape[1]: "E", weight.shape[0]: "D", rank: "R"}
    return str([letters.get(n, "?") for n in shape])


def _svd(weight: Array) -> tuple[Array, Array, Array]:
    return np.linalg.svd(np.asarray(weight, np.float64), full_matrices=False)


def nearest(weight: Array, rank: int) -> Two:
    u, s, vt = _svd(weight)
    return u[:, :rank] * s[:rank], vt[:rank].T


def _scaled(left: Callable[[Array], Array], right: Callable[[Array], Array]) -> Callable[..., Two]:
    def answer(weight: Array, rank: int) -> Two:
        u, s, vt = _svd(weight)
        return u[:, :rank] * left(s[:rank]), vt[:rank].T * right(s[:rank])

    return answer


def _ones(s: Array) -> Array:
    return np.ones_like(s)


def _last(weight: Array, rank: int) -> Two:
    u, s, vt = _svd(weight)
    return u[:, -rank:] * s[-rank:], vt[-rank:].T


def _last_eigenvectors(weight: Array, rank: int) -> Two:
    """Those of weight.T @ weight with the smallest eigenvalues, which `eigh` gives first."""
    up = np.linalg.svd(np.asarray(weight, np.float64))[2][-rank:].T
    return weight @ up, up


def _columns_of(table: Callable[[Array], Array]) -> Callable[..., Two]:
    def answer(weight: Array, rank: int) -> Two:
        u, s, vt = _svd(weight)
        return u[:, :rank] * s[:rank], table(vt)[:, :rank]

    return answer


def _first_columns(weight: Array, rank: int) -> Two:
    return weight[:, :rank], np.eye(weight.shape[1])[:, :rank]


def _first_rows(weight: Array, rank: int) -> Two:
    return np.eye(weight.shape[0])[:, :rank], weight[:rank].T


def _corner(weight: Array, rank: int) -> Two:
    return weight[:, :rank], weight[:rank].T


def _centred(axis: int | None) -> Callable[..., Two]:
    return lambda weight, rank: nearest(weight - weight.mean(axis=axis, keepdims=True), rank)


def _by_qr(weight: Array, rank: int) -> Two:
    q, r = np.linalg.qr(np.asarray(weight, np.float64))
    return q[:, :rank], r[:rank].T


def _turned(two: Two, first: bool, second: bool) -> Two:
    return (two[0].T if first else two[0]), (two[1].T if second else two[1])


def _whole(weight: Array, rank: int) -> Two:
    u, s, vt = _svd(weight)
    return u * s, vt.T


def _middle_missing(weight: Array, rank: int) -> Any:
    u, s, vt = _svd(weight)
    return u[:, :rank], s[:rank], vt[:rank]


WRONG = (
    Misconception(
        "singular values forgotten",
        "the singular values are in neither of the two: each goes into one, or its root into both",
        _scaled(_ones, _ones),
    ),
    Misconception(
        "singular values twice",
        "the singular values are in both matrices, so that they count twice",
        _scaled(lambda s: s, lambda s: s),
    ),
    Misconception(
        "root in one alone",
        "the root of the singular values is in one of the two only: it belongs in both",
        _scaled(np.sqrt, _ones),
        also=(_scaled(_ones, np.sqrt),),
    ),
    Misconception(
        "divided by the singular values",
        "it is divided by the singular values, and should be multiplied",
        _scaled(lambda s: 1 / s, _ones),
        also=(_scaled(lambda s: 1 / np.sqrt(s), lambda s: 1 / np.sqrt(s)),),
    ),
    Misconception(
        "vt not turned",
        "columns of vt are kept: svd gives V transposed, so its directions are the rows of vt",
        _columns_of(lambda vt: vt),
    ),
    Misconception(
        "up lies down",
        "up comes as [R, E]: it is [E, R], transpose it",
        lambda weight, rank: _turned(nearest(weight, rank), False, True),
        also=(lambda weight, rank: _turned(_scaled(np.sqrt, np.sqrt)(weight, rank), False, True),),
    ),
    Misconception(
        "down lies down",
        "down comes as [R, D]: it is [D, R], transpose it",
        lambda weight, rank: _turned(nearest(weight, rank), True, False),
    ),
    Misconception(
        "the smallest kept",
        "the directions with the smallest singular values are kept: it is the largest",
        _last,
        also=(_last_eigenvectors, lambda weight, rank: _last_eigenvectors(weight.T, rank)[::-1]),
    ),
    Misconception(
        "first columns",
        "the first columns of weight are kept, and the others are 0: other directions come nearer",
        _first_columns,
    ),
    Misconception(
        "first rows",
        "the first rows of weight are kept, and the others are 0: other directions come nearer",
        _first_rows,
    ),
    Misconception(
        "rows and columns of weight",
        "the first columns and the first rows of weight are taken for the two",
        _corner,
    ),
    Misconception(
        "the product",
        "the product comes out, as large as weight: the two thin matrices are wanted",
        lambda weight, rank: np.matmul(nearest(weight, rank)[0], nearest(weight, rank)[1].T),
    ),
    Misconception(
        "the two swapped",
        "up comes first: down, [D, R], is the first of the two",
        lambda weight, rank: nearest(weight, rank)[::-1],
        also=(
            lambda weight, rank: _scaled(np.sqrt, np.sqrt)(weight, rank)[::-1],
            lambda weight, rank: _scaled(_ones, lambda s: s)(weight, rank)[::-1],
        ),
    ),
    Misconception(
        "mean taken off",
        "a mean is taken off first, as for principal components: weight is taken as it is",
        _centred(0),
        also=(_centred(1), _centred(None)),
    ),
    Misconception(
        "rank ignored",
        "all directions are kept, whatever the rank",
        _whole,
    ),
    Misconception(
        "QR for SVD",
        "the first columns of a QR are kept: they come in no order of size, and those of an SVD do",
        _by_qr,
    ),
    Misconception(
        "one direction too many",
        "rank + 1 directions are kept",
        lambda weight, rank: nearest(weight, rank + 1),
    ),
    Misconception(
        "one direction missing",
        "rank - 1 directions are kept: `:rank` has `rank` columns",
        lambda weight, rank: nearest(weight, rank - 1),
    ),
    Misconception(
        "the three of the SVD",
        "three things come out: multiply the singular values into one of the others",
        _middle_missing,
    ),
)
