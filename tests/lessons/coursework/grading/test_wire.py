"""What travels between the processes, and what doesn't."""

import jax.numpy as jnp
import numpy as np
import pytest

from course_lib.lessons.coursework.grading import wire


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, "word", [1, [2.0, "x"]], (1, (2,)), {"a": [1], 2: (3,)}, float("inf")],
)
def test_plain_values_come_back_as_they_went(value):
    text = wire.line({"value": wire.packed(value)})
    back = wire.unpacked(wire.read(text)["value"])
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "bool"])
def test_arrays_keep_kind_shape_and_numbers(dtype):
    value = np.arange(6).reshape(2, 3).astype(dtype)
    back = wire.unpacked(wire.packed({"x": jnp.asarray(value) if dtype != "float64" else value}))
    np.testing.assert_array_equal(back["x"], value)
    assert back["x"].dtype == value.dtype


@pytest.mark.parametrize(
    ("value", "says"),
    [(object(), "object"), (np.array(["a"]), "array of"), ({1}, "set"), (print, "builtin")],
)
def test_what_is_neither_number_nor_text_does_not_travel(value, says):
    with pytest.raises(wire.Unsendable, match=says):
        wire.packed(value)


def test_a_list_that_holds_itself_does_not_travel():
    endless: list = []
    endless.append(endless)
    with pytest.raises(wire.Unsendable, match="nested"):
        wire.packed(endless)


@pytest.mark.parametrize(
    "sent",
    [[1], {"pickle": "x"}, {"a": 1, "b": 2}, {"array": ["O", [1], ""]}],
)
def test_a_message_of_another_kind_is_refused(sent):
    with pytest.raises(ValueError, match="a message holds"):
        wire.unpacked(sent)


def test_a_message_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(wire, "LONGEST", 100)
    with pytest.raises(wire.Unsendable, match="travel"):
        wire.line({"value": "x" * 100})
