"""Splits by hash: the same today and tomorrow, and about as large as they should be."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data.splits import SPLITS, check_split, split_of


@given(st.text())
def test_a_text_stays_where_it_is(text):
    assert split_of(text) == split_of(text) in SPLITS


def test_the_shares_are_kept():
    shares = {"train": 0.5, "valid": 0.2, "test": 0.3}
    counts = Counter(split_of(str(number), shares) for number in range(5000))
    for split, share in shares.items():
        assert counts[split] / 5000 == pytest.approx(share, abs=0.03)


def test_a_share_of_all_takes_all():
    shares = {"train": 0.0, "valid": 0.0, "test": 1.0}
    assert {split_of(str(number), shares) for number in range(50)} == {"test"}


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="unknown split 'dev'; known are train, valid, test"):
        check_split("dev")
