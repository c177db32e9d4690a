"""Problem: what nucleus sampling draws from, at a temperature."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from course_lib.lessons.checking.arithmetic import softmax
from course_lib.lessons.checking.bank import Args, Case, Property
from course_lib.lessons.checking.exercise import Exercise
from course_lib.lessons.checking.running import number
from course_lib.lessons.coursework.problem import Problem
from course_lib.lessons.coursework.ps2.bank.nucleus_mistakes import WRONG
from course_lib.lessons.coursework.ps2.bank.nucleus_ways import ranked

Array = Any  # NumPy's in the bank, JAX's in a check
USUAL = (0.36, 0.24, 0.14, 0.09, 0.07, 0.05, 0.03, 0.02)


def _draw(rng: np.random.Generator) -> list[Case]:
    def case(label: str, temperature: float, kept: int, scale: float = 1.0) -> Case:
        """So many words are kept, and the sum passes `share` in the middle of the last one."""
        ladder = scale * (np.log(USUAL) + rng.uniform(-0.05, 0.05, len(USUAL)))
        places = np.array([7, 2, 5, 0, 4, 1, 6, 3])  # the least likely word comes first
        logits = ladder[places] + rng.uniform(-2, 2)
        _, ordered, before = ranked(softmax(logits / temperature))
        share = float(before[kept - 1] + 0.5 * ordered[kept - 1])
        return Case(label, (logits.astype(np.float32), temperature, share))

    whole = case("share 1", 1.5, 8)
    barred = case("words with a logit of minus infinity", 2.0, 3)
    barred.args[0][[0, 6]] = -np.inf
    _, ordered, before = ranked(softmax(barred.args[0] / 2.0))
    share = float(before[3] + 0.5 * ordered[3])
    return [
        case("temperature 1", 1.0, 3),
        case("a low temperature", 0.5, 3),
        case("a high temperature", 2.0, 5),
        case("the likeliest word alone", 1.5, 1),
        Case(whole.label, (*whole.args[:2], 1.0)),
        Case(barred.label, (barred.args[0], 2.0, share)),
        case("large logits", 40.0, 4, scale=50.0),
    ]


def _tempered(args: Args) -> np.ndarray:
    return softmax(np.asarray(args[0], np.float64) / args[1])


def _sums_to_one(args: Args, q: np.ndarray) -> str | None:
    if abs(q.sum() - 1) <= 1e-4 and (q >= 0).all():
        return None
    return f"probabilities are not negative and sum to 1; these sum to {number(q.sum())}"


def _enough(args: Args, q: np.ndarray) -> str | None:
    kept = float(_tempered(args)[q > 0].sum())
    if kept >= args[2] - 1e-5:
        return None
    return (
        f"the kept words have at least the probability `share`, {number(args[2])}, before they "
        f"are made to sum to 1; these have {number(kept)}"
    )


def _no_more_than_needed(args: Args, q: np.ndarray) -> str | None:
    p = _tempered(args)[q > 0]
    if args[2] >= 1 or not p.size or p.sum() - p.min() < args[2] - 1e-5:
        return None
    return (
        f"no word is kept that is not needed: without the least likely of them the rest has "
        f"{number(p.sum() - p.min())}, which is `share`, {number(args[2])}, already"
    )


def _proportions(args: Args, q: np.ndarray) -> str | None:
    p = _tempered(args)
    kept = (q > 0) & (p > 0)
    factors = q[kept] / p[kept]
    if not factors.size or np.ptp(factors) <= 1e-3 * factors.max():
        return None
    return (
        f"the kept words keep their proportions, so all are multiplied by one factor; the factors "
        f"lie between {number(factors.min())} and {number(factors.max())}"
    )


def _loop(logits: Array, temperature: float, share: float) -> Array:
    p = _tempered((logits, temperature))
    q, total = np.zeros(len(p)), 0.0
    for word in sorted(range(len(p)), key=lambda v: -p[v]):
        if total < share and p[word] > 0:
            q[word], total = p[word], total + p[word]
    return q / q.sum()


def _by_sorting(logits: Array, temperature: float, share: float) -> Array:
    p = jax.nn.softmax(logits / temperature)
    order = jnp.argsort(-p)
    before = jnp.cumsum(p[order]) - p[order]
    kept = jnp.where(before < share, p[order], 0.0)
    return jnp.zeros_like(p).at[order].set(kept / kept.sum())


def _by_comparing(logits: Array, temperature: float, share: float) -> Array:
    p = jax.nn.softmax(logits / temperature)
    likelier = (p[None, :] > p[:, None]) @ p  # the sum of all that is likelier, for each word
    return jax.nn.softmax(jnp.where(likelier < share, logits / temperature, -jnp.inf))


def _by_ranks(logits: Array, temperature: float, share: float) -> Array:
    log_p = jax.nn.log_softmax(logits / temperature)
    order = jnp.argsort(log_p)[::-1]
    ranks = jnp.argsort(order)
    sums = jnp.concatenate([jnp.zeros(1), jnp.cumsum(jnp.exp(log_p[order]))])[:-1]
    kept = jnp.exp(log_p) * (sums[ranks] < share)
    return kept / jnp.sum(kept)


def _by_top_k(logits: Array, temperature: float, share: float) -> Array:
    p = jax.nn.softmax(logits / temperature)
    top, _ = jax.lax.top_k(p, len(p))
    count = jnp.minimum(jnp.searchsorted(jnp.cumsum(top), share) + 1, len(p))
    least = top[count - 1]
    return jnp.where(p >= least, p, 0.0) / jnp.where(jnp.arange(len(p)) < count, top, 0.0).sum()


nucleus = Problem(
    Exercise(
        name="nucleus",
        arguments=("logits", "temperature", "share"),
        wanted=(
            "logits [V] and two numbers, `temperature` (above 0) and `share` (above 0, at most 1), "
            "to probabilities [V]: those of softmax(logits / temperature) for the fewest likeliest "
            "words that together have at least `share`, divided by their sum; 0 for all others."
        ),
        draw=_draw,
        reference=_loop,
        properties=(
            Property("sums to 1", _sums_to_one),
            Property("at least the share", _enough),
            Property("no more words than needed", _no_more_than_needed),
            Property("the proportions stay", _proportions),
        ),
        wrong=WRONG,
        right=(_by_sorting, _by_comparing, _by_ranks, _by_top_k),
        hint=(
            "Sort the probabilities from the largest on. A word is kept if the sum of those before "
            "it, jnp.cumsum(ordered) - ordered, is below `share`. Then each goes back to the place "
            "of its word: jnp.zeros_like(p).at[order].set(...)."
        ),
    )
)
