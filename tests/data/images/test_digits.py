"""Handwritten digits: the file, its divisions by writers, and what is no such file."""

import numpy as np
import pytest

from course_lib.data.images.digits import DIGITS, INK, PARTS, read_digits, split_digits
from course_lib.data.splits import SPLITS

RUN = np.arange(10)


def test_the_file_holds_what_its_card_says():
    found = read_digits(DIGITS)
    assert found.images.shape == (1797, 8, 8)
    assert found.images.dtype == np.float32
    assert found.images.min() == 0.0
    assert found.images.max() == 1.0
    assert np.array_equal(found.images * INK, np.round(found.images * INK))
    assert np.bincount(found.labels).min() >= 174


def test_parts_cover_the_file_and_end_where_a_writers_form_does():
    """A form begins with rows of 0 to 9: the rows before it are in no order."""
    assert set(PARTS) == set(SPLITS)
    labels = read_digits(DIGITS).labels
    ends = [0]
    for split, (low, high) in PARTS.items():
        assert low == ends[-1]
        ends.append(high)
        assert len(split_digits(split).labels) == high - low
        assert np.array_equal(labels[low : low + 20], np.tile(RUN, 2))
        if low:
            assert not np.array_equal(labels[low - 10 : low], RUN)
    assert ends[-1] == len(labels)


def test_what_is_shared_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        split_digits("train").images[0] = 1.0


def test_a_file_that_is_none_is_refused(tmp_path):
    path = tmp_path / "digits.npz"
    with pytest.raises(ValueError, match=r"digits.npz are missing"):
        read_digits(path)
    images, labels = np.zeros((2, 8, 8), np.uint8), np.zeros(2, np.uint8)
    for wrong in (
        {"images": images},
        {"images": images[:, :7], "labels": labels},
        {"images": images + 17, "labels": labels},
        {"images": images, "labels": labels + 10},
        {"images": images[:0], "labels": labels[:0]},
        {"images": images.astype(float), "labels": labels},
    ):
        np.savez(path, **wrong)
        with pytest.raises(ValueError, match=r"digits.npz are damaged"):
            read_digits(path)
    path.write_bytes(DIGITS.read_bytes()[:500])
    with pytest.raises(ValueError, match=r"digits.npz are damaged"):
        read_digits(path)
    with pytest.raises(ValueError, match="unknown split"):
        split_digits("all")
