"""Training, validation and test: to which of them a text belongs, from a hash of it alone."""

import hashlib
from collections.abc import Mapping

from course_lib.devices import settings

SPLITS = {"train": 0.8, "valid": 0.1, "test": 0.1}
"""The splits and their shares, which sum to 1."""

TEST_SEED = 20261120
"""What every test set is drawn with, so that it is the same for every model."""


def check_split(split: str) -> None:
    """ValueError for a name that is none of `SPLITS`."""
    if not isinstance(split, str) or split not in SPLITS:
        raise ValueError(f"unknown split {split!r}; known are {', '.join(SPLITS)}")


def split_of(text: str, shares: Mapping[str, float] = SPLITS) -> str:
    """The split that a text belongs to.

    A hash, not a shuffle: adding texts to a list moves none of the others. ValueError for what is
    no text that UTF-8 can hold, and for shares that are no numbers.
    """
    try:
        digest = hashlib.sha256(text.encode()).digest()
    except (AttributeError, UnicodeEncodeError) as error:
        raise ValueError(f"text must be one that UTF-8 can hold, got {text!r}") from error
    if not isinstance(shares, Mapping) or not shares:
        raise ValueError(f"shares must be numbers by the names of splits, got {shares!r}")
    share = int.from_bytes(digest[:8], "big") / 2**64
    for split, size in shares.items():
        if not isinstance(size, int | float):
            settings.share(f"shares[{split!r}]", size)
        if share < size:
            return split
        share -= size
    return list(shares)[-1]  # what rounding left over
