"""Identity: equal where two things do the same, in any process, and never by a name alone."""

import enum
import functools
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from tiny import VOCAB, CopyStream, fresh, small

from course_lib.data import Task
from course_lib.training.differences import difference
from course_lib.training.identity import identity
from course_lib.training.recipe import Recipe
from course_lib.training.reinforce import Reinforce
from course_lib.training.scheduled_sampling import ScheduledSampling
from course_lib.training.schedules import Constant, Linear
from course_lib.training.teacher_forcing import teacher_forced


def scaled(scale, base=teacher_forced):
    def objective(model, batch, key, step):
        loss, accuracy = base(model, batch, key, step)
        return scale * loss, accuracy

    return objective


def with_default(scale):
    return lambda x, by=scale: x * by


def keyword(scale):
    return lambda x, *, by=scale: x * by


def deep(*scales):
    """Closures in a closure."""
    return functools.reduce(lambda inner, scale: scaled(scale, inner), scales, teacher_forced)


def tagged(value):
    def f():
        return f.value

    f.value = value
    return f


@dataclass(frozen=True)
class Hidden:
    secret: Any = field(repr=False)


class Plain:
    """No `repr`, no `identity`: only attributes."""

    def __init__(self, **attributes):
        vars(self).update(attributes)

    def method(self):
        pass

    @functools.cached_property
    def costly(self):
        return object()


class Told:
    def __init__(self, what):
        self.what, self.now = what, object()

    def __repr__(self):
        return f"Told({self.what})"


class Says:
    def __init__(self, what):
        self.what, self.now = what, object()

    def identity(self):
        return self.what


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Text(str):
    pass


class Row(NamedTuple):
    one: int
    other: int


def local_class(rate):
    class Local:
        factor = rate

        def chunk(self):
            return rate

    return Local()


def compiled(scale):
    return jax.jit(lambda x: x * scale)


def own_gradient(scale):
    f = jax.custom_vjp(lambda x: x)
    f.defvjp(lambda x: (x, None), lambda _, g: (scale * g,))
    return f


def moves(name, how):
    return Task(name, how, VOCAB)


# A maker, two arguments that give different things, and where they differ.
MAKERS = {
    "closure": (scaled, (1.0,), (100.0,), "it.closure.scale"),
    "closure in closures": (deep, (1.0, 2.0), (3.0, 2.0), "it.closure.base.closure.scale"),
    "default": (with_default, (1,), (2,), "it.default.by"),
    "keyword default": (keyword, (1,), (2,), "it.default.by"),
    "function attribute": (tagged, (1,), (2,), "it.attribute.value"),
    "partial": (functools.partial, (max, 1), (max, 2), "it.args[0]"),
    "partial's keyword": (lambda k: functools.partial(max, key=k), (1,), (2,), "it.kwargs.key"),
    "recipe": (Recipe, (800,), (900,), "it.steps"),
    "stream": (CopyStream, (4, 1), (4, 2), "it.seed"),
    "schedule": (lambda e: ScheduledSampling(Constant(e)), (0.5,), (0.25,), "it.schedule.rate"),
    "other type": (lambda s: ScheduledSampling(s), (Constant(1),), (Linear(9),), "it.schedule"),
    "objective": (Reinforce, ("total",), ("to_go",), "it.reward"),
    "hidden field": (Hidden, (1,), (2,), "it.secret"),
    "attributes": (lambda a: Plain(a=a, b=[1, {"c": a}]), (1,), (2,), "it.a"),
    "missing attribute": (lambda **a: Plain(**a), ("a",), ("b",), "it.a"),
    "own repr": (Told, (1,), (2,), "it.repr"),
    "own identity": (Says, ((1, 2),), ((1, 3),), "it[1]"),
    "method": (lambda a: Plain(a=a).method, (1,), (2,), "it.object.a"),
    "array": (np.array, ([1, 2],), ([1, 3],), "it.content"),
    "array of another type": (lambda t: np.zeros(2, t), ("f4",), ("f8",), "it"),
    "array of another shape": (np.zeros, ((2, 3),), ((3, 2),), "it"),
    "JAX array": (jnp.array, ([1, 2],), ([1, 3],), "it.content"),
    "key": (jax.random.key, (0,), (1,), "it.content"),
    "model": (small, (1,), (2,), None),
    "model's row": (fresh, ("init_state",), ("luong_general",), None),
    "enumeration": (Colour, (1,), (2,), "it.repr"),
    "text of a kind": (Text, ("a",), ("b",), "it.value"),
    "named tuple": (Row, (1, 2), (1, 3), "it.other"),
    "set": (lambda *a: set(a), (1, 2), (1, 3), "it[1]"),
    "mapping": (dict, ([("a", 1)],), ([("a", 2)],), "it.a"),
    "mapping by numbers": (dict, ([(1, 1)],), ([("1", 1)],), "it"),
    "bytes": (bytes, ([1, 2],), ([1, 3],), "it.content"),
    "long list": (lambda n: [*range(100), n], (1,), (2,), "it.content"),
    "long text": (lambda n: "a" * 100 + n, ("b",), ("c",), "it.content"),
    "compiled function": (compiled, (1,), (2,), "it.function.closure.scale"),
    "own gradient": (own_gradient, (1,), (2,), "it.bwd.closure.scale"),
    "local class": (local_class, (1,), (2,), None),
    "whole and broken number": (lambda n: n, (1,), (1.0,), "it"),
    "one and true": (lambda n: n, (1,), (True,), "it"),
}  # fmt: skip


