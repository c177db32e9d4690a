"""Wrong values, what a call is given, and what the arguments of most calls are."""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from course_lib import data, model, search, training
from course_lib.data import batches
from course_lib.data.labelled import examples
from course_lib.model import classifiers

# When a good call is made: always; where there is time to compile it (`make fuzz`); or not here.
ALWAYS, COMPILED, NEVER = range(3)
NAN, INF = math.nan, math.inf


class Thing:
    """Nothing that any function wants."""

    def __repr__(self) -> str:
        return "Thing()"


VALUES: dict[str, Any] = {
    "None": None, "True": True, "-1": -1, "0": 0, "0.5": 0.5, "10**30": 10**30, "1e39": 1e39,
    "-10**30": -(10**30), "nan": NAN, "inf": INF, "-inf": -INF, "1j": 1j, "empty": "",
    "text": "text", "unicode": "naïve 日本 🙂", "surrogate": "\ud800", "nul": "a\0b", "bytes": b"x",
    "[]": [], "()": (), "{}": {}, "{1}": {1}, "{a: None}": {"a": None}, "thing": Thing(),
    "class": Thing, "function": lambda *arguments: None, "[None]": [None], "[nan]": [NAN],
    "[a, 1]": ["a", 1], "nested": [["x"], [[1]]], "ragged": [[1], [2, 3]],
    "array": np.full((2, 3, 4), 0.5), "array nan": np.array(NAN),
    "array 5d": np.zeros((1,) * 5, int), "array of objects": np.array([None, "x"], object),
}  # fmt: skip


class Given(NamedTuple):
    """A good value of an argument, the names of those of `VALUES` that are good ones too, and what
    else, as a pattern, an error may call the argument."""

    value: Any
    fine: frozenset[str] = frozenset()
    told: str = ""


class Call(NamedTuple):
    """A function, what it is called with, and when it is also called with good arguments."""

    function: Callable[..., Any]
    arguments: dict[str, Given]
    when: int = ALWAYS


# The names of values that are good ones of many arguments.
TEXT = {"text", "unicode"}
ANY_TEXT = TEXT | {"empty", "surrogate", "nul"}
FUNCTIONS = {"function", "class"}
EMPTY = {"[]", "()"}
STEPS = {"0", "0.5", "10**30", "array", "array 5d", "array nan"}
WHOLE = {"0", "-1"}
NUMBERS = WHOLE | {"True", "0.5", "10**30", "-10**30", "1e39", "nan", "inf", "-inf", "array nan"}


def given(value: Any, *fine: Any, told: str = "") -> Given:
    """A good value, the names of more of them, one or many, and what else an error calls it."""
    names = [name for one in fine for name in ([one] if isinstance(one, str) else one)]
    return Given(value, frozenset(names), told)


ABC, AB = data.Characters("abc"), data.Words(("a", "b"))
PAIRS = [data.Pair("ab", "ba", (1, 0)), data.Pair("abc", "cba", (2, 1, 0))]
# A row that every function takes: it weighs, and it draws.
MODEL = model.build("luong_general_hard", ABC, hidden=4, embedding=3, max_length=9)
SPLIT = (data.Pair("a b", "b"), data.Pair("a", "b"))
CORPUS = data.Corpus("tiny", {"train": SPLIT, "valid": (), "test": SPLIT}, AB, AB)
STREAM = data.Batches(data.COPY, batch=2, lengths=(4, 5), edges=(5,))
BATCH = data.pairs_to_batch(PAIRS, ABC, 4)
EXAMPLES = examples.Examples(np.array([[3, 4], [4, 3]]), np.array([0, 1]))
NET = classifiers.Recurrent("gru", 5, 2, width=3, embedding=2)
ROWS = jnp.array([3, 4])
ANY = given(0, VALUES)  # what the function does not look at
# What arguments of these names are, unless a call says otherwise.
USUAL: dict[str, Given] = {
    "model": given(MODEL), "pairs": given(PAIRS), "pair": given(PAIRS[0]),
    "texts": given(["ab"], EMPTY, told="text|vocabulary"),
    "sources": given(["ab"], EMPTY, told="text|vocabulary"),
    "text": given("ab", told="text|vocabulary"),
    "sentence": given("ab", "text", told="text|vocabulary"),
    "source": given(BATCH.source[0]), "inputs": given(batches.shift_right(BATCH.target)[0]),
    "target": given(ABC), "limit": given(2, "None"), "axis": given(None, "None"),
    "search": given(search.Greedy()), "count": given(1), "batch": given(1), "steps": given(1),
    "number": given(0, "0"), "seed": given(0, "0"), "split": given("train"),
    "lengths": given((4, 5)), "rng": given(np.random.default_rng(0)),
    "key": given(jax.random.key(0), "None"), "mesh": given(None, "None"),
    "rngs": given(nnx.Rngs(0)), "width": given(2), "reverse": given(False, "True"),
    "predicted": given(["ab"]), "gold": given(["ab"]), "step": given(1, STEPS),
    "path": given("model.npz", TEXT, told="there is no checkpoint"),
    "weights": given([np.array([[0.9, 0.1], [0.2, 0.8]])]), "offset": given(0, WHOLE),
    "matrix": given(np.eye(2)),
    "estimators": given({"plain": training.Reinforce(baseline="none")}),
    "examples": given(EXAMPLES), "vocab": given(ABC, told="vocabulary"),
}  # fmt: skip


def call(function: Callable[..., Any], names: str, when: int = ALWAYS, /, **others: Given) -> Call:
    """A call with the usual arguments of these names, and with others."""
    return Call(function, {name: USUAL[name] for name in names.split()} | others, when)
