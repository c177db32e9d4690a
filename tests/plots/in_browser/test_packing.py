"""Arrays as text: what each precision keeps, and how large it is."""

import json

import numpy as np
import pytest
from playing import unpacked

from course_lib.plots.in_browser.packing import PRECISIONS, packed

ARRAY = np.random.default_rng(0).normal(size=(6, 50)).astype(np.float32)
ARRAY[2] *= 1e-4  # a row of small numbers beside large ones
ARRAY[3] = 0.0


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("array", [ARRAY, ARRAY[0]])
def test_what_is_unpacked_is_what_was_packed_but_for_rounding(precision, array):
    found = unpacked(json.loads(json.dumps(packed(array, precision))))
    assert found.dtype == np.float32
    assert found.shape == array.shape
    largest = np.abs(array).max(axis=-1, keepdims=True)
    share = {"float32": 0.0, "float16": 2.0**-11, "int8": 0.5 / 127 if array.ndim == 2 else 0.0}
    # float16 has no number nearer to zero than 6e-8
    assert (np.abs(found - array) <= share[precision] * largest * (1 + 1e-6) + 3e-8).all()


def test_int8_uses_all_of_its_range_in_every_row():
    """One scale for the matrix would leave nothing of a row of small numbers."""
    whole = packed(ARRAY, "int8")
    small = unpacked(whole)[2]
    assert np.abs(small - ARRAY[2]).max() < 0.005 * np.abs(ARRAY[2]).max()
    assert len(packed(ARRAY, "float32")["data"]) == 4 * len(whole["data"])
    assert len(packed(ARRAY, "float16")["data"]) == 2 * len(whole["data"])


@pytest.mark.parametrize(
    ("array", "precision", "message"),
    [
        (ARRAY, "int4", "precision must be one of float32, float16, int8, got 'int4'"),
        (ARRAY[None], "int8", r"array must be finite numbers \[N\] or \[R, C\], got .*1, 6, 50"),
        (np.array([1.0, np.nan]), "float32", "not finite"),
        (np.array([1e5]), "float16", "at most 65504 for float16, got 100000"),
    ],
)
def test_what_cannot_be_packed_is_refused(array, precision, message):
    with pytest.raises(ValueError, match=message):
        packed(array, precision)
