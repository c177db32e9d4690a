"""Exercise: the probabilities of a model that writes words or copies them."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Function, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.gradients import unreached
from course_lib.lessons.checking.part import Part
from course_lib.lessons.checking.running import TOLERANCE, number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, gate: float, tokens: list[int], vocabulary: int, lent: int) -> Case:
        """Shares of which none is small; the first weight is the largest, so that the last one of a
        repeated word is not."""
        written, weights = (rng.uniform(0.5, 1.5, size) for size in (vocabulary, len(tokens)))
        weights[0] += 1.2
        return Case(
            label,
            (
                np.array(gate, np.float32),
                (written / written.sum()).astype(np.float32),
                (weights / weights.sum()).astype(np.float32),
                np.array(tokens, np.int32),
                vocabulary + lent,
            ),
        )

    padded = case("two positions of padding, whose weight is 0", 0.7, [3, 7, 7, 5, 0, 0], 6, 2)
    padded.args[2][4:] = 0.0
    padded.args[2][:4] /= padded.args[2][:4].sum()
    low, high = float(rng.uniform(0.2, 0.35)), float(rng.uniform(0.65, 0.8))
    return [
        case("a lent word that stands twice", low, [6, 2, 6, 5], 5, 3),
        case("a word of the vocabulary that stands twice", high, [4, 2, 6, 4, 1], 6, 2),
        case("nothing lent", low, [3, 1, 3, 2], 5, 0),
        case("every word another one", high, [1, 5, 4], 4, 2),
        case("p_gen = 1, nothing is copied", 1.0, [6, 2, 5], 5, 2),
        case("p_gen = 0, all is copied", 0.0, [6, 2, 6, 5], 5, 3),
        padded,
    ]


def _loop(p_gen: Array, written: Array, weights: Array, tokens: Array, size: int) -> Array:
    made = [0.0] * size
    for v, probability in enumerate(written):
        made[v] += float(p_gen) * float(probability)
    for weight, token in zip(weights, tokens, strict=True):
        made[int(token)] += (1 - float(p_gen)) * float(weight)
    return np.array(made)


def _pad(written: Array, size: int) -> Array:
    return np.pad(written, (0, size - len(written)))


def _copied(weights: Array, tokens: Array, size: int, gather: Any = np.add) -> Array:
    made = np.zeros(size, np.float32)
    gather.at(made, tokens, weights)
    return made


def _once(weights: Array, tokens: Array, size: int) -> Array:
    made = np.zeros(size, np.float32)
    made[tokens] = weights
    return made


def _mixed(copy: Function) -> Function:
    """The right mixture of what is written and another copy, made by `copy`."""
    return lambda p, w, a, x, n: p * _pad(w, n) + (1 - p) * copy(a, x, n, len(w))


def _of(mix: Function) -> Function:
    """Another mixture of p_gen, what is written and what is copied, [size] both."""
    return lambda p, w, a, x, n: mix(p, _pad(w, n), _copied(a, x, n))


def _overwritten(p: Array, w: Array, a: Array, x: Array, n: int) -> Array:
    made = p * _pad(w, n)
    made[x] = (1 - p) * a
    return made


def _dropped(a: Array, x: Array, n: int, v: int) -> Array:
    return np.where(np.arange(n) < v, _copied(a, x, n), 0)


def _unknown(number: int) -> Function:
    return _mixed(lambda a, x, n, v: _copied(a, np.where(x < v, x, number), n))


def _lent_alone(a: Array, x: Array, n: int, v: int) -> Array:
    return np.where(np.arange(n) < v, 0, _copied(a, x, n))


def _best(shares: Array, amount: Any = 1.0) -> Array:
    return np.where(np.arange(len(shares)) == shares.argmax(), amount, 0)


def _share(top: Array, floor: float = 1e-9) -> Array:
    return top / np.maximum(top.sum(), floor)


def _negative(args: Args, made: Array) -> str | None:
    if (made < 0).any():
        return f"a probability cannot be negative: the smallest is {number(made.min())}"
    return None


def _sum_to_one(args: Args, made: Array) -> str | None:
    if abs(made.sum() - 1) > 10 * TOLERANCE:
        return f"probabilities must sum to 1: yours sum to {number(made.sum())}"
    return None


def _copies_what_it_should(args: Args, made: Array) -> str | None:
    p_gen, written, weights, tokens, size = args
    for v in range(len(written), size):
        wanted = (1 - float(p_gen)) * float(weights[tokens == v].sum())
        if abs(made[v] - wanted) > TOLERANCE:
            return (
                f"number {v} is lent, so it can only be copied: it gets 1 - p_gen times the "
                f"weights where it stands, {number(wanted)}; it gives {number(made[v])}"
            )
    return None


def _scattered(p_gen: Any, written: Any, weights: Any, tokens: Any, size: int) -> Any:
    made = jnp.zeros(size).at[: len(written)].set(p_gen * written)
    return made.at[tokens].add((1 - p_gen) * weights)


copy_mixture = Exercise(
    name="copy_mixture",
    arguments=("p_gen", "written", "weights", "tokens", "size"),
    wanted=(
        "p_gen (one number from 0 to 1), the probabilities written [V] of the vocabulary, the "
        "attention weights [J], the numbers tokens [J] of the source's words, some of which may "
        "be V or more (lent numbers), and size, how many numbers there are in all, to their "
        "probabilities [size]: p_gen times written (0 beyond V) plus (1 - p_gen) times the sum of "
        "the weights at the positions where the number stands."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("no probability is negative", _negative),
        Property("probabilities sum to 1", _sum_to_one),
        Property("lent numbers are copied", _copies_what_it_should),
    ),
    wrong=(
        Misconception(
            "a repeated word counted once",
            "a word that stands twice keeps the weight of one place: its weights add up, by "
            ".at[tokens].add and not .set",
            _mixed(lambda a, x, n, v: _once(a, x, n)),
        ),
        Misconception(
            "written over",
            "the weights are put where p_gen times written stood, which is lost there: they are "
            "added to it, by .at[tokens].add and not .set",
            _overwritten,
        ),
        Misconception(
            "gate swapped",
            "p_gen and 1 - p_gen have changed places: p_gen is the share of what is written",
            _of(lambda p, w, c: (1 - p) * w + p * c),
        ),
        Misconception(
            "no gate",
            "what is written and what is copied are added as they are: each has its share, p_gen "
            "and 1 - p_gen",
            _of(lambda p, w, c: w + c),
        ),
        Misconception(
            "half and half",
            "both get the same share, whatever p_gen is",
            _of(lambda p, w, c: (w + c) / 2),
        ),
        Misconception(
            "copied in full",
            "the weights are added without 1 - p_gen",
            _of(lambda p, w, c: p * w + c),
        ),
        Misconception(
            "written in full",
            "what is written is added without p_gen",
            _of(lambda p, w, c: w + (1 - p) * c),
        ),
        Misconception(
            "p_gen for both",
            "what is copied is weighted by p_gen, too: its share is 1 - p_gen",
            _of(lambda p, w, c: p * (w + c)),
        ),
        Misconception(
            "lent words lost",
            "words with numbers from V on are left out, and they are what copying is for: make an "
            "array of `size` numbers before you add the weights",
            _mixed(_dropped),
        ),
        Misconception(
            "lent words taken for the last",
            "numbers from V on are moved to the last word of the vocabulary: make an array of "
            "`size` numbers, in which each has its own place",
            _mixed(lambda a, x, n, v: _copied(a, np.minimum(x, v - 1), n)),
        ),
        Misconception(
            "lent words taken for <unk>",
            "numbers from V on are made the number of the unknown word: a lent number is what "
            "makes copying possible, and keeps its own place",
            _unknown(3),
            also=(_unknown(0), _unknown(1), _unknown(2)),
        ),
        Misconception(
            "only lent words copied",
            "only words with lent numbers are copied: those of the vocabulary are copied, too, "
            "where they stand in the source",
            _mixed(_lent_alone),
            also=(_mixed(lambda a, x, n, v: _share(_lent_alone(a, x, n, v))),),
        ),
        Misconception(
            "only the best word copied",
            "only the word with the largest weight is copied: each word has a share, its weights",
            _mixed(lambda a, x, n, v: np.eye(n)[x[a.argmax()]]),
            also=(
                _mixed(lambda a, x, n, v: _best(_copied(a, x, n))),
                _mixed(lambda a, x, n, v: np.eye(n)[x[a.argmax()]] * a.max()),
                _mixed(lambda a, x, n, v: _best(_copied(a, x, n), _copied(a, x, n).max())),
            ),
        ),
        Misconception(
            "a hard gate",
            "the gate is made a choice, all written or all copied: p_gen and 1 - p_gen are shares",
            _of(lambda p, w, c: np.where(p > 0.5, w, c)),
            also=(_of(lambda p, w, c: np.where(p > 0.5, p * w, (1 - p) * c)),),
        ),
        Misconception(
            "nothing kept",
            "all is 0: x.at[i].add(y) leaves x as it is and gives a new array, which has to be "
            "kept: x = x.at[i].add(y)",
            _of(lambda p, w, c: 0 * w),
        ),
        Misconception(
            "the vocabulary alone",
            "there are V probabilities: `size` are wanted, those of lent numbers behind",
            lambda p, w, a, x, n: p * w + (1 - p) * _copied(a, x, n)[: len(w)],
        ),
        Misconception(
            "the largest weight",
            "a word that stands twice gets the larger of its weights: they add up",
            _mixed(lambda a, x, n, v: _copied(a, x, n, np.maximum)),
        ),
        Misconception(
            "a mean of the weights",
            "the weights of a word that stands twice are averaged: they add up",
            _mixed(
                lambda a, x, n, v: _copied(a, x, n) / np.maximum(_copied(np.ones_like(a), x, n), 1)
            ),
        ),
        Misconception(
            "the larger of both",
            "each number gets the larger of its two shares: they are added",
            _of(lambda p, w, c: np.maximum(p * w, (1 - p) * c)),
        ),
        Misconception(
            "a product",
            "the two probabilities are multiplied: a word can be written *or* copied, so add them",
            _of(lambda p, w, c: w * c),
            also=(
                _of(lambda p, w, c: p * w * (1 - p) * c),
                _of(lambda p, w, c: _share(w * c)),
                _of(lambda p, w, c: w**p * c ** (1 - p)),
            ),
        ),
        Misconception(
            "places for words",
            "the weight of position j is added to number j: it belongs to the word that stands "
            "there, tokens[j]",
            _mixed(lambda a, x, n, v: _copied(a, np.arange(len(a)), n)),
        ),
        Misconception(
            "never copied",
            "nothing is copied: these are the probabilities of the vocabulary (x.at[i].add(y) "
            "gives a new array: is it kept?)",
            _of(lambda p, w, c: w),
            also=(_of(lambda p, w, c: p * w),),
        ),
        Misconception(
            "always copied",
            "nothing is written: these are the weights of the source's words (x.at[i].set(y) "
            "gives a new array: is it kept?)",
            _of(lambda p, w, c: c),
            also=(_of(lambda p, w, c: (1 - p) * c),),
        ),
        Misconception(
            "logarithms",
            "the logarithms of the probabilities come out: the probabilities themselves are wanted",
            _of(lambda p, w, c: np.log(p * w + (1 - p) * c)),
            also=(_of(lambda p, w, c: np.log(p * w + (1 - p) * c + 1e-9)),),
        ),
        Misconception(
            "a softmax of the sum",
            "a softmax is taken of the mixture, which sums to 1 already",
            _of(lambda p, w, c: softmax(p * w + (1 - p) * c)),
        ),
    ),
    right=(
        _scattered,
        lambda p_gen, written, weights, tokens, size: (
            p_gen * jnp.pad(written, (0, size - len(written)))
            + (1 - p_gen) * weights @ jax.nn.one_hot(tokens, size)
        ),
        lambda p, w, a, x, n: _loop(p, np.asarray(w), np.asarray(a), np.asarray(x), n),
    ),
    hint=(
        "Start with jnp.zeros(size), put p_gen * written into its first V places (.at[:V].set), "
        "and add (1 - p_gen) * weights at the tokens: .at[tokens].add adds up what meets in one "
        "place."
    ),
    remark=unreached(("p_gen", "written", "weights", "tokens", "size")),
    part=Part(goes="Parts(copy_mixture=...)", example=lambda *args: args),
)
