"""One step of a decoder with a walking window, in either order: right ways and wrong ones, of which
the banks of `bahdanau_step` and `luong_step` are made."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from course_lib.lessons.checking.bank import Args, Case, Misconception
from course_lib.lessons.coursework.ps4.bank.moved_mistakes import forward
from course_lib.lessons.coursework.ps4.bank.window_ways import flat, near, square

Array = Any  # NumPy's in the bank, JAX's in a check
Tree = Any  # a state: a dict of hidden [D], mixed [E] and centre

KEYS = ("hidden", "mixed", "centre")
SIGMA = 1.0  # the width of the notebook's window


def draw(rng: np.random.Generator) -> list[Case]:
    def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (scale * rng.normal(size=shape)).astype(np.float32)

    def case(
        label: str, real: list[int], centre: float, push: float, width: int, small: int
    ) -> Case:
        mask = np.array(real, bool)
        first = centre < 0
        params = {
            "push": {
                "weight": normal(width, scale=0.7),
                "bias": np.float32(push).reshape(()),
            },
            "kernel": normal(2 * small, 3 * width),
            "recurrent": normal(width, 3 * width),
            "bias": normal(3 * width),
            "mix": normal(small + width, small),
        }
        states = normal(mask.size, small)
        memory = {
            "states": states,
            "keys": (states @ normal(small, width)).astype(np.float32),
            "mask": mask,
            "length": np.int32(mask.sum()).reshape(()),
        }
        state = {
            "hidden": np.float32(0 if first else 1) * np.tanh(normal(width)),
            "mixed": np.float32(0 if first else 1) * np.tanh(normal(small)),
            "centre": np.float32(centre).reshape(()),
        }
        return Case(label, (params, memory, state, normal(small)))

    return [
        case("in the middle", [1, 1, 1, 1, 1, 0], rng.uniform(1.1, 1.4), 0.3, 4, 3),
        case("padding in front", [0, 0, 1, 1, 1, 1, 0], rng.uniform(0.6, 0.9), 0.2, 3, 4),
        case("at the end", [0, 1, 1, 1, 0, 0], rng.uniform(1.7, 1.9), 4.0, 3, 3),
        case("a first step", [1, 1, 1, 1, 0], -1.0, 0.6, 4, 3),
    ]


def template(args: Args) -> Any:
    return args[2], np.zeros(len(args[1]["mask"]))


def taken_apart(args: Args, row: np.ndarray) -> tuple[Array, Array, Array, Array]:
    """Centre, hidden, mixed and weights of a judged row: the keys of a state stand in order."""
    width, small = len(args[2]["hidden"]), len(args[2]["mixed"])
    centre, hidden, mixed, weights = np.split(row, np.cumsum([1, width, small]))
    return float(centre[0]), hidden, mixed, weights


def cell(params: Tree, inputs: Array, hidden: Array) -> Array:
    """The notebook's GRU."""
    now = inputs @ np.asarray(params["kernel"], np.float64) + params["bias"]
    kept = hidden @ np.asarray(params["recurrent"], np.float64)
    (r, z, n), (u, v, w) = np.split(now, 3), np.split(kept, 3)
    update, reset = (1 / (1 + np.exp(-total)) for total in (z + v, r + u))
    return update * hidden + (1 - update) * np.tanh(n + reset * w)


def mix(params: Tree, context: Array, hidden: Array) -> Array:
    return np.tanh(np.concatenate([context, hidden]) @ np.asarray(params["mix"], np.float64))


