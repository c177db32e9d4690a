"""Exercise: where local-p puts its window, a share of the source that the query predicts."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, width: int, length: int, tilt: float = 0.0) -> Case:
        """`tilt` is what v . tanh(W s) gives, if not 0; else it is between 1 and 3, or below 0."""
        query = rng.normal(size=width)
        weight = rng.normal(size=(width, width))
        hidden = np.tanh(query @ weight)
        v = rng.normal(size=width)
        wanted = tilt or float(rng.choice([-1, 1]) * rng.uniform(1.5, 3.0))
        v += (wanted - hidden @ v) / (hidden @ hidden) * hidden
        arrays = (one.astype(np.float32) for one in (query, weight, v))
        return Case(label, (*arrays, length))

    return [
        case("a short source", 4, 7),
        case("a long source", 6, 50),
        case("a window at the source's start", 4, 20, tilt=-30.0),
        case("a window at the source's end", 4, 20, tilt=30.0),
        case("a source of one position", 5, 1),
    ]


def _loop(query: Array, weight: Array, v: Array, length: int) -> float:
    size = len(query)
    hidden = [
        np.tanh(sum(float(query[i]) * float(weight[i, k]) for i in range(size)))
        for k in range(size)
    ]
    place = sum(float(v[k]) * hidden[k] for k in range(size)) / size**0.5
    return length / (1 + np.exp(-place)) - 1


def _in_the_source(args: Args, centre: Array) -> str | None:
    length = args[3]
    if -1 - 1e-4 <= float(centre) <= length - 1 + 1e-4:
        return None
    return (
        f"counted from 0 the centre lies between -1 and {length - 1} in a source of {length}, and "
        f"it is {number(float(centre))}"
    )


def _on_its_side(args: Args, centre: Array) -> str | None:
    query, weight, v, length = args
    place = float(np.tanh(query @ weight) @ v)
    middle = length / 2 - 1
    if (float(centre) - middle) * place >= -1e-4:
        return None
    side = "above" if place > 0 else "below"
    return f"v . tanh(W s) is {number(place)}, so the centre lies {side} {number(middle)}"


def _changed(
    place: Function | None = None, share: Function | None = None, to: Function | None = None
) -> Function:
    """The right centre but for one step: the sum, the share that is made of it, the position."""

    def answer(query: Array, weight: Array, v: Array, length: int) -> Any:
        summed = place(query, weight, v) if place else np.tanh(query @ weight) @ v
        root = np.sqrt(len(query))
        found = share(summed, root) if share else _sigmoid(summed / root)
        return to(found, length) if to else length * found - 1

    return answer


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


predicted_centre = Exercise(
    name="predicted_centre",
    arguments=("query", "weight", "v", "length"),
    wanted=(
        "a query [D], a weight [D, D], v [D] and the source's true length S (int) to one number, "
        "the centre counted from 0: S sigmoid(v . tanh(query weight) / sqrt(D)) - 1."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("in the source", _in_the_source),
        Property("on its side of the middle", _on_its_side),
    ),
    wrong=(
        Misconception(
            "counted from one",
            "the centre counts from 1, as in the paper: from 0 it is one less",
            _changed(to=lambda share, n: n * share),
        ),
        Misconception(
            "share of the last position",
            "the share is taken of S - 1: the paper takes it of S, and then counts from 1",
            _changed(to=lambda share, n: (n - 1) * share),
        ),
        Misconception(
            "rounded",
            "the centre is rounded to a position: it must stay between two of them, or it gets no "
            "gradient to learn from",
            _changed(to=lambda share, n: np.round(n * share) - 1),
            also=(
                _changed(to=lambda share, n: np.floor(n * share) - 1),
                _changed(to=lambda share, n: np.floor(n * share - 1)),
                _changed(to=lambda share, n: np.round(n * share - 1)),
            ),
        ),
        Misconception(
            "no root",
            "the sum is not divided by the square root of D",
            _changed(share=lambda place, root: _sigmoid(place)),
        ),
        Misconception(
            "divided by D",
            "the sum is divided by D, not by its square root",
            _changed(share=lambda place, root: _sigmoid(place / root**2)),
        ),
        Misconception(
            "multiplied by the root",
            "the sum is multiplied by the square root of D, not divided",
            _changed(share=lambda place, root: _sigmoid(place * root)),
        ),
        Misconception(
            "root outside",
            "the share is divided by the square root of D: the root belongs inside the sigmoid",
            _changed(share=lambda place, root: _sigmoid(place) / root),
        ),
        Misconception(
            "no sigmoid",
            "the sum is multiplied by S as it is: a sigmoid makes a share between 0 and 1 of it",
            _changed(share=lambda place, root: place / root),
        ),
        Misconception(
            "tanh for sigmoid",
            "the share comes from a tanh, between -1 and 1: a sigmoid is between 0 and 1",
            _changed(share=lambda place, root: np.tanh(place / root)),
        ),
        Misconception(
            "no tanh",
            "the tanh between W and v is missing",
            _changed(place=lambda q, w, v: q @ w @ v),
        ),
        Misconception(
            "tanh after v",
            "the tanh comes after v: it is taken of each number of W s, before v adds them up",
            _changed(place=lambda q, w, v: np.tanh(q @ w @ v)),
        ),
        Misconception(
            "weight transposed",
            "the weight is used the other way round: query @ weight, as everywhere in this course",
            _changed(place=lambda q, w, v: np.tanh(w @ q) @ v),
        ),
        Misconception(
            "v left out",
            "the numbers of the tanh are added up as they are: v weighs them",
            _changed(place=lambda q, w, v: np.tanh(q @ w).sum()),
        ),
        Misconception(
            "weight left out",
            "the query goes into the tanh as it is: the weight is missing",
            _changed(place=lambda q, w, v: np.tanh(q) @ v),
        ),
        Misconception(
            "sign of the sigmoid",
            "the source is counted from its end: the sum has the wrong sign in the sigmoid",
            _changed(share=lambda place, root: _sigmoid(-place / root)),
        ),
        Misconception(
            "the share alone",
            "it is a share of the source, between 0 and 1: the length is missing",
            _changed(to=lambda share, n: share),
            also=(_changed(to=lambda share, n: share - 1),),
        ),
        Misconception(
            "length inside the sigmoid",
            "the length goes into the sigmoid: it multiplies the share",
            lambda q, w, v, n: _sigmoid(n * (np.tanh(q @ w) @ v) / np.sqrt(len(q))) - 1,
        ),
    ),
    right=(
        lambda query, weight, v, length: (
            length * jax.nn.sigmoid(jnp.tanh(query @ weight) @ v / jnp.sqrt(len(query))) - 1
        ),
        lambda query, weight, v, length: (
            length / (1 + jnp.exp(-jnp.dot(v, jnp.tanh(weight.T @ query)) / len(query) ** 0.5)) - 1
        ),
        lambda *args: _loop(*args),
    ),
    hint=(
        "From the inside: jnp.tanh(query @ weight) has D numbers; @ v makes one of them; divide it "
        "by the square root of D; jax.nn.sigmoid makes a share; times the length; minus 1."
    ),
    part=Part(
        goes="Parts(predicted_centre=...)",
        example=lambda query, weight, v, length: (query, weight, v, jnp.asarray(length)),
    ),
)