def made(maker, arguments):
    if arguments in (("a",), ("b",)) and maker is MAKERS["missing attribute"][0]:
        return maker(**{arguments[0]: 1})
    return maker(*arguments)


def stored(value):
    """Its description as a file would hold it."""
    return json.loads(json.dumps(identity(value, "it")))


@pytest.mark.parametrize("case", MAKERS)
def test_two_of_one_maker_differ_where_their_arguments_do(case):
    maker, first, second, where = MAKERS[case]
    found = difference(stored(made(maker, first)), stored(made(maker, second)), "it")
    assert found is not None
    assert where is None or found[0] == where


@pytest.mark.parametrize("case", MAKERS)
def test_two_made_alike_are_the_same(case):
    maker, first, _, _ = MAKERS[case]
    one, other = made(maker, first), made(maker, first)
    assert difference(stored(one), stored(other), "it") is None


def test_two_lambdas_differ_in_their_code():
    def found(one, other):
        return difference(stored(one), stored(other), "it")

    assert found(lambda x: x + 1, lambda x: x + 2)[0] == "it.code"
    assert found(lambda x: x + 1, lambda x: x - 1)[0] == "it.code"
    assert found(lambda x: abs(x), lambda x: min(x))[0] == "it.code"
    assert found(lambda x: [i + 1 for i in x], lambda x: [i + 2 for i in x])[0] == "it.code"
    assert found(lambda a, b: a - b, lambda b, a: a - b)[0] == "it.code"
    assert found(lambda x: x + 1, lambda x: x + 1) is None


def test_two_tasks_of_one_name_differ_in_what_they_do():
    forwards = moves("mine", lambda sentence: list(range(len(sentence))))
    backwards = moves("mine", lambda sentence: list(range(len(sentence)))[::-1])
    assert difference(stored(forwards), stored(backwards), "it")[0] == "it.alignment.code"


def defined(source):
    names: dict[str, Any] = {"__name__": "nowhere"}
    exec(source, names)
    return names["f"]