def step(
    params: Tree,
    memory: Tree,
    state: Tree,
    token: Array,
    *,
    luong: bool,
    asks: str | None = None,  # "old" or "new"; by the order if it is None
    moves: str | None = None,  # the same for who moves the centre
    reads: Callable[[Array, Array, Array], Iterable[Array]] | None = None,
    from_zeros: bool = False,
    start: float | None = None,
    around_old: bool = False,
    plain: bool = False,
    padding: bool = False,
    whole: bool = False,
    mixes: str = "new",
    turned: bool = False,
    told: Callable[[Tree, Tree, Array], Tree] = lambda new, old, context: new,
) -> Any:
    """reads: what the cell reads, from the token, the vector made last and the context."""
    old = {name: np.asarray(one, np.float64) for name, one in state.items()}
    mask = np.ones_like(memory["mask"]) if padding else np.asarray(memory["mask"])
    length = len(mask) if whole else int(memory["length"])
    hidden = {"old": old["hidden"]}
    reads = reads or (lambda token, fed, context: (token, fed if luong else context))

    def run(context: Array) -> None:
        before = 0 * old["hidden"] if from_zeros else old["hidden"]
        inputs = np.concatenate([*reads(np.asarray(token, np.float64), old["mixed"], context)])
        hidden["new"] = cell(params, inputs, before)

    if luong:
        run(0 * old["mixed"])
    by = "new" if luong else "old"
    begin = old["centre"] if start is None else start
    centre = forward(begin, hidden[moves or by], params["push"], length)
    scores = np.asarray(memory["keys"], np.float64) @ hidden[asks or by]
    place = old["centre"] if around_old else centre
    weights = near(scores, place, SIGMA, mask, bell=flat if plain else square)
    context = weights @ np.asarray(memory["states"], np.float64)
    if not luong:
        run(context)
    two = (hidden[mixes], context) if turned else (context, hidden[mixes])
    new = {"hidden": hidden["new"], "centre": centre, "mixed": mix(params, *two)}
    return told(new, old, context), weights


def as_float32(pair: Any) -> Any:
    return {name: np.float32(one) for name, one in pair[0].items()}, np.float32(pair[1])


def common(luong: bool) -> tuple[Misconception, ...]:
    """The mistakes that are made in both orders."""

    def other(**changed: Any) -> Callable[..., Any]:
        return lambda *args: step(*args, luong=luong, **changed)

    def kept(name: str) -> Callable[..., Any]:
        return other(told=lambda new, old, context: {**new, name: old[name]})

    def turned(change: Callable[[Any], Any]) -> Callable[..., Any]:
        return lambda *args: change(as_float32(step(*args, luong=luong)))

    return (
        Misconception(
            "centre not kept",
            "the old centre stands in the new state, so that the window never walks on",
            kept("centre"),
        ),
        Misconception(
            "centre starts anew",
            "the centre starts before the source at each step: it goes on from state['centre']",
            other(start=-1.0),
            also=(other(start=0.0),),
        ),
        Misconception(
            "window around the old centre",
            "the window stands at the old centre: it stands where the centre has moved to",
            other(around_old=True),
        ),
        Misconception(
            "no window",
            "the weights are a plain softmax of the scores, without the window",
            other(plain=True),
        ),
        Misconception(
            "padding is read",
            "padding gets weight: memory['mask'] goes into the window",
            other(padding=True),
        ),
        Misconception(
            "length with the padding",
            "the centre may run on into the padding: it stops at memory['length'] - 1",
            other(whole=True),
            also=(other(whole=True, padding=True),),
        ),
        Misconception(
            "cell from zeros",
            "the cell starts from zeros at each step: it goes on from state['hidden']",
            other(from_zeros=True),
        ),
        Misconception(
            "old state kept",
            "the old state stands in the new dictionary, so that the decoder forgets each step",
            kept("hidden"),
        ),
        Misconception(
            "attentional vector not made anew",
            "the attentional vector made last stands in the new state: it is made anew, with `mix`",
            kept("mixed"),
        ),
        Misconception(
            "context for the attentional vector",
            "the context stands where the attentional vector belongs, which `mix` makes",
            other(told=lambda new, old, context: {**new, "mixed": context}),
        ),
        Misconception(
            "old state in the mix",
            "the old state goes into `mix`: the new one does",
            other(mixes="old"),
        ),
        Misconception(
            "state before the context in the mix",
            "`mix` gets the state first: it is mix(params, context, hidden)",
            other(turned=True),
        ),
        Misconception(
            "a tuple for the state",
            "the new state is a tuple: it is a dictionary with the same three keys",
            turned(lambda pair: (tuple(pair[0][name] for name in KEYS), pair[1])),
        ),
        Misconception(
            "the pair swapped",
            "the weights come first: the new state is the first of the two",
            turned(lambda pair: pair[::-1]),
        ),
        Misconception(
            "weights missing",
            "the state alone comes out: a pair is wanted, the new state and the weights",
            turned(lambda pair: pair[0]),
        ),
        Misconception(
            "token missing",
            "the cell does not read the token",
            other(reads=lambda token, fed, context: (0 * token, fed if luong else context)),
        ),
    )
