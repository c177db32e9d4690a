"""Exercise: sampling with a temperature, from greedy (0) to almost uniform."""

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, words: int, temperature: float, scale: float = 2.0) -> Case:
        logits = rng.permutation(np.linspace(-1.0, 1.0, words)) * scale
        noise = rng.uniform(-0.1, 0.1, words)
        return Case(label, ((logits + noise).astype(np.float32), temperature))

    return [
        case("temperature 1", 7, 1.0),
        case("cool", 6, 0.5),
        case("warm", 8, 3.0),
        case("very cool, large logits", 5, 0.05, scale=40.0),
        case("temperature 0", 9, 0.0),
    ]


def _loop(logits: Array, temperature: float) -> Array:
    p = np.zeros(len(logits))
    if temperature == 0:
        p[int(logits.argmax())] = 1.0
        return p
    largest = float(logits.max())
    for v, logit in enumerate(logits):
        p[v] = np.exp((float(logit) - largest) / temperature)
    return p / p.sum()


def _a_distribution(args: Args, p: Array) -> str | None:
    if p.min() < 0 or abs(p.sum() - 1) > 1e-4:
        return (
            f"probabilities are at least 0 and sum to 1; the smallest is {number(p.min())} and the "
            f"sum {number(p.sum())}"
        )
    return None


def _greedy_at_zero(args: Args, p: Array) -> str | None:
    logits, temperature = args
    best = int(logits.argmax())
    if temperature == 0 and abs(p[best] - 1) > 1e-4:
        return f"at temperature 0 the likeliest token gets all; token {best} has {number(p[best])}"
    return None


def _one_is_the_model(args: Args, p: Array) -> str | None:
    logits, temperature = args
    if temperature == 1 and (gap := np.abs(p - softmax(logits)).max()) > 1e-4:
        return f"temperature 1 is the model itself, softmax(logits); it is {number(gap)} away"
    return None


def _cooler_is_sharper(args: Args, p: Array) -> str | None:
    logits, temperature = args
    before = float(softmax(logits).max())
    if temperature > 0 and (p.max() - before) * (1 - temperature) < -1e-4:
        word = "below 1 sharpens" if temperature < 1 else "above 1 flattens"
        return (
            f"a temperature {word}: the likeliest token had {number(before)} and has "
            f"{number(p.max())} at {temperature:g}"
        )
    return None


def _one_hot(logits: Array) -> Array:
    return np.eye(len(logits))[int(logits.argmax())]


def _or_greedy(answer):
    """A wrong answer of one who did think of temperature 0."""
    return lambda z, t: _one_hot(z) if t == 0 else answer(z, t)


def _raw(logits: Array, temperature: float) -> Array:
    powers = np.exp(logits / np.float32(temperature))
    return powers / powers.sum()


tempered = Exercise(
    name="tempered",
    arguments=("logits", "temperature"),
    wanted=(
        "logits [V] and a temperature (float, at least 0) to the probabilities [V] to sample from: "
        "softmax(logits / temperature), and at temperature 0 all of it on the likeliest token."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("a distribution", _a_distribution),
        Property("greedy at 0", _greedy_at_zero),
        Property("the model at 1", _one_is_the_model),
        Property("cooler is sharper", _cooler_is_sharper),
    ),
    wrong=(
        Misconception(
            "multiplied",
            "the logits are multiplied by the temperature: a warm model becomes sharp and a cool "
            "one flat",
            lambda z, t: softmax(z * t),
            also=(_or_greedy(lambda z, t: softmax(z * t)),),
        ),
        Misconception(
            "probabilities divided",
            "the probabilities are divided, not the logits: they sum to one over the temperature",
            lambda z, t: softmax(z) / np.float64(t),
            also=(_or_greedy(lambda z, t: softmax(z) / t),),
        ),
        Misconception(
            "softmax of probabilities",
            "the softmax is taken twice: once before the division and once after",
            lambda z, t: softmax(softmax(z) / np.float64(t)),
            also=(_or_greedy(lambda z, t: softmax(softmax(z) / t)),),
        ),
        Misconception(
            "no softmax",
            "these are logits divided by the temperature; the softmax is missing",
            lambda z, t: z / np.float64(t),
            also=(_or_greedy(lambda z, t: z / t),),
        ),
        Misconception(
            "temperature ignored",
            "it is the model's own distribution at any temperature (to subtract one number from "
            "all logits changes nothing, either)",
            lambda z, t: softmax(z),
            also=(_or_greedy(lambda z, t: softmax(z)), lambda z, t: softmax(z - t)),
        ),
        Misconception(
            "always greedy",
            "the likeliest token gets everything at any temperature",
            lambda z, t: _one_hot(z),
        ),
        Misconception(
            "zero divides",
            "at temperature 0 it divides by zero; the limit of small temperatures is the likeliest "
            "token",
            lambda z, t: softmax(z / np.float32(t)) if t else np.full(len(z), np.nan),
        ),
        Misconception(
            "uniform at zero",
            "at temperature 0 all tokens are equally likely: that is the limit of *high* "
            "temperatures",
            lambda z, t: softmax(z / t) if t else np.full(len(z), 1 / len(z)),
        ),
        Misconception(
            "overflow",
            "a large logit over a small temperature overflows: take the largest logit away first",
            lambda z, t: _raw(z, t) if t else _one_hot(z),
            also=(_raw,),
        ),
        Misconception(
            "powers not divided by their sum",
            "the probabilities are raised to 1 / temperature, and no longer sum to one: divide "
            "by their sum",
            lambda z, t: softmax(z) ** (1 / np.float64(t)),
            also=(_or_greedy(lambda z, t: softmax(z) ** (1 / t)),),
        ),
        Misconception(
            "the most likely token itself",
            "the number of the likeliest token comes out; probabilities of all tokens are asked "
            "for",
            lambda z, t: z.argmax(),
        ),
    ),
    right=(
        lambda logits, temperature: (
            jax.nn.one_hot(jnp.argmax(logits), len(logits))
            if temperature == 0
            else jax.nn.softmax(logits / temperature)
        ),
        lambda logits, temperature: jax.nn.softmax(
            (logits - logits.max()) / jnp.maximum(temperature, 1e-6)
        ),
        lambda logits, temperature: _loop(np.asarray(logits), temperature),
    ),
    hint=(
        "One division inside the softmax, and one question before it: is the temperature 0? Then "
        "jax.nn.one_hot of the argmax."
    ),
    part=Part(goes="Sample(tempered=...)", example=lambda *args: args, taught=False),
)