def test_comments_and_docstrings_are_not_what_a_function_does():
    plain = defined('def f(x):\n    "It adds."\n    return x + 1\n')
    other = defined('# told\n\n\ndef f(x):\n    "It adds one."\n    return x + 1  # so\n')
    changed = defined('def f(x):\n    "It adds."\n    return x + "It adds."\n')
    assert stored(plain) == stored(other)
    assert stored(plain) != stored(changed)


def test_a_cached_property_is_no_part_of_what_an_object_is():
    one, other = Plain(a=1), Plain(a=1)
    assert one.costly is not None
    assert stored(one) == stored(other)


def test_what_holds_itself_is_described():
    def endless(a):
        loop = [a]
        loop.append(loop)
        return loop

    def recursive(a):
        def f(n):
            return a if n == 0 else f(n - 1)

        return f

    for maker in (endless, recursive):
        assert stored(maker(1)) == stored(maker(1))
        assert stored(maker(1)) != stored(maker(2))


def test_the_order_of_a_mapping_does_not_count():
    assert stored({"a": 1, "b": 2}) == stored({"b": 2, "a": 1})
    assert stored({1: 1, 2: 2}) == stored({2: 2, 1: 1})


def test_not_a_number_is_itself():
    assert difference(stored(float("nan")), stored(float("nan")), "it") is None


class Slotted:
    __slots__ = ()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (np.random.default_rng(0), "changes as it draws: keep its seed"),
        (iter([1]), "used up as it is read"),
        (io.StringIO("a"), "used up as it is read"),
        ((i for i in range(3)), "used up as it is read"),
        (Slotted(), "no attributes to tell it by"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_nothing_tells_is_refused_with_its_place_and_what_to_add(value, why):
    message = rf"nothing tells what data\.source\[1\]\.a is .*{why}.*method identity\(\)"
    with pytest.raises(ValueError, match=message):
        identity(Plain(source=[1, Plain(a=value)]), "data")


def test_a_traced_value_is_refused():
    with pytest.raises(ValueError, match="it is being traced"):
        jax.jit(lambda x: identity([x], "it"))(1.0)


def test_an_object_that_says_what_it_is_may_hold_anything():
    assert stored(Says(CopyStream(seed=3))) == stored(CopyStream(seed=3))


def test_a_repr_with_an_address_or_something_left_out_is_not_trusted():
    class Addressed(Plain):
        def __repr__(self):
            return f"<Addressed at {id(self):#x}>"

    class Short(Plain):
        def __repr__(self):
            return "Short(1, 2, ...)"

    for kind in (Addressed, Short):
        assert stored(kind(a=1)) == stored(kind(a=1))
        assert stored(kind(a=1)) != stored(kind(a=2))


def test_a_network_is_its_numbers():
    class Net(nnx.Module):
        def __init__(self, value, rate=0.1):
            self.weight, self.rate = nnx.Param(jnp.full(3, value)), rate

    assert stored(Net(1.0)) == stored(Net(1.0))
    assert stored(Net(1.0)) != stored(Net(2.0))
    assert stored(Net(1.0)) != stored(Net(1.0, rate=0.2))


SCRIPT = """
import functools, json, sys
from course_lib.training.identity import identity

SCALE = float(sys.argv[1])
def helper(x):
    return SCALE * x if x in {"a", "b", "c"} else x
class Mine:
    rate = 0.5
    def __init__(self):
        self.names = {"x", "y", "z"}
    def chunk(self, number, steps):
        return super().__repr__(), helper(number)
print(json.dumps(identity([Mine(), functools.partial(helper, 1), lambda: helper], "it")))
"""


def test_it_is_the_same_in_a_new_process_and_knows_what_a_notebook_defines(tmp_path):
    path = tmp_path / "script.py"
    path.write_text(SCRIPT)

    def run(scale, seed):
        env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed}
        command = [sys.executable, str(path), scale]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    first, second, other = run("1", "1"), run("1", "2"), run("2", "1")
    assert first == second
    assert difference(first, other, "it")[0] == "it[0].class.chunk.global.helper.global.SCALE"
