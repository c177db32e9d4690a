"""Arrays as text: in float32, in half of its bits, or in a quarter of them."""

import base64
from typing import Any

import numpy as np

from course_lib.devices import settings

PRECISIONS = ("float32", "float16", "int8")
LARGEST = float(np.finfo(np.float16).max)  # 65504
LEAST = 1e-30  # a row of zeros has a scale, too


def packed(array: np.ndarray, precision: str) -> dict[str, Any]:
    """An array [N] or [R, C] as plain values, which `numbers.js` reads.

    The rows of a matrix in "int8" have a scale each, the largest of a row being 127 of them:

        w ~ q s_r,   q = round(w / s_r) in -127 .. 127,   s_r = max_c |w_rc| / 127

    A row is what one number of an input is multiplied by, or the embedding of one token. Vectors
    are few numbers: in "int8" they stay float32. ValueError for another precision, for other axes,
    and for numbers that are not finite, or too large for float16.
    """
    settings.one_of("precision", precision, PRECISIONS)
    if array.ndim not in (1, 2) or not np.isfinite(array).all():
        raise ValueError(
            f"array must be finite numbers [N] or [R, C], got {array.dtype}{list(array.shape)}"
            f"{'' if np.isfinite(array).all() else ' with some that are not finite'}"
        )
    shape, numbers = list(array.shape), np.ascontiguousarray(array, "<f4")
    if precision == "float16":
        if (largest := float(np.abs(numbers).max(initial=0.0))) > LARGEST:
            raise ValueError(f"array must be at most {LARGEST:.0f} for float16, got {largest:g}")
        return {"shape": shape, "kind": precision, "data": _text(numbers.astype("<f2"))}
    if precision == "float32" or array.ndim == 1:
        return {"shape": shape, "kind": "float32", "data": _text(numbers)}
    scales = np.maximum(np.abs(numbers).max(axis=1), LEAST) / np.float32(127)
    whole = np.rint(numbers / scales[:, None]).astype(np.int8)
    scaled = scales.astype("<f4")
    return {"shape": shape, "kind": "int8", "data": _text(whole), "scales": _text(scaled)}


def _text(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode("ascii")
