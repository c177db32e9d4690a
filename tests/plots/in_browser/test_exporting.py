"""Which models can be written down for a page, and which are refused, and why."""

import json

import jax.numpy as jnp
import pytest
from playing import unpacked
from tiny import fresh

from course_lib.data import Words
from course_lib.model import ALIGNMENTS, SCORES, FramesReading, GridReading, Parts, build
from course_lib.model.alignments import Soft
from course_lib.model.cells import CELLS as LIBRARY_CELLS
from course_lib.plots.in_browser import exporting
from course_lib.plots.in_browser.exporting import exported, named


def test_a_model_is_plain_values_with_all_of_its_numbers():
    model = fresh("bahdanau")
    plain = json.loads(json.dumps(exported(model)))
    arrays = {name: unpacked(values) for name, values in plain["arrays"].items()}
    assert arrays.keys() == named(model).keys()
    assert all((arrays[name] == array).all() for name, array in named(model).items())
    assert plain["row"]["reads"] == ["token", "context"]
    assert plain["row"]["score"] == {"kind": "additive", "hidden": "tanh", "outer": "identity"}
    assert plain["vocabs"] == {"source": {"kind": "characters", "characters": "abc"}}


def test_everything_of_the_library_is_known():
    """A new score, cell or alignment needs its lines in the scripts, or fails here."""
    assert set(SCORES.values()) == set(exporting.SCORES)
    assert set(ALIGNMENTS.values()) == {*exporting.ALIGNMENTS, *exporting.NOT_RUN}
    assert set(LIBRARY_CELLS.values()) == set(exporting.CELLS)


class Sharpened(Soft):
    """From outside the library."""


def test_what_no_page_can_run_is_refused(monkeypatch):
    monkeypatch.setitem(ALIGNMENTS, "sharpened", Sharpened)
    sizes = {"target": Words(("a", "b")), "hidden": 4, "embedding": 3}
    for model, message in [
        (
            build("luong_general", reading=GridReading(), **sizes),
            r"model must read a text \(TextReading\) to run in a page, got .* GridReading",
        ),
        (build("luong_general", reading=FramesReading(), **sizes), "reads by FramesReading"),
        (
            fresh("luong_dot", score="scaled_dot", alignment="multi_head", heads=2),
            "must have a known alignment .*, got MultiHead",
        ),
        (
            fresh("luong_general", alignment="sharpened"),
            "must have a known alignment .*, got Sharpened",
        ),
    ]:
        with pytest.raises(ValueError, match=message):
            exported(model)


def test_a_vocabulary_that_needs_a_package_is_refused(monkeypatch):
    monkeypatch.setattr(exporting, "VOCABS", ())
    with pytest.raises(ValueError, match="a source of Characters"):
        exported(fresh("init_state"))


def mine(query, keys):
    return jnp.einsum("k,jk->j", query, keys)


def test_a_right_part_of_a_students_own_is_the_librarys():
    """What the reader wrote is what was trained; the page computes the same."""
    own = fresh("luong_dot", parts=Parts(dot=mine))
    plain = exported(own)
    same = exported(fresh("luong_dot"))
    assert plain == same


def test_a_part_that_computes_something_else_is_refused():
    wrong = fresh("luong_dot", parts=Parts(dot=lambda query, keys: 2.0 * (keys @ query)))
    with pytest.raises(ValueError, match=r"parts of your own \(dot\) that compute something else"):
        exported(wrong)


def test_rows_say_all_that_the_scripts_ask():
    """Windows, hops and the other facts of an alignment."""
    facts = {
        "local_m": {"window": 4, "predicts": False, "bell": None, "cut": True},
        "local_p": {"window": 4, "predicts": True, "bell": "times", "cut": True},
        "local_p_renormalised": {"window": 4, "predicts": True, "bell": "added", "cut": True},
        "local_p_uncut": {"window": 4, "predicts": True, "bell": "added", "cut": False},
    }
    for name, wanted in facts.items():
        found = exported(fresh(f"luong_{name}"))["row"]["alignment"]
        assert {key: found[key] for key in wanted} == wanted
    found = exported(fresh("luong_general", alignment="three_hops"))["row"]["alignment"]
    assert (found["kind"], found["hops"]) == ("hops", 3)
