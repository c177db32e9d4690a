"""Handwritten digits, 8 by 8 pixels, divided by their writers.

`datasets/README.md` has the source and the licence (CC BY 4.0).
"""

import functools
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from course_lib.data.splits import check_split
from course_lib.data.words import DATASETS
from course_lib.devices import settings

DIGITS = DATASETS / "digits.npz"
SIDE = 8  # pixels
INK = 16  # the largest value in the file
# Where each part begins and ends. Every writer filled in one form, which begins with three rows of
# 0 to 9; the parts end where a form does, so that nobody has written in two of them.
PARTS = {"train": (0, 1157), "valid": (1157, 1287), "test": (1287, 1797)}


class Digits(NamedTuple):
    """Images of digits, from 0 (paper) to 1 (ink), and which digit each of them is."""

    images: Float[np.ndarray, "N 8 8"]
    labels: Int[np.ndarray, " N"]


def read_digits(path: Path) -> Digits:
    """The digits of a file. ValueError that names it if it is missing or damaged."""
    path = settings.path("path", path)
    if not path.is_file():
        raise ValueError(f"the digits {path.name} are missing from {path.parent.name or '.'}/")
    try:
        with np.load(path, allow_pickle=False) as file:
            images, labels = file["images"], file["labels"]
        fine = images.dtype == labels.dtype == np.uint8 and labels.ndim == 1 and len(labels) > 0
        if not fine or images.shape != (len(labels), SIDE, SIDE):
            raise ValueError(f"wanted uint8 images [N, {SIDE}, {SIDE}] and labels [N]")
        if images.max() > INK or labels.max() > 9:
            raise ValueError(f"wanted pixels of at most {INK} and labels of at most 9")
    except Exception as error:  # of NumPy, zipfile, zlib: whatever they meet in the file
        raise ValueError(f"the digits {path.name} are damaged: {error}") from error
    return Digits((images / np.float32(INK)).astype(np.float32), labels.astype(np.int64))


def split_digits(split: str) -> Digits:
    """The digits of one split ("train", "valid" or "test"), each by writers of its own.

    >>> split_digits("test").images.shape
    (510, 8, 8)
    """
    check_split(split)
    low, high = PARTS[split]
    found = _digits()
    return Digits(found.images[low:high], found.labels[low:high])


@functools.cache
def _digits() -> Digits:
    found = read_digits(DIGITS)
    for array in found:
        array.setflags(write=False)  # it is shared
    return found
