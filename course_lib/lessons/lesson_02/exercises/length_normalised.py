"""Exercise: a beam's hypotheses scored by their length, as they are compared at the end."""

import jax.numpy as jnp
import numpy as np

from course_lib.data.vocab import END, PAD
from course_lib.lessons.checking.bank import Args, Case, Misconception, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number

Array = np.ndarray


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, size: int, power: float, *kinds: tuple[int, bool]) -> Case:
        """Hypotheses as (tokens, whether the last of them is the end token)."""
        tokens = np.full((len(kinds), size), PAD, np.int32)
        for row, (length, finished) in zip(tokens, kinds, strict=True):
            row[:length] = rng.integers(3, 30, length)
            if finished:
                row[length - 1] = END
        log_p = -rng.uniform(0.5, 9.0, len(kinds)).astype(np.float32)
        return Case(label, (tokens, log_p, power))

    return [
        case("some finished, some not", 9, 0.7, (3, True), (7, False), (5, True), (7, False)),
        case("all finished", 8, 1.0, (2, True), (6, True), (4, True)),
        case("none finished by the limit", 6, 0.7, (6, False), (6, False)),
        case("power 0: no normalisation", 7, 0.0, (3, True), (6, False)),
        case("one hypothesis that ends at once", 5, 1.3, (1, True)),
    ]


def _loop(tokens: Array, log_p: Array, power: float) -> Array:
    scores = np.zeros(len(log_p))
    for w, row in enumerate(tokens.tolist()):
        length = len([token for token in row if token != PAD])
        scores[w] = float(log_p[w]) / length**power
    return scores


def _negative(args: Args, scores: Array) -> str | None:
    if (scores > 0).any() or (scores == 0).any():
        return f"a log probability divided by a length stays below 0; it gives {_row(scores)}"
    return None


def _power_zero(args: Args, scores: Array) -> str | None:
    _, log_p, power = args
    if power == 0 and np.abs(scores - log_p).max() > 1e-4:
        return f"power 0 changes nothing: {_row(log_p)} stay as they are; it gives {_row(scores)}"
    return None


def _same_length_same_factor(args: Args, scores: Array) -> str | None:
    tokens, log_p, _ = args
    lengths, factors = (tokens != PAD).sum(axis=1), scores / log_p
    for length in np.unique(lengths):
        alike = factors[lengths == length]
        if np.ptp(alike) > 1e-4:
            return f"hypotheses of {length} tokens are scaled alike; the factors are {_row(alike)}"
    return None


def _a_token_alone(args: Args, scores: Array) -> str | None:
    tokens, log_p, _ = args
    alone = (tokens != PAD).sum(axis=1) == 1
    if np.abs(scores - log_p)[alone].max(initial=0) > 1e-4:
        return (
            f"a hypothesis of one token is divided by 1: {_row(log_p[alone])} stays; it gives "
            f"{_row(scores[alone])}"
        )
    return None


def _row(values: Array) -> str:
    return "[" + ", ".join(number(value) for value in values) + "]"


def _count(tokens: Array) -> Array:
    return (tokens != PAD).sum(axis=1).astype(np.float64)


def _finished(tokens: Array) -> Array:
    return (tokens == END).any(axis=1)


length_normalised = Exercise(
    name="length_normalised",
    arguments=("tokens", "log_p", "power"),
    wanted=(
        "a beam's hypotheses [W, T] (padded with 0; some end in the end token 2, some are not "
        "finished), their log probabilities [W] and a power (float) to their scores [W]: each log "
        "probability divided by the hypothesis' own number of tokens, the end token included, to "
        "that power."
    ),
    draw=_draw,
    reference=_loop,
    properties=(
        Property("below zero", _negative),
        Property("power 0 changes nothing", _power_zero),
        Property("same length, same factor", _same_length_same_factor),
        Property("a token alone keeps its score", _a_token_alone),
    ),
    wrong=(
        Misconception(
            "finished only",
            "only finished hypotheses are divided: the unfinished ones keep their whole sums, and "
            "any finished one beats them",
            lambda y, s, a: np.where(_finished(y), s / _count(y) ** a, s),
        ),
        Misconception(
            "unfinished dropped",
            "a hypothesis without an end token gets minus infinity: if none has finished by the "
            "limit, nothing is left to choose from",
            lambda y, s, a: np.where(_finished(y), s / _count(y) ** a, -np.inf),
            also=(lambda y, s, a: np.where(_finished(y), s / _count(y) ** a, -1e9),),
        ),
        Misconception(
            "length of the table",
            "all are divided by T, the length of the padded table: that changes no order at all",
            lambda y, s, a: s / y.shape[1] ** a,
        ),
        Misconception(
            "longest hypothesis",
            "all are divided by the length of the longest one: that changes no order at all",
            lambda y, s, a: s / _count(y).max() ** a,
        ),
        Misconception(
            "multiplied",
            "the log probability is multiplied by the length: long hypotheses are punished twice",
            lambda y, s, a: s * _count(y) ** a,
        ),
        Misconception(
            "end not counted",
            "the end token is not counted: a sentence that ends at once would be divided by 0",
            lambda y, s, a: s / ((y != PAD) & (y != END)).sum(axis=1) ** a,
            also=(
                lambda y, s, a: s / np.maximum(((y != PAD) & (y != END)).sum(axis=1), 1) ** a,
                lambda y, s, a: s / (_count(y) - 1) ** a,
            ),
        ),
        Misconception(
            "power ignored",
            "it is the plain mean log probability per token: the power is not used",
            lambda y, s, a: s / _count(y),
        ),
        Misconception(
            "power a factor",
            "the length is multiplied by the power, not raised to it",
            lambda y, s, a: s / (_count(y) * a),
        ),
        Misconception(
            "power on the mean",
            "the whole mean is raised to the power, not the length alone",
            lambda y, s, a: -((-s / _count(y)) ** a),
            also=(lambda y, s, a: (s / _count(y)) ** a,),
        ),
        Misconception(
            "not normalised",
            "the log probabilities come back as they were: short hypotheses win by being short",
            lambda y, s, a: s.copy(),
        ),
        Misconception(
            "the sum normalised over the beam",
            "the scores are divided by their sum over the beam: that changes no order at all",
            lambda y, s, a: -s / s.sum(),
            also=(lambda y, s, a: s / s.sum(), lambda y, s, a: s / len(s)),
        ),
        Misconception(
            "Wu's penalty",
            "it is divided by ((5 + n) / 6) to the power, as in Wu et al. 2016: here it is the "
            "plain length n to the power",
            lambda y, s, a: s / ((5 + _count(y)) / 6) ** a,
        ),
        Misconception(
            "one too long",
            "the length is one too large: count the tokens of the row, and no start token",
            lambda y, s, a: s / (_count(y) + 1) ** a,
        ),
        Misconception(
            "logarithm of the length",
            "it is divided by the logarithm of the length, not by the length to the power",
            lambda y, s, a: s / np.log(_count(y) + 1) ** a,
            also=(lambda y, s, a: s / np.log(_count(y)) ** a,),
        ),
    ),
    right=(
        lambda tokens, log_p, power: log_p / (tokens != PAD).sum(axis=1) ** power,
        lambda tokens, log_p, power: (
            log_p * jnp.exp(-power * jnp.log(jnp.sum(tokens > 0, axis=-1)))
        ),
        lambda tokens, log_p, power: _loop(np.asarray(tokens), np.asarray(log_p), power),
    ),
    hint=(
        "The number of tokens of a row is the sum of a mask, `tokens != 0`. Whether the row is "
        "finished does not matter."
    ),
)
