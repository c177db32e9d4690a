"""Random choices: shares as the weights say."""

from collections import Counter
from random import Random

import pytest

from course_lib.data.drawing import Weighted, one


def test_weights_are_shares():
    table, random = Weighted([("a", 3.0), ("b", 0.0), ("c", 1.0)]), Random(0)
    found = Counter(table.draw(random) for _ in range(4000))
    assert set(found) == {"a", "c"}
    assert found["a"] / 4000 == pytest.approx(0.75, abs=0.04)
    assert table.total == 4.0


def test_what_has_weight_zero_never_comes_even_where_it_is_first_or_last():
    table, random = Weighted([("a", 0.0), ("b", 2.0), ("c", 0.0)]), Random(0)
    assert {table.draw(random) for _ in range(500)} == {"b"}


def test_one_of_some_is_any_of_them():
    random = Random(0)
    found = Counter(one("abcd", random) for _ in range(4000))
    assert set(found) == set("abcd")
    assert min(found.values()) > 850
