"""Settings: what float32 and int32 cannot hold is refused, by name."""

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from course_lib.devices import settings


@pytest.mark.parametrize("value", [2, np.int64(2), np.uint8(2)])
def test_a_whole_number_comes_back_plain(value):
    assert type(settings.whole("n", value)) is int


@pytest.mark.parametrize("value", [2.0, True, np.bool_(True), "2", None, [2], 0, math.nan, 2**31])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(ValueError, match=r"^n must be a whole number of at (least 1|most 2147)"):
        settings.whole("n", value)


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, 1e39, 10**400, -(10**400), 1e-50, -0.1, True, "1", None, 1j]
)
def test_what_float32_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match=r"^x must be at least 0 and finite, as a float32"):
        settings.number("x", value, least=0.0)


def test_a_bound_holds_as_a_float32():
    """1 - 1e-12 is 1 there."""
    assert settings.number("x", 0.999, below=1.0) == 0.999
    with pytest.raises(ValueError, match="x must be below 1"):
        settings.number("x", 1 - 1e-12, below=1.0)


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.5), Fraction(1, 2), 2**40])
def test_a_number_comes_back_as_python_has_it(value):
    found = settings.number("x", value)
    assert found == value
    assert type(found) is (int if value == 1 else float)


def test_no_bound_above_is_infinity_itself():
    assert settings.number("x", 1e39, above=0.0, most=math.inf) == math.inf
    with pytest.raises(ValueError, match="x must be above 0, as"):
        settings.number("x", -(10**400), above=0.0, most=math.inf)


def test_a_path_knows_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.path("path", "~/m.npz") == tmp_path / "m.npz"
    assert settings.path("path", Path("a/b")) == Path("a/b")


@pytest.mark.parametrize("value", ["", None, 5, "a\0b", "~nobody-of-this-name/x", "\ud800", b"x"])
def test_what_is_no_path_is_refused(value):
    with pytest.raises(ValueError, match="path must be the path of a file, got"):
        settings.path("path", value)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [("1", True), ("ON", True), ("yes", True), ("0", False), ("Off", False), (" no ", False)],
)
def test_a_switch_is_on_or_off(monkeypatch, said, wanted):
    monkeypatch.setenv("COURSE_STRICT", said)
    assert settings.switch("COURSE_STRICT") is wanted
    monkeypatch.delenv("COURSE_STRICT")
    assert settings.switch("COURSE_STRICT", default=True)
    monkeypatch.setenv("COURSE_STRICT", "perhaps")
    with pytest.raises(ValueError, match="COURSE_STRICT must be 1 or 0, got 'perhaps'"):
        settings.switch("COURSE_STRICT")
